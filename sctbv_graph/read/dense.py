"""Wrapped text whose paragraphs no blank line parts: where a paragraph ends is told by its lines.

Pages copied without their blank lines, and files that a program filled to a column: a line that
begins with a mark opens a paragraph, and so does one after a sentence that left room in its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sctbv_graph.model import Span

MARKER = re.compile(
    r"[*\s]*(?:Điều\s\d+\s*\.\s|(?:PHẦN|CHƯƠNG)\s[IVX\d]+\b|[-–+•]\s|\d{1,2}(?:\.\d{1,2})*\s*[.)]\s|[a-zđ]\s*\)\s|[IVXL]{1,5}\s*[.)]\s|\[\d+\])"
)
"""What an item of a list or an article begins with."""
OPEN_END = re.compile(r"(?:[,(–-]|\b(?:và|của|các|với|cho|số|về|tại|từ|đến|theo|trong))\s*\Z")
"""The end of a line that wants another: "Sở Kế hoạch và"."""
_PARAGRAPH_ENDS = re.compile(r"[.;:][*\s\"”)]*\Z")
_TITLE_WORDS = 6
_FEW = 20
"""Blank lines that a text may hold by chance; one that parts its paragraphs by them has more."""
_TYPE_ALONE = re.compile(r"(?:KẾ\s+HOẠCH|QUYẾT\s+ĐỊNH|CHƯƠNG\s+TRÌNH|ĐỀ\s+ÁN)\s*:?\Z")
_BODY_OPENS = re.compile(
    r"[*\s]*(?:(?:KẾ\s+HOẠCH|QUYẾT\s+ĐỊNH|CHƯƠNG\s+TRÌNH|ĐỀ\s+ÁN)[*\s:]*\Z|Điều\s+1\s*\.|"
    r"I{1,3}\s*[.]\s)"
)
_LONGEST_WRAP = 140
_SURE = 8  # lines that surely go on, from which the width of a text is told


def is_wrapped(lines: Sequence[str]) -> bool:
    """Tell whether lines end where a column ends: full ones that the next goes on in small letters.

    A file of one paragraph a line has longer ones, and hardly any that begins in the middle of a
    sentence.
    """
    worded = [line.strip() for line in lines if line.strip()]
    if len(worded) < 20 or max(map(len, worded)) > _LONGEST_WRAP:
        return False
    longest = max(map(len, worded))
    goes_on = sum(
        len(above) * 4 >= longest * 3 and below[:1].islower() for above, below in pairwise(worded)
    )
    return goes_on * 4 >= len(worded)


def is_dense(text: str, lines: Sequence[Span]) -> bool:
    """Tell whether no blank lines part the paragraphs of a wrapped text."""
    blank = sum(not text[s.start : s.end].strip() for s in lines)
    return len(lines) > 12 and blank < max(3, min(len(lines) // 20, _FEW))


def dense_groups(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """Part the wrapped lines of a text without blank lines.

    In a text filled to one width a line into which the next word would still have fitted ends a
    paragraph. Else one ends where such a line also ends a sentence or is a title, and where
    capitals (a title) give way to a sentence or the other way.
    """
    width, filled = _width(text, lines)
    groups: list[list[Span]] = [[]]
    for line in lines:
        group = groups[-1]
        ends = group and (
            _has_room(text, group[-1], line, width) if filled else _parts(text, group, line, width)
        )
        if ends:
            groups.append([])
        groups[-1].append(line)
    return groups


def _width(text: str, lines: Sequence[Span]) -> tuple[int, bool]:
    """Return how long lines get, and whether they are filled: those that surely go on tell."""
    going_on = [
        (above, below)
        for above, below in pairwise(lines)
        if text[below.start : below.end][:1].islower()
        and not MARKER.match(text[below.start : below.end] + " ")
    ]
    if len(going_on) < _SURE:
        return max((s.end - s.start for s in lines), default=0), False
    width = max(above.end - above.start for above, _ in going_on)
    full = sum(not _has_room(text, above, below, width) for above, below in going_on)
    return width, full * 20 >= len(going_on) * 19


def _has_room(text: str, before: Span, line: Span, width: int) -> bool:
    """Tell whether the first word of a line would have fitted the line before it."""
    first = text[line.start : line.end].split(None, 1)
    return bool(first) and before.end - before.start + 1 + len(first[0]) <= width


def _parts(text: str, group: list[Span], line: Span, width: int) -> bool:
    before = group[-1]
    above = text[before.start : before.end].strip("* ")
    words = text[line.start : line.end].strip("* ")
    if not words[:1].isupper():
        return False
    if _TYPE_ALONE.match(above) or (MARKER.match(above) and _is_short(above)):
        return True
    title = text[group[0].start : before.end]
    if title.isupper() and not words.isupper():
        return len(title.split()) > 1 or len(title) > 3
    if words.isupper() and not title.isupper() and len(words.split()) > 1:
        return True
    return _PARAGRAPH_ENDS.search(above) is not None and _has_room(text, before, line, width)


def _is_short(item: str) -> bool:
    """Tell whether an item is a title of a few words that wants no other: "1. Mục đích"."""
    return len(item.split()) <= _TITLE_WORDS and not OPEN_END.search(item)


def body_after(text: str, lines: Sequence[Span], index: int) -> int:
    """Return the first line from ``index`` on that can stand in no cell: a type, a part's title."""
    for at in range(index, len(lines)):
        if _BODY_OPENS.match(text, lines[at].start, lines[at].end):
            return at
    return len(lines)
