"""An update tried on a copy of the store before it is done: the engine cannot be told to stop.

What an update's WHERE asks for may take for ever, also by mistake. In the server it could not be
ended, so it first runs in a worker, on a copy that nobody else sees; a worker can be killed. Only
an update whose trial ended in time is carried out on the store itself, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.errors import SctbvError
from sctbv_graph.store import WritableStore
from sctbv_graph.workers.evaluate import Done
from sctbv_graph.workers.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Update:
    """An update and what its relative IRIs are resolved against."""

    text: str
    base: str | None = None


def tried(update: Update, copy: Snapshot) -> Done:
    """Carry out an update on a copy, which is of no use afterwards; errors come back as words."""
    try:
        _opened(copy).update(update.text, update.base)
    except SctbvError as error:
        return Done("query", error.vi, error.en)
    return Done()


def _opened(copy: Snapshot) -> WritableStore:
    if copy.on_disk:
        return WritableStore.open(Path(copy.path))
    store = ox.Store()
    store.bulk_load(path=copy.path, format=ox.RdfFormat.N_QUADS)
    return WritableStore(store)
