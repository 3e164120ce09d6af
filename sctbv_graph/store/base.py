"""What a store is to everything that asks: a protocol, rows, and how a syntax error is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, runtime_checkable

import pyoxigraph as ox

from sctbv_graph.errors import QueryError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term]
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: names of columns, and one mapping a row (unbound left out)."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Store(Protocol):
    """What everything that asks needs of a store."""

    def query(
        self,
        sparql: str,
        graphs: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        base: str | None = None,
    ) -> Results:
        """Evaluate a query on the merged graph, or on the union of the named ``graphs``.

        ``named`` are the graphs that GRAPH sees. Where either is given, FROM and FROM NAMED of
        the query do not count (SPARQL 1.1 Protocol, 2.1.4). ``base`` is for relative IRIs.
        """

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the store holds, sorted."""


@runtime_checkable
class GraphStore(Store, Protocol):
    """A store that can be written: SPARQL 1.1 Update, and whole graphs.

    ``None`` as the name of a graph means the merged graph. What is written is on the disk when a
    method returns, or nothing of it is.
    """

    def update(self, sparql: str, base: str | None = None) -> None:
        """Carry out an update whole; `QueryError` where it does not parse or cannot be done."""

    def has_graph(self, name: str | None) -> bool:
        """Tell whether the store holds a graph; an empty one counts where it was made."""

    def graph(self, name: str | None) -> Iterable[ox.Triple]:
        """Return the statements of a graph."""

    def put_graph(self, name: str | None, triples: Iterable[ox.Triple]) -> None:
        """Replace a graph by the statements."""

    def add_to_graph(self, name: str | None, triples: Iterable[ox.Triple]) -> None:
        """Add statements to a graph, which is made where it is missing."""

    def drop_graph(self, name: str | None) -> None:
        """Remove a graph; the merged graph is emptied."""


def rows_of(results: Results | Rows, most: int | None = None) -> Rows:
    """Return a SELECT's results as rows; `QueryError` where they are none.

    Of results that come one by one no more than ``most`` are taken.
    """
    if isinstance(results, Rows):  # a store that holds them already
        return results
    if not isinstance(results, ox.QuerySolutions):
        raise QueryError(
            "Truy vấn này không phải SELECT nên không có bảng kết quả.",
            "This query is no SELECT, so it has no table of results.",
        )
    names = tuple(variable.value for variable in results.variables)
    return Rows(names, tuple(row_of(names, solution) for solution in islice(results, most)))


def row_of(names: Sequence[str], solution: Iterable[Term | None]) -> Row:
    """Return one solution as a row: what is not bound is left out."""
    return {n: value for n, value in zip(names, solution, strict=True) if value is not None}


def number_of(rows: Rows, name: str = "n") -> int | None:
    """Return the whole number that the one row of a count has, ``None`` where there is none."""
    term = rows.rows[0].get(name) if rows.rows else None
    return int(term.value) if isinstance(term, ox.Literal) else None


def select(store: Store, sparql: str) -> Rows:
    """Ask a SELECT and return its rows."""
    return rows_of(store.query(sparql))


def syntax_error(error: SyntaxError) -> QueryError:
    """Return the engine's syntax error, which names line and column, as a sentence."""
    said = " ".join(str(error).split())  # the engine names line ends as they are
    found = re.match(r"error at (\d+):(\d+): (.*)", said)
    if found is None:
        return QueryError(
            f"Truy vấn SPARQL sai cú pháp: {said}.",
            f"The SPARQL query has a syntax error: {said}.",
        )
    line, column = found[1], found[2]
    # Of what could stand there the engine also names every range of letters: words are enough.
    expected = re.sub(r",? *\[(?:'[^']*'|[^\]'])*\]", "", found[3])[:200].strip()
    return QueryError(
        f"Truy vấn SPARQL sai cú pháp ở dòng {line}, cột {column} ({line}:{column}): {expected}.",
        f"The SPARQL query has a syntax error at line {line}, column {column} "
        f"({line}:{column}): {expected}.",
    )
