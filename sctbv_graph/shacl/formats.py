"""A report as text for people, as JSON, CSV or Turtle for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph as ox

from sctbv_graph.shacl.records import Result
from sctbv_graph.shacl.report import Report
from sctbv_graph.shacl.triples import Term
from sctbv_graph.shacl.words import message, short
from sctbv_graph.terms import RDF, SH, XSD

_SEVERITIES = {
    "Violation": ("vi phạm", "violation"),
    "Warning": ("cảnh báo", "warning"),
    "Info": ("lưu ý", "info"),
}
_SHOWN = 20
"""How many results of one shape are told in full in the text; the others are counted."""


def to_text(report: Report, lang: str) -> str:
    """Return the report for people: the verdict first, then shape by shape with counts."""
    english = lang == "en"
    lines = [_verdict(report, english), *_left(report, english)]
    shapes: dict[str, list[Result]] = {}
    for result in report.results:
        shapes.setdefault(short(result.root), []).append(result)
    for name, results in shapes.items():
        lines += ["", f"{name} ({len(results)})"]
        for result in results[:_SHOWN]:
            lines += _lines(result, lang)
        more = len(results) - _SHOWN
        if more > 0:
            lines.append(f"  … {more} more" if english else f"  … còn {more} kết quả nữa")
    return "\n".join(lines) + "\n"


def _verdict(report: Report, english: bool) -> str:
    if report.conforms:
        return "The data conform." if english else "Dữ liệu đạt: không có kết quả nào."
    counts = Counter(_severity(result.severity, english) for result in report.results)
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    total = len(report.results)
    if english:
        return f"The data do not conform: {total} results ({told})."
    return f"Dữ liệu chưa đạt: {total} kết quả ({told})."


def _severity(severity: ox.NamedNode, english: bool) -> str:
    vi, en = _SEVERITIES.get(severity.value.removeprefix(SH), (short(severity), short(severity)))
    return en if english else vi


def _left(report: Report, english: bool) -> list[str]:
    return [
        f"{shape}: validated by pySHACL ({reason})"
        if english
        else f"{shape}: do pySHACL kiểm tra ({reason})"
        for shape, reason in report.left.items()
    ]


def _lines(result: Result, lang: str) -> list[str]:
    where = short(result.focus)
    if result.path is not None:
        where += f" · {_path(result)}"
    if result.value is not None and result.value != result.focus:
        where += f" = {short(result.value)}"
    return [
        f"  [{_severity(result.severity, lang == 'en')}] {where}",
        f"      {message(result, lang)}",
    ]


def _path(result: Result) -> str:
    assert result.path is not None
    predicate = result.path.predicate
    return result.path.sparql() if predicate is None else short(predicate)


def to_json(report: Report, lang: str) -> str:
    """Return the report as JSON; terms as SPARQL's JSON results write them."""
    made = {
        "conforms": report.conforms,
        "engine": report.engine,
        "pyshacl": dict(report.left),
        "counts": dict(
            sorted(Counter(r.severity.value.removeprefix(SH) for r in report.results).items())
        ),
        "results": [_result(result, lang) for result in report.results],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _result(result: Result, lang: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "focus": _term(result.focus),
        "severity": result.severity.value,
        "shape": _term(result.shape),
        "root": _term(result.root),
        "component": result.component,
        "message": message(result, lang),
        "messages": [_term(m) for m in result.messages],
    }
    if result.path is not None:
        made["path"] = result.path.sparql()
    if result.value is not None:
        made["value"] = _term(result.value)
    if result.figures:
        made["figures"] = {name: _term(term) for name, term in sorted(result.figures.items())}
    return made


def _term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, ox.Literal)
    made = {"type": "literal", "value": term.value}
    if term.language:
        made["xml:lang"] = term.language
    elif term.datatype.value != XSD + "string":
        made["datatype"] = term.datatype.value
    return made


def to_csv(report: Report, lang: str) -> str:
    """Return a line for each result, under a heading."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(("severity", "focus", "path", "value", "shape", "component", "message"))
    for result in report.results:
        writer.writerow(
            (
                result.severity.value.removeprefix(SH),
                short(result.focus),
                "" if result.path is None else _path(result),
                "" if result.value is None else short(result.value),
                short(result.root),
                result.component.removeprefix(SH).removesuffix("ConstraintComponent"),
                message(result, lang),
            )
        )
    return made.getvalue()


def to_turtle(report: Report, _lang: str) -> str:
    """Return the W3C report graph; it is the same in every language."""
    prefixes = {"sh": SH, "xsd": XSD, "rdf": RDF}
    written = ox.serialize(report.graph(), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    return written.decode()


FORMATS: Mapping[str, Callable[[Report, str], str]] = {
    "text": to_text,
    "ttl": to_turtle,
    "json": to_json,
    "csv": to_csv,
}
