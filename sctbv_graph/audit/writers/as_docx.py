"""The officer's own Word file with a comment at each finding's place, everything else untouched.

Parts that need no change are copied byte for byte. In those that do (the main part, comments,
relationships, content types) text is spliced in at byte positions; nothing is written anew, so
that whatever Word, LibreOffice or a law firm's plug-in put there stays as it is. Anchors stand
around whole runs (ECMA-376, part 1, 17.13.4): a run is not cut, the words meant are quoted in the
comment.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from sctbv_graph.audit.places import locate, own_passages
from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.words import SEVERITY, WORDS, said, say_place, shorten
from sctbv_graph.audit.writers.word_bytes import Layout, layout_of
from sctbv_graph.audit.writers.word_package import WordPackage, open_package
from sctbv_graph.errors import InputError
from sctbv_graph.model import Span
from sctbv_graph.query import Passage
from sctbv_graph.read.locate import runs_at

AUTHOR = "sctbv"
_OTHERS = 8
"""Other places of a finding that its comment names; the report in other formats has all."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A comment: its number in the file, its paragraphs, the first and last run it stands at."""

    id: int
    lines: tuple[str, ...]
    first: int
    last: int


def write_docx(report: Report, original: bytes, lang: str, strict: bool = False) -> bytes:
    """Return the Word file with its findings as comments; the first one is the summary.

    Raises `InputError` where the audited file is no Word file.
    """
    if report.source.format != "docx":
        name = report.source.name
        raise InputError(
            f"Chỉ tệp Word (.docx) mới trả về được dạng Word kèm nhận xét; “{name}” không phải.",
            f"Only a Word file (.docx) can be given back with comments; “{name}” is none.",
        )
    package = open_package(original, report.source.name)
    main = package.read(package.main)
    if main[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(
            f"Tệp “{report.source.name}” ghi bằng mã UTF-16; hãy lưu lại bằng Word rồi thử lại.",
            f"The file “{report.source.name}” is written in UTF-16; save it again from Word.",
        )
    layout = layout_of(main)
    anchored = _anchored(report, package, layout, lang, strict)
    if not anchored:
        return original
    changed = package.with_comments(_comments(anchored, layout.prefix), layout.prefix)
    changed[package.main] = layout.spliced(_anchors(anchored, layout))
    return _written(original, changed)


def _anchored(
    report: Report, package: WordPackage, layout: Layout, lang: str, strict: bool
) -> list[Anchored]:
    """Return the comments in the order of their places."""
    first = layout.first_run
    if first is None:
        return []
    told: list[tuple[int, int, tuple[str, ...]]] = [
        (first, first, (summary(report, lang, strict),))
    ]
    for number, finding in enumerate(report.open, 1):
        place = next(filter(None, _runs(report, package.main, layout, finding)), (first, first))
        told.append((*place, tuple(_lines(report, finding, number, lang))))
    ordered = sorted(told, key=lambda one: (one[0], one[1]))
    free = package.next_comment
    return [
        Anchored(free + number, lines, start, end)
        for number, (start, end, lines) in enumerate(ordered)
    ]


def _runs(
    report: Report, main: str, layout: Layout, finding: Finding
) -> Iterable[tuple[int, int] | None]:
    """Yield the first and last run of each passage of a finding that comments can stand at."""
    for passage in own_passages(report, finding):
        span = Span(passage.start, passage.end)
        yield _of_span(report, main, layout, span) or _of_note(report, main, layout, span)


def _of_span(report: Report, main: str, layout: Layout, span: Span) -> tuple[int, int] | None:
    pieces = runs_at(report.source, span)
    runs = [layout.outer(p.run) for p in pieces if p.part == main and p.run >= 0]
    return (min(runs), max(runs)) if runs else None


def _of_note(report: Report, main: str, layout: Layout, span: Span) -> tuple[int, int] | None:
    """Return the run that calls the note in which a span stands: Word takes no comment there."""
    for note in report.source.notes:
        if note.anchor is not None and note.span.start <= span.start < note.span.end:
            return _of_span(report, main, layout, note.anchor)
    return None


def _lines(report: Report, finding: Finding, number: int, lang: str) -> Iterable[str]:
    words = WORDS[lang]
    yield f"{number}. [{SEVERITY[lang][finding.severity]}] {finding.rule.id}: {said(finding, lang)}"
    passages = own_passages(report, finding)
    if passages:
        yield _place(report, passages[0], lang)
    yield f"{words['fix']}: {finding.fix[lang]}"
    others = passages[1 : 1 + _OTHERS]
    for passage in others:
        yield f"→ {_place(report, passage, lang)}"
    left = len(passages) - 1 - len(others)
    if left > 0:
        yield f"… {words['more'].format(n=left)}"


def _place(report: Report, passage: Passage, lang: str) -> str:
    return f"{say_place(locate(report.source, passage), lang)}: “{shorten(passage.quote)}”"


def _comments(anchored: Sequence[Anchored], prefix: str) -> str:
    """Return the ``w:comment`` elements (17.13.4.2), prefixed as the file prefixes its own."""
    return "".join(
        f"<{prefix}comment {prefix}id={quoteattr(str(one.id))} {prefix}author={quoteattr(AUTHOR)}"
        f" {prefix}initials={quoteattr(AUTHOR)}>"
        + "".join(
            f'<{prefix}p><{prefix}r><{prefix}t xml:space="preserve">{escape(_clean(line))}'
            f"</{prefix}t></{prefix}r></{prefix}p>"
            for line in one.lines
        )
        + f"</{prefix}comment>"
        for one in anchored
    )


def _anchors(anchored: Sequence[Anchored], layout: Layout) -> list[tuple[int, str]]:
    """Return what to insert in the main part, and at which byte."""
    prefix = layout.prefix
    made = []
    for one in anchored:
        mark = f"{prefix}id={quoteattr(str(one.id))}"
        made.append((layout.runs[one.first].start, f"<{prefix}commentRangeStart {mark}/>"))
        reference = f"<{prefix}r><{prefix}commentReference {mark}/></{prefix}r>"
        end = f"<{prefix}commentRangeEnd {mark}/>{reference}"
        made.append((layout.runs[one.last].end, end))
    return made


def _clean(text: str) -> str:
    """Return a text on one line without the characters that XML 1.0 does not admit (§2.2)."""
    return "".join(max(c, " ") for c in text)


def _written(original: bytes, changed: dict[str, bytes]) -> bytes:
    """Return the package with some parts changed or added, the others copied in their order."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        known = set()
        for entry in old.infolist():
            known.add(entry.filename)
            data = changed.get(entry.filename)
            new.writestr(entry, old.read(entry) if data is None else data)
        for name, data in changed.items():
            if name not in known:
                new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
