"""Files of what was made in one run, taken over by the next: named after the state they are of."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.errors import SctbvError
from sctbv_graph.files import write_beside


def state_name(files: Iterable[Path], *more: object) -> str:
    """Return 16 hex digits for the state of files, of Python and its engine, and of ``more``."""
    stats = [(str(path), path.stat()) for path in sorted(files)]
    state = [(path, stat.st_mtime_ns, stat.st_size) for path, stat in stats]
    told = repr((sys.version, ox.__version__, *more, state))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def take(path: Path) -> object:
    """Return what an earlier run kept, ``None`` where there is nothing, or nothing whole."""
    try:
        # The user's own folder, where nobody else writes: as safe as Python's own bytecode.
        kept: object = pickle.loads(path.read_bytes())  # noqa: S301
    except Exception:  # noqa: BLE001  a file that is cut off or spoilt raises whatever it likes
        return None
    return kept


def keep(path: Path, made: object) -> None:
    """Keep something in place of what was kept of an older state; where it fails nothing is lost.

    The name of a file ends in ``-{state_name}.pickle``; the others that begin as it does are older.
    """
    with contextlib.suppress(OSError, SctbvError):
        write_beside(path, pickle.dumps(made))
        for old in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.pickle"):
            if old != path:
                old.unlink(missing_ok=True)
