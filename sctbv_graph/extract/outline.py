"""The skeleton of a plan: heading, parts, items, recipients, signature, annex, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.errors import NotAPlanError
from sctbv_graph.model import Span, trim
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.fold import fold

_PART = re.compile(r"\s*([IVXL]+)\s*[.)]\s+(?=\S)")
_ITEM = re.compile(r"\s*(\d{1,2})\s*[.)]\s+(?=\S)")
_BULLET = re.compile(r"\s*'?\s*[-–+•]\s*")
_FOOTNOTE = re.compile(r"\s*\[(\d+)\]\s*")
_ANNEX = re.compile(r"\s*PHỤ LỤC\b", re.IGNORECASE)
_RECIPIENTS = re.compile(r"\s*Nơi nhận\s*:", re.IGNORECASE)

ROLES = {
    "purpose": ("mục đích",),
    "targets": ("mục tiêu",),
    "funding": ("kinh phí",),
    "duties": ("tổ chức thực hiện", "phân công"),
    "solutions": ("giải pháp", "nhiệm vụ", "nội dung"),
}
"""Words of a part's heading that tell what it holds, the first role that fits wins."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: ``span`` is the words, ``bullet`` tells a dash before them."""

    span: Span
    bullet: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item, its heading line and the paragraphs under it.

    ``key`` is the number, told apart where two items of a part print the same one.
    """

    number: str
    key: str
    span: Span
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part in Roman numerals; ``paragraphs`` are those before its first item.

    ``key`` is the number, told apart where two parts print the same one (153/KH-UBND, Cần Thơ,
    has two parts IV).
    """

    number: str
    key: str
    span: Span
    role: str
    paragraphs: tuple[Paragraph, ...]
    items: tuple[Item, ...]
    closing: Paragraph | None


@dataclass(frozen=True, slots=True)
class Outline:
    """Spans of everything in the order of the document."""

    heading: tuple[Span, ...]
    parts: tuple[Part, ...]
    recipients: tuple[Span, ...]
    signature: tuple[Span, ...]
    annex: tuple[Span, ...]
    footnotes: tuple[tuple[str, Span], ...]


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


def _role(title: str) -> str:
    folded = fold(title)
    return next((role for role, cues in ROLES.items() if any(c in folded for c in cues)), "other")


def _paragraph(text: str, span: Span) -> Paragraph:
    return Paragraph(strip_bullet(text, span), has_bullet(text, span))


def _keys(numbers: list[str]) -> list[str]:
    """Return a key for each printed number: itself, and with a count where it comes again.

    >>> _keys(["I", "II", "II"])
    ['I', 'II', 'II-2']
    """
    seen: dict[str, int] = {}
    made = []
    for number in numbers:
        seen[number] = seen.get(number, 0) + 1
        made.append(number if seen[number] == 1 else f"{number}-{seen[number]}")
    return made


def _part(text: str, role: str, number: str, key: str, head: Span, body: list[Span]) -> Part:
    before: list[Paragraph] = []
    items: list[tuple[str, Span, list[Paragraph]]] = []
    for span in body:
        match = _ITEM.match(text, span.start, span.end)
        if match:
            items.append((match[1], words_of(text, span, _ITEM), []))
        else:
            (items[-1][2] if items else before).append(_paragraph(text, span))
    closing = None
    if role == "duties" and items and len(items[-1][2]) > 1:
        # The last paragraph of the body ends in "./." (NĐ 30/2020) and closes the part, not the
        # item before it: Plan 211, line 73.
        last = items[-1][2][-1]
        if not last.bullet and text[last.span.start : last.span.end].endswith("./."):
            closing = items[-1][2].pop()
    keys = _keys([no for no, _, _ in items])
    return Part(
        number,
        key,
        head,
        role,
        tuple(before),
        tuple(
            Item(no, own, span, tuple(found))
            for own, (no, span, found) in zip(keys, items, strict=True)
        ),
        closing,
    )


def outline(source: SourceDocument, annex_alone: bool = False) -> Outline:
    """Return the skeleton of a plan; `NotAPlanError` where the text has none.

    Tables are left to whoever reads them. With ``annex_alone`` a text without parts is taken for
    an annex, its lines for the annex's title.
    """
    text = source.text
    heading: list[Span] = []
    parts: list[tuple[str, Span, list[Span]]] = []
    recipients: list[Span] = []
    signature: list[Span] = []
    annex: list[Span] = []
    footnotes: list[tuple[str, Span]] = []
    state = "heading"
    for block in source.blocks:
        if block.table:
            continue
        span = block.span
        note = _FOOTNOTE.match(text, span.start, span.end)
        part = _PART.match(text, span.start, span.end)
        if note:
            footnotes.append((note[1], Span(span.start, span.end)))
        elif _ANNEX.match(text, span.start, span.end) and state != "annex" and parts:
            state = "annex"
            annex.append(span)
        elif state == "annex":
            annex.append(span)
        elif _RECIPIENTS.match(text, span.start, span.end) and parts:
            state = "recipients"
        elif state == "recipients" and has_bullet(text, span):
            recipients.append(strip_bullet(text, span))
        elif state in ("recipients", "signature"):
            state = "signature"
            signature.append(words_of(text, span, _BULLET))
        elif part:
            state = "parts"
            parts.append((part[1], words_of(text, span, _PART), []))
        elif state == "heading":
            heading.append(trim(text, span))
        else:
            parts[-1][2].append(span)
    made = [
        _part(text, _role(text[head.start : head.end]), number, key, head, body)
        for key, (number, head, body) in zip(_keys([no for no, _, _ in parts]), parts, strict=True)
    ]
    if annex_alone and not made:
        return Outline((), (), (), (), tuple(heading), tuple(footnotes))
    if len({part.role for part in made} - {"other"}) < 2:
        raise NotAPlanError(
            f"Tệp “{source.name}” đọc được nhưng không thấy bố cục của một kế hoạch (các phần "
            "I, II, III… như Mục tiêu, Nhiệm vụ, Tổ chức thực hiện); hãy kiểm tra lại tệp.",
            f"The file “{source.name}” was read, but has no plan's layout (parts I, II, III… such "
            "as targets, tasks, implementation); check that it is the right file.",
        )
    return Outline(
        tuple(heading),
        tuple(made),
        tuple(recipients),
        tuple(signature),
        tuple(annex),
        tuple(footnotes),
    )
