"""The ontology's files beside the main one, each an ontology with an address of its own.

``…/def/alignments`` says how our terms stand to those of other vocabularies, ``…/def/keys`` by what
a reasoner takes two documents for one. Both are read from ``ontology/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL

from sctbv_graph import iris
from sctbv_graph.publish.ontology import MATCHES, short, words_of, write_turtle
from sctbv_graph.settings import bundle
from sctbv_graph.terms import prefixes
from sctbv_graph.turtle import canonical_turtle

MODULES = ("alignments", "keys")
FORMS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("rdf", "RDF/XML"), ("nt", "N-Triples"))
"""Endings of the files and what the formats are called, in the order in which they are offered."""
_DEF = iris.DEF.rstrip("#")


@dataclass(frozen=True, slots=True)
class Row:
    """A statement of a module: a term of ours, how it stands, to what: (name, address) each."""

    term: str
    relation: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name and IRI, what its header says, what it states."""

    name: str
    iri: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    version: str
    licence: str
    rows: tuple[Row, ...]


@lru_cache(maxsize=len(MODULES))
def load_module(name: str) -> Module:
    """Read a module of the bundled ontology."""
    graph = _graph(name)
    head = URIRef(f"{_DEF}/{name}")
    return Module(
        name,
        str(head),
        words_of(graph, head, DCTERMS.title),
        words_of(graph, head, DCTERMS.description),
        str(graph.value(head, OWL.versionInfo)),
        str(graph.value(head, DCTERMS.license)),
        tuple(sorted(_rows(graph), key=lambda row: (row.term, row.relation, row.others))),
    )


def module_file(name: str, suffix: str) -> bytes:
    """Return a module as a file: "ttl", "nt", "rdf" or "jsonld"; always the same."""
    return _written(name, suffix)


@lru_cache(maxsize=8)
def _written(name: str, suffix: str) -> bytes:
    return write_turtle(_turtle(name), suffix)


@lru_cache(maxsize=len(MODULES))
def _turtle(name: str) -> bytes:
    return canonical_turtle(_graph(name), prefixes()).encode()


def _graph(name: str) -> Graph:
    return Graph().parse(bundle() / "ontology" / f"{name}.ttl")


def _rows(graph: Graph) -> list[Row]:
    made = []
    for subject in {s for s in graph.subjects() if isinstance(s, URIRef)}:
        if not subject.startswith(iris.DEF):
            continue
        for link, relation in MATCHES.items():
            others = sorted(
                (short(o), str(o)) for o in graph.objects(subject, link) if isinstance(o, URIRef)
            )
            made += [Row(short(subject), relation, (other,)) for other in others]
        for key in graph.objects(subject, OWL.hasKey):
            terms = [(short(o), str(o)) for o in Collection(graph, key)]
            made.append(Row(short(subject), "hasKey", tuple(terms)))
    return made


def module_values(name: str) -> dict[str, Any]:
    """Return what ``ontology_module.html`` needs."""
    return {
        "module": load_module(name),
        "others": [load_module(other) for other in MODULES if other != name],
        "forms": FORMS,
        "ours": iris.DEF,
    }
