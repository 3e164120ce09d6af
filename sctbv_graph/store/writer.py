"""Writing a remote store: whole graphs by the Graph Store Protocol, else by updates in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlencode
from urllib.request import Request

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import RemoteError
from sctbv_graph.store.client import AGENT, update
from sctbv_graph.store.remote import RemoteStore

BATCH = 20_000
"""Statements of one request of the Graph Store Protocol."""
_INSERTED = 500
"""Statements of one INSERT DATA: parsers of updates are slower, and some refuse long ones."""


class Writer:
    """What writes the graphs of one store; each method returns when the store has acknowledged."""

    def __init__(self, store: RemoteStore) -> None:
        """Look where the store is written; `RemoteError` where that is not known."""
        self._store = store
        self._wire = store.wire
        self._graphs = store.address("graphs")
        self._update = store.address("update")
        if not self._graphs and not self._update:
            raise RemoteError(
                f"Không biết “{store.name}” nhận ghi ở địa chỉ nào; hãy nêu update hoặc graphs "
                "trong một tệp TOML, hoặc loại kho bằng --dialect.",
                f"It is not known where “{store.name}” is written; name update or graphs in a "
                "TOML file, or the kind of store with --dialect.",
            )

    def replace(self, name: str, triples: Sequence[ox.Triple]) -> None:
        """Replace a graph by statements."""
        if self._graphs:
            self._send("PUT", name, triples)
            return
        self.drop(name)
        self.add(name, triples)

    def add(self, name: str, triples: Sequence[ox.Triple]) -> None:
        """Add statements to a graph."""
        if self._graphs:
            self._send("POST", name, triples)
            return
        for part in batches(triples, _INSERTED):
            self.update(f"INSERT DATA {{ GRAPH <{name}> {{\n{_written(part).decode()}}} }}")

    def drop(self, name: str) -> None:
        """Remove a graph, where there is one."""
        if self._update:
            self.update(f"DROP SILENT GRAPH <{name}>")
        elif self._store.has_graph(name):
            self._send("DELETE", name, ())

    def move(self, name: str, to: str) -> None:
        """Put a graph in the place of another: in one step where the store can do so."""
        if self._update and self._store.dialect.moves:
            default = to == iris.MERGED and self._store.dialect.merged_is_default
            self.update(f"MOVE GRAPH <{name}> TO {'DEFAULT' if default else f'GRAPH <{to}>'}")
            return
        if self._update:
            self.drop(to)
            every = "{ ?s ?p ?o }"
            self.update(f"INSERT {{ GRAPH <{to}> {every} }} WHERE {{ GRAPH <{name}> {every} }}")
        else:
            triples = self._store.graph(name)
            self.replace(to, triples)
        self.drop(name)

    def update(self, text: str) -> None:
        """Carry out an update."""
        update(self._wire, self._update, text)

    def _send(self, method: str, name: str, triples: Sequence[ox.Triple]) -> None:
        headers = {"User-Agent": AGENT, "Accept": "*/*"}
        body = None
        if method != "DELETE":
            body = _written(triples)
            headers["Content-Type"] = "application/n-triples"
        address = f"{self._graphs}?{urlencode({'graph': name})}"
        request = Request(address, body, headers, method=method)  # noqa: S310  http(s) was checked
        self._wire.asked(request)

    @property
    def updates(self) -> bool:
        """Tell whether the store takes updates."""
        return bool(self._update)


def _written(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def batches(triples: Iterable[ox.Triple], size: int) -> Iterator[list[ox.Triple]]:
    """Yield statements in lists of a size, the last one shorter."""
    rest = iter(triples)
    while part := list(islice(rest, size)):
        yield part
