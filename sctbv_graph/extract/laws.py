"""Laws that a text cites by name only: "Luật Phòng, chống ma túy", "Luật NSNN năm 2025".

Names hold commas and "và", so known ones (``data/reference/laws.toml``) are matched first, the
longest that fits. Others are read by the grammar of such names: a capital after "Luật", then small
letters, up to a word that goes on with the sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sctbv_graph.model import Span
from sctbv_graph.vietnamese.dates import find_dates
from sctbv_graph.vietnamese.fold import UPPER, tokens
from sctbv_graph.vietnamese.names import NameIndex

_OPENS = re.compile(
    rf"(?<!\w)(?P<kind>Bộ\s+luật|Luật|Pháp\s+lệnh|Hiến\s+pháp)(?=\s+(?:[{UPPER}]|sửa\s+đổi)|"
    r"\s+năm\s+\d{4}|\s+[a-zà-ỹ])"
)
_AMENDS = re.compile(r"\s+sửa\s+đổi,?\s+bổ\s+sung(?:\s+một\s+số\s+điều)?\s+của\s+(?=Luật|Bộ luật)")
_WORD = re.compile(r"(?P<comma>,)?\s+(?P<word>[^\W\d_]+)")
_YEAR = re.compile(r"(?:\s*\(\s*sửa\s+đổi\s*\))?(?:\s+năm\s+(?P<year>(?:19|20)\d\d))?")
_STOPS = re.compile(
    r"\s+(?:này|theo|trong|để|đối với|nhằm|được|có|đã|các|những|hiện|do|là|khi|sau|trên|cho|"
    r"quy định|ước|phải|cần|nêu|sẽ|đang|thì|mà|nếu|vào|từ|đến|bằng|như|hoặc|gồm|ngày|"
    r"năm\s+\d{4})(?!\w)"
)
_AFTER_AND = re.compile(
    r"\s+(?:các|những|pháp luật|văn bản|hướng dẫn|quy định|nghị|theo|thực hiện|tổ chức|triển khai)"
    rf"(?!\w)|\s+[{UPPER}](?![{UPPER}])"
)
_AFTER_COMMA = frozenset(
    [
        "chống",
        "chữa",
        "bổ",
        "sử",
        "kiểm",
        "vật",
        "thể",
        "giáo",
        "khen",
        "cứu",
        "vệ",
        "cư",
        "quá",
        "nhập",
        "xuất",
        "hàng",
        "công",
        "tôn",
        "bia",
        "trật",
    ]
)
"""First words of what goes on after a comma inside the names of laws."""


@dataclass(frozen=True, slots=True)
class LawName:
    """A law at the place where it is named; ``year`` where the text gives it."""

    span: Span
    name: str
    year: int | None
    date: dt.date | None = None


def find_laws(known: NameIndex[str], text: str, span: Span) -> Iterator[LawName]:
    """Yield the laws, codes and ordinances that a span names, in order.

    >>> line = "theo Luật Viễn thông và Luật sửa đổi, bổ sung một số điều của Luật Giá năm 2025."
    >>> [(law.name, law.year) for law in find_laws(NameIndex([]), line, Span(0, len(line)))][0]
    ('Luật Viễn thông', None)
    """
    position = span.start
    while match := _OPENS.search(text, position, span.end):
        start = match.start()
        amends = _AMENDS.match(text, match.end(), span.end)
        end = _name_end(known, text, amends.end() if amends else start, span.end)
        if end is None:
            position = match.end()
            continue
        year = _YEAR.match(text, end, span.end)
        name = " ".join(text[start:end].split())
        found = year["year"] if year else None
        if year and found:
            end = year.end()
        days = find_dates(text, end, min(span.end, end + 34))
        day = days[0] if days and text[end : days[0].start].strip() in ("", ",", "ngày") else None
        end = day.end if day else end
        number = int(found) if found else None
        yield LawName(Span(start, end), name, number, day.value if day else None)
        position = end


def _name_end(known: NameIndex[str], text: str, start: int, limit: int) -> int | None:
    """Return where the name ends that begins with "Luật" at ``start``; ``None`` if it is none."""
    match = known.match_at(tokens(text, start, min(limit, start + 160)), 0)
    return match.end if match else _by_grammar(text, start, limit)


def _by_grammar(text: str, start: int, limit: int) -> int | None:
    opened = _OPENS.match(text, start, limit)
    if not opened:
        return None
    if opened["kind"].startswith("Hiến"):
        return opened.end()
    position, words = opened.end(), 0
    while word := _WORD.match(text, position, limit):
        small = word["word"]
        if words:
            if _STOPS.match(text, position, limit):
                break
            short = small.isupper() and len(small) > 1  # "Luật Tổ chức HĐND và UBND"
            if small[0].isupper() and (word["comma"] or (_joined(text, position) and not short)):
                break
            if word["comma"] and small not in _AFTER_COMMA:
                break
            if small == "và" and _AFTER_AND.match(text, word.end(), limit):
                break
        elif not small[0].isupper():
            return None
        position, words = word.end(), words + 1
        if words > 14:
            return None
    return position if words else None


def _joined(text: str, position: int) -> bool:
    """Tell whether "và" stands before: a capital after it begins another name."""
    return text[max(0, position - 2) : position] == "và"
