"""Any SPARQL 1.1 endpoint as a store."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import StoreError
from sctbv_graph.store.base import Results, rows_of


class RemoteStore:
    """Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

    def __init__(self, endpoint: str, timeout: int = 60) -> None:
        """``endpoint`` is the query address; ``timeout`` is in seconds."""
        self._endpoint = endpoint
        self._timeout = timeout

    def query(
        self,
        sparql: str,
        graphs: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        base: str | None = None,
    ) -> Results:
        """Send a query; the merged graph is its default graph unless others are named."""
        from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        client = SPARQLWrapper(self._endpoint)
        client.setTimeout(self._timeout)
        client.setQuery(sparql if base is None else f"BASE <{base}>\n{sparql}")
        for graph in graphs or (iris.MERGED,):
            client.addDefaultGraph(graph)
        for graph in named or ():
            client.addNamedGraph(graph)
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
