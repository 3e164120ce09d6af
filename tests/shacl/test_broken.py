"""Broken shapes: an error that names the shape, and never "conforms"."""

from __future__ import annotations

import pytest

from sctbv_graph.errors import ShapesError
from sctbv_graph.shacl import validate
from tests.shacl.compare import turtle

SELECT = ":S a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:select {} ] ."

BROKEN = {
    "path that is a literal": ':S sh:targetClass :C ; sh:property [ sh:path "p" ] .',
    "path of one member": ":S sh:targetClass :C ; sh:property [ sh:path ( :p ) ; sh:minCount 1 ] .",
    "path of nothing": ":S sh:targetClass :C ; sh:property [ sh:path [ ] ; sh:minCount 1 ] .",
    "path that reaches itself": ":S sh:targetClass :C ; sh:path _:p . _:p sh:inversePath _:p .",
    "two paths": ":S sh:targetClass :C ; sh:path :p , :q ; sh:minCount 1 .",
    "property without path": ":S sh:targetClass :C ; sh:property [ sh:minCount 1 ] .",
    "unknown component": ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCounts 1 ] .",
    "misspelt target": ":S a sh:NodeShape ; sh:targetClas :C ; sh:nodeKind sh:IRI .",
    "count of words": ':S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount "x" ] .',
    "negative length": ":S sh:targetClass :C ; sh:minLength -1 .",
    "two datatypes": ":S sh:targetClass :C ; sh:datatype xsd:string , xsd:integer .",
    "no node kind": ":S sh:targetClass :C ; sh:nodeKind sh:Iri .",
    "list that is none": ":S sh:targetClass :C ; sh:in :a .",
    "list without end": ":S sh:targetClass :C ; sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .",
    "pattern": ':S sh:targetClass :C ; sh:pattern "(" .',
    "class that is a literal": ':S sh:targetClass :C ; sh:class "C" .',
    "count on a node shape": ":S sh:targetClass :C ; sh:maxCount 1 .",
    "shape that is a literal": ':S sh:targetClass :C ; sh:node "T" .',
    "shape that is nowhere": ":S sh:targetClass :C ; sh:node :T .",
    "shape that reaches itself": ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:node :S ] .",
    "deactivated by a word": ':S sh:targetClass :C ; sh:deactivated "yes" .',
    "message that is a number": ":S sh:targetClass :C ; sh:nodeKind sh:IRI ; sh:message 1 .",
    "severity that is a word": ':S sh:targetClass :C ; sh:nodeKind sh:IRI ; sh:severity "Info" .',
    "syntax of SPARQL": SELECT.format('"SELECT $this WHERE { $this a }"'),
    "brackets of SPARQL": SELECT.format('"SELECT $this WHERE { $this a ?t"'),
    "missing prefix": SELECT.format('"SELECT $this WHERE { $this ex:p ?t }"'),
    "select that asks": SELECT.format('"ASK { $this a ?t }"'),
    "select without $this": SELECT.format('"SELECT ?t WHERE { ?t a ?c }"'),
    "no select": ":S sh:targetClass :C ; sh:sparql [ sh:message 'x' ] .",
    "MINUS": SELECT.format('"SELECT $this WHERE { $this a ?t MINUS { $this a :D } }"'),
    "VALUES at the end": SELECT.format('"SELECT $this WHERE { $this a ?t } VALUES ?t { 1 }"'),
    "SERVICE": SELECT.format('"SELECT $this WHERE { SERVICE <http://x/> { $this a ?t } }"'),
    "assigned this": SELECT.format('"SELECT $this WHERE { BIND(1 AS ?this) }"'),
    "SELECT inside without this": SELECT.format('"SELECT $this { $this a ?t { SELECT ?t { } } }"'),
    "failure": SELECT.format('"SELECT $this (true AS ?failure) { $this a ?t }"'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_named_and_never_conforming(name: str) -> None:
    """Each is refused with the name of the shape, in both languages."""
    with pytest.raises(ShapesError) as caught:
        validate(turtle(":a a :C ."), turtle(BROKEN[name]))
    for lang in ("vi", "en"):
        assert "urn:test:S" in caught.value.message(lang)
