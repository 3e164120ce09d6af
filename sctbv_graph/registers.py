"""The registers as quads: one graph a file of curated data, each fact with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import overload

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.curated_graph import address, curated_quads
from sctbv_graph.graph import node
from sctbv_graph.model import Body, Knowledge, Party, Plan, ThingId
from sctbv_graph.once import once
from sctbv_graph.reference import FileState, curated_state
from sctbv_graph.settings import bundle
from sctbv_graph.terms import DCTERMS, PROV, RDF, SKOS

ONTOLOGY_FILES = ("sctbv.ttl", "concepts.ttl")


def _triple(
    graph: ox.NamedNode, subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal
) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), value, graph)


def _labels(
    graph: ox.NamedNode, subject: ox.NamedNode, vi: str, en: str, hidden: Iterable[str]
) -> Iterator[ox.Quad]:
    yield _triple(graph, subject, SKOS + "prefLabel", ox.Literal(vi, language="vi"))
    if en:
        yield _triple(graph, subject, SKOS + "prefLabel", ox.Literal(en, language="en"))
    for spelling in hidden:
        yield _triple(graph, subject, SKOS + "hiddenLabel", ox.Literal(spelling, language="vi"))


def _sources(
    graph: ox.NamedNode, subject: ox.NamedNode, source: str, read_in: Iterable[str]
) -> Iterator[ox.Quad]:
    yield _triple(graph, subject, DCTERMS + "source", ox.Literal(source))
    for where in read_in:
        told = ox.NamedNode(address(where))
        yield _triple(graph, subject, PROV + "hadPrimarySource", told)


def agency_quads(bodies: Iterable[Body], plans: Iterable[Plan]) -> Iterator[ox.Quad]:
    """Return the register entries that the plans name, under the keys of their territories."""
    graph = ox.NamedNode(iris.reference_graph("agencies"))
    known = {body.name: body for body in bodies}
    parties: dict[ThingId, Party] = {
        p.id: p for plan in plans for p in plan.parties if p.registered
    }
    for identity, party in sorted(parties.items()):
        body, subject = known[party.name], node(identity)
        yield _triple(graph, subject, RDF + "type", ox.NamedNode(iris.term(party.cls)))
        kind = ox.NamedNode(iris.concept("party-kind", party.kind))
        yield _triple(graph, subject, iris.term("partyKind"), kind)
        if party.parent:
            yield _triple(graph, subject, iris.term("isUnitOf"), node(party.parent))
        if party.administers:
            yield _triple(graph, subject, iris.term("administers"), node(party.administers))
        yield from _labels(graph, subject, body.name, body.name_en, body.spellings)
        yield from _sources(graph, subject, body.source, body.read_in)


def place_quads(knowledge: Knowledge) -> Iterator[ox.Quad]:
    """Return the register of places."""
    graph = ox.NamedNode(iris.reference_graph("places"))
    for place in knowledge.places:
        subject = node(ThingId("place", place.key))
        unit = ox.NamedNode(iris.term("AdministrativeUnit"))
        yield _triple(graph, subject, RDF + "type", unit)
        kind = ox.NamedNode(iris.concept("place-kind", place.kind))
        yield _triple(graph, subject, iris.term("placeKind"), kind)
        if place.within:
            within = node(ThingId("place", place.within))
            yield _triple(graph, subject, iris.term("isLocatedIn"), within)
        if place.code:
            yield _triple(graph, subject, SKOS + "notation", ox.Literal(place.code))
        yield from _labels(graph, subject, place.name, "", ())
        yield from _sources(graph, subject, place.source, place.read_in)


def document_quads(knowledge: Knowledge) -> Iterator[ox.Quad]:
    """Return the programmes and standards known by name."""
    graph = ox.NamedNode(iris.reference_graph("documents"))
    for document in knowledge.documents:
        subject = node(document.id)
        yield _triple(graph, subject, RDF + "type", ox.NamedNode(iris.term(document.cls)))
        yield from _labels(graph, subject, document.name, document.name_en, document.spellings)
        yield from _sources(graph, subject, document.source, document.read_in)


def ontology_quads() -> Iterator[ox.Quad]:
    """Return the ontology and its concepts, so that labels can be asked for with the data."""
    for name in ONTOLOGY_FILES:
        path = bundle() / "ontology" / name
        if path.is_file():
            graph = ox.NamedNode(iris.reference_graph(path.stem))
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


class Part(Sequence[ox.Quad]):
    """A part of the reference graphs that no plan changes; its quads are made when asked for.

    Who knows already what is made of it (`once`) never asks.
    """

    def __init__(self, make: Callable[[], Iterable[ox.Quad]]) -> None:
        """``make`` gives the quads, always the same."""
        self._make = make

    @cached_property
    def _quads(self) -> tuple[ox.Quad, ...]:
        return tuple(self._make())

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._quads)

    def __len__(self) -> int:
        return len(self._quads)

    @overload
    def __getitem__(self, at: int) -> ox.Quad: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ox.Quad]: ...
    def __getitem__(self, at: int | slice) -> ox.Quad | Sequence[ox.Quad]:
        return self._quads[at]


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference graphs: what of the register some plans name, and what no plan changes.

    The latter are the same objects from one document to the next: what is made of them, loaded
    into a store or looked through, is made once (`once`).
    """

    named: tuple[ox.Quad, ...]
    standing: tuple[Sequence[ox.Quad], ...]

    def __iter__(self) -> Iterator[ox.Quad]:
        yield from self.named
        for part in self.standing:
            yield from part


def parts_of(
    reference: Iterable[ox.Quad],
) -> tuple[tuple[ox.Quad, ...], tuple[Sequence[ox.Quad], ...]]:
    """Return what of a reference belongs to some plans, and the parts worth remembering."""
    if isinstance(reference, Reference):
        return reference.named, reference.standing
    if isinstance(reference, tuple):
        return (), (reference,)
    return tuple(reference), ()


Standing = tuple[Sequence[ox.Quad], ...]
"""The parts of the reference graphs that no plan changes."""


def reference_quads(
    knowledge: Knowledge, plans: list[Plan], standing: Standing | None = None
) -> Reference:
    """Return all reference graphs; ``standing`` are the parts that stand, where known already."""
    named = tuple(agency_quads(knowledge.bodies, plans))
    return Reference(named, standing_quads(knowledge) if standing is None else standing)


def standing_quads(knowledge: Knowledge) -> Standing:
    """Return the parts of the reference graphs that no plan changes."""
    folders = tuple(knowledge.folders)
    return _registers(knowledge), curated_part(folders, state_of(folders))


def state_of(folders: tuple[Path, ...]) -> FileState:
    """Return the state of the files that `curated_part` is made of."""
    return curated_state(folders, *(bundle() / "ontology" / name for name in ONTOLOGY_FILES))


@once
def _registers(knowledge: Knowledge) -> tuple[ox.Quad, ...]:
    return (*place_quads(knowledge), *document_quads(knowledge))


@lru_cache(maxsize=4)
def curated_part(folders: tuple[Path, ...], _state: FileState) -> Part:
    """Return the curated graphs of data folders and the ontology, in a state of their files."""
    return Part(lambda: (*curated_quads(folders), *ontology_quads()))
