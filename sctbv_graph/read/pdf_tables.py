"""Ruled tables of PDF pages as grids, put together over page breaks.

A cell without a box is covered by a merged one; a cell with a box and no words is empty: the two
are kept apart. On the next page the heading rows come again and are dropped; a first row without
a number that goes on in its words is the tail of the row that the page end cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sctbv_graph.read.pdf_lines import Line, is_broken_dash
from sctbv_graph.read.pdf_words import Box, Word, stands_in, word_rows
from sctbv_graph.vietnamese.numbers import is_number

_ITEM = re.compile(r"'?\s*[-–+•]\s?\D|\d{1,2}[.)]\s|[a-zđ]\)\s")
_NEAR = 4.0  # points by which the edges of two parts of one table may differ


@dataclass(slots=True)
class CellLine:
    """One visual line of a cell: words, right edge, width of its first word, how far it may go.

    ``slack`` is a blank, and half a letter by which the measures may be off.
    """

    text: str
    right: float
    first_width: float
    limit: float
    slack: float


@dataclass(slots=True)
class GridCell:
    """One cell of the grid; ``merged`` is a place that a merged cell covers."""

    lines: list[CellLine] = field(default_factory=list)
    box: Box | None = None
    page: int | None = None
    columns: int = 1
    merged: bool = False

    def texts(self) -> list[str]:
        """Return the paragraphs: a wrapped line goes on, an item or an ended line begins anew."""
        made: list[str] = []
        before: CellLine | None = None
        for line in self.lines:
            wrapped = before is not None and (
                before.right + line.first_width + line.slack > before.limit
                or (line.text[:1].islower() and not before.text.endswith((".", ";", ":")))
            )
            item = _ITEM.match(line.text) is not None
            if item and before is not None and is_broken_dash(before.text, line.text):
                item, wrapped = False, True
            if before is not None and wrapped and not item:
                made[-1] += f" {line.text}"
            else:
                made.append(line.text)
            before = line
        return made

    def words(self) -> str:
        """Return all words, for comparing."""
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class PageTable:
    """A table, of one page or put together; ``edges`` are the left edges of its columns."""

    page: int
    box: Box
    rows: list[list[GridCell]]
    edges: list[float]
    header_rows: int = 0
    last_page: int = 0

    @property
    def top(self) -> float:
        """Where it begins, from the page's upper edge."""
        return self.box[1]

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.box[0]


def page_tables(page: Any, words: list[Word], number: int) -> list[PageTable]:
    """Return the ruled tables of one page that have at least two columns."""
    made = []
    for found in page.find_tables():
        cells = [cell for cell in found.cells if cell]
        edges = _distinct(cell[0] for cell in cells)
        tops = _distinct(cell[1] for cell in cells)
        if len(edges) < 2 or not cells:
            continue
        grid = [[GridCell(merged=True, page=number) for _ in edges] for _ in tops]
        for box in cells:
            row, column = _index(tops, box[1]), _index(edges, box[0])
            wide = sum(box[0] - 1 <= edge < box[2] - 1 for edge in edges)
            grid[row][column] = GridCell([], tuple(box), number, max(wide, 1))
        _fill(grid, [word for word in words if stands_in(word, found.bbox)])
        made.append(PageTable(number, tuple(found.bbox), grid, edges, 0, number))
    return made


def _distinct(values: Iterable[float]) -> list[float]:
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > 2:
            made.append(value)
    return made


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _fill(grid: list[list[GridCell]], words: list[Word]) -> None:
    """Put the words into their cells, line by line."""
    boxed = [(cell.box, cell, c) for row in grid for c, cell in enumerate(row) if cell.box]
    held: dict[int, list[Word]] = {}
    column_left: dict[int, float] = {}
    for word in words:
        x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
        for index, (box, _, column) in enumerate(boxed):
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                held.setdefault(index, []).append(word)
                offset = word["x0"] - box[0]
                column_left[column] = min(column_left.get(column, offset), offset)
                break
    for index, inside in held.items():
        box, cell, column = boxed[index]
        # What is left free at the left of a column is left free at its right.
        limit = max(box[2] - column_left[column], *(w["x1"] for w in inside)) + 0.5
        for row in word_rows(inside):
            text = " ".join(w["text"] for w in row)
            cell.lines.append(
                CellLine(text, row[-1]["x1"], row[0]["x1"] - row[0]["x0"], limit,
                         row[0]["size"] * 0.75)
            )  # fmt: skip


# -- over page breaks ------------------------------------------------------------------------


def stitch(items: list[Line | PageTable]) -> list[Line | PageTable]:
    """Join tables that only a page break (and page numbers, notes) part."""
    made: list[Line | PageTable] = []
    last: PageTable | None = None
    aside: list[Line | PageTable] = []
    for item in items:
        if isinstance(item, PageTable):
            if last is not None and _is_rest(last, item):
                _append(last, item)
            else:
                last = item
                made += aside
                made.append(item)
                aside = []
        elif last is not None and item.kind in {"header", "footer", "note"}:
            aside.append(item)
        else:
            last = None
            made += [*aside, item]
            aside = []
    return made + aside


def _is_rest(above: PageTable, below: PageTable) -> bool:
    if below.page != above.last_page + 1:
        return False
    if abs(above.box[0] - below.box[0]) > _NEAR or abs(above.box[2] - below.box[2]) > _NEAR:
        return False
    return all(min(abs(edge - e) for e in above.edges) <= _NEAR for edge in below.edges)


def _append(above: PageTable, below: PageTable) -> None:
    rows = [_placed(row, below, above) for row in below.rows]
    repeated = 0
    while repeated < min(len(rows), len(above.rows)) and _same(
        rows[repeated], above.rows[repeated]
    ):
        repeated += 1
    above.header_rows = max(above.header_rows, repeated)
    rest = rows[repeated:]
    above.last_page = below.page
    if rest and not rest[0][0].words() and _row_above(above, 0) is not None:
        _continue(above, rest.pop(0))
    above.rows += rest


def _placed(row: list[GridCell], below: PageTable, above: PageTable) -> list[GridCell]:
    """Return a row in the columns of the table above, which may have more of them."""
    if len(row) == len(above.edges):
        return row
    made = [GridCell(merged=True, page=below.page) for _ in above.edges]
    for edge, cell in zip(below.edges, row, strict=True):
        made[_index(above.edges, edge)] = cell
        if cell.box:
            right = cell.box[2]
            cell.columns = max(1, sum(cell.box[0] - 1 <= e < right - 1 for e in above.edges))
    return made


def _same(row: list[GridCell], other: list[GridCell]) -> bool:
    texts = ["".join(cell.words().split()) for cell in row]
    others = ["".join(cell.words().split()) for cell in other]
    return texts == others and any(texts)


def _row_above(table: PageTable, column: int) -> GridCell | None:
    """Return the cell over the end of the table in a column, through merged ones."""
    for row in reversed(table.rows):
        if not row[column].merged:
            return row[column]
    return None


def _continue(above: PageTable, row: list[GridCell]) -> None:
    """Take a row without a number: the tail of the row above, or a further row of its merge."""
    if any(is_number(cell.words()) for cell in row):
        for column, cell in enumerate(row):
            over = _row_above(above, column)
            if not cell.words() and over is not None and over.words():
                row[column] = GridCell(merged=True, page=cell.page)
        above.rows.append(row)
        return
    for column, cell in enumerate(row):
        over = _row_above(above, column)
        if over is not None and cell.lines:
            over.lines += cell.lines
