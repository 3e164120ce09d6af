"""Faults that no reasoner sees, because OWL takes a missing value for one not yet known.

With those of `test_reason.py` these are the deliberate faults: each is caught, the report says by
which means and names the individual.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, Graph, URIRef

from sctbv_graph import iris
from sctbv_graph.corpus import Built, Corpus
from sctbv_graph.rules import Ground, lines_named
from sctbv_graph.settings import bundle
from sctbv_graph.soundness import (
    Fault,
    faults_by_document,
    find_faults,
    model_shape_files,
    model_shapes,
    shape_faults,
)
from tests.ontology.conftest import as_graph

KEY = "211-kh-ubnd-ca-mau-2024"
HEAD = """
@prefix : <https://w3id.org/sctbv/def#> .
@prefix x: <https://w3id.org/sctbv/id/x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# What is wrong -> the triples that make it so, the shape that says it, the individual it names.
FAULTS = {
    "an assignment to nobody": ("x:a1 a :LeadAssignment .", "AssignmentModel", "x/a1"),
    "a time frame that ends before it starts": (
        'x:t1 a :TimeFrame ; :startDate "2025-12-01"^^xsd:date ; :endDate "2025-02-01"^^xsd:date .',
        "TimeFrameModel",
        "x/t1",
    ),
    "a lower bound above the upper one": (
        "x:q1 a :Quantity ; :minValue 50.0 ; :maxValue 40.0 .",
        "QuantityModel",
        "x/q1",
    ),
    "a passage without its place": ('x:e1 a :Evidence ; :exactQuote "22.773" .', "EvidenceModel",
                                    "x/e1"),
    "a unit of no agency": ("x:u1 a :AgencyUnit .", "AgencyUnitModel", "x/u1"),
    "a total of ours that claims to be printed": (
        "x:c1 a :ComputedTotal ; :statedAmount 22773.0 .",
        "ComputedTotalModel",
        "x/c1",
    ),
    "a basis that is no basis": (
        "x:b1 a :BudgetLine ; :basis <https://w3id.org/sctbv/concept/comparator/about> .",
        "BudgetLineModel",
        "x/b1",
    ),
    "a reason beside no basis": ('x:r1 :reason "vì thế"@vi .', "ReasonModel", "x/r1"),
    "a file whose hash is none": ('x:f1 a :SourceFile ; :sha256 "1" .', "SourceFileModel", "x/f1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(ontology: Graph, plan: Graph) -> list[Fault]:
    """All the faults at once, put into Plan 211."""
    bad = Graph().parse(data=HEAD + "".join(text for text, *_ in FAULTS.values()), format="turtle")
    return shape_faults(ontology, plan + bad)


def test_plan_211_breaks_no_shape_of_the_model(ontology: Graph, plan: Graph) -> None:
    assert shape_faults(ontology, plan) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_shape_catches_the_fault_and_names_who(told: list[Fault], fault: str) -> None:
    _, shape, key = FAULTS[fault]
    found = [f for f in told if f.individuals == (iris.ID + key,)]
    assert shape in {f.source for f in found}
    for each in found:
        assert each.by == "shape"
        assert each.vi.startswith(key)
        assert each.en.startswith(key)
        assert each.vi != each.en


def test_nothing_else_is_told(told: list[Fault]) -> None:
    assert {f.individuals for f in told} == {(iris.ID + key,) for _, _, key in FAULTS.values()}


def test_rule_and_shape_catch_a_lead_assigned_twice(
    built: Built, corpus: Corpus, ontology: Graph
) -> None:
    """The rule makes a second `isLedBy`, and the audit's shape DD-05 names the task."""
    name = ox.NamedNode(iris.graph(KEY, "stated"))
    stated = [q for q in built.quads if q.graph_name == name]
    task, second = iris.thing("task", f"{KEY}/5"), iris.thing("task", f"{KEY}/5", "lead-2")
    for predicate, value in (
        (str(RDF.type), iris.term("LeadAssignment")),
        (iris.term("assignsIn"), task),
        (iris.term("assignsTo"), iris.thing("agency", "so-cong-thuong-ca-mau")),
    ):
        stated.append(
            ox.Quad(ox.NamedNode(second), ox.NamedNode(predicate), ox.NamedNode(value), name)
        )
    derived = Ground(corpus.reference).derive(KEY, lines_named(stated))
    data = as_graph([*stated, *corpus.reference, *derived])
    found = shape_faults(ontology, data, audit_shape("DD-05"))
    assert [(f.by, f.source, f.individuals) for f in found] == [("shape", "DD-05", (task,))]


def audit_shape(rule: str) -> Graph:
    shapes = Graph()
    for path in (bundle() / "shapes").glob("*.ttl"):
        shapes.parse(path)
    shape = URIRef("https://w3id.org/sctbv/shape/")  # what declares the prefixes of its SPARQL
    return shapes.cbd(shape) + shapes.cbd(shape + rule)


def test_every_audit_rule_is_whole(ontology: Graph) -> None:
    shapes = Graph()
    for path in (bundle() / "shapes").glob("*.ttl"):
        shapes.parse(path)
    assert shape_faults(ontology, shapes + ontology) == []


def test_document_by_document(corpus: Corpus, tmp_path: Path) -> None:
    """What `sctbv check` asks: a document that changed alone, the faults of shape and individual.

    A second run without a change validates nothing and tells the same.
    """
    (built,) = corpus.documents
    lost = ox.NamedNode(iris.term("assignsTo"))
    one, *rest = [q for q in built.quads if q.predicate == lost]
    bad = [q for q in built.quads if q.predicate != lost or q in rest]
    keep = tmp_path / "work" / "shapes.json"
    found, validated = faults_by_document({"211": built.quads}, corpus.reference, keep)
    assert (found, validated) == ([], 1)
    both = {"211": built.quads, "212": bad}
    found, validated = faults_by_document(both, corpus.reference, keep)
    assert validated == 1
    assert {(f.by, f.source, *f.individuals) for f in found} == {
        ("shape", "AssignmentModel", one.subject.value)
    }
    assert faults_by_document(both, corpus.reference, keep) == (found, 0)


def test_both_means_are_asked(ontology: Graph) -> None:
    text = HEAD + "x:both a :Task , :Duty ."
    by = {f.by for f in find_faults(ontology, Graph().parse(data=text, format="turtle"))}
    assert by == {"shape", "reasoner"}


def test_every_property_of_the_model_is_shaped(modules: dict[str, Graph]) -> None:
    """Cardinality and kind of value stand in shapes, one a class, for every property of data."""
    paths = set(model_shapes().objects(None, SH.path)) | set(
        model_shapes().objects(None, SH.targetSubjectsOf)
    )
    ontology = modules["sctbv.ttl"]
    kinds = (iris.term("alternative"),)  # a concept or words: no shape can say which
    missing = {
        str(p)
        for kind in ("ObjectProperty", "DatatypeProperty")
        for p in ontology.subjects(RDF.type, URIRef(f"http://www.w3.org/2002/07/owl#{kind}"))
        if str(p).startswith(iris.DEF) and p not in paths and str(p) not in kinds
    }
    assert missing == set()


def test_every_shape_of_the_model_speaks_both_languages() -> None:
    shapes = model_shapes()
    assert len(model_shape_files()) == 6
    for node in set(shapes.subjects(SH.path, None)):
        texts = list(shapes.objects(node, SH.message))
        if (None, SH.property, node) in shapes and not list(shapes.objects(node, SH.hasValue)):
            assert {getattr(t, "language", None) for t in texts} == {"vi", "en"}
