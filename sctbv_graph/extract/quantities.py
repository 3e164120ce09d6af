"""Quantities as plans word them: "40-50 học viên", "30ha/MH", "từ 03 sao trở lên", "10 - 15 %".

Patterns follow Plan 211: 70% (line 10), ít nhất 02 cuộc (12), 50 đại biểu/lớp (122),
30kg/lồng 3m 3 (140), mỗi hộ 6-8 lồng (141), 200 - 250 kg/ha (178-179), khoảng 100 ha (215).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sctbv_graph.extract.knowledge import Lexicon, concept_name
from sctbv_graph.model import Quantity, Scope, Span
from sctbv_graph.vietnamese.dates import PERIOD, find_dates
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import NUMBER, parse_number

_DIGIT = re.compile(r"\d")
_NAMES_PERIOD = re.compile(r"\s*20\d\d\s*[-–]\s*20\d\d")
_DAY_BEFORE = re.compile(r"\bngày\s+\Z", re.IGNORECASE)
_ANOTHER = r"(?=(?:(?:trên|ít nhất|tối thiểu|khoảng|hơn)\s+)?\d)"
"""A further number after "và" or a comma begins a quantity of its own."""
_BESIDE = (
    r"\s+(?=so\s+với\b|(?:vào|đến|trước|trong)\s+(?:(?:hết|cuối)\s+)?(?:năm\s+20\d\d|ngày\s+\d))"
)
"""What a number is compared with and by when it is due are no part of what it counts."""
_TO = r"(?:\s*[-–]\s*|\s+(?:đến|tới)\s+)"
"""Between the two numbers of a range: "5 - 8%", "từ 20 đến 30 mô hình"."""
_IN_WORDS = r"(?:\s*\((?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)[^()\d]{0,20}\))?"
"""The number again in words: "01 (một) mô hình"."""
_VERB = re.compile(
    rf"(?:,|\s+và)\s+{_ANOTHER}|"
    r"\s+(?=(?:được|không|đạt|nâng cao|tiếp nhận|tham gia|thực hiện|áp dụng|sử dụng|tạo ra)\b)"
    rf"|[.;(]|,\s+(?=(?:chuyển đổi|nâng cao)\b)|{_BESIDE}|\Z"
)
_SENTENCE = re.compile(rf"[.;(]|(?:,|\s+và)\s+{_ANOTHER}|{_BESIDE}|\Z")
_PARTY_WORDS = (
    "các doanh nghiệp", "doanh nghiệp", "cơ sở", "các siêu thị", "siêu thị", "hộ", "các hộ",
    "người dân", "các cấp", "các địa phương", "địa phương", "cơ quan", "đơn vị", "tổ chức",
)  # fmt: skip


def _spaced(words: str) -> str:
    """Return a pattern of words between which a hard wrap may stand."""
    return re.escape(words).replace(r"\ ", r"\s+")


class QuantityReader:
    """Finds the quantities of a span of text."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the pattern from the units of the vocabulary."""
        before = sorted((label for label, _ in lexicon.comparators), key=len, reverse=True)
        self._comparators = dict(lexicon.comparators)
        self._units = lexicon.units
        number, unit = f"(?:{NUMBER})", lexicon.unit_pattern
        money = sorted(lexicon.money_unit_iris, key=len, reverse=True)
        self._money = lexicon.money_unit_iris
        self._pattern = re.compile(
            rf"(?:mỗi\s+(?P<each>{unit})\s+)?"
            rf"(?<!\w)(?:(?P<cmp>{'|'.join(map(_spaced, before))})\s+)?(?P<from>từ\s+)?"
            rf"(?<![\w/.,:-])(?P<low>{number})(?:\s*%?{_TO}(?P<high>{number}))?{_IN_WORDS}\s*"
            rf"(?P<unit>%|(?:{unit})(?!\w))(?:\s*/\s*(?P<per>(?:{unit})(?!\w)))?"
            rf"(?P<up>\s+trở\s+lên)?",
            re.IGNORECASE,
        )
        self._amounts = re.compile(
            rf"(?<!\w)(?:(?P<cmp>{'|'.join(map(_spaced, before))})\s+)?"
            rf"(?<![\w/.,:-])(?P<low>{number})(?:\s*[-–]\s*(?P<high>{number}))?\s*"
            rf"(?P<unit>(?:{'|'.join(map(_spaced, money))})(?!\w))(?P<per>(?!))?"
            rf"(?P<each>(?!))?(?P<up>\s+trở\s+lên)?",
            re.IGNORECASE,
        )

    def read(
        self, text: str, span: Span, taken: Iterable[Span] = (), count_scope: bool = False
    ) -> tuple[Quantity, ...]:
        """Return the quantities of ``span``, left to right.

        ``taken`` are spans of numbers that are no quantities (documents, standards); dates and
        periods are left out here. ``count_scope`` takes what follows a counted unit as its
        population too, as in a target ("02 cuộc tuyên truyền …", line 12).
        """
        matches = self._matches(text, span, count_scope)
        if not matches:
            return ()
        barred = [*taken]
        barred += [Span(d.start, d.end) for d in find_dates(text, span.start, span.end)]
        barred += [Span(m.start(), m.end()) for m in PERIOD.finditer(text, span.start, span.end)]
        found = []
        for match in matches:
            low = match.start("low")
            if any(bar.start <= low < bar.end for bar in barred):
                continue
            if _DAY_BEFORE.search(text, span.start, low):
                continue  # "ngày 15 tháng 12 hằng năm" counts no months
            if _NAMES_PERIOD.match(text, match.end(), span.end):
                continue  # "03 năm 2026 - 2028" names the years, it counts nothing
            found.append(self._quantity(text, span, match, count_scope))
        return tuple(found)

    def _matches(self, text: str, span: Span, money: bool) -> list[re.Match[str]]:
        """Return the numbers with a unit, those of money only where a target states them."""
        if not _DIGIT.search(text, span.start, span.end):
            return []
        matches = list(self._pattern.finditer(text, span.start, span.end))
        if money:
            taken = {match.start("low") for match in matches}
            amounts = self._amounts.finditer(text, span.start, span.end)
            matches += [match for match in amounts if match.start("low") not in taken]
        return sorted(matches, key=lambda match: match.start("low"))

    def _unit(self, written: str) -> str:
        label = " ".join(written.casefold().split())
        return self._units[label] if label in self._units else self._money[fold(written)]

    def _quantity(self, text: str, span: Span, match: re.Match[str], count_scope: bool) -> Quantity:
        low, high = parse_number(match["low"]), parse_number(match["high"] or "")
        comparator = "between" if high is not None else "exactly"
        if match["up"]:
            comparator = "at-least"
        elif match["cmp"] and high is None:
            comparator = self._comparators[match["cmp"].casefold()]
        unit = self._unit(match["unit"])
        per = match["per"] or match["each"]
        scope = None
        if match["unit"].casefold() != "%" and "/money-unit/" in unit:
            scope = None
        elif concept_name(unit) == "PERCENT":
            scope = _scope(text, match.end(), span.end, _VERB)
        elif count_scope:
            scope = _scope(text, match.start("unit"), span.end, _SENTENCE)
        bounds = {
            "between": (low, high),
            "exactly": (low, low),
            "about": (low, low),
            "at-least": (low, None),
            "more-than": (low, None),
        }.get(comparator, (None, low))
        return Quantity(
            Span(match.start(), match.end()),
            comparator,
            bounds[0],
            bounds[1],
            unit,
            self._unit(per) if per else None,
            scope,
        )


def _scope(text: str, start: int, end: int, stop: re.Pattern[str]) -> Scope | None:
    match = stop.search(text, start, end)
    piece = text[start : match.start() if match else end]
    words = piece.strip(" ,")
    if not words or piece.lstrip().startswith(","):
        return None
    first = start + piece.index(words)
    folded = fold(words)
    return Scope(
        Span(first, first + len(words)),
        any(folded == word or folded.startswith(word + " ") for word in _PARTY_WORDS),
    )
