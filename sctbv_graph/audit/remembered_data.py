"""Curated data as an audit asks them, kept in the work folder between two runs.

Registers are read from TOML, made quads and those lines for the two stores of an audit: an eighth
of the time of a whole ``sctbv audit``, for what hardly ever changes. The command line keeps what
comes of it (`remember_data`) and takes it over the next time (`recall_data`). A kept file is of one
state of the data, the ontology and the program; another state has another name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sctbv_graph.audit.asked import Curated, asked_of_part
from sctbv_graph.audit.kept_files import keep, state_name, take
from sctbv_graph.lore import load_lore
from sctbv_graph.model import Knowledge
from sctbv_graph.observe.records import Lore
from sctbv_graph.reference import curated_state, knowledge_of, load_knowledge
from sctbv_graph.registers import curated_part, state_of
from sctbv_graph.rules import standing_lines
from sctbv_graph.settings import Settings, bundle

_PACKAGE = Path(__file__).parent.parent
_MADE_BY = (".", "audit", "graph", "observe", "shacl", "vietnamese")
"""Folders of the package with the modules that make what is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is made of the curated data of some folders, whichever document is audited.

    ``asked`` is what the rules of an audit may ask of them, ``lines`` what the rules of inference.
    """

    knowledge: Knowledge
    lore: Lore
    asked: Curated
    lines: bytes


def kept_file(folders: tuple[Path, ...]) -> Path:
    """Return where what is made of the data folders as they are now is kept, or would be."""
    rules = (bundle() / "queries" / "rules").glob("*.rq")
    made_by = (path for folder in _MADE_BY for path in (_PACKAGE / folder).glob("*.py"))
    of = hashlib.sha256(repr(folders).encode()).hexdigest()[:8]
    state = state_name((*rules, *made_by), state_of(folders))
    return Settings().work / f"data-{of}-{state}.pickle"


def recall_data(folders: tuple[Path, ...]) -> Path | None:
    """Take over what an earlier run kept; return where this one may keep it, none if it need not.

    What was read in this process already stands.
    """
    path, data = kept_file(folders), (folders, curated_state(folders))
    if knowledge_of.knows(data):
        return None
    kept = take(path)
    if not isinstance(kept, Kept):
        return path
    part = curated_part(folders, state_of(folders))
    knowledge_of.know(data, kept.knowledge)
    load_lore.know(folders, kept.lore)
    asked_of_part.know(part, kept.asked)
    standing_lines.know(part, kept.lines)
    return None


def remember_data(folders: tuple[Path, ...], path: Path) -> None:
    """Keep what was made of the data folders, in place of what was kept of an older state.

    ``path`` is what `recall_data` returned; where the data were changed since, nothing is kept.
    Where it cannot be written nothing is lost.
    """
    if kept_file(folders) != path:
        return
    part = curated_part(folders, state_of(folders))
    made = load_knowledge(folders), load_lore(folders), asked_of_part(part), standing_lines(part)
    keep(path, Kept(*made))
