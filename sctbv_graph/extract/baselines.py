"""What a target's number is compared with: "giảm 5 - 8% so với năm 2020", "từ 60% lên 85%".

The words after "so với" are the base, with the year and the number that they hold; of "từ A lên B"
the first number is the base and no target of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sctbv_graph.extract.subjects import spaced
from sctbv_graph.model import Baseline, Quantity, Span, trim
from sctbv_graph.vietnamese.dates import PERIOD

_WITH = re.compile(spaced(r"\bso với "), re.IGNORECASE)
_ENDS = re.compile(
    spaced(
        r"[.](?=\s|\Z)|[;,]| và (?=(?:đạt|tăng|giảm|có|phấn đấu|bảo đảm|đảm bảo|hoàn thành)\b)|"
        r"\s(?=(?:vào|đến|trước)(?: (?:hết|cuối))? năm 20)"
    )
)
_YEAR = re.compile(r"(?<![\d/-])20\d\d(?!\s*[-–/]\s*\d)(?!\d)")
_RISES = re.compile(
    spaced(
        r"\s*(?:\(?(?:vào |của |trong )?(?:năm )(?P<year>20\d\d)\)?\s*)?"
        r"(?:tăng |giảm |nâng )?(?:lên|xuống)"
        r"(?: (?:còn|mức|đến|tới|đạt|khoảng|ít nhất|trên|tối thiểu|dưới))*\s*\Z"
    ),
    re.IGNORECASE,
)
_FROM = re.compile(spaced(r"(?<!\w)từ (?:mức |khoảng )?\Z"), re.IGNORECASE)


def compared(text: str, span: Span, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the quantities of a target with what each is compared with.

    Numbers that only say the base are no quantities of the target and are left out.
    """
    kept = _risen(text, list(quantities))
    for match in _WITH.finditer(text, span.start, span.end):
        before = [q for q in kept if q.span.end <= match.start()]
        if not before or _apart(text, before[-1].span.end, match.start()):
            continue
        stop = _ENDS.search(text, match.end(), span.end)
        base = trim(text, Span(match.end(), stop.start() if stop else span.end))
        if base.start >= base.end:
            continue
        inside = [q for q in kept if base.start <= q.span.start < base.end]
        same = [q.low for q in inside if q.unit == before[-1].unit and q.low == q.high]
        made = Baseline(base, _year(text, base), same[0] if same else None)
        kept = [
            replace(q, baseline=made) if q is before[-1] else q for q in kept if q not in inside
        ]
    return tuple(kept)


def _year(text: str, base: Span) -> int | None:
    """Return the one year that a base names; several years are none."""
    if PERIOD.search(text, base.start, base.end):
        return None
    year = _YEAR.search(text, base.start, base.end)
    return int(year.group()) if year else None


def _apart(text: str, end: int, start: int) -> bool:
    """Tell whether a sentence ends between a number and "so với"."""
    return re.search(r"[.;](?=\s)", text[end:start]) is not None


def _risen(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Take "từ 60% lên 85%" for one number with its base."""
    made: list[Quantity] = []
    for quantity in quantities:
        before = made[-1] if made else None
        rise = _RISES.match(text[before.span.end : quantity.span.start]) if before else None
        if before and rise and before.unit == quantity.unit and _begins(text, before.span):
            year = int(rise["year"]) if rise["year"] else None
            made[-1] = replace(quantity, baseline=Baseline(before.span, year, before.low))
        else:
            made.append(quantity)
    return made


def _begins(text: str, span: Span) -> bool:
    """Tell whether "từ" stands before a number; the number's own span may hold it."""
    words = text[span.start : span.end].casefold()
    return words.startswith("từ") or _FROM.search(text[: span.start]) is not None
