"""What points to a thing from elsewhere: the first of it, in order of property and thing."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.query import text_of, view
from sctbv_graph.query.ordering import ordered
from sctbv_graph.store import Store
from sctbv_graph.terms import RDF

MAX_INCOMING = 200
"""How many links to a thing its page shows."""

Links = tuple[tuple[str, str], ...]
"""IRIs of things with that of the property by which each of them points."""

_MANY = 20_000
"""Links that are gathered before only the first of them are kept."""
_TYPE = ox.NamedNode(RDF + "type")
_PASSAGE = ox.NamedNode(iris.term("Evidence"))


class Incoming:
    """Links as a description finds them in a store at hand, which spares a query for each thing.

    Passages are left out: they are shown with what rests on them.
    """

    def __init__(self, store: ox.Store) -> None:
        """Begin with none."""
        self._store = store
        self._found: list[tuple[str, str]] = []

    def add(self, by: str, how: str) -> None:
        """Note that a thing points here by a property."""
        self._found.append((how, by))
        if len(self._found) > _MANY:
            self._found = self._first()

    def first(self) -> Links:
        """Return as many links as a page shows, as `asked` does."""
        return tuple((by, how) for how, by in self._first())

    def _first(self) -> list[tuple[str, str]]:
        kept: list[tuple[str, str]] = []
        for link in sorted(self._found):
            if len(kept) == MAX_INCOMING:
                break
            if ox.Quad(ox.NamedNode(link[1]), _TYPE, _PASSAGE) not in self._store:
                kept.append(link)
        return kept


def asked(store: Store, iri: str) -> Links:
    """Return as many links to a thing as a page shows, by a query of any store."""
    limited = view("incoming").replace("$node", str(ox.NamedNode(iri)))
    rows = ordered(store, limited.replace("# limit", f"LIMIT {MAX_INCOMING}")).rows
    return tuple((text_of(row["s"]), text_of(row["p"])) for row in rows)
