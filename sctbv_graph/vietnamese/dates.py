"""Dates and time frames as Vietnamese plans write them: day first, always."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(
    r"ngày\s+(?P<d1>\d{1,2})\s+tháng\s+(?P<m1>\d{1,2})\s+năm\s+(?P<y1>\d{4})"
    r"|(?<![\d/])(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4})(?![\d/])",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"(?P<tentative>dự kiến\s+)?(?:từ\s+)?tháng\s*(?P<first>\d{1,2})"
    r"(?:\s*[-–]\s*(?:tháng\s*)?(?P<last>\d{1,2}))?(?:\s*(?:/|năm\s+)(?P<year>20\d\d))?\s*\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?P<tentative>dự kiến\s+)?(?:năm\s+)?(?P<year>20\d\d)\s*\Z", re.IGNORECASE)
_LEAD_IN = r"(?P<tentative>dự\s+kiến\s+)?(?:(?:hoàn\s+thành|thực\s+hiện|trong|từ|giai\s+đoạn)\s+)*"
_ONWARD = r"(?P<onward>\s*(?:,|và)\s*(?:các\s+năm|hàng\s+năm|hằng\s+năm|những\s+năm)(?:\s+.*)?)?"
_QUARTERS = re.compile(
    rf"{_LEAD_IN}quý\s*(?P<first>IV|I{{1,3}}|[1-4])\s*(?:(?:/|,?\s*năm)\s*(?P<year>20\d\d))?"
    r"(?:\s*(?:[-–]|đến)\s*quý\s*(?P<last>IV|I{1,3}|[1-4])\s*(?:/|,?\s*năm)?\s*(?P<end>20\d\d)?)?"
    rf"{_ONWARD}\s*\.?\Z",
    re.IGNORECASE | re.DOTALL,
)
_YEARS = re.compile(
    rf"{_LEAD_IN}(?:năm\s+)?(?P<first>20\d\d)"
    r"(?:\s*(?:[-–]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?:năm\s+)?(?P<last>20\d\d))?"
    rf"{_ONWARD}\s*\.?\Z",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_DAY = re.compile(
    r"(?:hoàn\s+thành\s+)?(?P<before>trước)\s+(?:ngày\s+)?(?P<day>\d{1,2}/\d{1,2}/\d{4})\s*\.?\Z",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
PERIOD = re.compile(r"(?<!\d)(20\d\d)\s*[-–]\s*(20\d\d)(?!\d)")
"""A period of years, "2021-2030"."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date with the offsets at which it stands."""

    value: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """A time frame: first and last day, how exact the words are, what was inferred.

    One end is ``None`` where the words leave it open ("và các năm tiếp theo", "trước ngày …").
    """

    first: date | None
    last: date | None
    precision: str  # "day", "month", "period" or "year"
    tentative: bool
    year_inferred: bool


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """Return every well-formed date in ``text[start:end]``, in order.

    >>> [d.value.isoformat() for d in find_dates("ngày 02 tháng 10 năm 2024; 24/6/2020")]
    ['2024-10-02', '2020-06-24']
    """
    found = []
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        day, month, year = (match[k + "1"] or match[k + "2"] for k in "dmy")
        try:
            value = date(int(year), int(month), int(day))
        except ValueError:  # 31/02: it looks like a date and is none
            continue
        found.append(FoundDate(value, match.start(), match.end()))
    return found


def parse_day(written: str) -> date | None:
    """Return the one day that ``written`` is, as ISO 8601 or in Vietnamese form, or ``None``.

    >>> parse_day("2025-07-01") == parse_day("01/7/2025") == parse_day("ngày 1 tháng 7 năm 2025")
    True
    """
    words = written.strip()
    try:
        return date.fromisoformat(words)
    except ValueError:
        found = find_dates(words)
    return found[0].value if len(found) == 1 and found[0].end == len(words) else None


def parse_time_frame(text: str, plan_year: int | None) -> MonthSpan | None:
    """Return the time frame that a whole cell says, or ``None`` where it says none.

    ``plan_year`` fills a month without a year, which is then marked as inferred.

    >>> parse_time_frame("Tháng 1- tháng 12", 2025).precision
    'period'
    >>> parse_time_frame("Dự kiến năm 2025", 2025).tentative
    True
    >>> parse_time_frame("Quý IV/2025- Quý II/2026", None).last.isoformat()
    '2026-06-30'
    """
    written = text.strip()
    if match := _YEAR.match(written):
        whole = int(match["year"])
        return MonthSpan(
            date(whole, 1, 1), date(whole, 12, 31), "year", bool(match["tentative"]), False
        )
    match = _MONTHS.match(written)
    if not match:
        return _quarters(written, plan_year) or _years(written) or _before(written)
    year = int(match["year"]) if match["year"] else plan_year
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if year is None or not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    return MonthSpan(
        date(year, first, 1),
        date(year, last, calendar.monthrange(year, last)[1]),
        "period" if match["last"] else "month",
        bool(match["tentative"]),
        not match["year"],
    )


def _quarters(written: str, plan_year: int | None) -> MonthSpan | None:
    match = _QUARTERS.match(written)
    if not match:
        return None
    year = int(match["year"] or match["end"] or plan_year or 0)
    if not year:
        return None
    first, last = _quarter(match["first"]), _quarter(match["last"] or match["first"])
    end = int(match["end"] or year)
    day = calendar.monthrange(end, 3 * last)[1]
    return MonthSpan(
        date(year, 3 * first - 2, 1),
        None if match["onward"] else date(end, 3 * last, day),
        "period",
        bool(match["tentative"]),
        not (match["year"] or match["end"]),
    )


def _quarter(written: str) -> int:
    return int(written) if written.isdigit() else _ROMAN[written.lower()]


def _years(written: str) -> MonthSpan | None:
    match = _YEARS.match(written)
    if not match:
        return None
    first, last = int(match["first"]), int(match["last"] or match["first"])
    return MonthSpan(
        date(first, 1, 1),
        None if match["onward"] else date(last, 12, 31),
        "year" if first == last and not match["onward"] else "period",
        bool(match["tentative"]),
        False,
    )


def _before(written: str) -> MonthSpan | None:
    match = _BEFORE_DAY.match(written)
    day = parse_day(match["day"]) if match else None
    return MonthSpan(None, day, "day", False, False) if day else None
