"""The rules and their shapes as an audit asks them, kept in the work folder between two runs.

Reading them takes a tenth of the time of a whole ``sctbv audit``, and they change with the program
alone. The command line keeps them (`remember`); whoever audits takes what is there. A kept file is
of one state of the shapes and of the modules that read them; another state has another name.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import sys
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.audit.records import AuditRule
from sctbv_graph.errors import SctbvError
from sctbv_graph.files import write_beside
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
    stats = [(str(path), path.stat()) for path in sorted(made_of)]
    state = [(path, stat.st_mtime_ns, stat.st_size) for path, stat in stats]
    told = repr((sys.version, ox.__version__, state))
    return Settings().work / f"rules-{hashlib.sha256(told.encode()).hexdigest()[:16]}.pickle"


@lru_cache(maxsize=1)
def remembered() -> Remembered | None:
    """Return what an earlier run kept, ``None`` where there is nothing, or nothing whole."""
    try:
        # The user's own folder, where nobody else writes: as safe as Python's own bytecode.
        kept: Remembered = pickle.loads(kept_file().read_bytes())  # noqa: S301
    except Exception:  # noqa: BLE001  a file that is cut off or spoilt raises whatever it likes
        return None
    return kept


def remember(rules: dict[str, AuditRule], graph: Triples, shapes: Shapes) -> None:
    """Keep the rules for the next run, in place of older ones; where that fails nothing is lost."""
    if remembered() is not None:
        return
    path = kept_file()
    with contextlib.suppress(OSError, SctbvError):
        write_beside(path, pickle.dumps((rules, graph, shapes)))
        for old in path.parent.glob("rules-*.pickle"):
            if old != path:
                old.unlink(missing_ok=True)
