"""Passages that are held for many questions are those that the store gives."""

from __future__ import annotations

from typing import Any

from sctbv_graph.query import passages_of, view
from sctbv_graph.query.holding import HeldPassages
from sctbv_graph.store import EmbeddedStore, Results, select

NODES = "SELECT DISTINCT ?n { ?n a ?c FILTER(STRSTARTS(STR(?n), 'https://w3id.org/sctbv/id/')) }"


class _Holding(EmbeddedStore):
    """A store that holds passages and counts what it was asked."""

    def __init__(self, store: EmbeddedStore) -> None:
        super().__init__(store.inner)
        self.passages = HeldPassages()
        self.asked = 0

    def query(self, sparql: str, *args: Any, **named: Any) -> Results:
        self.asked += 1
        return super().query(sparql, *args, **named)


def test_held_passages_are_the_same(store: EmbeddedStore) -> None:
    """Asked for again, with others beside them, they are the same and nobody looks them up."""
    nodes = [row["n"].value for row in select(store, NODES).rows]  # type: ignore[union-attr]
    assert len(nodes) > 600  # more than one statement of the file
    plain = passages_of(store, nodes)
    holding = _Holding(store)
    assert passages_of(holding, nodes[::2]) == {n: plain[n] for n in nodes[::2] if n in plain}
    assert passages_of(holding, nodes) == plain
    asked = holding.asked
    assert passages_of(holding, nodes[::-1]) == plain
    assert holding.asked == asked


def test_passages_stand_in_the_order_of_the_text(store: EmbeddedStore) -> None:
    """Each node's come as the view orders them, which the engine need not do."""
    nodes = [row["n"].value for row in select(store, NODES).rows]  # type: ignore[union-attr]
    query = view("evidence").replace("# nodes", " ".join(f"<{n}>" for n in nodes))
    ordered: dict[str, list[tuple[int, int]]] = {}
    for row in select(store, query).rows:
        place = int(row["start"].value), int(row["end"].value)  # type: ignore[union-attr]
        ordered.setdefault(row["node"].value, []).append(place)  # type: ignore[union-attr]
    found = passages_of(store, nodes)
    assert {n: [(p.start, p.end) for p in some] for n, some in found.items()} == ordered
