"""The ontology as records for pages: each term with what its modules and shapes say of it.

Read from ``ontology/sctbv.ttl``, ``alignments.ttl``, ``concepts.ttl`` and ``shapes/model/``; no
store is needed, so the portal, the static site and the handbook in ``docs/`` show the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal as OneOf

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS
from rdflib.term import Node

from sctbv_graph import iris
from sctbv_graph.publish.json_ld import json_ld
from sctbv_graph.results import GRAPHS
from sctbv_graph.settings import bundle
from sctbv_graph.soundness import model_shape_files
from sctbv_graph.terms import prefixes
from sctbv_graph.turtle import canonical_turtle

Kind = OneOf["class", "object", "data", "annotation"]
Words = Mapping[str, str]
"""Language ("vi", "en") -> text."""

KINDS: dict[Kind, URIRef] = {
    "class": OWL.Class,
    "object": OWL.ObjectProperty,
    "data": OWL.DatatypeProperty,
    "annotation": OWL.AnnotationProperty,
}
MATCHES = {
    RDFS.subClassOf: "subClassOf",
    RDFS.subPropertyOf: "subPropertyOf",
    SKOS.exactMatch: "exactMatch",
    SKOS.closeMatch: "closeMatch",
    SKOS.broadMatch: "broadMatch",
    SKOS.narrowMatch: "narrowMatch",
    SKOS.relatedMatch: "relatedMatch",
}
_TRAITS = {OWL.FunctionalProperty: "functional", OWL.TransitiveProperty: "transitive"}


@dataclass(frozen=True, slots=True, order=True)
class Alignment:
    """A term of another vocabulary and how ours relates to it."""

    relation: str
    iri: str
    short: str


@dataclass(frozen=True, slots=True, order=True)
class Cardinality:
    """How many values a property has on the members of a class, as the model's shape says."""

    cls: str
    prop: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """One class or property. Other terms of ours are named by local name, others by prefix."""

    name: str
    kind: Kind
    label: Words
    definition: Words
    example: str
    supers: tuple[str, ...]
    subs: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    traits: tuple[str, ...]
    disjoint: tuple[str, ...]
    chain: str
    sources: tuple[Alignment, ...]
    alignments: tuple[Alignment, ...]
    cardinalities: tuple[Cardinality, ...]
    group: str

    @property
    def iri(self) -> str:
        """Return the term's IRI."""
        return iris.term(self.name)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme: its name, label, and its concepts' names and labels in order."""

    name: str
    label: Words
    concepts: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything a page about the ontology shows."""

    title: Words
    description: Words
    version: str
    licence: str
    terms: Mapping[str, Term]
    schemes: tuple[Scheme, ...]

    def of_kind(self, *kinds: Kind) -> list[Term]:
        """Return the terms of some kinds, by name."""
        return [self.terms[name] for name in sorted(self.terms) if self.terms[name].kind in kinds]


def short(node: Node) -> str:
    """Return a term of ours by local name, another by prefix where one is known, else in full."""
    iri = str(node)
    if iri.startswith(iris.DEF):
        return iri.removeprefix(iris.DEF)
    fits = [
        (len(ns), f"{p}:{iri[len(ns) :]}") for p, ns in prefixes().items() if iri.startswith(ns)
    ]
    return max(fits)[1] if fits else iri


@lru_cache(maxsize=1)
def load_ontology() -> Ontology:
    """Read the bundled ontology; the same object every time."""
    folder = bundle() / "ontology"
    main = Graph().parse(folder / "sctbv.ttl")
    aligned = Graph().parse(folder / "alignments.ttl")
    [head] = main.subjects(RDF.type, OWL.Ontology)
    return Ontology(
        title=words_of(main, head, DCTERMS.title),
        description=words_of(main, head, DCTERMS.description),
        version=str(main.value(head, OWL.versionInfo)),
        licence=str(main.value(head, DCTERMS.license)),
        terms={term.name: term for term in _terms(main, aligned)},
        schemes=tuple(_schemes(Graph().parse(folder / "concepts.ttl"))),
    )


def words_of(graph: Graph, node: Node, link: URIRef) -> Words:
    """Return what a node is said to be called, or what it means, by language."""
    return {
        text.language: str(text)
        for text in graph.objects(node, link)
        if isinstance(text, Literal) and text.language
    }


def _terms(main: Graph, aligned: Graph) -> Iterator[Term]:
    disjoint = _disjoint(main)
    counts = sorted(_cardinalities())
    groups = _groups(main)
    for kind, type_ in KINDS.items():
        link = RDFS.subClassOf if kind == "class" else RDFS.subPropertyOf
        for node in sorted(n for n in main.subjects(RDF.type, type_) if isinstance(n, URIRef)):
            if not node.startswith(iris.DEF):
                continue
            name = short(node)
            chain = main.value(node, OWL.propertyChainAxiom)
            yield Term(
                name=name,
                kind=kind,
                label=words_of(main, node, SKOS.prefLabel),
                definition=words_of(main, node, SKOS.definition),
                example=str(main.value(node, SKOS.example) or ""),
                supers=_named(main.objects(node, link)),
                subs=_named(main.subjects(link, node)),
                domain=_inherited(main, node, RDFS.domain),
                range=_inherited(main, node, RDFS.range),
                traits=tuple(t for c, t in _TRAITS.items() if (node, RDF.type, c) in main),
                disjoint=tuple(sorted(disjoint.get(name, ()))),
                chain="" if chain is None else " ∘ ".join(_steps(main, chain)),
                sources=tuple(sorted(_links(main, node, {DCTERMS.source: "source"}))),
                alignments=tuple(sorted(_links(aligned, node, MATCHES))),
                cardinalities=tuple(c for c in counts if name in (c.cls, c.prop)),
                group=groups.get(name, ""),
            )


def _named(nodes: Iterator[Node]) -> tuple[str, ...]:
    return tuple(sorted(short(n) for n in nodes if isinstance(n, URIRef)))


def _inherited(graph: Graph, node: URIRef, link: URIRef) -> tuple[str, ...]:
    """Return the property's own domain or range, else that of the nearest wider property."""
    own = _named(graph.objects(node, link))
    if own:
        return own
    for wider in sorted(graph.objects(node, RDFS.subPropertyOf), key=str):
        if isinstance(wider, URIRef) and (found := _inherited(graph, wider, link)):
            return found
    return ()


