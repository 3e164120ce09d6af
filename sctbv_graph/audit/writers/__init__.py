"""One list of findings in every format: a module a writer, one table of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sctbv_graph.audit.records import Report

Write = Callable[[Report, str, bool, bytes], bytes]
"""(report, language, strict, bytes of the audited file) → the report in one format."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the report. ``of_word`` tells that only a Word file can be answered in it."""

    name: str
    suffix: str
    media_type: str
    write: Write
    of_word: bool = False


def _text(report: Report, lang: str, strict: bool, _: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_text import to_text

    return to_text(report, lang, strict).encode()


def _json(report: Report, _: str, strict: bool, __: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_json import write_json

    return write_json(report, strict)


def _sarif(report: Report, lang: str, strict: bool, _: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_sarif import write_sarif

    return write_sarif(report, lang, strict)


def _junit(report: Report, lang: str, strict: bool, _: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_junit import write_junit

    return write_junit(report, lang, strict)


def _html(report: Report, lang: str, strict: bool, _: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_html import write_html

    return write_html(report, lang, strict)


def _xlsx(report: Report, lang: str, strict: bool, _: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_xlsx import write_xlsx

    return write_xlsx(report, lang, strict)


def _docx(report: Report, lang: str, strict: bool, original: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_docx import write_docx

    return write_docx(report, original, lang, strict)


def _turtle(report: Report, _: str, __: bool, ___: bytes) -> bytes:
    from sctbv_graph.audit.writers.as_turtle import write_turtle

    return write_turtle(report)


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    made.name: made
    for made in (
        Format("text", ".txt", "text/plain; charset=utf-8", _text),
        Format("json", ".json", "application/json", _json),
        Format("sarif", ".sarif", "application/sarif+json", _sarif),
        Format("junit", ".junit.xml", "application/xml", _junit),
        Format("html", ".html", "text/html; charset=utf-8", _html),
        Format("xlsx", ".xlsx", _SHEET, _xlsx),
        Format("docx", ".docx", _WORD, _docx, of_word=True),
        Format("ttl", ".ttl", "text/turtle; charset=utf-8", _turtle),
    )
}
"""The formats by name. A writer's libraries are loaded when it is first used."""
