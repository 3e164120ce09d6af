"""SPARQL rules: pre-binding for all nodes at once, messages, figures; what goes to pySHACL."""

# ruff: noqa: E501  a query reads better on one line

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sctbv_graph.shacl import validate
from sctbv_graph.shacl.nesting import nest_exists
from tests.shacl.compare import differences, turtle

DATA = """
:a a :C ; :p 1 , 2 , 3 ; :q :b . :b a :C ; :p 5 ; :q :a . _:x a :C ; :p 7 , 8 ; :q _:x .
:c a :C . :d :p 9 ; :q :a .
"""


def rule(select: str, more: str = "") -> list[ox.Quad]:
    """Return a shape with one SPARQL rule on all of class C."""
    return turtle(
        f":S a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:prefixes :o ; {more}"
        f"sh:select '''{select}''' ] . :o sh:declare [ sh:prefix 't' ; sh:namespace 'urn:test:' ] ."
    )


SELECTS = {
    "filter in a group": "SELECT $this { { FILTER($this = t:a) } UNION { FILTER(isBLANK($this)) } }",
    "optional in a group": "SELECT $this { { OPTIONAL { $this t:p ?v } } FILTER(!BOUND(?v)) }",
    "BIND before": "SELECT $this ?value { BIND($this AS ?me) $this t:q ?value . FILTER(?value = ?me) }",
    "sum": "SELECT $this ?sum { { SELECT $this (SUM(?v) AS ?sum) { $this t:p ?v } GROUP BY $this } FILTER(?sum > 5) }",
    "count of nothing": "SELECT $this { { SELECT $this (COUNT(?v) AS ?n) { OPTIONAL { $this t:p ?v } } GROUP BY $this } FILTER(?n = 0) }",
    "aggregate outside": "SELECT $this (MAX(?v) AS ?value) { $this t:p ?v } GROUP BY $this",
    "EXISTS joined": "SELECT $this { FILTER EXISTS { $this t:q ?o . ?o t:p ?v FILTER(?v > 4) } }",
    "NOT EXISTS joined": "SELECT $this { FILTER NOT EXISTS { ?o t:q $this ; t:p ?v } }",
    "names in strings and compared": "SELECT $this { $this t:p ?v FILTER(STR(?v) != 't:p' && ?v<5) # t:p t:r \n }",
    "comment": "SELECT $this { # } ( {\n $this t:p 5 }",
}


@pytest.mark.parametrize("name", SELECTS)
def test_as_pyshacl_does_node_by_node(name: str) -> None:
    """Evaluated for all nodes at once, a rule gives what it gives for each."""
    found = validate(turtle(DATA), rule(SELECTS[name])).results
    assert found
    assert differences(turtle(DATA), rule(SELECTS[name])) == []


def test_a_limit_is_for_each_node() -> None:
    """A LIMIT holds for each focus node, blank nodes too, not for all of them together."""
    found = validate(turtle(DATA), rule("SELECT $this ?value { $this t:p ?value } LIMIT 1")).results
    assert len(found) == len({r.focus for r in found}) == 3


def test_messages_and_figures() -> None:
    """Messages are filled in and keep their languages; a row's bindings are the figures."""
    select = "SELECT $this ?n { { SELECT $this (COUNT(?v) AS ?n) { $this t:p ?v } GROUP BY $this } FILTER(?n > 2) }"
    shape = rule(select, 'sh:message "{?n} values of {$this}"@en , "{?n} giá trị"@vi ; ')
    (result,) = validate(turtle(DATA), shape).results
    assert set(result.messages) == {
        ox.Literal("3 values of urn:test:a", language="en"),
        ox.Literal("3 giá trị", language="vi"),
    }
    assert result.figures == {"n": ox.Literal(3)}


def test_nested_exists_means_the_same() -> None:
    """The nested form of an EXISTS of joined triples gives the same rows, and others stay."""
    store = ox.Store()
    store.extend(turtle(DATA))
    for text in (
        "SELECT ?s { ?s a ?c FILTER NOT EXISTS { ?s <urn:test:q> ?o . ?o <urn:test:p> ?v , ?w . FILTER(?v < ?w) } }",
        "SELECT ?s { ?s a ?c FILTER EXISTS { ?o a ?c ; <urn:test:q>/<urn:test:q> ?s ; ^<urn:test:q> ?x } }",
    ):
        nested = nest_exists(text)
        assert nested.count("EXISTS") > text.count("EXISTS")
        rows = [sorted(str(row["s"]) for row in store.query(t)) for t in (text, nested)]  # type: ignore[union-attr]
        assert rows[0] == rows[1] != []
    for text in ("SELECT ?s { ?s ?p ?o FILTER EXISTS { ?s a ?c OPTIONAL { ?s ?x ?y } } }",):
        assert nest_exists(text) == text


def test_spelling_is_kept() -> None:
    """What the store would change is told as it was written, and counted as SHACL counts it."""
    data = turtle(':a a :C ; :p "01"^^xsd:integer , 1 , "7"^^xsd:byte , "300"^^xsd:byte , 0.30 .')
    shape = turtle(":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:datatype xsd:byte ] .")
    told = {str(r.value).split("#")[0] for r in validate(data, shape).results}
    assert any(t.startswith('"01"') for t in told)
    assert any(t.startswith('"300"') for t in told)
    assert any(t.startswith('"0.30"') for t in told)
    assert not any(t.startswith('"7"') for t in told)


@pytest.mark.filterwarnings("ignore::UserWarning:rdflib")
def test_advanced_features_go_to_pyshacl() -> None:
    """A shape with sh:target is validated by pySHACL, and the report names it; others are ours."""
    shapes = turtle(
        ":S a sh:NodeShape ; sh:nodeKind sh:Literal ; sh:target [ a sh:SPARQLTarget ;"
        " sh:select 'SELECT ?this { ?this <urn:test:p> 9 }' ] ."
        " :T sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ] ."
    )
    report = validate(turtle(DATA), shapes)
    assert report.left == {"<urn:test:S>": "sh:target"}
    assert {(str(r.root), str(r.focus)) for r in report.results} == {
        ("<urn:test:S>", "<urn:test:d>"),
        ("<urn:test:T>", "<urn:test:c>"),
    }


def test_a_text_may_declare_prefixes_of_its_own() -> None:
    """They stand beside those of sh:prefixes, in a SELECT and in an ASK; pySHACL takes neither."""
    select = rule("PREFIX u: <urn:test:> SELECT $this { $this u:p 5 ; t:q ?o }")
    assert [str(r.focus) for r in validate(turtle(DATA), select).results] == ["<urn:test:b>"]
    ask = turtle(
        ":AtMost a sh:ConstraintComponent ; sh:parameter [ sh:path <urn:x/most> ] ; sh:validator [ "
        "a sh:SPARQLAskValidator ; sh:prefixes :o ; sh:ask 'PREFIX u: <urn:other:> "
        "ASK { FILTER(?value <= $most && t:a != u:a) }' ] . "
        ":o sh:declare [ sh:prefix 't' ; sh:namespace 'urn:test:' ] . "
        ":S a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; <urn:x/most> 4 ] ."
    )
    found = {r.value for r in validate(turtle(DATA), ask).results}
    assert found == {ox.Literal(n) for n in (5, 7, 8)}
