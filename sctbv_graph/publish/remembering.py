"""A store that gives the rows of a query, and the names of things, again from memory.

The Vietnamese and the English page of a thing ask the same of the store but for the labels; whoever
makes both, one after the other, need not have it evaluated twice. And all pages name the same
bodies, classes and properties.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from sctbv_graph.query import Named
from sctbv_graph.store import EmbeddedStore, Results, Rows, rows_of

_MOST = 20_000
"""Rows, and names, held at once; with more, all are forgotten."""
_LONG = 5_000
"""Rows of an answer that is not held: it is about all data, not asked again for each page."""


class Remembering(EmbeddedStore):
    """A store that nobody writes while it is asked."""

    def __init__(self, store: EmbeddedStore) -> None:
        """Stand before a store."""
        super().__init__(store.inner, store.path)
        self.names: dict[str, Named] = {}
        self._held: dict[str, Rows] = {}
        self._count = 0

    def query(
        self,
        sparql: str,
        graphs: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        base: str | None = None,
    ) -> Results:
        """Evaluate a query, or give its rows where they are held."""
        if graphs is not None or named is not None or base is not None:
            return super().query(sparql, graphs, named, base)
        if sparql in self._held:
            return self._held[sparql]  # type: ignore[return-value]  # `rows_of` takes both
        found = super().query(sparql)
        if not isinstance(found, ox.QuerySolutions):
            return found
        rows = rows_of(found)
        if len(rows.rows) > _LONG:
            return rows  # type: ignore[return-value]  # `rows_of` takes both
        self._count += len(rows.rows)
        if self._count > _MOST:
            self._held.clear()
            self._count = len(rows.rows)
        if len(self.names) > _MOST:
            self.names.clear()
        self._held[sparql] = rows
        return rows  # type: ignore[return-value]  # as above
