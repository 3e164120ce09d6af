"""The ontology as it is published: records, diagrams, files, and the pages in docs/."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from rdflib import OWL, PROV, RDF, RDFS, Graph, URIRef
from rdflib.compare import isomorphic

from sctbv_graph import iris
from sctbv_graph.publish.diagrams import GROUPS, draw_all
from sctbv_graph.publish.handbook import files
from sctbv_graph.publish.ontology import load_ontology, published_file, published_graph
from sctbv_graph.publish.usage import example_places, usage
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import EmbeddedStore
from tests.test_wheel import ROOT


def test_a_term_says_all_that_its_modules_say() -> None:
    lead = load_ontology().terms["isLedBy"]
    assert lead.label == {"vi": "do chủ thể chủ trì", "en": "is led by"}
    assert lead.supers == ("involves", "isAnsweredForBy")
    assert (lead.domain, lead.range) == (("Action",), ("Party",))  # of the wider property
    assert load_ontology().terms["isAnsweredForBy"].chain == "isLedBy ∘ isWithin"
    assert load_ontology().terms["involves"].chain == "^assignsIn ∘ assignsTo"
    task = load_ontology().terms["Task"]
    assert set(task.disjoint) == {"Solution", "Activity", "Duty"}
    assert "pplan:Step" in {a.short for a in task.alignments}
    counts = {(c.cls, c.prop): (c.least, c.most) for c in load_ontology().terms["isMoneyFor"]
              .cardinalities}  # fmt: skip
    assert counts["BudgetLine", "isMoneyFor"] == (1, 1)
    assert counts["BudgetPart", "isMoneyFor"] == (0, 0)


def test_every_term_has_what_the_page_shows() -> None:
    for term in load_ontology().terms.values():
        assert term.label.keys() == term.definition.keys() == {"vi", "en"}, term.name
        assert term.example, term.name
        assert term.kind != "class" or term.group in GROUPS, term.name


def test_usage_is_read_from_questions_rules_and_shapes() -> None:
    used = usage()
    assert used.keys() == load_ontology().terms.keys()
    assert "pairs" in used["isLedBy"].questions
    assert "20-led-by" in used["isLedBy"].rules
    assert "DD-05" in used["isLedBy"].audit
    assert "ActionModel" in used["isLedBy"].shapes
    assert "KP-01" in used["statedColumn"].audit  # spoken of in the text of its SELECT
    nowhere = [n for n, u in used.items() if not (u.questions or u.rules or u.audit or u.shapes)]
    assert nowhere == []


def test_examples_are_found_in_the_plan(store: EmbeddedStore) -> None:
    places = example_places(store, Settings())
    assert len(places) > 0.95 * len(load_ontology().terms)
    assert places["Task"].startswith(iris.ID + "task/")
    assert places["BudgetLine"].partition("#")[2].startswith("budget-")
    assert places["Signature"].endswith("#signature")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_diagrams_show_every_class_and_relation_once(lang: str) -> None:
    ontology = load_ontology()
    drawn = {d.name: ET.fromstring(d.svg) for d in draw_all(ontology, lang)}  # noqa: S314  our own
    links = [a.get("href") for a in drawn["classes"].iter("{http://www.w3.org/2000/svg}a")]
    assert sorted(links) == sorted(f"#{term.name}" for term in ontology.of_kind("class"))
    shown = {
        a.get("href")
        for group in GROUPS
        for a in drawn[group].iter("{http://www.w3.org/2000/svg}a")
    }
    between_classes = {f"#{t.name}" for t in ontology.of_kind("object") if t.domain and t.range}
    assert between_classes <= shown
    texts = {t.text for t in drawn["classes"].iter("{http://www.w3.org/2000/svg}text")}
    assert {term.label[lang] for term in ontology.of_kind("class")} == texts


def test_boxes_do_not_overlap() -> None:
    for drawing in draw_all(load_ontology(), "vi"):
        boxes = [
            tuple(float(n) for n in found)
            for found in re.findall(
                r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawing.svg
            )
        ]
        for i, (x, y, w, h) in enumerate(boxes):
            for a, b, c, d in boxes[i + 1 :]:
                assert x + w <= a or a + c <= x or y + h <= b or b + d <= y, drawing.name


@pytest.mark.parametrize(
    ("suffix", "format_"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_every_format_says_the_same(suffix: str, format_: str) -> None:
    read = Graph().parse(data=published_file(suffix), format=format_)
    assert isomorphic(read, published_graph())


def test_what_is_handed_out_is_one_ontology() -> None:
    """One header, as OWL 2 wants of a document, though the terms come from two modules."""
    graph = published_graph()
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [URIRef(iris.DEF.rstrip("#"))]
    assert (URIRef(iris.term("Plan")), RDFS.subClassOf, PROV.Plan) in graph


def test_labels_are_repeated_for_tools_that_know_no_skos() -> None:
    graph = published_graph()
    for name in load_ontology().terms:
        node = URIRef(iris.term(name))
        assert {str(o.language) for o in graph.objects(node, RDFS.label)} == {"vi", "en"}  # type: ignore[attr-defined]
    source = Graph().parse(bundle() / "ontology" / "sctbv.ttl")
    assert (None, RDF.type, None) in source
    assert not list(source.subject_objects(RDFS.label))


def test_the_pages_in_docs_are_up_to_date() -> None:
    stale = [
        name
        for name, data in files(load_ontology()).items()
        if not (ROOT / "docs" / name).is_file() or (ROOT / "docs" / name).read_bytes() != data
    ]
    assert stale == [], "the ontology has changed: write docs/ anew with `make docs`"
    known = {p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs/ontology").iterdir()}
    assert known <= files(load_ontology()).keys()
