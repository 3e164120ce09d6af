"""How stores differ, in one place: where their doors are, how they are known, what they get wrong.

A dialect says what of a query its store would answer wrongly. Where the text can be written so
that the store is right, it is rewritten; else there is a doubt, and the query is worked out here
from the store's statements, or refused: a doubtful answer is never passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sctbv_graph import iris
from sctbv_graph.errors import InputError
from sctbv_graph.store import virtuoso
from sctbv_graph.store.answer import Answer
from sctbv_graph.store.base import Rows
from sctbv_graph.store.virtuoso import Doubt


@dataclass(frozen=True, slots=True)
class Doors:
    """The last parts of the paths at which a store is asked, updated, and given graphs."""

    query: str
    update: str
    graphs: str


def _as_it_is(text: str) -> str:
    return text


def _no_doubt(_: str, __: int) -> Doubt | None:
    return None


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of store.

    ``rewritten`` returns a query that the store answers as SPARQL 1.1 says, ``doubt`` why an
    answer could be wrong nevertheless (of a query and of how many graphs it is asked of),
    ``results`` JSON results as the W3C writes them, ``None`` where they are. ``is_partial`` and
    ``is_cut`` read from the headers that an answer is not whole, ``is_unsorted`` from its rows that
    their order may be another. ``product`` is what its
    ``Server`` header begins with; ``speaks`` whether an error of its parser is the query's.
    """

    name: str
    product: str = ""
    doors: Doors | None = None
    rewritten: Callable[[str], str] = _as_it_is
    doubt: Callable[[str, int], Doubt | None] = _no_doubt
    results: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    is_partial: Callable[[Mapping[str, str]], bool] = lambda _: False
    is_cut: Callable[[Mapping[str, str]], bool] = lambda _: False
    is_unsorted: Callable[[str, Rows], bool] | None = None
    speaks: bool = True
    moves: bool = True
    """Whether it renames graphs in one step (MOVE of SPARQL 1.1 Update)."""
    merged_is_default: bool = False
    """Whether the merged graph is its default graph, whatever it is called from outside."""


STANDARD = Dialect("standard")
DIALECTS = {
    made.name: made
    for made in (
        STANDARD,
        Dialect("oxigraph", "Oxigraph", Doors("query", "update", "store")),
        Dialect("sctbv", doors=Doors("sparql", "update", "graphs"), merged_is_default=True),
        Dialect(
            "virtuoso",
            "Virtuoso",
            Doors("sparql", "sparql-auth", "sparql-graph-crud-auth"),
            rewritten=virtuoso.rewritten,
            doubt=virtuoso.doubt,
            results=virtuoso.results,
            is_partial=virtuoso.is_partial,
            is_cut=virtuoso.is_cut,
            is_unsorted=virtuoso.is_unsorted,
            speaks=False,
        ),
    )
}


def find_dialect(name: str) -> Dialect:
    """Return a dialect by its name; `InputError` where there is none."""
    found = DIALECTS.get(name)
    if found is None:
        known = ", ".join(DIALECTS)
        raise InputError(
            f"Không có loại kho “{name}” (--dialect); các loại: {known}.",
            f"There is no dialect “{name}” (--dialect); there are: {known}.",
        )
    return found


def recognised(answer: Answer) -> Dialect:
    """Return the dialect of a server, by its name or by the description of its service."""
    server = answer.headers.get("server", "")
    for dialect in DIALECTS.values():
        if dialect.product and server.lower().startswith(dialect.product.lower()):
            return dialect
    if answer.media == "text/turtle" and f"<{iris.DATASET}>".encode() in answer.body:
        return DIALECTS["sctbv"]
    return STANDARD


def door(query: str, dialect: Dialect, which: str) -> str:
    """Return the address of another door of a store, "" where its dialect does not tell it.

    >>> door("http://a.example/sparql", DIALECTS["virtuoso"], "update")
    'http://a.example/sparql-auth'
    >>> door("http://127.0.0.1:7878", DIALECTS["oxigraph"], "query")
    'http://127.0.0.1:7878/query'
    """
    if dialect.doors is None:
        return query if which == "query" else ""
    wanted = str(getattr(dialect.doors, which))
    if urlsplit(query).path in ("", "/"):
        return f"{query.rstrip('/')}/{wanted}"
    if which == "query":
        return query
    head, _, last = query.rpartition("/")
    return f"{head}/{wanted}" if last == dialect.doors.query else ""
