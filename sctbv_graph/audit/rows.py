"""The queries that rules have beside their shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sctbv_graph.shacl.ahead import Request, Step, request_of, rows_ahead
from sctbv_graph.shacl.prebinding import read_text
from sctbv_graph.shacl.tokens import spelt_out
from sctbv_graph.store import EmbeddedStore, Row, Store, select

_PREFIXES = {
    "sctbv": "https://w3id.org/sctbv/def#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "kind": "https://w3id.org/sctbv/concept/reference-kind/",
    "status": "https://w3id.org/sctbv/concept/document-status/",
    "basis": "https://w3id.org/sctbv/concept/basis/",
    "likelihood": "https://w3id.org/sctbv/concept/likelihood/",
    "observation": "https://w3id.org/sctbv/concept/observation-kind/",
    "part": "https://w3id.org/sctbv/concept/form-part/",
    "unit": "http://qudt.org/vocab/unit/",
}


_GIVES = re.compile(r"\s*(?:#[^\n]*\n\s*)*SELECT\s+(?:DISTINCT\s+)?((?:[?$]\w+\s+)+)WHERE\b")
"""The variables that the head of a query gives, where it names them and no more."""


def spelt(query: str) -> str:
    """Return a rule's query with whole IRIs, as the functions here take it."""
    return spelt_out(query, _PREFIXES.items())


def rows_each(store: Store, queries: Iterable[str]) -> list[Sequence[Row]]:
    """Return the rows of each query, in the order of the queries, which are asked one by one."""
    return [select(store, query).rows for query in queries]


def rows_together(store: EmbeddedStore, queries: Sequence[str]) -> list[Sequence[Row]]:
    """Return the same, asked in one request; the store's named graphs are dropped."""
    known = rows_ahead(store.inner, _request(tuple(queries)))
    if not known:  # the query at fault tells of itself
        return rows_each(store, queries)
    return [known[query] for query in queries]


@lru_cache(maxsize=8)  # of each profile
def _request(queries: tuple[str, ...]) -> Request:
    return request_of(Step(query, _names(query)) for query in queries)


def _names(query: str) -> tuple[str, ...]:
    head = _GIVES.match(query)
    if head is None:  # it calculates what it gives: taking a text apart takes a while
        return tuple(read_text(query).selects[0].names)
    return tuple(name[1:] for name in head[1].split())
