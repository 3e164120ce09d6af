"""The tables that hold data, in order, each with the lines that stand over it.

An annex begins with "PHỤ LỤC", "Mẫu biểu số", "Biểu số"; under that come its title, the line that
names the plan, and perhaps the unit. A plan may have an annex with a table each, several tables in
one annex, or a table in the middle of its body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sctbv_graph.extract.grid import Grid, read_grid
from sctbv_graph.extract.tables import kind_of
from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block, SourceDocument, Table
from sctbv_graph.vietnamese.fold import fold

_OPENS = re.compile(r"\s*(?:PHỤ\s+LỤC|(?:MẪU\s+)?BIỂU(?:\s+MẪU)?\s+SỐ|BIỂU\s+\d)", re.IGNORECASE)
_UNIT = re.compile(r"\(?\s*(?:đơn vị(?: tính)?|đvt)\s*:")
_BELOW = re.compile(r"\s*(?:\*\s*)?(?:Ghi chú|Chú thích|Nguồn)\b|\s*[-–+*]\s", re.IGNORECASE)
_CAPTION = re.compile(r"\( ?(?:ban hành )?kèm theo\b|(?:ban hành )?kèm theo kế hoạch\b")
_NUMBERED = re.compile(r"\s*Bảng\s+(?:số\s+)?\d", re.IGNORECASE)
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with data: ``kind`` as in `tables`, ``number`` counts from 1.

    ``title`` are the lines over it, ``caption`` names the plan ("Kèm theo Kế hoạch số …"),
    ``unit_line`` the unit; ``below`` are its notes.
    """

    number: int
    table: Table
    kind: str
    grid: Grid | None
    title: tuple[Span, ...] = ()
    caption: Span | None = None
    unit_line: Span | None = None
    below: tuple[Span, ...] = ()


def is_caption(words: str) -> bool:
    """Tell whether a line says what plan an annex belongs to, or points to the annex.

    >>> is_caption("(Ban hành kèm theo Kế hoạch số 5/KH-UBND)"), is_caption("Kèm theo đó, tỉnh …")
    (True, False)
    """
    return _CAPTION.match(fold(words)) is not None


def data_tables(source: SourceDocument, annex: tuple[Span, ...]) -> tuple[DataTable, ...]:
    """Return the tables with data; ``annex`` are the lines of the document's annexes."""
    text, enclosed = source.text, {span.start for span in annex}
    found: list[DataTable] = []
    lines: list[Block] = []
    for block in source.blocks:
        if block.table is None:
            lines.append(block)
            continue
        kind = kind_of(block.table, text)
        grid = read_grid(source, block.table) if kind == "tasks" else None
        if kind == "layout" or (grid is not None and not grid.rows):
            continue
        over = _over(text, lines, enclosed, bool(found))
        if found:
            found[-1] = _with_notes(found[-1], lines, over, enclosed)
        found.append(_made(text, len(found) + 1, block.table, kind, grid, over))
        lines = []
    if found:
        found[-1] = _with_notes(found[-1], lines, [], enclosed)
    return tuple(found)


def _over(text: str, lines: list[Block], enclosed: set[int], after_table: bool) -> list[Span]:
    """Return the lines over a table: those of its annex, else those right before it."""
    opens = [i for i, b in enumerate(lines) if _OPENS.match(text, b.span.start, b.span.end)]
    if opens and (lines[opens[-1]].span.start in enclosed or not enclosed):
        return [block.span for block in lines[opens[-1] :]]
    inside = [block.span for block in lines if block.span.start in enclosed]
    if inside:
        if not after_table:
            return inside[-_MOST_LINES:]
        return [s for s in inside[-_MOST_LINES:] if not _BELOW.match(text, s.start, s.end)]
    near: list[Span] = []
    for block in reversed(lines[-3:]):
        words = text[block.span.start : block.span.end]
        if not (_UNIT.match(fold(words)) or is_caption(words) or _NUMBERED.match(words)):
            break
        near.insert(0, block.span)
    return near


def _made(
    text: str, number: int, table: Table, kind: str, grid: Grid | None, over: list[Span]
) -> DataTable:
    words = {span: text[span.start : span.end] for span in over}
    caption = next((s for s in over if is_caption(words[s])), None)
    unit = next((s for s in over if _UNIT.match(fold(words[s]))), None)
    title = tuple(s for s in over if s not in (caption, unit))
    return DataTable(number, table, kind, grid, title, caption, unit)


def _with_notes(
    made: DataTable, lines: list[Block], over: list[Span], enclosed: set[int]
) -> DataTable:
    """Give a table the lines of its annex that stand between it and the next one's title."""
    taken = {span.start for span in over}
    below = tuple(
        block.span
        for block in lines
        if block.span.start in enclosed and block.span.start not in taken
    )
    return replace(made, below=below)
