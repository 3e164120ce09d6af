"""The queries that rules have beside their shapes, asked several at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from sctbv_graph.store import Row, Store, rows_of

_PREFIX = (
    "PREFIX sctbv: <https://w3id.org/sctbv/def#>\n"
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
    "PREFIX kind: <https://w3id.org/sctbv/concept/reference-kind/>\n"
    "PREFIX status: <https://w3id.org/sctbv/concept/document-status/>\n"
    "PREFIX basis: <https://w3id.org/sctbv/concept/basis/>\n"
    "PREFIX likelihood: <https://w3id.org/sctbv/concept/likelihood/>\n"
    "PREFIX observation: <https://w3id.org/sctbv/concept/observation-kind/>\n"
    "PREFIX part: <https://w3id.org/sctbv/concept/form-part/>\n"
    "PREFIX unit: <http://qudt.org/vocab/unit/>\n"
)
_THREADS = 2
"""As many as the validation has: the store lets go of Python's lock while it answers."""


def all_rows(store: Store, queries: Iterable[str]) -> list[tuple[Row, ...]]:
    """Return the rows of each query, in the order of the queries."""

    def rows(query: str) -> tuple[Row, ...]:
        return rows_of(store.query(_PREFIX + query)).rows

    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
        return list(pool.map(rows, queries))
