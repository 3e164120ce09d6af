"""Queries and updates through SPARQLWrapper, over a `Wire` instead of its own connection.

SPARQLWrapper makes the requests of the SPARQL 1.1 Protocol; what it would do itself with
passwords (an opener for the whole program) and redirects (follow them) is done by the wire.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.request import Request

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from sctbv_graph.store.answer import Answer
from sctbv_graph.store.wire import Wire

_ACCEPT = {
    "SELECT": "application/sparql-results+json",
    "ASK": "application/sparql-results+json",
    "CONSTRUCT": "application/n-triples, text/turtle;q=0.9",
    "DESCRIBE": "application/n-triples, text/turtle;q=0.9",
    "INSERT": "*/*",
}
AGENT = "sctbv-graph"


class _Client(SPARQLWrapper):
    """One request: its form is known already, so that no pattern has to guess it."""

    def __init__(self, wire: Wire, endpoint: str, form: str) -> None:
        self._wire = wire
        self._form = form
        super().__init__(endpoint, agent=AGENT)
        self.setMethod(POST)
        self.setReturnFormat(TURTLE if form in ("CONSTRUCT", "DESCRIBE") else JSON)
        self.setOnlyConneg(True)
        self.addCustomHttpHeader("Accept", _ACCEPT[form])

    def _parseQueryType(self, query: str) -> str:  # noqa: ARG002, N802  SPARQLWrapper's
        return self._form

    def made(self) -> Request:
        """Return the request as SPARQLWrapper writes it."""
        request: Request = self._createRequest()
        return request

    def sent(self) -> Answer:
        """Send the request; errors as `Wire.asked` has them."""
        return self._wire.asked(self.made())


def ask(
    wire: Wire,
    endpoint: str,
    sparql: str,
    form: str,
    default: Sequence[str] = (),
    named: Sequence[str] = (),
) -> Answer:
    """Send a query of a form (SELECT, ASK, CONSTRUCT, DESCRIBE) on a dataset; POST, for its length.

    Raises what `Wire.asked` does.
    """
    client = _Client(wire, endpoint, form)
    client.setQuery(sparql)
    for graph in default:
        client.addParameter("default-graph-uri", graph)
    for graph in named:
        client.addParameter("named-graph-uri", graph)
    return client.sent()


def update(wire: Wire, endpoint: str, sparql: str) -> Answer:
    """Send an update; raises what `Wire.asked` does."""
    client = _Client(wire, endpoint, "INSERT")
    client.setQuery(sparql)
    return client.sent()
