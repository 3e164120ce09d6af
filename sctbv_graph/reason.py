"""The reasoners asked of whole graphs: what clashes, and which classes can have no member.

Property values are not asked of a reasoner: they come from ``queries/rules/``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph
from rdflib.namespace import OWL, RDF

from sctbv_graph.clash import Clash, find_clashes
from sctbv_graph.reasoner import REFUSED, Engine, acceptable, call, java, written

__all__ = ["REFUSED", "Engine", "Reasoning", "java", "reason", "reasoning_view"]

_IRI = re.compile(r"<([^>]+)>")


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a reasoner said: consistent or not, classes that can have no member, and clashes."""

    engine: Engine
    consistent: bool
    unsatisfiable: tuple[str, ...]
    clashes: tuple[Clash, ...]
    seconds: float
    triples: int


def reasoning_view(graph: Graph, *, keep_dates: bool = False) -> Graph:
    """Return a copy that a reasoner accepts (`reasoner.acceptable`)."""
    kept = acceptable(_triples(graph), keep_dates=keep_dates)
    data = ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=data, format="nt")


def _triples(graph: Graph) -> list[ox.Triple]:
    data = graph.serialize(format="nt", encoding="utf-8")
    return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES, lenient=True)]


def reason(graphs: Iterable[Graph], engine: Engine = "hermit", timeout: float = 300) -> Reasoning:
    """Run a reasoner over the union of the graphs and say what it found.

    The graphs are ontology modules and data. Where they are inconsistent the clashes name the
    individuals and the axioms; an inconsistency that no clash explains is still reported.

    Raises:
        ReasonerError: No Java, an input the reasoner refuses, a crash, or no end in time.
    """
    whole = Graph()
    for graph in graphs:
        for triple in graph:
            whole.add(triple)
    view = list(acceptable(_triples(whole), keep_dates=engine == "pellet"))
    start = time.perf_counter()
    consistent, unsatisfiable = _run(view, engine, timeout)
    seconds = time.perf_counter() - start
    clashes = () if consistent else tuple(find_clashes(whole))
    return Reasoning(engine, consistent, unsatisfiable, clashes, seconds, len(view))


def _run(view: list[ox.Triple], engine: Engine, timeout: float) -> tuple[bool, tuple[str, ...]]:
    """Run the reasoner's own command line on the view, written as N-Triples."""
    with written(view) as file:
        if engine == "hermit":
            said = call("hermit", ["-c", file.as_uri()], timeout)
            if said.inconsistent:
                return False, ()
            return True, _empty_classes_hermit(said.text)
        options = ["--loader", "Jena", "--input-format", "N-Triples", "--ignore-imports", str(file)]
        if call("pellet", ["consistency", *options], timeout).inconsistent:
            return False, ()
        return True, _empty_classes_pellet(call("pellet", ["unsat", *options], timeout).text, view)


def _empty_classes_hermit(text: str) -> tuple[str, ...]:
    """Return the classes that HermiT lists as equivalent to owl:Nothing."""
    found: set[str] = set()
    for line in text.splitlines():
        names = _IRI.findall(line)
        equal = line.startswith("EquivalentClasses(") and str(OWL.Nothing) in names
        if equal or (line.startswith("SubClassOf(") and names[-1] == str(OWL.Nothing)):
            found.update(names)
    return tuple(sorted(found - {str(OWL.Nothing)}))


def _empty_classes_pellet(text: str, view: Iterable[ox.Triple]) -> tuple[str, ...]:
    """Return the classes that Pellet lists after its count of them, by prefixed name."""
    _, found, listed = text.partition("unsatisfiable concept(s):")
    names = {re.split("[:/#]", word)[-1] for word in listed.split()} if found else set()
    kind, cls = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(OWL.Class))
    classes = {
        t.subject.value
        for t in view
        if t.predicate == kind and t.object == cls and isinstance(t.subject, ox.NamedNode)
    }
    return tuple(sorted(c for c in classes if re.split("[/#]", c)[-1] in names))
