"""By when the number of a target is to be reached: "đến năm 2025", "vào năm 2030", "trước ngày …".

A time at the head of a sentence or clause holds for the numbers after it, up to the next one;
one behind a number holds for that number. Where the statement names none, the heading over it may
("2. Mục tiêu đến năm 2030"). The years in a document's name are no time of a target: "theo Đề án
phát triển du lịch đến năm 2030".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sctbv_graph.extract.section import Section
from sctbv_graph.extract.subjects import spaced
from sctbv_graph.model import Certainty, Quantity, Span, TimeFrame
from sctbv_graph.vietnamese.dates import parse_day, parse_time_frame

_DAY = r"(?:ngày )?(?P<day>\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})"
_QUARTER = r"(?P<part>(?:quý (?:IV|I{1,3}|[1-4])|tháng \d{1,2})(?:/| năm |, năm )?20\d\d)"
_YEARS = r"(?P<years>(?:trong )?giai đoạn 20\d\d\s*[-–]\s*20\d\d)"
_BEFORE = r"(?P<before>trước)"
_UNTIL = (
    r"(?P<until>(?:tính )?(?:đến|tới)(?: (?:hết|cuối|thời điểm|khoảng))?|(?:vào )?(?:hết|cuối))"
)
_IN = r"(?:vào|trong|ngay trong)"
TIME = re.compile(
    spaced(
        rf"(?<!\w)(?:{_BEFORE} (?:{_DAY}|năm (?P<before_year>20\d\d))|"
        rf"{_UNTIL} (?:{_DAY.replace('day', 'until_day')}|{_QUARTER}|năm (?P<until_year>20\d\d))|"
        rf"{_YEARS}|(?:{_IN} )?năm (?P<year>20\d\d))"
        r"(?!\w|\s*[-–]\s*20\d\d)"
    ),
    re.IGNORECASE,
)
"""A time as plans word it, in one piece."""
_LEAD_IN = re.compile(
    spaced(
        r"(?:\A|[.;:,(]|\bvà\b)[\s*]*(?:(?:phấn đấu|mục tiêu|cụ thể|bảo đảm|đảm bảo|dự kiến|nhằm|"
        r"các|chỉ tiêu|là|riêng|trong đó|và|mục tiêu cụ thể|mục tiêu chung)[\s,:]*){0,4}\Z"
    ),
    re.IGNORECASE,
)
"""What may stand between the beginning of a clause and the time that it opens with."""
_NAMES = re.compile(
    spaced(
        r"(?<!\w)(?:kế hoạch|chương trình|đề án|chiến lược|quy hoạch|nghị quyết|quyết định|dự án|"
        r"định hướng|tầm nhìn|so với|thực hiện(?= năm))(?!\w)"
    ),
    re.IGNORECASE,
)
"""Words after which a year belongs to the name of a document, or to what is compared with."""
_SENTENCE = re.compile(r"[.!?](?=\s|\Z)|\n\s*\n")
_FROM_HEADING = Certainty(
    "inferred", "Thời hạn ghi ở đề mục bên trên, không ghi ở chính chỉ tiêu này"
)
_TITLE = 30  # words: a longer heading is a sentence of its own


def heading_times(text: str, parts: Sequence[Section]) -> dict[str, TimeFrame]:
    """Return for each section the time that a heading over it names, by the section's key."""
    found: dict[str, TimeFrame] = {}
    for part in parts:
        found.update(_inherited(text, part, None))
    return found


def _inherited(
    text: str, section: Section, above: TimeFrame | None
) -> Iterator[tuple[str, TimeFrame]]:
    if above is not None:
        yield section.key, above
    own = above
    if section.children and len(text[section.span.start : section.span.end].split()) <= _TITLE:
        named = _NAMES.search(text, section.span.start, section.span.end)
        for match in TIME.finditer(text, section.span.start, section.span.end):
            if named is None or match.start() < named.start():
                own = replace(_frame(match), certainty=_FROM_HEADING)
    for child in (*section.children, *section.closing):
        yield from _inherited(text, child, own)


def timed(
    text: str, span: Span, quantities: Sequence[Quantity], above: TimeFrame | None
) -> tuple[Quantity, ...]:
    """Return the quantities of a target with the times by which they are to be reached."""
    made = []
    opening = list(_opening(text, span))
    for index, quantity in enumerate(quantities):
        following = quantities[index + 1].span.start if index + 1 < len(quantities) else span.end
        match = _behind(text, quantity, following, span.end)
        if match is None:
            match = _ahead(text, quantity, opening)
        time = _frame(match) if match else above
        made.append(replace(quantity, period=time) if time else quantity)
    return tuple(made)


def _opening(text: str, span: Span) -> Iterator[re.Match[str]]:
    """Yield the times with which a sentence or clause begins."""
    for match in TIME.finditer(text, span.start, span.end):
        if _LEAD_IN.search(text[span.start : match.start()]):
            yield match


def _ahead(text: str, quantity: Quantity, opening: list[re.Match[str]]) -> re.Match[str] | None:
    """Return the last time before a quantity that opens a clause of the same sentence."""
    before = [m for m in opening if m.end() <= quantity.span.start]
    if not before or _SENTENCE.search(text, before[-1].end(), quantity.span.start):
        return None
    return before[-1]


def _behind(text: str, quantity: Quantity, following: int, limit: int) -> re.Match[str] | None:
    """Return the time behind a quantity, in its own clause and in no document's name."""
    match = TIME.search(text, quantity.span.end, min(following, limit))
    if match is None:
        return None
    between = text[quantity.span.end : match.start()]
    if re.search(r"[.;:,(]", between) or _NAMES.search(between):
        return None
    return match


def _frame(match: re.Match[str]) -> TimeFrame:
    """Return the days that a time names; an open beginning is ``None``."""
    span = Span(match.start(), match.end())
    if match["before_year"]:
        last = date(int(match["before_year"]), 1, 1) - timedelta(days=1)
        return TimeFrame(span, None, last, "year", False)
    if day := match["day"] or match["until_day"]:
        words = " ".join(day.split())
        found = parse_day(words if "/" in words else f"ngày {words}")
        return TimeFrame(span, None, found, "day" if found else None, False)
    if match["until_year"]:
        return TimeFrame(span, None, date(int(match["until_year"]), 12, 31), "year", False)
    if match["year"]:
        year = int(match["year"])
        return TimeFrame(span, date(year, 1, 1), date(year, 12, 31), "year", False)
    words = " ".join((match["part"] or match["years"]).split())
    found_span = parse_time_frame(words, None)
    if found_span is None:
        return TimeFrame(span, None, None, None, False)
    first = found_span.first if match["years"] else None
    return TimeFrame(span, first, found_span.last, found_span.precision, False)
