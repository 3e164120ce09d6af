"""What a server answered, read to its end: it is whole and of the right kind, or it is not used."""

from __future__ import annotations

import json

import pyoxigraph as ox

from sctbv_graph.errors import RemoteError
from sctbv_graph.store.answer import Answer
from sctbv_graph.store.dialect import Dialect
from sctbv_graph.store.failures import broken_off

_RDF = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def json_of(answer: Answer, dialect: Dialect, name: str) -> bytes:
    """Return results in JSON as the W3C writes them; ``name`` is how people know the store.

    Raises, as all here, `RemoteError` where they are none, or broken off.
    """
    if "json" not in answer.media:
        raise _no_results(answer, name)
    if dialect.results is None:
        return answer.body
    try:
        made = dialect.results(json.loads(answer.body))
    except (ValueError, AttributeError, KeyError, TypeError):
        raise broken_off(name) from None
    return json.dumps(made).encode()


def truth_of(answer: Answer, dialect: Dialect, name: str) -> ox.QueryBoolean:
    """Return what an ASK was answered with."""
    try:
        made = ox.parse_query_results(json_of(answer, dialect, name), ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError):
        raise _no_results(answer, name) from None
    if not isinstance(made, ox.QueryBoolean):
        del made  # see `_length`
        raise _no_results(answer, name)
    return made


def table_of(answer: Answer, dialect: Dialect, name: str) -> tuple[bytes, int]:
    """Return the results of a SELECT in JSON, and how many rows they have."""
    body = json_of(answer, dialect, name)
    count = _length(body)
    if count is None:
        raise broken_off(name)
    return body, count


def statements_of(answer: Answer, name: str) -> ox.Store:
    """Return the statements of a CONSTRUCT or DESCRIBE."""
    format_ = _RDF.get(answer.media)
    if format_ is None:
        raise _no_results(answer, name)
    store = ox.Store()
    try:
        store.load(answer.body, format_)
    except (SyntaxError, ValueError):
        raise broken_off(name) from None
    return store


def _no_results(answer: Answer, name: str) -> RemoteError:
    kind = answer.media or "?"
    return RemoteError(
        f"“{name}” trả về {kind}, không phải kết quả SPARQL; đây có phải cổng SPARQL?",
        f"“{name}” answers {kind}, no SPARQL results; is it a SPARQL endpoint?",
    )


def _length(body: bytes) -> int | None:
    """Return how many rows a table has; ``None`` where it is none, or is broken off.

    The engine's results live in this call alone: an error that kept them might be let go of by
    another thread, which they do not allow.
    """
    try:
        made = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        return sum(1 for _ in made) if isinstance(made, ox.QuerySolutions) else None
    except (SyntaxError, ValueError):
        return None  # a store that stops in the middle writes its reason where rows should be
