"""Where a term is used, and where in the plan its example stands.

Usage is read from the files themselves, so a question, rule or shape that is added shows up by
itself. Shapes are told one by one, by the names of their node shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from sctbv_graph import iris
from sctbv_graph.audit.catalogue import rules_by_shape
from sctbv_graph.corpus import filed_sources
from sctbv_graph.ontology_check import USE, uses
from sctbv_graph.publish.ontology import load_ontology
from sctbv_graph.query import load_questions, text_of, view
from sctbv_graph.read import read
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import Store, select

Span = tuple[int, int]
"""A stretch of a text: offsets in characters, the second behind it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Who speaks of a term: names of questions, of rules (CONSTRUCT), of shapes and audit rules."""

    questions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    audit: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def usage() -> Mapping[str, Usage]:
    """Return local name -> where it is used, for every term of the ontology."""
    folder = bundle()
    questions = {q.name: set(USE.findall(q.query)) for q in load_questions().values()}
    rules = {p.stem: uses(p) for p in sorted((folder / "queries" / "rules").glob("*.rq"))}
    shapes: dict[str, set[str]] = {}
    audit: dict[str, set[str]] = {}
    known = rules_by_shape()
    for path in sorted((folder / "shapes").rglob("*.ttl")):
        graph = Graph().parse(path)
        for shape in sorted(graph.subjects(RDF.type, SH.NodeShape), key=str):
            if isinstance(shape, URIRef):
                spoken = _spoken(graph, shape)
                if (shape, RDF.type, URIRef(iris.term("AuditRule"))) in graph:
                    # A rule of several shapes has one page.
                    audit.setdefault(known[str(shape)].id, set()).update(spoken)
                else:
                    shapes[str(shape).rpartition("/")[2]] = spoken
    return {
        name: Usage(*(_who(name, told) for told in (questions, rules, shapes, audit)))
        for name in load_ontology().terms
    }


def _who(name: str, told: Mapping[str, set[str]]) -> tuple[str, ...]:
    return tuple(who for who, names in told.items() if name in names)


def _spoken(graph: Graph, shape: Node) -> set[str]:
    """Return the terms of ours that a shape and what hangs on it speak of."""
    found: set[str] = set()
    left, seen = [shape], set()
    while left:
        node = left.pop()
        seen.add(node)
        for predicate, value in graph.predicate_objects(node):
            for term in (predicate, value):
                if isinstance(term, URIRef) and term.startswith(iris.DEF):
                    found.add(term.removeprefix(iris.DEF))
            if isinstance(value, Literal):
                found.update(USE.findall(str(value)))
            elif isinstance(value, BNode) and value not in seen:
                left.append(value)
    return found


def example_places(store: Store, settings: Settings) -> dict[str, str]:
    """Return local name -> the thing of the graph in whose passage the term's example stands.

    A thing that has the term comes first, then the narrowest passage; a term whose example no
    passage holds is left out.
    """
    found: dict[str, str] = {}
    for path, entry in filed_sources(settings):
        if not entry.get("primary", False):
            continue
        source = read(path)
        spans = {
            name: (at, at + len(term.example))
            for name, term in load_ontology().terms.items()
            if name not in found and term.example and (at := source.text.find(term.example)) >= 0
        }
        found |= _narrowest(store, source.sha256, spans)
    return found


def _narrowest(store: Store, sha256: str, spans: Mapping[str, Span]) -> dict[str, str]:
    """Return local name -> the thing whose passage in a file holds the term's stretch of it."""
    if not spans:
        return {}
    rows = select(store, view("passages").replace("$hash", str(ox.Literal(sha256)))).rows
    passages = [
        (int(text_of(row["start"])), int(text_of(row["end"])), text_of(row["node"])) for row in rows
    ]
    near = {
        name: [(end - start, node) for start, end, node in passages if start < last and end > at]
        for name, (at, last) in spans.items()
    }
    users = _users(store, {node for some in near.values() for _, node in some})
    found = {}
    for name, some in near.items():
        having = [one for one in some if one[1] in users.get(name, ())]
        if some:
            found[name] = min(having or some)[1]
    return found


def _users(store: Store, nodes: Iterable[str]) -> dict[str, set[str]]:
    """Return local name -> those of the things that are of the class or have the property."""
    found: dict[str, set[str]] = {}
    values = " ".join(str(ox.NamedNode(node)) for node in sorted(nodes))
    for row in select(store, view("term-users").replace("# nodes", values)).rows:
        found.setdefault(text_of(row["term"]).removeprefix(iris.DEF), set()).add(
            text_of(row["node"])
        )
    return found
