"""Graphs of a remote store, fetched whole and asked here: for what the store answers wrongly.

A graph is counted by the store and read page by page; what was read is used only where it is as
many statements as were counted. Blank nodes keep together: those of one graph come in one answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Protocol

import pyoxigraph as ox

from sctbv_graph.errors import LimitError
from sctbv_graph.store.base import Results, Row, Rows
from sctbv_graph.store.embedded import EmbeddedStore
from sctbv_graph.store.tokens import pieces_of
from sctbv_graph.store.virtuoso import Doubt

MAX_STATEMENTS = 500_000
"""Statements that are fetched for one question at most; beyond, it is refused."""
KEPT_SECONDS = 10.0
"""How long a copy is asked again before the store is; one page of a portal asks many times."""
PAGE = 100_000
"""Statements that are asked for at once."""

GROUND = "FILTER(!isBlank(?s) && !isBlank(?o))"
BLANK = "FILTER(isBlank(?s) || isBlank(?o))"


_Kept = dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[float, EmbeddedStore]]


class Source(Protocol):
    """What a copy is made from."""

    @property
    def name(self) -> str:
        """The address as it is told to people."""

    def graph_names(self) -> list[str]:
        """Return the names of the graphs, the merged one left out."""

    def size(self, name: str, part: str = "") -> int:
        """Count the statements of a graph, or of those that a filter lets through."""

    def page(self, name: str, part: str = "", limit: int = 0, offset: int = 0) -> Rows:
        """Return statements of a graph as rows ?s ?p ?o, all of them where ``limit`` is 0."""


class Copies:
    """The copies of one store; threads may share them."""

    def __init__(self, source: Source) -> None:
        """Nothing is fetched before it is needed."""
        self._source = source
        self._lock = threading.Lock()
        self._kept: _Kept = {}

    def query(
        self,
        sparql: str,
        default: Sequence[str],
        named: Sequence[str],
        doubt: Doubt | None = None,
    ) -> Results:
        """Evaluate a query on copies of the graphs that it is asked of.

        Raises `LimitError` where they are too large, with what the store would have got wrong.
        """
        if not default and not named:
            sparql, default, named = without_from(sparql)
        return self._copy(tuple(default), tuple(named), doubt).query(sparql)

    def _copy(
        self, default: tuple[str, ...], named: tuple[str, ...], doubt: Doubt | None
    ) -> EmbeddedStore:
        """Return a store with some graphs merged, each statement once, and others by name."""
        with self._lock:
            at, store = self._kept.get((default, named), (0.0, None))
            if store is not None and time.monotonic() - at < KEPT_SECONDS:
                return store
            sizes = {name: self._source.size(name) for name in (*default, *named)}
            if sum(sizes.values()) > MAX_STATEMENTS:
                raise self._refused(sum(sizes.values()), doubt)
            made = ox.Store()
            for name, size in sizes.items():
                nodes: list[ox.NamedNode | ox.DefaultGraph] = []
                nodes += [ox.DefaultGraph()] if name in default else []
                nodes += [ox.NamedNode(name)] if name in named else []
                triples = self.fetched(name, size)
                for node in nodes:
                    made.extend(ox.Quad(t.subject, t.predicate, t.object, node) for t in triples)
            store = EmbeddedStore(made)
            self._kept = {**self._fresh(), (default, named): (time.monotonic(), store)}
            return store

    def _fresh(self) -> _Kept:
        since = time.monotonic() - KEPT_SECONDS
        return {names: kept for names, kept in self._kept.items() if kept[0] > since}

    def fetched(self, name: str, count: int | None = None) -> list[ox.Triple]:
        """Return all statements of a graph; `LimitError` where they cannot be had whole."""
        total = self._source.size(name) if count is None else count
        found: dict[ox.Triple, None] = {}
        if 0 < total <= PAGE:
            found = _triples(self._source.page(name))
            if len(found) == total:
                return list(found)
        if total:
            page = min(PAGE, len(found) or PAGE)
            found = {**self._paged(name, GROUND, page), **self._paged(name, BLANK, page)}
        if len(found) != total:
            raise LimitError(
                f"Kho “{self._source.name}” đếm được {total} phát biểu trong “{name}” nhưng chỉ "
                f"trả {len(found)}; không dùng phần đã nhận. Có ai đang ghi vào kho?",
                f"The store “{self._source.name}” counts {total} statements in “{name}” but gives "
                f"{len(found)}; what came is not used. Is somebody writing to the store?",
                "rows",
            )
        return list(found)

    def _paged(self, name: str, part: str, page: int) -> dict[ox.Triple, None]:
        total = self._source.size(name, part)
        if total == 0:
            return {}
        if part == BLANK:  # labels of blank nodes hold within one answer only
            return _triples(self._source.page(name, part))
        found: dict[ox.Triple, None] = {}
        offset = 0
        while offset < total:
            got = _triples(self._source.page(name, part, page, offset))
            if not got:
                break
            found.update(got)
            offset += len(got)
        return found

    def _refused(self, count: int, doubt: Doubt | None) -> LimitError:
        why = doubt or Doubt("Kho cắt kết quả mà không báo", "The store cuts the answer off")
        return LimitError(
            f"{why.vi}; các đồ thị có {count} phát biểu, quá {MAX_STATEMENTS} nên không tải về "
            "tính ở đây được. Hãy viết lại truy vấn hoặc thêm LIMIT.",
            f"{why.en}; the graphs hold {count} statements, over {MAX_STATEMENTS}, too many to be "
            "worked on here. Write the query another way, or add a LIMIT.",
            "rows",
        )


def without_from(query: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a query without FROM and FROM NAMED, and the graphs that these name.

    >>> without_from("PREFIX g: <urn:g:> SELECT * FROM g:a FROM NAMED <urn:b> { ?s ?p ?o }")
    ('PREFIX g: <urn:g:> SELECT *   { ?s ?p ?o }', ('urn:g:a',), ('urn:b',))
    """
    pieces = pieces_of(query)
    prefixes = {
        pieces[i + 1].text: pieces[i + 2].text[1:-1]
        for i in range(len(pieces) - 2)
        if pieces[i].word == "PREFIX"
    }
    graphs: dict[bool, list[str]] = {False: [], True: []}
    kept, done = [], 0
    for index, piece in enumerate(pieces):
        if piece.word != "FROM":
            continue
        named = pieces[index + 1].word == "NAMED"
        graph = pieces[index + 1 + named]
        prefix, colon, local = graph.text.partition(":")
        known = graph.kind == "name" and prefixes.get(prefix + colon)
        graphs[named].append(f"{known}{local}" if known else graph.text[1:-1])
        kept.append(query[done : piece.start])
        done = graph.end
    return "".join(kept) + query[done:], tuple(graphs[False]), tuple(graphs[True])


def _triples(rows: Rows) -> dict[ox.Triple, None]:
    return dict.fromkeys(_triple(row) for row in rows.rows)


def _triple(row: Row) -> ox.Triple:
    subject, predicate, value = row["s"], row["p"], row["o"]
    assert isinstance(subject, (ox.NamedNode, ox.BlankNode))
    assert isinstance(predicate, ox.NamedNode)
    return ox.Triple(subject, predicate, value)
