"""Numbers and bullets that parts of a plan begin with, however they are written.

"Phần thứ nhất", "Điều 1.", "A.", "I.", "1.", "1.1.", "I.1.", "a)", "a.1)", "(1)", "-", "+": each is
a style; so is a heading in capitals without any number, where a plan has no outer numbers. What a
style stands under is not fixed (one plan has "1." under "a)", another "a)" under "1."), so only the
order of their first use tells the depth; `sections` does that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sctbv_graph.extract.part_roles import own_role
from sctbv_graph.model import Span
from sctbv_graph.vietnamese.fold import UPPER

BULLETS = ("dot", "dash", "plus")
"""Styles without a number, the outer before the inner where a plan has several."""
OUTER = ("part", "chapter", "division", "article", "heading", "capital", "roman")
"""Styles that stand outside of all others, in this order, whichever comes first."""

_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_ROMAN = re.compile(r"(?:X{0,3})(?:IX|IV|V?I{0,3})\Z", re.IGNORECASE)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}
_WORDS = rf"(?:[IVX]+|\d{{1,2}}|{'|'.join((*_ORDINALS, 'một'))})"
_END = r"(?:\s*[.:\-–]\s*|\s+|\Z)"
_AHEAD = r"(?=\S|\Z)"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (style, re.compile(r"\s*" + pattern))
    for style, pattern in (
        ("part", rf"(?i:phần)\s+(?i:thứ\s+)?(?P<no>(?i:{_WORDS})){_END}"),
        ("chapter", rf"(?i:chương)\s+(?P<no>[IVX]+|\d{{1,2}}){_END}"),
        ("division", r"(?:MỤC|Mục)\s+(?P<no>[IVX]+|\d{1,2})(?:\s*[.:]\s*|\Z)"),
        ("article", r"(?:ĐIỀU|Điều)\s+(?P<no>\d{1,3})\s*(?:[.:]\s*|\Z)"),
        ("decimal", rf"(?P<no>[IVX]+(?:\.\d{{1,2}}){{1,3}})(?:\s*[.)]\s*|\s+){_AHEAD}"),
        (
            "roman",
            (
                rf"(?P<no>[IVX]+)(?:\s*[.)/:]\s+{_AHEAD}|\s*[.)/:]\Z|"
                rf"(?:\s+[-–]\s*|[-–]\s+)(?=[{UPPER}])|\.(?=[{UPPER}][^\W\d_]))"
            ),
        ),
        ("capital", rf"(?P<no>[A-HK-UYĐ])\s*[.)/]\s+(?=[{UPPER}])"),
        ("decimal", r"(?P<no>\d{1,2}(?:\.\d{1,2}){1,4})\s*[.)]\s*(?=\D)"),
        ("decimal", rf"(?P<no>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}})\s+(?=[“\"]?[{UPPER}])"),
        ("decimal", rf"(?P<no>[a-zđ](?:\.\d{{1,2}}){{1,2}})\s*[.)]\s*{_AHEAD}"),
        ("number", rf"(?P<no>\d{{1,2}})\s*\.(?:\s+{_AHEAD}|(?=[{UPPER}])|\Z)"),
        ("number-slash", rf"(?P<no>\d{{1,2}})\s*/\s+{_AHEAD}"),
        ("number-closed", r"(?P<no>\d{1,2})\s*\)\s*(?=[^\d\s])"),
        ("number-enclosed", r"\(\s*(?P<no>\d{1,2})\s*\)\s*(?=\S)"),
        ("letter-enclosed", r"\(\s*(?P<no>[a-zđ])\s*\)\s*(?=\S)"),
        ("small-roman", r"\(?(?P<no>[ivx]{2,4})\s*[).]\s*(?=\S)"),
        ("letter", rf"(?P<no>[a-zđ])\s*(?:\)\s*|[./]\s+){_AHEAD}"),
        ("dash", r"'?\s*(?P<no>[-–−])\s*(?=\S)"),
        ("plus", r"(?P<no>\+)\s*(?=\S)"),
        ("dot", r"(?P<no>[•·●▪○*])\s*(?=\S)"),
    )
)
_HEADING = re.compile(rf"(?=.{{6,120}}\Z)[{UPPER}](?:[{UPPER}\s,;/()–-]|\d)+:?\Z", re.DOTALL)
"""Words in capitals that may head a part without a number."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a paragraph begins with: ``written`` is "IV", "1.1", "a" or the bullet itself.

    ``value`` counts from 1 (the last number of "1.1"), 0 for bullets; ``end`` is where the words
    begin. A heading without a number has nothing written.
    """

    style: str
    written: str
    value: int
    end: int

    @property
    def numbered(self) -> bool:
        """Whether it is a number or letter, no bullet."""
        return self.style not in BULLETS


def read_label(text: str, span: Span) -> Label | None:
    """Return the label that a paragraph begins with, or ``None``.

    >>> read_label("1.1. Tôm nuôi nước lợ", Span(0, 21))
    Label(style='decimal', written='1.1', value=1, end=5)
    >>> read_label("Phần thứ hai", Span(0, 12)).value, read_label("3.000 lượt", Span(0, 10))
    (2, None)
    """
    for style, pattern in _STYLES:
        match = pattern.match(text, span.start, span.end)
        if match:
            written = match["no"]
            value = 0 if style in BULLETS else _value(style, written)
            if value is not None:
                return Label(style, written, value, match.end())
    return None


def unnumbered(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Return where the headings in capitals begin, in a body without any outer number.

    Only what is titled as a part of a plan is titled is one: "MỤC TIÊU", "TỔ CHỨC THỰC HIỆN".
    """
    found = []
    for span in spans:
        label = read_label(text, span)
        if label is not None and label.style in OUTER:
            return frozenset()
        words = text[span.start : span.end].strip()
        if label is None and _HEADING.match(words) and own_role(words, "other") != "other":
            found.append(span.start)
    return frozenset(found) if len(found) > 1 else frozenset()


def _value(style: str, written: str) -> int | None:
    """Return the place in the sequence; ``None`` where the characters are no such number."""
    if style == "decimal":
        return int(written.rsplit(".", 1)[1])
    if written.isdecimal():
        return int(written)
    small = written.lower()
    if style in ("letter", "letter-enclosed", "capital"):
        return _ALPHABET.find(small) + 1 or ord(small[0])  # "w", "f" stand in no Vietnamese list
    if small in _ORDINALS:
        return _ORDINALS.index(small) + 1
    if small == "một":
        return 1
    return roman(written) if _ROMAN.match(written) else None


def roman(written: str) -> int:
    """Return the value of a Roman number.

    >>> roman("IV"), roman("XIX")
    (4, 19)
    """
    digits = [_ROMAN_DIGITS[c] for c in written.lower()]
    return sum(-d if d < after else d for d, after in zip(digits, [*digits[1:], 0], strict=True))
