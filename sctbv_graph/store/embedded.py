"""A pyoxigraph store as the store, in memory or on disk, to read or to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import QueryError, StoreError
from sctbv_graph.layers import merged
from sctbv_graph.store.base import Results, Row, Store, row_of, rows_of, syntax_error


def _node(name: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """Return the engine's name of a graph: the merged one is its default graph."""
    return ox.DefaultGraph() if name in (None, iris.MERGED) else ox.NamedNode(name)


class EmbeddedStore:
    """A pyoxigraph store."""

    def __init__(self, store: ox.Store, path: Path | None = None) -> None:
        """Wrap an open store; ``path`` is its folder, where it has one."""
        self.inner = store
        self.path = path

    @classmethod
    def open(cls, path: Path) -> EmbeddedStore:
        """Open a store on disk for reading only; several processes may do so at once."""
        try:
            return cls(ox.Store.read_only(str(path)), path)
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
        store.bulk_extend(merged(quads))
        return cls(store)

    def query(
        self,
        sparql: str,
        graphs: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        base: str | None = None,
    ) -> Results:
        """Evaluate a query; FROM selects graphs of this store and never loads anything."""
        try:
            if graphs is None and named is None:
                return self.inner.query(sparql, base_iri=base)
            return self.inner.query(
                sparql,
                base_iri=base,
                default_graph=[_node(graph) for graph in graphs or ()],
                named_graphs=None if named is None else [ox.NamedNode(name) for name in named],
            )
        except SyntaxError as error:
            raise syntax_error(error) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(
                f"Không thực hiện được truy vấn: {error}.",
                f"The query cannot be evaluated: {error}.",
            ) from None

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the store holds, sorted."""
        return sorted(
            graph.value for graph in self.inner.named_graphs() if isinstance(graph, ox.NamedNode)
        )

    def __len__(self) -> int:
        """Count the quads, those of the merged graph included; on disk all are gone through."""
        return len(self.inner)

    def has_at_most(self, most: int) -> bool:
        """Tell whether the store has no more quads than that; the others are not counted."""
        return not any(True for _ in islice(self.inner, most, None))


def each_row(store: Store, sparql: str) -> Iterator[Row]:
    """Yield the rows of a SELECT as the engine finds them; none are held, for very many."""
    if not isinstance(store, EmbeddedStore):
        yield from rows_of(store.query(sparql)).rows
        return
    # Not as a store that holds rows gives them.
    found = EmbeddedStore(store.inner).query(sparql)
    if not isinstance(found, ox.QuerySolutions):
        rows_of(found)  # tells what it is
        return
    names = [variable.value for variable in found.variables]
    for solution in found:
        yield row_of(names, solution)


class WritableStore(EmbeddedStore):
    """A store that one process writes; each method is done whole or not at all."""

    writes = 0
    """How often it was written since it was opened: another number, another state."""

    @classmethod
    def open(cls, path: Path) -> WritableStore:
        """Open a store on disk for writing, made where it is missing; one process at a time."""
        try:
            return cls(ox.Store(str(path)), path)
        except OSError as error:
            raise StoreError(
                f"Không mở được kho “{path}” để ghi ({error}); có tiến trình khác đang ghi?",
                f"The store “{path}” cannot be opened to write ({error}); does another write it?",
            ) from None

    def update(self, sparql: str, base: str | None = None) -> None:
        """Carry out an update; relative IRIs are resolved against ``base``."""
        try:
            self.inner.update(sparql, base_iri=base)
        except SyntaxError as error:
            raise syntax_error(error) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(
                f"Không thực hiện được lệnh cập nhật: {error}.",
                f"The update cannot be done: {error}.",
            ) from None
        self.writes += 1

    def has_graph(self, name: str | None) -> bool:
        """Tell whether the store holds a graph."""
        node = _node(name)
        return isinstance(node, ox.DefaultGraph) or self.inner.contains_named_graph(node)

    def graph(self, name: str | None) -> Iterator[ox.Triple]:
        """Return the statements of a graph."""
        return graph_of(self, name)

    def put_graph(self, name: str | None, triples: Iterable[ox.Triple]) -> None:
        """Replace a graph, in one transaction: an update is the engine's only one."""
        body = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        if isinstance(_node(name), ox.DefaultGraph):
            self.update(f"CLEAR DEFAULT ; INSERT DATA {{\n{body}}}")
        else:
            graph = _node(name)
            self.update(
                f"DROP SILENT GRAPH {graph} ; CREATE GRAPH {graph} ; "
                f"INSERT DATA {{ GRAPH {graph} {{\n{body}}} }}"
            )

    def add_to_graph(self, name: str | None, triples: Iterable[ox.Triple]) -> None:
        """Add statements to a graph."""
        node = _node(name)
        if isinstance(node, ox.NamedNode):
            self.inner.add_graph(node)
        self.inner.extend(ox.Quad(t.subject, t.predicate, t.object, node) for t in triples)
        self.writes += 1

    def drop_graph(self, name: str | None) -> None:
        """Remove a graph; the merged graph is emptied."""
        node = _node(name)
        self.update("CLEAR DEFAULT" if isinstance(node, ox.DefaultGraph) else f"DROP GRAPH {node}")


def graph_of(store: EmbeddedStore, name: str | None) -> Iterator[ox.Triple]:
    """Return the statements of one graph of a store."""
    for quad in store.inner.quads_for_pattern(None, None, None, _node(name)):
        yield quad.triple
