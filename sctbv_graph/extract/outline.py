"""The zones of a plan: heading, body, recipients, signature, annexes, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sctbv_graph.errors import NotAPlanError
from sctbv_graph.extract.enclosed import enactment
from sctbv_graph.extract.labels import OUTER, read_label, unnumbered
from sctbv_graph.extract.section import Section
from sctbv_graph.extract.sections import sections
from sctbv_graph.model import Span, trim
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.fold import CAPITALISED, UPPER

_BULLET = re.compile(r"\s*'?\s*[-–+•]\s*")
_FOOTNOTE = re.compile(r"\s*\[(\d+)\]\s*")
_ANNEX = re.compile(r"\s*PHỤ\s+LỤC\b", re.IGNORECASE)
_FORM = re.compile(r"\s*(?:MẪU\s+BIỂU|BIỂU\s+MẪU|BIỂU\s+SỐ|MẪU\s+SỐ|DANH\s+MỤC)\b", re.IGNORECASE)
_ANNEX_ALONE = re.compile(
    r"\s*(?:PHỤ LỤC(?:\s+(?:SỐ\s+)?[IVX\d]+)?\s*[.:]?\s*\Z|PHỤ LỤC\b)|\s*Phụ lục\s+(?:số\s+)?"
    r"[IVX\d]*\s*[.:]?\s*\Z"
)
"""In the body only a heading opens the annexes, no sentence that begins with "Phụ lục"."""
_RECIPIENTS = re.compile(r"\s*Nơi\s+nhận\s*:", re.IGNORECASE)
_SIGNING = re.compile(
    r"\s*(?:(?:TM|KT|TL|TUQ|Q)\s*\.\s*[A-ZĐÀ-Ỹ]|(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ)\s*\Z|"
    r"(?:THỨ|BỘ)\s+TRƯỞNG\s*\Z)"
)
_SEVERAL = re.compile(rf"(?P<stop>;)\s*[-–+]\s*(?=[{UPPER}])")
_NAME = re.compile(rf"\s*{CAPITALISED}(?:\s+{CAPITALISED}){{1,5}}\s*\Z")


@dataclass(frozen=True, slots=True)
class Outline:
    """Spans of everything in the order of the document; ``parts`` is the tree of the body."""

    heading: tuple[Span, ...]
    parts: tuple[Section, ...]
    recipients: tuple[Span, ...]
    signature: tuple[Span, ...]
    annex: tuple[Span, ...]
    footnotes: tuple[tuple[str, Span], ...]
    enclosed: tuple[Span, ...] = ()  # title of the plan that a decision enacts, over its parts


@dataclass(slots=True)
class _Zones:
    """The spans of each zone while the blocks are gone through."""

    heading: list[Span] = field(default_factory=list)
    body: list[Span] = field(default_factory=list)
    recipients: list[Span] = field(default_factory=list)
    signature: list[Span] = field(default_factory=list)
    annex: list[Span] = field(default_factory=list)
    footnotes: list[tuple[str, Span]] = field(default_factory=list)
    signed: bool = False


def words_of(text: str, span: Span, marker: re.Pattern[str]) -> Span:
    """Return ``span`` without the marker it begins with and without blanks at the ends."""
    match = marker.match(text, span.start, span.end)
    return trim(text, Span(match.end() if match else span.start, span.end))


def strip_bullet(text: str, span: Span) -> Span:
    """Return a paragraph's words without its dash (line 267 has an apostrophe before it)."""
    return words_of(text, span, _BULLET)


def has_bullet(text: str, span: Span) -> bool:
    """Tell whether a paragraph begins with a dash."""
    return _BULLET.match(text, span.start, span.end) is not None


