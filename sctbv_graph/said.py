"""The quads of a document as lines: written once, loaded as they are, taken apart on demand.

A store reads a line several times as fast as Python makes an object of it, and most quads of a
document are only ever loaded. So the graph writes terms as N-Triples does, and who wants quads to
look at gets them from the lines when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import overload

import pyoxigraph as ox

from sctbv_graph.terms import RDF

_TYPE = f"<{RDF}type>"
Statement = tuple[str, str, str]
"""Subject, predicate and object, each as N-Triples writes it; none is a blank node."""
Facts = dict[str, dict[tuple[str, str], None]]
"""What is said of each subject: predicates and objects, each pair once, in the order of saying."""


def facts_of(statements: Iterable[Statement]) -> Facts:
    """Return statements by their subjects."""
    facts: Facts = {}
    for subject, predicate, object_ in statements:
        facts.setdefault(subject, {})[predicate, object_] = None
    return facts


class Said(Sequence[ox.Quad]):
    """What some graphs say, by graph and subject in the order it was said; not to be changed."""

    def __init__(self, layers: Iterable[tuple[str, Facts]]) -> None:
        """Take what each graph says, with its IRI."""
        self._layers = tuple(layers)

    @classmethod
    def of_quads(cls, quads: Iterable[ox.Quad]) -> Said:
        """Take quads of named graphs."""
        layers: dict[str, list[Statement]] = {}
        for quad in quads:
            assert isinstance(quad.graph_name, ox.NamedNode)
            said = layers.setdefault(quad.graph_name.value, [])
            said.append((str(quad.subject), str(quad.predicate), str(quad.object)))
        return cls((graph, facts_of(said)) for graph, said in layers.items())

    def __add__(self, other: Said) -> Said:
        """Return what both say, one after the other."""
        return Said((*self._layers, *other._layers))

    def without(self, others: Iterable[Said]) -> Said:
        """Return the graphs that none of some others has, which this was made of."""
        known = {id(facts) for other in others for _, facts in other._layers}  # noqa: SLF001
        return Said((graph, facts) for graph, facts in self._layers if id(facts) not in known)

    def pieces(self, most: int) -> Iterator[Said]:
        """Yield what is said of some subjects after the other, of ``most`` at a time."""
        for graph, facts in self._layers:
            subjects = iter(facts.items())
            while piece := dict(islice(subjects, most)):
                yield Said([(graph, piece)])

    def objects(self) -> Iterator[str]:
        """Return the object of each statement as it is written."""
        return (
            object_ for _, facts in self._layers for said in facts.values() for _, object_ in said
        )

    def about(self, subject: str) -> Iterator[tuple[str, str]]:
        """Return what the graphs say of a subject, as it is written: predicates and objects."""
        return chain.from_iterable(facts.get(subject, ()) for _, facts in self._layers)

    def lines(
        self, without: Collection[str] = (), instead: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the statements as N-Triples, graph names dropped.

        Those of the properties ``without`` are left out; for an object that ``instead`` has, what
        it has is written.
        """
        written = (instead or {}).get
        # Line by line: one text of all would be of wide characters, twice as long.
        return b"".join([
            f"{s} {p} {written(o, o)} .\n".encode()
            for _, facts in self._layers
            for s, said in facts.items()
            for p, o in said
            if p not in without
        ])  # fmt: skip

    def lines_naming(self, named: Collection[str]) -> bytes:
        """Return those of some properties as N-Triples, graph names dropped.

        ``named`` are the properties, as they are written; of which class something is stands there
        where they have the class.
        """
        return b"".join([
            f"{s} {p} {o} .\n".encode()
            for _, facts in self._layers
            for s, said in facts.items()
            for p, o in said
            if p in named and (p != _TYPE or o in named)
        ])  # fmt: skip

    def having(self, property_: str) -> list[ox.Quad]:
        """Return the quads of one property, by its IRI."""
        return self._made(f"<{property_}>")

    @cached_property
    def _quads(self) -> list[ox.Quad]:
        return self._made()

    def _made(self, wanted: str = "") -> list[ox.Quad]:
        lines = "".join([
            f"{subject} {predicate} {object_} <{graph}> .\n"
            for graph, facts in self._layers
            for subject, said in facts.items()
            for predicate, object_ in said
            if not wanted or predicate == wanted
        ])  # fmt: skip
        return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS, lenient=True))

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._quads)

    def __len__(self) -> int:
        return sum(len(said) for _, facts in self._layers for said in facts.values())

    @overload
    def __getitem__(self, at: int) -> ox.Quad: ...
    @overload
    def __getitem__(self, at: slice) -> list[ox.Quad]: ...
    def __getitem__(self, at: int | slice) -> ox.Quad | list[ox.Quad]:
        return self._quads[at]
