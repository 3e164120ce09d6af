"""The store that rules are asked of, filled while its document is still being read.

A store lets go of Python's lock while it loads lines. So what all documents share is loaded beside
the reading, and each part of what is said of the document while the next is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from sctbv_graph.audit.asked import Curated, asked_of_part, parts_asked
from sctbv_graph.said import Said
from sctbv_graph.shacl.data import Data, Ready, load

SWITCH_SECONDS = 0.0005
"""How long Python may keep other threads waiting, for a process that audits: with the 5 ms that it
takes otherwise, what is asked beside the reading comes to its turn only when that is done."""


class Filling:
    """A store for one audit; what it holds goes with it."""

    def __init__(self, standing: Iterable[Iterable[ox.Quad]] = ()) -> None:
        """Begin with the parts of the reference graphs that no document changes."""
        self._store = ox.Store()
        self._beside = ThreadPoolExecutor(1)
        self._loading: list[Future[None]] = []
        self._told: list[Said] = []
        self._curated: list[Curated] = []
        for part in standing:
            self._curated.append(asked_of_part(part))
            self._load([self._curated[-1].ready])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._beside.shutdown(wait=False)

    def tell(self, part: Said) -> None:
        """Load a part of what is said of the document, before the rest is known."""
        self._told.append(part)
        for ready in parts_asked(part):
            self._load([ready])

    def data(self, held: Sequence[ox.Quad], curated: Iterable[Curated]) -> Data:
        """Load what is left of a document and of the reference; return all of it."""
        if self._told:
            assert isinstance(held, Said)
            held = held.without(self._told)
        known = {id(part.ready) for part in self._curated}
        self._load(parts_asked(held))
        self._load([part.ready for part in curated if id(part.ready) not in known])
        for one in self._loading:
            one.result()  # raises what went wrong
        return Data(self._store, scratch=True)

    def _load(self, parts: Iterable[Ready]) -> None:
        self._loading.append(self._beside.submit(_load_all, self._store, parts))


def _load_all(store: ox.Store, parts: Iterable[Ready]) -> None:
    for part in parts:
        load(store, part)
