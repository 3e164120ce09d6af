"""The quads of a document as lines: written once, loaded as they are, taken apart on demand.

A store reads a line several times as fast as Python makes an object of it, and most quads of a
document are only ever loaded. So the graph writes terms as N-Triples does, and who wants quads to
look at gets them from the lines when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

import pyoxigraph as ox

from sctbv_graph.terms import RDF

_TYPE = f"<{RDF}type>"
Statement = tuple[str, str, str]
"""Subject, predicate and object, each as N-Triples writes it; none is a blank node."""


class Said(Sequence[ox.Quad]):
    """What some graphs say, in the order it was said; not to be changed."""

    def __init__(self, layers: Iterable[tuple[str, Collection[Statement]]]) -> None:
        """Take the statements of each graph, with its IRI, each statement once."""
        self._layers = tuple(layers)

    @classmethod
    def of_quads(cls, quads: Iterable[ox.Quad]) -> Said:
        """Take quads of named graphs."""
        layers: dict[str, dict[Statement, None]] = {}
        for quad in quads:
            assert isinstance(quad.graph_name, ox.NamedNode)
            said = layers.setdefault(quad.graph_name.value, {})
            said[str(quad.subject), str(quad.predicate), str(quad.object)] = None
        return cls(layers.items())

    def __add__(self, other: Said) -> Said:
        """Return what both say, one after the other."""
        return Said((*self._layers, *other._layers))

    def without(self, others: Iterable[Said]) -> Said:
        """Return the graphs that none of some others has, which this was made of."""
        known = {id(said) for other in others for _, said in other._layers}
        return Said((graph, said) for graph, said in self._layers if id(said) not in known)

    def objects(self) -> Iterator[str]:
        """Return the object of each statement as it is written."""
        return (object_ for _, said in self._layers for _, _, object_ in said)

    def lines(
        self, named: Collection[str] | None = None, instead: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the statements as N-Triples, graph names dropped.

        Where ``named`` are given, as they are written, those of other properties and of other
        classes are left out; for an object that ``instead`` has, what it has is written.
        """
        said = [
            statement
            for _, statements in self._layers
            for statement in statements
            if named is None
            or (statement[1] in named and (statement[1] != _TYPE or statement[2] in named))
        ]
        # Line by line: one text of all would be of wide characters, twice as long.
        if instead:
            written = instead.get
            return b"".join([f"{s} {p} {written(o, o)} .\n".encode() for s, p, o in said])
        return b"".join([f"{s} {p} {o} .\n".encode() for s, p, o in said])

    def having(self, property_: str) -> list[ox.Quad]:
        """Return the quads of one property, by its IRI."""
        return self._made(f"<{property_}>")

    @cached_property
    def _quads(self) -> list[ox.Quad]:
        return self._made()

    def _made(self, wanted: str = "") -> list[ox.Quad]:
        lines = "".join([
            f"{subject} {predicate} {object_} <{graph}> .\n"
            for graph, statements in self._layers
            for subject, predicate, object_ in statements
            if not wanted or predicate == wanted
        ])  # fmt: skip
        return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS, lenient=True))

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._quads)

    def __len__(self) -> int:
        return sum(len(statements) for _, statements in self._layers)

    @overload
    def __getitem__(self, at: int) -> ox.Quad: ...
    @overload
    def __getitem__(self, at: slice) -> list[ox.Quad]: ...
    def __getitem__(self, at: int | slice) -> ox.Quad | list[ox.Quad]:
        return self._quads[at]
