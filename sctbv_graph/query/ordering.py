"""Rows of a SELECT put in order here, and no more of them kept than are wanted.

For each comparison of ORDER BY the engine reads both terms from the disk again: of 30,000 rows the
order takes longer than finding them, of 400,000 minutes. What is asked for is the same as SPARQL's
(15.1, and where that leaves it open the engine's): unbound, blank nodes, IRIs, literals by value.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import pyoxigraph as ox

from sctbv_graph.query.sparql import pieces_of, top_select
from sctbv_graph.store import EmbeddedStore, Rows, Store, row_of, rows_of
from sctbv_graph.terms import RDF, XSD

Order = tuple[tuple[str, bool], ...]
"""Variables to put in order by, each with whether the last comes first."""

_NUMBERS = {XSD + "integer", XSD + "decimal"}
_WORDS = {XSD + "string", RDF + "langString"}
_AS_WRITTEN = {XSD + "date"}


class _MixedError(Exception):
    """Literals whose order only the engine knows."""


class _Turned:
    """A key that stands the other way round."""

    __slots__ = ("key",)

    def __init__(self, key: tuple[Any, ...]) -> None:
        self.key = key

    def __lt__(self, other: _Turned) -> bool:
        return other.key < self.key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Turned) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def ordered(
    store: Store, query: str, graphs: Sequence[str] | None = None, most: int | None = None
) -> Rows:
    """Return the first rows of a SELECT in its order, ``most`` of them or what its LIMIT says."""
    apart = without_order(query) if isinstance(store, EmbeddedStore) else None
    if apart is None or not isinstance(store, EmbeddedStore):
        return rows_of(store.query(query, graphs), most)
    text, order, limit = apart
    if limit is not None:
        most = limit if most is None else min(limit, most)
    # Not as a store that holds rows gives them: only those that are wanted are held.
    found = EmbeddedStore(store.inner).query(text, graphs)
    if not isinstance(found, ox.QuerySolutions):
        return rows_of(found)
    names = tuple(variable.value for variable in found.variables)
    try:
        first = _first(found, _key_of(names, order), most)
    except _MixedError:
        return rows_of(store.query(query, graphs), most)
    return Rows(names, tuple(row_of(names, solution) for solution in first))


def without_order(query: str) -> tuple[str, Order, int | None] | None:
    """Return a query without ORDER BY and LIMIT, and both; ``None`` where the engine must do it.

    >>> without_order("SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a ORDER BY DESC(?n) ?a")
    ('SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a ', (('n', True), ('a', False)), None)
    >>> without_order("SELECT ?a { ?a ?b ?c } ORDER BY ?c") is None
    True
    """
    pieces = pieces_of(query)
    select = top_select(pieces)
    if select is None or select.order_by is None:
        return None
    first, last = select.order_by
    limit = None
    rest = [piece.text for piece in pieces[last + 1 :]]
    if len(rest) == 2 and pieces[last + 1].word == "LIMIT" and rest[1].isdecimal():
        limit = int(rest[1])
    elif rest:  # OFFSET, VALUES
        return None
    order: list[tuple[str, bool]] = []
    turned = False
    for piece in pieces[first + 2 : last + 1]:
        if piece.kind == "var":
            order.append((piece.text[1:], turned))
            turned = False
        elif piece.word in ("ASC", "DESC"):
            turned = piece.word == "DESC"
        elif piece.text not in ("(", ")"):
            return None
    given = {item.name for item in select.items}
    if not order or (select.items and any(name not in given for name, _ in order)):
        return None
    return query[: pieces[first].start], tuple(order), limit


def _first(
    found: Iterable[Any], key: Callable[[Any], tuple[Any, ...]], most: int | None
) -> list[Any]:
    if most is None:
        return sorted(found, key=key)
    some = list(islice(found, most + 1))
    if len(some) <= most:
        return sorted(some, key=key)
    return heapq.nsmallest(most, (one for part in (some, found) for one in part), key=key)


def _key_of(names: Sequence[str], order: Order) -> Callable[[Any], tuple[Any, ...]]:
    """Return what makes the key of a solution; rows with the same key stay as they came."""
    places = [(names.index(name), turned) for name, turned in order]
    kinds: dict[int, str] = {}

    def one(solution: Any, place: int) -> tuple[Any, ...]:
        term = solution[place]
        if term is None:
            return (0,)
        if isinstance(term, ox.NamedNode):
            return 2, term.value
        if isinstance(term, ox.BlankNode):
            return 1, term.value
        if not isinstance(term, ox.Literal):
            raise _MixedError
        datatype = term.datatype.value
        kind = "words" if datatype in _WORDS else "numbers" if datatype in _NUMBERS else datatype
        if kinds.setdefault(place, kind) != kind:
            raise _MixedError
        if kind == "words":
            return 3, term.value, datatype, term.language or ""
        if kind == "numbers":
            return 3, Decimal(term.value)
        if kind not in _AS_WRITTEN or len(term.value) != len("2024-10-02"):
            raise _MixedError
        return 3, term.value

    def key(solution: Any) -> tuple[Any, ...]:
        return tuple(
            _Turned(one(solution, place)) if turned else one(solution, place)
            for place, turned in places
        )

    return key
