"""Where a text cites documents by number, whatever their kind and however lines break.

State documents ("142/QĐ-TTg", "163/2024/QH15", "0265/KH-UBND"), Party documents ("57-NQ/TW",
"10-CTr/TU"), lists that share a type or a sign ("các Nghị quyết số 30, 31 và 32/NQ-CP").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sctbv_graph.model import Span
from sctbv_graph.vietnamese.dates import find_dates

_SERIAL = r"\d{1,5}(?:/(?:19|20)\d{2})?"
_STATE = (
    rf"(?P<serial>{_SERIAL})\s*/\s*"
    r"(?P<sign>[A-ZĐ]{1,8}(?:&[A-ZĐ]{1,6}|\d{0,2}[a-z]{0,3})(?:\s*-\s*[A-ZĐ][A-Za-zĐđ&]{0,9}){0,3})"
)
_PARTY = (
    r"(?P<party_serial>\d{1,4})\s*-\s*(?P<party_type>[A-ZĐ][A-Za-zĐđ]{0,5})\s*/\s*"
    r"(?P<party_body>[A-ZĐ]{2,10}(?:\s*-\s*[A-ZĐ]{2,10})?)"
)
NUMBER = re.compile(rf"(?<![\w/])(?:{_PARTY}|{_STATE})(?!\w)")
STATE_NUMBER = re.compile(rf"(?<![\w/]){_STATE}(?!\w)")
"""Numbers of state documents alone, which Nghị định 30/2020/NĐ-CP rules."""
TYPE_WORDS = (
    r"(?:Quyết\s+định|Kế\s+hoạch|Chương\s+trình|Nghị\s+định|Nghị\s+quyết|Chỉ\s+thị|Kết\s+luận|"
    r"Thông\s+tư|Công\s+văn|Công\s+điện|Đề\s+án|Bộ\s+luật|Luật|Pháp\s+lệnh|Tờ\s+trình|"
    r"Báo\s+cáo|Thông\s+báo|Hướng\s+dẫn|Quy\s+định|Văn\s+bản)"
)
_TYPE_BEFORE = re.compile(
    rf"(?<!\w)(?P<type>{TYPE_WORDS})(?P<more>(?:\s+(?!{TYPE_WORDS})[^\W\d_]+,?){{0,14}}?)"
    r"\s*:?\s*\bsố\s*:?\s*\Z"
    rf"|(?<!\w)(?P<bare>{TYPE_WORDS})\s*:?\s*\Z",
    re.IGNORECASE,
)
_SHARED = re.compile(rf"\bsố\s*:?\s*(?P<list>{_SERIAL}(?:\s*(?:,|;|và)\s*(?:số\s+)?{_SERIAL})*)"
                     r"\s*(?:,|;|và)\s*(?:số\s+)?\Z", re.IGNORECASE)  # fmt: skip
_EACH = re.compile(_SERIAL)
_BEFORE = 160
"""How far before a number its type may begin: the name of a law stands between."""
_AFTER_DATE = 14


@dataclass(frozen=True, slots=True)
class Citation:
    """One document cited by number; ``at`` is the number, ``start`` where its type word begins.

    ``named`` are the words between type and "số": "Luật Đầu tư công số 58/2024/QH15". ``end`` is
    after the date, where there is one.
    """

    at: Span
    start: int
    end: int
    serial: str
    sign: str
    party: bool
    type_words: str
    named: Span | None
    date: dt.date | None

    @property
    def number(self) -> str:
        """The number in its normal form, without the blanks of hard wraps: "57-NQ/TW"."""
        return f"{self.serial}{'-' if self.party else '/'}{self.sign}"

    @property
    def year(self) -> int | None:
        """The year in the number, else that of the date."""
        if "/" in self.serial:
            return int(self.serial.rsplit("/", 1)[1])
        return self.date.year if self.date else None


def numbers_in(
    text: str, start: int, end: int, of: re.Pattern[str] = NUMBER
) -> Iterable[re.Match[str]]:
    """Return the numbers of documents in ``text[start:end]``; all have a slash, most texts none."""
    return of.finditer(text, start, end) if text.find("/", start, end) >= 0 else ()


def find_citations(text: str, span: Span) -> list[Citation]:
    """Return the documents that a span cites by number, in order.

    >>> found = find_citations("các Nghị quyết số 30, 31/NQ-CP và số 57-NQ/TW", Span(0, 45))
    >>> [c.number for c in found]
    ['30/NQ-CP', '31/NQ-CP', '57-NQ/TW']
    """
    found: list[Citation] = []
    for match in numbers_in(text, span.start, span.end):
        citation = _citation(text, span, match)
        found += _shared(text, span, match, citation)
        found.append(citation)
    return found


def _citation(text: str, span: Span, match: re.Match[str]) -> Citation:
    party = match["party_serial"] is not None
    if party:
        serial = match["party_serial"]
        sign = re.sub(r"\s+", "", f"{match['party_type']}/{match['party_body']}")
    else:
        serial, sign = match["serial"], re.sub(r"\s+", "", match["sign"])
    before = _TYPE_BEFORE.search(text, max(span.start, match.start() - _BEFORE), match.start())
    start, words, named = match.start(), "", None
    if before:
        words = before["type"] or before["bare"]
        start = before.start()
        if before["more"] and before["more"].strip():
            more = Span(before.start("more"), before.end("more"))
            first = more.start + len(before["more"]) - len(before["more"].lstrip())
            named = Span(first, more.end)
    end, day = match.end(), None
    limit = min(span.end, match.end() + _AFTER_DATE + 36)
    for found in find_dates(text, match.end(), limit):
        if found.start - match.end() <= _AFTER_DATE:
            day, end = found.value, found.end
        break
    at = Span(match.start(), match.end())
    return Citation(at, start, end, serial, sign, party, words, named, day)


def _shared(text: str, span: Span, match: re.Match[str], last: Citation) -> Iterator[Citation]:
    """Yield the numbers before the last of a list, which lack the sign and date they share."""
    if match["party_serial"] is not None:
        return
    before = _SHARED.search(text, max(span.start, match.start() - _BEFORE), match.start())
    if not before:
        return
    sign = re.sub(r"\s+", "", match["sign"])
    opened = _TYPE_BEFORE.search(
        text, max(span.start, before.start() - _BEFORE), before.start("list")
    )
    words = (opened["type"] or opened["bare"]) if opened else ""
    for each in _EACH.finditer(text, before.start("list"), before.end("list")):
        at = Span(each.start(), each.end())
        yield Citation(at, at.start, last.end, each.group(), sign, False, words, None, last.date)
