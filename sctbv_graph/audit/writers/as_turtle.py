"""The report as RDF: a W3C validation report (SHACL 1.0, 3.6) with our facts on each result.

``sh:resultSeverity`` is the SHACL word and ``def:auditSeverity`` ours. A result is named after its
fingerprint, so that two reports of the same draft can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.places import own_passages
from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.prefixed import written_with_prefixes
from sctbv_graph.query import Passage
from sctbv_graph.shacl import Result
from sctbv_graph.shacl.paths import path_triples
from sctbv_graph.shacl.triples import Term
from sctbv_graph.terms import RDF, SH, XSD, prefixes

_SH = SH
_RDF_TYPE = ox.NamedNode(RDF + "type")
_SEVERITY = {"blocker": "Violation", "error": "Violation", "warning": "Warning", "hint": "Info"}


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)


def _def(name: str) -> ox.NamedNode:
    return ox.NamedNode(iris.term(name))


def report_triples(report: Report) -> list[ox.Triple]:
    """Return the triples of the report: open findings as results, in order."""
    node = ox.NamedNode(f"{report.document}#audit-{report.profile}")
    conforms = "false" if report.open else "true"
    triples = [
        ox.Triple(node, _RDF_TYPE, _sh("ValidationReport")),
        ox.Triple(
            node, _sh("conforms"), ox.Literal(conforms, datatype=ox.NamedNode(XSD + "boolean"))
        ),
        ox.Triple(node, _def("sha256"), ox.Literal(report.source.sha256)),
    ]
    names = (ox.BlankNode(f"path{number}") for number in count(1))
    for finding in report.open:
        for number, result in enumerate(finding.results or (None,), 1):
            suffix = f".{number}" if number > 1 else ""
            own = ox.NamedNode(f"{report.document}#finding-{finding.fingerprint}{suffix}")
            triples.append(ox.Triple(node, _sh("result"), own))
            triples += _result(report, finding, own, result, names)
    return triples


def _result(
    report: Report,
    finding: Finding,
    node: ox.NamedNode,
    result: Result | None,
    names: Iterator[ox.BlankNode],
) -> list[ox.Triple]:
    basis = ox.NamedNode(iris.concept("basis", finding.basis))
    said: list[tuple[ox.NamedNode, Term]] = [
        (_RDF_TYPE, _sh("ValidationResult")),
        (_sh("focusNode"), ox.NamedNode(finding.focus or report.document)),
        (_sh("sourceShape"), ox.NamedNode(finding.rule.shape)),
        (_sh("resultSeverity"), _sh(_SEVERITY[finding.severity])),
        (_def("auditSeverity"), ox.NamedNode(iris.concept("audit-severity", finding.severity))),
        (_def("ruleId"), ox.Literal(finding.rule.id)),
        (_def("basis"), basis),
    ]
    # What the program tells of a waiver comes from no SHACL constraint of its shape.
    component = result.component if result is not None else finding.rule.shape
    said.append((_sh("sourceConstraintComponent"), ox.NamedNode(component)))
    path: list[ox.Triple] = []
    if result is not None:
        if isinstance(result.value, ox.NamedNode | ox.Literal):
            said.append((_sh("value"), result.value))
        if result.path is not None:
            named, path = path_triples(result.path, names)
            path = [ox.Triple(node, _sh("resultPath"), named), *path]
    for lang, text in sorted(finding.message.items()):
        said.append((_sh("resultMessage"), ox.Literal(text, language=lang)))
    for lang, text in sorted(finding.fix.items()):
        said.append((_def("howToMend"), ox.Literal(text, language=lang)))
    triples = [ox.Triple(node, prop, value) for prop, value in said] + path
    for number, passage in enumerate(own_passages(report, finding), 1):
        where = ox.NamedNode(f"{report.document}#finding-{finding.fingerprint}-evidence-{number}")
        triples.append(ox.Triple(node, _def("hasEvidence"), where))
        triples += _evidence(where, passage)
    return triples


def _evidence(node: ox.NamedNode, passage: Passage) -> list[ox.Triple]:
    integer = ox.NamedNode(XSD + "integer")
    numbers = {
        "startOffset": passage.start,
        "endOffset": passage.end,
        "startLine": passage.line,
        "tableRow": passage.row,
    }
    made = [
        ox.Triple(node, _RDF_TYPE, _def("Evidence")),
        ox.Triple(node, _def("evidenceSource"), ox.NamedNode(passage.document)),
        ox.Triple(node, _def("exactQuote"), ox.Literal(passage.quote)),
    ]
    made += [
        ox.Triple(node, _def(name), ox.Literal(str(number), datatype=integer))
        for name, number in numbers.items()
        if number is not None
    ]
    return made


def write_turtle(report: Report) -> bytes:
    """Return the report as Turtle, prefixes of the project used."""
    known = {**prefixes(), "sh": _SH}
    # All of one node together: the writer joins neighbours only.
    triples = report_triples(report)
    places: dict[str, int] = {}
    for triple in triples:
        places.setdefault(str(triple.subject), len(places))
    triples.sort(key=lambda triple: places[str(triple.subject)])
    heads, rest = written_with_prefixes(triples, known)
    used = [head for name, head in heads.items() if f"{name}:" in rest]
    return ("".join(used) + rest).encode()