def outline(source: SourceDocument, annex_alone: bool = False) -> Outline:
    """Return the skeleton of a plan; `NotAPlanError` where the text has none.

    Tables are left to whoever reads them. With ``annex_alone`` a text without parts is taken for
    an annex, its lines for the annex's title.
    """
    text = source.text
    zones = _Zones()
    spans = [block.span for block in source.blocks if not block.table]
    act = enactment(text, spans)
    if act is None:
        _file(text, spans, _opener(text, spans), zones)
        parts = sections(text, zones.body)
    else:
        _file(text, spans[: act.plan], spans[act.articles].start, zones)
        parts = sections(text, zones.body)
        behind = _behind(text, spans[act.plan :], zones)
        parts += sections(text, behind.body)
    if annex_alone and not parts:
        return Outline((), (), (), (), tuple(zones.heading), tuple(zones.footnotes))
    roles = {section.role for part in parts for section in part.walk()} - {"other"}
    if len(parts) < 2 or not roles:
        raise NotAPlanError(
            f"Tệp “{source.name}” đọc được nhưng không thấy bố cục của một kế hoạch (các phần "
            "I, II, III… như Mục tiêu, Nhiệm vụ, Tổ chức thực hiện); hãy kiểm tra lại tệp.",
            f"The file “{source.name}” was read, but has no plan's layout (parts I, II, III… such "
            "as targets, tasks, implementation); check that it is the right file.",
        )
    return Outline(
        tuple(zones.heading),
        parts,
        tuple(zones.recipients),
        tuple(zones.signature),
        tuple(zones.annex),
        tuple(zones.footnotes),
        () if act is None else tuple(behind.heading),
    )


def _file(text: str, spans: list[Span], opener: int | None, zones: _Zones) -> None:
    """File each line into its zone; the body begins at ``opener``."""
    state = "heading"
    for span in spans:
        note = _FOOTNOTE.match(text, span.start, span.end)
        if note:
            zones.footnotes.append((note[1], span))
        elif state == "heading" and (opener is None or span.start < opener):
            zones.heading.append(trim(text, span))
        else:
            state = _zone(text, span, "body" if state == "heading" else state, zones)


def _behind(text: str, spans: list[Span], act: _Zones) -> _Zones:
    """File the plan behind a decision; its annexes, and a signature of its own, are the act's."""
    zones = _Zones(footnotes=act.footnotes)
    _file(text, spans, _opener(text, spans), zones)
    act.annex += zones.annex
    act.recipients += zones.recipients
    act.signature = act.signature or zones.signature
    return zones


def _opener(text: str, spans: list[Span]) -> int | None:
    """Return where the body begins: at its first part ("I."), without parts at its first "1."."""
    ends = (_RECIPIENTS, _SIGNING)
    end = next(
        (i for i, s in enumerate(spans) if any(e.match(text, s.start, s.end) for e in ends)),
        len(spans),
    )
    first = None
    headings = unnumbered(text, spans[:end])
    for span in spans[:end]:
        label = read_label(text, span)
        if span.start in headings or (label is not None and label.style in OUTER):
            return span.start
        if first is None and label is not None and label.numbered and label.value == 1:
            first = span.start
    return first


def _zone(text: str, span: Span, state: str, zones: _Zones) -> str:
    """File one block after the heading; return the zone it stands in."""
    if state == "annex":
        zones.annex.append(span)
        return state
    opens_annex = _ANNEX_ALONE if state == "body" else _ANNEX
    if opens_annex.match(text, span.start, span.end) or (
        zones.signed and _FORM.match(text, span.start, span.end)
    ):
        zones.annex.append(span)
        return "annex"
    if _RECIPIENTS.match(text, span.start, span.end):
        return "recipients"
    if state == "body":
        if not _SIGNING.match(text, span.start, span.end):
            zones.body.append(span)
            return state
    elif state == "recipients" and _is_recipient(text, span):
        zones.recipients += [strip_bullet(text, piece) for piece in _each(text, span)]
        return state
    if zones.signed and not _SIGNING.match(text, span.start, span.end):
        zones.annex.append(span)  # nobody signs twice: a title of what is enclosed
        return "annex"
    words = words_of(text, span, _BULLET)
    zones.signature.append(words)
    quoted = text[words.start : words.end]
    zones.signed = _NAME.match(quoted) is not None and not quoted.isupper()
    return "signature"


def _each(text: str, span: Span) -> list[Span]:
    """Part a line that holds several recipients: "- Bộ Công Thương;- TT Tỉnh ủy;"."""
    edges = [m.end("stop") for m in _SEVERAL.finditer(text, span.start, span.end)]
    starts = [span.start, *edges]
    return [Span(a, b) for a, b in zip(starts, [*edges, span.end], strict=True)]


def _is_recipient(text: str, span: Span) -> bool:
    """Tell whether a line under "Nơi nhận" is one of them; some have no dash ("Như trên;")."""
    words = text[span.start : span.end].strip()
    signs = _SIGNING.match(words) is not None or words.isupper()
    return has_bullet(text, span) or (words.endswith((";", ".")) and not signs)
