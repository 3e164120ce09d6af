"""The rules and their shapes as an audit asks them, kept in the work folder between two runs.

Reading them takes a tenth of the time of a whole ``sctbv audit``, and they change with the program
alone. The command line keeps them (`remember`); whoever audits takes what is there. A kept file is
of one state of the shapes and of the modules that read them; another state has another name.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import cast

from sctbv_graph.audit.kept_files import keep, state_name, take
from sctbv_graph.audit.records import AuditRule
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.shacl.records import Shapes
from sctbv_graph.shacl.triples import Triples

Remembered = tuple[dict[str, AuditRule], Triples, Shapes]
"""The rules by the IRI of their shape; the shapes graph; its shapes, compiled."""
_PACKAGE = Path(__file__).parent.parent


@lru_cache(maxsize=1)
def kept_file() -> Path:
    """Return where the rules of now are kept, or would be."""
    made_of = [
        *(bundle() / "shapes").glob("*.ttl"),
        bundle() / "queries" / "views" / "rules.rq",
        *(_PACKAGE / "shacl").glob("*.py"),
        *(_PACKAGE / "audit").glob("*.py"),
    ]
    return Settings().work / f"rules-{state_name(made_of)}.pickle"


@lru_cache(maxsize=1)
def remembered() -> Remembered | None:
    """Return what an earlier run kept, ``None`` where there is nothing, or nothing whole."""
    return cast("Remembered | None", take(kept_file()))


def remember(rules: dict[str, AuditRule], graph: Triples, shapes: Shapes) -> None:
    """Keep the rules for the next run, in place of older ones; where that fails nothing is lost."""
    if remembered() is None:
        keep(kept_file(), (rules, graph, shapes))
