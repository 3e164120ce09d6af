"""Numbers: leading zeros, the Vietnamese way to write them, codes among amounts, mixed cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.model import Element, Span
from sctbv_graph.observe.place import Seen
from sctbv_graph.observe.records import Noticed

_COUNTED = (
    r"cuộc|lớp|hộ|mô\s+hình|hội\s+nghị|hội\s+thảo|dự\s+án|chuỗi|sản\s+phẩm|vùng|sao|giai\s+đoạn|buổi|"
    r"đợt|đơn\s+vị|doanh\s+nghiệp|cơ\s+sở|xã|huyện|nhiệm\s+vụ|chương\s+trình|đề\s+án|người|lần|bộ|tổ|"
    r"cán\s+bộ|điểm"
)
# What stands before a number is looked at after its first digit: what begins with a set is found
# fast.
_SMALL = re.compile(
    rf"[0-9](?<![\d/.,\-–].)(?:(?<!0)|(?P<zero>(?<=0))[1-9])\s+(?P<what>{_COUNTED})\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:tháng|năm|ngày|quý|điều|khoản|khóa|thứ|số|ấp|lần\s+thứ|mục|phần)\s*\Z",
                      re.IGNORECASE)  # fmt: skip
_UNIT = r"(?:%|triệu|tỷ|tỉ|nghìn|ha\b|kg\b|tấn|km|m2|m²|m3|lít|đồng|USD)"
_FOREIGN = re.compile(
    rf"\d(?<![\w.,/].)(?:\d{{,2}}(?:,\d{{3}}){{2,}}(?:\.\d+)?|\d{{,2}}(?:,\d{{3}})+\.\d+|"
    rf"\d*\.\d{{1,2}}(?=\s*{_UNIT}))(?![\d])(?!\.\d)"
)
_POWER = re.compile(
    r"(?<![\w.,/])(?P<number>\d[\d.,]*\s*)?(?P<unit>[kdc]?m)\s+(?P<power>[23])(?=\s*(?:[,;.)]|\Z))"
)
_MAYBE_POWER = re.compile(r"m\s+[23]")
_CASE = re.compile(r"(?:K[gGmM]|H[aA]|Tấn)\b")
_EVENT = re.compile(
    r"\s*Tổ\s+chức\s+(?:(?:0?1|một)\s+)?(?:cuộc\s+|buổi\s+)?(?:lớp|hội\s+thảo|hội\s+nghị|tọa\s+đàm|hội\s+thi)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"\b(?:0?1|một)\s+(?:cuộc|lớp|buổi|hội\s+(?:thảo|nghị))", re.IGNORECASE)
_GROWING = re.compile(
    r"\b(?:mô\s+hình\s+(?:nuôi|trồng)|nuôi\s+(?:tôm|cua|sò|cá|nghêu)|trồng\s+(?:lúa|rau|cây))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_ACTION = re.compile(
    r"\s*(?:Phối\s+hợp|Chủ\s+trì|Tham\s+gia|Hỗ\s+trợ|Báo\s+cáo|Triển\s+khai|Thực\s+hiện|Theo\s+dõi)\b"
    r"(?:\s+(?:với|cùng))?"
)


def amounts(seen: Seen) -> Iterator[Noticed]:
    """Yield what is noticed about numbers."""
    yield from _leading_zeros(seen)
    yield from _foreign(seen)
    yield from _units(seen)
    for element in seen.plan.elements:
        if element.cls == "Task":
            yield from _codes(seen, element)
            yield from _actions(seen, element)
            yield from _duration(seen, element)


def _leading_zeros(seen: Seen) -> Iterator[Noticed]:
    """Yield one remark where counts below ten stand now with, now without a zero."""
    ways: dict[bool, list[Span]] = {True: [], False: []}
    for piece in seen.numbered:
        if piece.zone not in {"body", "annex"}:
            continue
        for match in _SMALL.finditer(seen.text, *piece.span):
            if not _ORDINAL.search(seen.text[piece.span.start : match.start()]):
                ways[match["zero"] is not None].append(Span(match.start(), match.end()))
    if not (ways[True] and ways[False]):
        return
    first, other = sorted(ways.values(), key=lambda spans: spans[0].start)
    with_zero, without = ways[True], ways[False]
    # The zero is the way of administrative texts; it is expected where it is not the rare one.
    usual = with_zero if len(with_zero) >= len(without) else without
    back = seen.back(first[0])
    yield Noticed(
        "leading-zero",
        f"{seen.words(with_zero[0])} ({len(with_zero)}); {seen.words(without[0])} ({len(without)})",
        (back, seen.back(other[0])),
        seen.plan.document.id,
        seen.words(usual[0]),
    )


def _foreign(seen: Seen) -> Iterator[Noticed]:
    """Yield numbers whose point and comma are the English ones: "2.5 ha", "1,200,000"."""
    for piece in seen.numbered:
        for match in _FOREIGN.finditer(seen.text, *piece.span):
            span = seen.back(Span(match.start(), match.end()))
            right = match.group().translate(str.maketrans(",.", ".,"))
            yield Noticed("number-format", match.group(), (span,), seen.about(span), right)


def _codes(seen: Seen, task: Element) -> Iterator[Noticed]:
    """Yield an amount that is a year: written without the point that four digits take elsewhere."""
    year = seen.plan.period[0] if seen.plan.period else None
    pointed = any(
        "." in seen.source.quote(line.span) for e in seen.plan.elements for line in e.lines
    )
    for line in task.lines:
        written = seen.source.quote(line.span).strip()
        if not _YEAR.match(written):
            continue
        near = year is not None and abs(int(written) - year) <= 5
        if near and pointed:
            yield Noticed("code-as-amount", written, (line.span,), task.id)


def _actions(seen: Seen, task: Element) -> Iterator[Noticed]:
    """Yield a cell for coordinators that begins with what they do (Plan 211, lines 282, 321)."""
    mentions = [a.mention.span for a in task.assignments if a.role == "coordinate"]
    if not mentions:
        return
    start = min(span.start for span in mentions)
    line = seen.source.text.rfind("\n", 0, start) + 1
    found = seen.source.cell_at(Span(start, start + 1))
    if found and found[1].span:
        line = found[1].span.start
    match = _ACTION.match(seen.source.plain, line, start)
    if match and match.end() <= start:
        words = seen.source.quote(Span(match.start(), match.end()))
        span = Span(match.start() + len(words) - len(words.lstrip()), match.end())
        yield Noticed("coordinator-words", seen.source.quote(span), (span,), task.id)


def _units(seen: Seen) -> Iterator[Noticed]:
    """Yield units that lost their power ("3m 3", Plan 211, line 140) or have capitals ("5 Ha")."""
    for piece in seen.numbered:
        lost = _MAYBE_POWER.search(seen.text, *piece.span)
        for match in _POWER.finditer(seen.text, *piece.span) if lost else ():
            right = f"{(match['number'] or '').strip()}{match['unit']}{match['power']}"
            yield _unit(seen, Span(match.start(), match.end()), right)
        for match in _CASE.finditer(seen.text, *piece.span):
            before = seen.text[piece.span.start : match.start()].rstrip()
            if before[-1:].isdecimal():
                yield _unit(seen, Span(match.start(), match.end()), match.group().lower())


def _unit(seen: Seen, span: Span, expected: str) -> Noticed:
    back = seen.back(span)
    return Noticed("unit-form", seen.words(span), (back,), seen.about(back), expected)


def _duration(seen: Seen, task: Element) -> Iterator[Noticed]:
    """Yield a time that does not fit: one event spread over the year, a crop grown in one month.

    Rearing and growing take longer than a month whatever the species; the plan's own models of
    that kind run for a year (Plan 211, lines 149, 184, 197 against line 161).
    """
    frame = task.time_frame
    if frame is None or frame.first is None or frame.last is None:
        return
    months = (frame.last.year - frame.first.year) * 12 + frame.last.month - frame.first.month + 1
    own = [e for e in seen.plan.elements if e.part_of == task.id]
    name = seen.source.words(task.span)
    results = " ".join(seen.source.words(e.span) for e in own if e.cls == "ExpectedResult")
    once = _ONE.search(name) or (
        _ONE.search(results) and not re.search(r"\b0?[2-9]\s+(?:cuộc|lớp)", results)
    )
    if (_EVENT.match(name) and once and months >= 10) or (_GROWING.search(name) and months == 1):
        yield Noticed("duration-misfit", seen.source.words(frame.span), (frame.span,), task.id)
