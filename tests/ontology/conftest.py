"""The ontology and the plan, loaded once for all tests of this folder."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import Graph

from sctbv_graph.corpus import Corpus
from sctbv_graph.ontology_check import MODULES, load
from sctbv_graph.settings import bundle


@pytest.fixture(scope="session")
def modules() -> dict[str, Graph]:
    return {name: load(bundle() / "ontology" / name) for name in MODULES}


@pytest.fixture(scope="session")
def ontology(modules: dict[str, Graph]) -> Graph:
    whole = Graph()
    for graph in modules.values():
        for triple in graph:
            whole.add(triple)
    return whole


@pytest.fixture(scope="session")
def plan(corpus: Corpus) -> Graph:
    """Plan 211 with the reference data and what rules add, as one graph."""
    return as_graph(all_quads(corpus))


@pytest.fixture(scope="session")
def stated(corpus: Corpus) -> Graph:
    """Plan 211 with the reference data, and nothing that rules add."""
    made = tuple(f"/{layer}" for layer in ("inferred", "computed"))
    return as_graph([q for q in all_quads(corpus) if not _name(q).endswith(made)])


def _name(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def all_quads(corpus: Corpus) -> list[ox.Quad]:
    quads = [quad for built in corpus.documents for quad in built.quads]
    return [*quads, *corpus.reference]


def as_graph(quads: list[ox.Quad]) -> Graph:
    triples = dict.fromkeys(ox.Triple(q.subject, q.predicate, q.object) for q in quads)
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return Graph().parse(data=text, format="nt")
