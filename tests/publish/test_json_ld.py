"""JSON-LD that a person can read and that loses nothing."""

from __future__ import annotations

import json

import pyoxigraph as ox

from sctbv_graph.corpus import Corpus
from sctbv_graph.publish.json_ld import json_ld
from sctbv_graph.publish.ontology import published_file


def _canonical(triples: list[ox.Triple]) -> ox.Dataset:
    made = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    made.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return made


def test_every_statement_of_the_corpus_comes_back(corpus: Corpus) -> None:
    quads = [*corpus.reference, *(q for d in corpus.documents for q in d.quads)]
    # Blank nodes stand in the shapes and the ontology alone, which are handed out as they are.
    triples = list({q.triple for q in quads if "_:" not in str(q)})
    data = json_ld(triples)
    back = [q.triple for q in ox.parse(data, format=ox.RdfFormat.JSON_LD)]
    assert set(back) == set(triples)
    assert data == json_ld(reversed(triples))


def test_the_ontology_is_told_by_name_under_its_own_context() -> None:
    made = json.loads(published_file("jsonld"))
    (task,) = [node for node in made["@graph"] if node["@id"] == "sctbv:Task"]
    assert task["prefLabel"] == {"en": "task", "vi": "nhiệm vụ"}
    assert task["@type"] == "owl:Class"
    context = made["@context"]
    assert context["sctbv"] == "https://w3id.org/sctbv/def#"
    assert "documentNumber" not in context, "entries that the file does not use stay out"
    nt = ox.parse(published_file("nt"), format=ox.RdfFormat.N_TRIPLES)
    again = ox.parse(published_file("jsonld"), format=ox.RdfFormat.JSON_LD)
    assert _canonical([q.triple for q in nt]) == _canonical([q.triple for q in again])


def test_nothing_one_node_and_two_are_each_a_list_of_nodes() -> None:
    names = [ox.NamedNode(f"urn:{i}") for i in range(2)]
    triples = [ox.Triple(name, ox.NamedNode("urn:p"), ox.Literal("x")) for name in names]
    for count in range(3):
        data = json_ld(triples[:count])
        assert len(json.loads(data)["@graph"]) == count
        back = [q.triple for q in ox.parse(data, format=ox.RdfFormat.JSON_LD)]
        assert set(back) == set(triples[:count])
