"""The letterhead: who issues, and whose territory it is.

Nghị định 30/2020/NĐ-CP puts the superior body over the issuing one at the upper left, the country's
name at the upper right; copies put them on lines of their own, in one cell, or on one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.extract.bodies import NAMES, NationalBody
from sctbv_graph.model import Span, trim
from sctbv_graph.vietnamese.fold import fold, tokens

_FORMULA = re.compile(
    r"CỘNG\s+H[OÒ][AÀ]\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do.*|"
    r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|[-–=_*\s]{2,}\Z",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = re.compile(r"\s*(?:Số\s*:?|[^\n]*\bngày\s)", re.IGNORECASE)
_COMMITTEE = re.compile(
    r"(?P<body>[ỦU][ỶY]\s+BAN\s+NHÂN\s+DÂN|UBND|HỘI\s+ĐỒNG\s+NHÂN\s+DÂN|HĐND)\s+"
    r"(?P<kind>TỈNH|THÀNH\s+PHỐ|TP\.?|HUYỆN|QUẬN|THỊ\s+XÃ|XÃ|PHƯỜNG|THỊ\s+TRẤN|ĐẶC\s+KHU)\s+"
    r"(?P<name>[^\W\d_]+(?:[\s-]+[^\W\d_]+){0,4})\s*\Z",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"(?:BAN\s+(?:THƯỜNG\s+VỤ|CHẤP\s+HÀNH\s+ĐẢNG\s+BỘ)\s+)?"
    r"(?P<kind>TỈNH|THÀNH|HUYỆN)\s+[ỦU][ỶY]\s+(?P<name>[^\W\d_]+(?:[\s-]+[^\W\d_]+){0,4})\s*\Z",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:SỞ|BAN|CHI\s+CỤC|TRUNG\s+TÂM|CÔNG\s+AN|VĂN\s+PHÒNG|CỤC|VỤ|TỔNG\s+CỤC|VIỆN)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the letterhead says: ``body`` "ubnd", "hdnd", "party" or "", ``national`` a ministry.

    ``kind`` and ``name`` are the territory's ("thành phố", "Cần Thơ"), ``unit`` the department
    that issues under the body, ``lines`` where all of it stands.
    """

    body: str
    kind: str
    name: str
    national: NationalBody | None
    unit: Span | None
    lines: tuple[Span, ...]


def read_letterhead(text: str, heading: tuple[Span, ...]) -> Letterhead | None:
    """Return the issuer's lines among those above the type of document; ``None`` without any."""
    spans = [part for span in heading for part in _split(text, span)]
    lines = [line for span in spans if (line := _issuing(text, span)) is not None]
    for first in range(len(lines)):  # what a law site puts over the letterhead names no body
        found = _read_at(text, lines[first:])
        if found is not None:
            return found
    return None


def _read_at(text: str, lines: list[Span]) -> Letterhead | None:
    """Return the letterhead that begins with the first of some lines."""
    for count in range(1, min(3, len(lines)) + 1):
        joined = " ".join(_words(text, line) for line in lines[:count])
        rest = lines[count:]
        unit = rest[0] if rest and _UNIT.match(text, rest[0].start, rest[0].end) else None
        told = tuple(lines[: count + (unit is not None)])
        national = _national(joined)
        if national:
            return Letterhead("", "", "", national, unit, told)
        party = _PARTY.match(joined)
        if party:
            kind = {"TỈNH": "tỉnh", "THÀNH": "thành phố", "HUYỆN": "huyện"}[party["kind"].upper()]
            return Letterhead("party", kind, proper(party["name"]), None, None, told)
        committee = _COMMITTEE.match(joined)
        if committee:
            body = "hdnd" if committee["body"].upper().startswith("H") else "ubnd"
            kind = fold(committee["kind"].rstrip("."))
            return Letterhead(body, kind, proper(committee["name"]), None, unit, told)
    return None


def _split(text: str, span: Span) -> list[Span]:
    """Part a paragraph where the issuing unit begins on a line of its own."""
    for at in (i for i in range(span.start, span.end) if text[i] == "\n"):
        if _UNIT.match(text, at + 1, span.end):
            return [Span(span.start, at), Span(at + 1, span.end)]
    return [span]


def _issuing(text: str, span: Span) -> Span | None:
    """Return the part of a line that names the issuer, without the country's name beside it."""
    formula = _FORMULA.search(text, span.start, span.end)
    end = formula.start() if formula else span.end
    while end > span.start and text[end - 1] in " |\t\n":
        end -= 1  # one row of a table on a line: "ỦY BAN NHÂN DÂN | CỘNG HÒA …"
    line = trim(text, Span(span.start, end))
    if line.end <= line.start or _OTHER.match(text, line.start, line.end):
        return None
    return line if any(c.isalpha() for c in text[line.start : line.end]) else None


def _words(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


def _national(words: str) -> NationalBody | None:
    found = tokens(words)
    match = NAMES.match_at(found, 0)
    return match.value if match and match.last == len(found) else None


def proper(name: str) -> str:
    """Return a name in capitals as it is written in a sentence.

    >>> proper("BÀ RỊA - VŨNG TÀU"), proper("Cần Thơ")
    ('Bà Rịa - Vũng Tàu', 'Cần Thơ')
    """
    return " ".join(word.capitalize() for word in name.split())
