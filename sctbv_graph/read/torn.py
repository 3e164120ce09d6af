"""The rows of a table of which only the run of cells is left.

Between two rows stands one border more, which looks like an empty cell. The number of columns is
the one for which the run falls apart best: rows as long as the table is wide, short ones (a group's
heading, the lower rows of a merged cell) only where nothing else fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Cell, Table

_MOST_COLUMNS = 20
_TOTAL = re.compile(r"[\s*]*Tổng\b", re.IGNORECASE)
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVXL]{1,5}|[A-Da-eđ]|[-–+•*])\s*[.)]?\Z")


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two pipes; ``ends_row`` where the format says that a row ends."""

    at: Span
    paragraphs: tuple[Span, ...]
    ends_row: bool = False


def grid(text: str, segments: list[Segment], index: int, marked: bool = False) -> Table | None:
    """Return the table that a run of segments makes, ``None`` where nothing stands in them."""
    if not any(s.paragraphs for s in segments):
        return None
    if any(s.ends_row for s in segments):
        rows = _told(segments)
        width = max(len(row) for row in rows)
    else:
        width, rows = _found(text, segments)
    placed = [_place(text, number, row, width) for number, row in enumerate(rows)]
    return Table(index, tuple(placed), 1 if marked else 0)


def _told(segments: list[Segment]) -> list[list[Segment]]:
    rows: list[list[Segment]] = [[]]
    for segment in segments:
        rows[-1].append(segment)
        if segment.ends_row:
            rows.append([])
    return [row for row in rows if row]


def _found(text: str, segments: list[Segment]) -> tuple[int, list[list[Segment]]]:
    """Return width and rows of the cheapest way to cut the run."""
    best: tuple[float, int, list[list[Segment]]] | None = None
    facts = [_facts(text, s) for s in segments]
    longest = max(_runs(facts))
    for width in range(1, _MOST_COLUMNS + 1):
        if width < longest:
            continue
        cost, cuts = _cut(facts, width)
        cost += 0.6 * width  # of two widths that fit nearly as well, the smaller
        if cuts and (best is None or cost < best[0]):
            best = (cost, width, [segments[a:b] for a, b in cuts])
    if best is None:
        return len(segments), [segments]
    return best[1], best[2]


def _facts(text: str, segment: Segment) -> tuple[bool, bool]:
    """Return whether a segment is empty, and whether it is a row's label."""
    if not segment.paragraphs:
        return True, False
    words = text[segment.paragraphs[0].start : segment.paragraphs[-1].end].strip("* \n")
    return not words, _LABEL.match(words) is not None


def _runs(facts: list[tuple[bool, bool]]) -> list[int]:
    """Return the lengths of the runs without an empty segment: a row is at least as long."""
    lengths, length = [1], 0
    for empty, _ in facts:
        length = 0 if empty else length + 1
        lengths.append(length)
    return lengths


def _cut(facts: list[tuple[bool, bool]], width: int) -> tuple[float, list[tuple[int, int]]]:
    """Return the least cost and the cuts for one width; a row ends before an empty segment."""
    count = len(facts)
    infinite = float("inf")
    cost = [infinite] * (count + 2)
    back = [0] * (count + 2)
    cost[0] = 0.0
    for start in range(count):
        if cost[start] == infinite:
            continue
        for end in range(start + 1, min(start + width, count) + 1):
            if end < count and not facts[end][0]:
                continue
            price = cost[start] + _price(facts, start, end, width)
            following = end + 1 if end < count else count + 1
            if price < cost[following]:
                cost[following], back[following] = price, start
    last = count + 1
    if cost[last] == infinite:
        return infinite, []
    cuts: list[tuple[int, int]] = []
    position = last
    while position > 0:
        start = back[position]
        cuts.append((start, position - 1))
        position = start
    return cost[last], cuts[::-1]


def _price(facts: list[tuple[bool, bool]], start: int, end: int, width: int) -> float:
    length = end - start
    empty = sum(facts[i][0] for i in range(start, end))
    price = 0.0
    if empty == length:
        price += 6.0
    if length < width:
        price += 2.0 + 0.05 * (width - length) + 1.5 * empty + 1.5 * facts[end - 1][0]
        if facts[start][0]:
            price += 0.3
    if facts[start][0] and length > 1 and facts[start + 1][1]:
        price += 1.0  # the border was taken for a cell
    if facts[start][1]:
        price -= 0.2
    price += 0.3 * sum(facts[i][0] and facts[i + 1][1] for i in range(start + 1, end - 1))
    return price


def _place(text: str, number: int, row: list[Segment], width: int) -> tuple[Cell, ...]:
    """Place a row's cells.

    A short row without a label is the lower part of merged cells and stands at the right end; in
    a row of totals the amounts do.
    """
    lost = width - len(row)
    if lost and len(row) > 2 and number and not any(_facts(text, row[0])):
        gap = 0
    else:
        gap = next((i + 1 for i, s in enumerate(row[:2]) if _is_total(text, s)), len(row))
    cells: list[Cell] = []
    for segment in row[:gap]:
        cells.append(_cell(text, number, len(cells), segment))
    cells += [Cell(number, column, "unknown") for column in range(gap, gap + lost)]
    for segment in row[gap:]:
        cells.append(_cell(text, number, len(cells), segment))
    return tuple(cells)


def _is_total(text: str, segment: Segment) -> bool:
    spans = segment.paragraphs
    return bool(spans) and _TOTAL.match(text, spans[0].start, spans[0].end) is not None


def _cell(text: str, row: int, column: int, segment: Segment) -> Cell:
    empty = _facts(text, segment)[0]
    spans = () if empty else segment.paragraphs
    return Cell(row, column, "empty" if empty else "value", spans)
