"""Sheets of a workbook to blocks, whatever read them: lines above and below, and the table between.

What stands alone in its row before the first and after the last row of several cells is a line
(the annex's name and caption, the unit of money, the signature); the rows between are a table.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block, Cell, Remark, Table
from sctbv_graph.read.builder import TextBuilder
from sctbv_graph.read.grid import spans_down
from sctbv_graph.read.package import too_large

MAX_CELLS = 2_000_000
_DENSE = 3  # so many filled cells make a row of a table
_TOLD = 30  # so many remarks of a kind for one sheet; the rest is counted

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, from 0."""


@dataclass(slots=True)
class Sheet:
    """One sheet: texts by (row, column) from 0, merged ranges, what to say of single cells."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    unknown: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden: bool = False
    said: list[tuple[str, tuple[int, int], str, str]] = field(default_factory=list)


def letters(column: int) -> str:
    """Return the name of a column, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    made = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(ord("A") + rest) + made
    return made


def address(row: int, column: int) -> str:
    """Return the address of a cell as Excel names it ("B7")."""
    return f"{letters(column)}{row + 1}"


class SheetWriter:
    """Writes sheets into one text, tables counted over all of them."""

    def __init__(self, shown: str) -> None:
        """``shown`` names the file in messages."""
        self._shown = shown
        self.builder = TextBuilder()
        self.blocks: list[Block] = []
        self.remarks: list[Remark] = []
        self._tables = 0

    def write(self, sheet: Sheet) -> None:
        """Write one sheet; a sheet without words leaves only its remarks."""
        by_row: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(set(sheet.cells) | sheet.unknown):
            by_row[row].append(column)
        rows = sorted(by_row)
        dense = [row for row in rows if len(by_row[row]) >= _DENSE]
        places: dict[tuple[int, int], Span] = {}
        first, last = (dense[0], self._last(by_row, dense[-1])) if dense else (0, -1)
        done = False
        for row in rows:
            if first <= row <= last:
                if not done:
                    self._table(sheet, first, last, places)
                    done = True
                continue
            for column in by_row[row]:
                self._line(sheet, row, column, places)
        self._remarks(sheet, places)

    def _last(self, by_row: dict[int, list[int]], row: int) -> int:
        """Return the last row of a table: rows of two cells right under it belong to it."""
        while len(by_row.get(row + 1, ())) >= _DENSE - 1:
            row += 1
        return row

    def _paragraphs(self, text: str) -> list[Span]:
        spans = (self.builder.line(line) for line in text.splitlines())
        return [span for span in spans if span]

    def _line(
        self, sheet: Sheet, row: int, column: int, places: dict[tuple[int, int], Span]
    ) -> None:
        for span in self._paragraphs(sheet.cells.get((row, column), "")):
            places.setdefault((row, column), span)
            self.blocks.append(Block("paragraph", span, sheet=sheet.name))

    def _table(
        self, sheet: Sheet, first: int, last: int, places: dict[tuple[int, int], Span]
    ) -> None:
        inside = [m for m in sheet.merges if m[2] >= first and m[0] <= last]
        used = [c for r, c in set(sheet.cells) | sheet.unknown if first <= r <= last]
        left, right = min(used), max([*used, *(m[3] for m in inside if m[1] <= max(used))])
        if (right - left + 1) * (last - first + 1) > MAX_CELLS:
            raise too_large(self._shown)
        reach = {(m[0], m[1]): (m[2] - m[0] + 1, m[3] - m[1] + 1) for m in inside}
        covered = {
            (r, c)
            for r1, c1, r2, c2 in inside
            for r in range(max(r1, first), min(r2, last) + 1)
            for c in range(max(c1, left), min(c2, right) + 1)
            if (r, c) != (r1, c1)
        }
        start = self.builder.length
        rows: list[list[Cell]] = []
        for row in range(first, last + 1):
            made: list[Cell] = []
            for column in range(left, right + 1):
                key = (row, column)
                spans = self._paragraphs(sheet.cells.get(key, ""))
                if spans:
                    places[key] = Span(spans[0].start, spans[-1].end)
                state = "value" if spans else "unknown" if key in sheet.unknown else "empty"
                if key in covered and not spans:
                    state = "merged"
                wide = reach.get(key, (1, 1))[1]
                made.append(
                    Cell(row - first, column - left, state, tuple(spans), 1,
                         min(wide, right - column + 1))
                )  # fmt: skip
            rows.append(made)
        tall = {(r - first, c - left): height for (r, c), (height, _) in reach.items()}
        grid = tuple(
            tuple(
                replace(cell, rows=min(tall.get((cell.row, cell.column), 1), len(rows) - cell.row))
                for cell in row
            )
            for row in spans_down(rows)
        )
        table = Table(self._tables, grid, 0, sheet.name)
        self._tables += 1
        end = max(start, self.builder.length - 1)
        self.blocks.append(Block("table", Span(start, end), table=table, sheet=sheet.name))

    # -- remarks ---------------------------------------------------------------------------

    def _remarks(self, sheet: Sheet, places: dict[tuple[int, int], Span]) -> None:
        name = sheet.name
        if sheet.hidden:
            self._say("hidden-sheet", None, f"Trang tính ẩn “{name}” vẫn được đọc",
                      f"The hidden sheet “{name}” was read as well")  # fmt: skip
        for kind, numbers, vi, en in (
            ("hidden-row", [str(n + 1) for n in sheet.hidden_rows], "dòng ẩn", "hidden rows"),
            ("hidden-column", [letters(n) for n in sheet.hidden_columns], "cột ẩn",
             "hidden columns"),
        ):  # fmt: skip
            if numbers:
                listed = ", ".join(numbers[:_TOLD]) + ("…" if len(numbers) > _TOLD else "")
                at = next(
                    (span for (row, _), span in sorted(places.items())
                     if kind == "hidden-row" and row in sheet.hidden_rows), None
                )  # fmt: skip
                self._say(
                    kind,
                    at,
                    f"Trang tính “{name}” có {vi} ({listed}); vẫn được đọc",
                    f"Sheet “{name}” has {en} ({listed}); they were read as well",
                )
        by_kind: dict[str, int] = defaultdict(int)
        for kind, key, vi, en in sheet.said:
            by_kind[kind] += 1
            if by_kind[kind] <= _TOLD:
                where = f"{name}!{address(*key)}"
                self._say(kind, places.get(key), f"{where}: {vi}", f"{where}: {en}")
        for kind, count in by_kind.items():
            if count > _TOLD:
                more = count - _TOLD
                self._say(kind, None, f"Trang tính “{name}”: còn {more} ô như vậy",
                          f"Sheet “{name}”: {more} more cells of this kind")  # fmt: skip

    def _say(self, kind: str, at: Span | None, vi: str, en: str) -> None:
        self.remarks.append(Remark(kind, at, vi, en))
