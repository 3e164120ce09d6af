"""One way to ask a store, whatever is behind it.

`EmbeddedStore` is pyoxigraph, in memory or on disk; `RemoteStore` is any SPARQL 1.1 endpoint
through SPARQLWrapper. The merged graph is the default graph of the embedded store and the named
graph ``…/graph/merged`` of a remote one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import QueryError, RefusedQueryError, StoreError

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

    def query(self, sparql: str, graphs: Sequence[str] | None = None) -> Results:
        """Evaluate a query on the merged graph, or on the union of the named ``graphs``."""

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the store holds, sorted."""


def rows_of(results: Results) -> Rows:
    """Return a SELECT's results as rows; `QueryError` where they are none."""
    if not isinstance(results, ox.QuerySolutions):
        raise QueryError(
            "Truy vấn này không phải SELECT nên không có bảng kết quả.",
            "This query is no SELECT, so it has no table of results.",
        )
    names = tuple(variable.value for variable in results.variables)
    rows = []
    for solution in results:
        row: Row = {}
        for name in names:
            value = solution[name]
            if value is not None:
                row[name] = value
        rows.append(row)
    return Rows(names, tuple(rows))


def select(store: Store, sparql: str) -> Rows:
    """Ask a SELECT and return its rows."""
    return rows_of(store.query(sparql))


def _syntax_error(error: SyntaxError) -> QueryError:
    said = " ".join(str(error).split())  # the engine names line ends as they are
    return QueryError(
        f"Truy vấn SPARQL sai cú pháp: {said}.",
        f"The SPARQL query has a syntax error: {said}.",
    )


class EmbeddedStore:
    """A pyoxigraph store."""

    def __init__(self, store: ox.Store) -> None:
        """Wrap an open store."""
        self._store = store

    @classmethod
    def open(cls, path: Path) -> EmbeddedStore:
        """Open a store on disk for reading only; several processes may do so at once."""
        try:
            return cls(ox.Store.read_only(str(path)))
        except OSError as error:
            raise StoreError(
                f"Không mở được kho dữ liệu “{path}” ({error}); hãy chạy lại `sctbv build`.",
                f"The store “{path}” cannot be opened ({error}); run `sctbv build` again.",
            ) from None

    @classmethod
    def in_memory(cls, quads: Sequence[ox.Quad]) -> EmbeddedStore:
        """Return a store of the quads, and of their merged copy in the default graph.

        As a build does it: what audits and analysts say stays in its own graph.
        """
        store = ox.Store()
        store.bulk_extend(quads)
        store.bulk_extend(
            ox.Quad(q.subject, q.predicate, q.object)
            for q in quads
            if isinstance(q.graph_name, ox.NamedNode) and iris.is_merged(q.graph_name.value)
        )
        return cls(store)

    def query(self, sparql: str, graphs: Sequence[str] | None = None) -> Results:
        """Evaluate a query; FROM selects graphs of this store and never loads anything."""
        try:
            if graphs is not None:
                nodes: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
                    ox.NamedNode(graph) for graph in graphs
                ]
                return self._store.query(sparql, default_graph=nodes)
            return self._store.query(sparql)
        except SyntaxError as error:
            raise _syntax_error(error) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(
                f"Không thực hiện được truy vấn: {error}.",
                f"The query cannot be evaluated: {error}.",
            ) from None

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the store holds, sorted."""
        return sorted(
            graph.value for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode)
        )

    def __len__(self) -> int:
        """Count the quads, those of the merged graph included."""
        return len(self._store)


class RemoteStore:
    """Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

    def __init__(self, endpoint: str, timeout: int = 60) -> None:
        """``endpoint`` is the query address; ``timeout`` is in seconds."""
        self._endpoint = endpoint
        self._timeout = timeout

    def query(self, sparql: str, graphs: Sequence[str] | None = None) -> Results:
        """Send a query; the merged graph is its default graph unless others are named."""
        from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        client = SPARQLWrapper(self._endpoint)
        client.setTimeout(self._timeout)
        client.setQuery(sparql)
        for graph in graphs or (iris.MERGED,):
            client.addDefaultGraph(graph)
        graph_answer = client.queryType in ("CONSTRUCT", "DESCRIBE")
        client.setReturnFormat(TURTLE if graph_answer else JSON)
        try:
            body = client.query().response.read()
        except (OSError, SPARQLWrapperException) as error:
            raise StoreError(
                f"Không hỏi được kho “{self._endpoint}” ({error}); "
                "hãy kiểm tra địa chỉ và kết nối.",
                f"The store “{self._endpoint}” does not answer ({error}); check its address.",
            ) from None
        if graph_answer:
            store = ox.Store()
            store.load(body, ox.RdfFormat.TURTLE)
            return store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the endpoint holds, sorted."""
        found = rows_of(self.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))
        return sorted(row["g"].value for row in found.rows if isinstance(row["g"], ox.NamedNode))


def _tell_place(sparql: str) -> None:
    """Raise the engine's own syntax error, which names the place.

    The engine parses and evaluates in one call, so it is never given a text that may hold SERVICE,
    written out or in escapes: it would call that host.
    """
    if "service" in sparql.casefold() or "\\" in sparql:
        return
    try:
        ox.Store().query(sparql)
    except SyntaxError as syntax:
        raise _syntax_error(syntax) from None
    except (OSError, ValueError, RuntimeError):
        return


def check_allowed(sparql: str) -> str:
    """Parse a query from outside and return its form (SELECT, ASK, CONSTRUCT, DESCRIBE).

    Raises `QueryError` where it does not parse, `RefusedQueryError` on SERVICE, which would make
    this server call others. Updates do not parse as queries.
    """
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    try:
        prepared = prepareQuery(sparql)
    except Exception as error:  # noqa: BLE001  rdflib raises pyparsing's, NameError and plain ones
        _tell_place(sparql)
        said = " ".join(str(error).split())
        raise QueryError(
            f"Không phân tích được truy vấn SPARQL: {said}.",
            f"The SPARQL query cannot be parsed: {said}.",
        ) from None

    def services(part: object) -> bool:
        if isinstance(part, CompValue):
            return part.name == "ServiceGraphPattern" or any(services(v) for v in part.values())
        if isinstance(part, (list, tuple)):
            return any(services(v) for v in part)
        return False

    if services(prepared.algebra):
        raise RefusedQueryError(
            "Truy vấn có SERVICE: cổng này không gọi sang máy chủ khác; hãy bỏ SERVICE.",
            "The query has SERVICE: this endpoint calls no other server; leave SERVICE out.",
        )
    return str(prepared.algebra.name).removesuffix("Query").upper()
