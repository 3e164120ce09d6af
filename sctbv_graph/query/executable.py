"""Questions as linked data: ``sh:SPARQLExecutable`` with SHACL parameters (SHACL 5.2, 6).

Editors that read such examples from an endpoint show the catalogue as their own. A parameter's
``sh:path`` ends in the name of the variable that it binds, as SHACL 6.2.1 wants it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.prefixed import written_with_prefixes
from sctbv_graph.query.catalogue import Parameter, Question
from sctbv_graph.terms import RDF, RDFS, SH, XSD, prefixes

_SCHEMA = "https://schema.org/"


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _said(subject: ox.NamedNode, predicate: str, texts: object) -> Iterable[ox.Triple]:
    assert isinstance(texts, dict)
    for lang, text in texts.items():
        yield ox.Triple(subject, _node(predicate), ox.Literal(str(text), language=lang))


def _parameter(question: Question, parameter: Parameter) -> Iterable[ox.Triple]:
    node = _node(iris.question(question.name, parameter.name))
    yield ox.Triple(_node(iris.question(question.name)), _node(SH + "parameter"), node)
    yield ox.Triple(node, _node(RDF + "type"), _node(SH + "Parameter"))
    yield ox.Triple(node, _node(SH + "path"), node)
    yes = ox.Literal("true", datatype=_node(XSD + "boolean"))
    yield ox.Triple(node, _node(SH + "optional"), yes)
    yield from _said(node, SH + "name", dict(parameter.label))
    if parameter.type == "iri":
        yield ox.Triple(node, _node(SH + "nodeKind"), _node(SH + "IRI"))
    else:
        yield ox.Triple(node, _node(SH + "datatype"), _node(XSD + parameter.type))
    for name, bound in (("minInclusive", parameter.minimum), ("maxInclusive", parameter.maximum)):
        if bound is not None:
            value = ox.Literal(str(bound), datatype=_node(XSD + "integer"))
            yield ox.Triple(node, _node(SH + name), value)
    if parameter.default:
        term = (
            _node(parameter.default) if parameter.type == "iri" else ox.Literal(parameter.default)
        )
        yield ox.Triple(node, _node(SH + "defaultValue"), term)


def _triples(question: Question, endpoint: str) -> Iterable[ox.Triple]:
    node = _node(iris.question(question.name))
    for class_ in ("SPARQLExecutable", "SPARQLSelectExecutable", "Parameterizable"):
        yield ox.Triple(node, _node(RDF + "type"), _node(SH + class_))
    yield from _said(node, RDFS + "label", dict(question.question))
    yield from _said(node, RDFS + "comment", dict(question.question))
    # The query declares its prefixes itself, so that it runs wherever it is pasted.
    yield ox.Triple(node, _node(SH + "select"), ox.Literal(question.query))
    if endpoint:
        yield ox.Triple(node, _node(_SCHEMA + "target"), _node(endpoint))
    for words in (question.words or {}).values():
        for word in words:
            yield ox.Triple(node, _node(_SCHEMA + "keywords"), ox.Literal(word))
    for parameter in question.parameters:
        yield from _parameter(question, parameter)


def as_turtle(questions: Iterable[Question], endpoint: str = "") -> str:
    """Return questions as Turtle; ``endpoint`` is the address that the queries can be sent to."""
    triples = [triple for question in questions for triple in _triples(question, endpoint)]
    known = {
        name: iri
        for name, iri in {**prefixes(), "sh": SH, "rdfs": RDFS, "schema": _SCHEMA}.items()
        if name in ("sh", "rdfs", "schema", "xsd", "sctbv")
    }
    heads, body = written_with_prefixes(triples, known)
    return "".join(heads.values()) + body
