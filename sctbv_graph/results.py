"""Results of a query in the formats of the W3C."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO

import pyoxigraph as ox

from sctbv_graph.errors import QueryError
from sctbv_graph.store import Results
from sctbv_graph.terms import prefixes

TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
MEDIA = {
    "json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8", "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8", "nt": "application/n-triples",
    "rdf": "application/rdf+xml", "jsonld": "application/ld+json", "trig": "application/trig",
    "nq": "application/n-quads",
}  # fmt: skip


_SPOOLED = 2**20
"""Bytes of a graph that are kept in memory."""


def serialize(results: Results, format_: str | None) -> bytes:
    """Return results written in a format; JSON or Turtle where none is asked for.

    Raises `QueryError` where the format does not fit the form of the query.
    """
    if isinstance(results, ox.QueryTriples):
        name = format_ or "ttl"
        if name not in GRAPHS:
            raise _unfit(name, GRAPHS)
        return serialize_graph(results, name)
    name = format_ or "json"
    if name not in TABLES or (isinstance(results, ox.QueryBoolean) and name in ("csv", "tsv")):
        raise _unfit(name, TABLES)
    return results.serialize(format=TABLES[name]) or b""


def serialize_graph(triples: Iterable[ox.Triple], name: str) -> bytes:
    """Return statements written in a format of `GRAPHS`, with prefixes where it has them."""
    if GRAPHS[name].supports_datasets or name == "nt":
        return ox.serialize(triples, format=GRAPHS[name]) or b""
    return ox.serialize(triples, format=GRAPHS[name], prefixes=prefixes()) or b""


def spooled_graph(triples: Iterable[ox.Triple], name: str) -> IO[bytes]:
    """Return statements written in a format, as a file at its end; the rest as `serialize_graph`.

    A graph may be longer than the memory: past `_SPOOLED` bytes it goes to the disk as it is read.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115  its reader closes it
    with_prefixes = not GRAPHS[name].supports_datasets and name != "nt"
    try:
        ox.serialize(
            triples, file, format=GRAPHS[name], prefixes=prefixes() if with_prefixes else None
        )
    except BaseException:
        file.close()
        raise
    return file


def _unfit(name: str, known: object) -> QueryError:
    names = ", ".join(known) if isinstance(known, dict) else ""
    return QueryError(
        f"Loại truy vấn này không trả về được “{name}”; hãy chọn: {names}.",
        f"This form of query cannot be answered as “{name}”; choose one of {names}.",
    )