def _steps(graph: Graph, chain: Node) -> Iterator[str]:
    """Yield the links of a property chain; an inverse as SPARQL writes it, ``^name``."""
    for step in Collection(graph, chain):
        inverse = graph.value(step, OWL.inverseOf)
        yield short(step) if inverse is None else "^" + short(inverse)


def _disjoint(graph: Graph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = graph.value(axiom, OWL.members)
        if members is not None:
            names = {short(n) for n in Collection(graph, members)}
            for name in names:
                found.setdefault(name, set()).update(names - {name})
    return found


def _links(graph: Graph, node: URIRef, relations: Mapping[URIRef, str]) -> Iterator[Alignment]:
    for link, relation in relations.items():
        for other in graph.objects(node, link):
            if isinstance(other, URIRef) and not other.startswith(iris.DEF):
                yield Alignment(relation, str(other), short(other))


def _cardinalities() -> Iterator[Cardinality]:
    """Yield what the shapes of the model say, one a class and property that is bounded."""
    for path in model_shape_files():
        graph = Graph().parse(path)
        for shape, cls in graph.subject_objects(SH.targetClass):
            for constraint in graph.objects(shape, SH.property):
                prop = graph.value(constraint, SH.path)
                least = graph.value(constraint, SH.minCount) or graph.value(
                    constraint, SH.qualifiedMinCount
                )
                most = graph.value(constraint, SH.maxCount)
                if isinstance(prop, URIRef) and (least is not None or most is not None):
                    yield Cardinality(
                        short(cls),
                        short(prop),
                        int(str(least or 0)),
                        None if most is None else int(str(most)),
                    )


def _groups(main: Graph) -> dict[str, str]:
    """Return class -> the file of ``shapes/model/`` that its shape, or a wider class's, is in."""
    shaped = {
        cls: path.stem
        for path in model_shape_files()
        for cls in Graph().parse(path).objects(None, SH.targetClass)
    }
    found = {}
    for cls in main.subjects(RDF.type, OWL.Class):
        wider = [shaped[c] for c in main.transitive_objects(cls, RDFS.subClassOf) if c in shaped]
        if wider:
            found[short(cls)] = wider[0]
    return found


def _schemes(graph: Graph) -> Iterator[Scheme]:
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        members = sorted(graph.subjects(SKOS.inScheme, scheme), key=str)
        yield Scheme(
            str(scheme).removeprefix(iris.CONCEPT),
            words_of(graph, scheme, SKOS.prefLabel),
            tuple(
                (str(m).removeprefix(iris.CONCEPT), words_of(graph, m, SKOS.prefLabel))
                for m in members
            ),
        )


def published_graph() -> Graph:
    """Return the ontology as it is handed out: with its alignments and ``rdfs:label``.

    ``rdfs:label`` repeats ``skos:prefLabel`` for the tools that show nothing else (Protégé).
    """
    folder = bundle() / "ontology"
    graph = Graph().parse(folder / "sctbv.ttl").parse(folder / "alignments.ttl")
    for module in set(graph.subjects(RDF.type, OWL.Ontology)) - {URIRef(iris.DEF.rstrip("#"))}:
        graph.remove((module, None, None))  # an OWL 2 document has one header
    for term in load_ontology().terms.values():
        for lang, text in term.label.items():
            graph.add((URIRef(term.iri), RDFS.label, Literal(text, lang=lang)))
    return graph


@lru_cache(maxsize=4)
def published_file(suffix: str) -> bytes:
    """Return the published ontology as a file: "ttl", "nt", "rdf" or "jsonld"; always the same."""
    return write_turtle(_published_turtle(), suffix)


@lru_cache(maxsize=1)
def _published_turtle() -> bytes:
    return canonical_turtle(published_graph(), prefixes()).encode()


def write_turtle(turtle: bytes, suffix: str) -> bytes:
    """Return a graph of an ontology as a file, from its canonical Turtle: always the same bytes."""
    if suffix == "ttl":
        return turtle
    # Blank nodes get names that depend on nothing but what hangs on them (RDFC-1.0).
    dataset = ox.Dataset(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = [q.triple for q in sorted(dataset, key=str)]
    if suffix == "nt":
        return ox.serialize(triples, format=GRAPHS[suffix]) or b""
    if suffix == "jsonld":
        return json_ld(triples)
    known = dict(sorted(prefixes().items()))
    return ox.serialize(triples, format=GRAPHS[suffix], prefixes=known) or b""
