"""The columns of a flattened table as constraints, with what people decided held fast.

The records tell the puzzle: amounts that stand next to each other are one row, a note names a
source, the printed totals of the columns must come out. `extract.columns` solves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sctbv_graph.extract.columns import (
    Option,
    Row,
    Solution,
    hinted_options,
    ordered_options,
    solve,
)
from sctbv_graph.extract.flat_annex import MONEY_COLUMNS
from sctbv_graph.extract.knowledge import concept_name
from sctbv_graph.graph import node
from sctbv_graph.model import BudgetLine, Certainty, Plan
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.numbers import format_number

_HINTS = {"central-budget": 1, "local-budget": 0, "provincial-budget": 0}
_OPEN = "Theo {decided} quyết định về cột và tổng ba cột, còn {count} cách xếp cùng khớp"
_FORCED = "Theo {decided} quyết định về cột: cách xếp duy nhất còn khớp tổng ba cột và thứ tự ô"
_INFERRED = "Theo {decided} quyết định về cột: cách xếp duy nhất còn khớp khi tin cột Ghi chú"
_TOO_MUCH = {
    "vi": "không đặt được {amount} vào cột “{column}”: tổng cột in {total}, các ô chắc chắn hoặc "
    "đã quyết định của cột là {certain}, thêm {amount} thành {both}, vượt {over}",
    "en": "{amount} cannot stand in the column “{column}”: its printed total is {total}, its "
    "certain and decided cells make {certain}, with {amount} {both}, {over} too much",
}
_NO_WAY = {
    "vi": "không đặt được {amount} vào cột “{column}”: không cách xếp nào của {count} ô chưa "
    "quyết định khác (cộng {rest}, mỗi dòng giữ thứ tự cột) làm ba cột đạt {totals}",
    "en": "{amount} cannot stand in the column “{column}”: no way to put the {count} other cells "
    "not decided (together {rest}, each row in the order of the columns) makes the three columns "
    "{totals}",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount: its node, its row and place in the row, and the record."""

    node: str
    row: int
    place: int
    line: BudgetLine


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a column cannot hold an amount, with the figures; ``fits`` are the columns that can."""

    vi: str
    en: str
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Rows of amounts, the totals of the columns, and the columns that people decided."""

    cells: dict[str, Cell]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    scale: int
    fixed: Mapping[str, int]
    _known: dict[str, Solution] = field(default_factory=dict, compare=False, repr=False)

    def with_column(self, line: str, column: str) -> Puzzle:
        """Return the puzzle with one more amount held in a column."""
        fixed = {**self.fixed, line: MONEY_COLUMNS.index(column)}
        return replace(self, fixed=fixed, _known={})

    def options(self) -> list[list[Option]]:
        """Return for each row the ways to put it into columns that the decisions leave."""
        made = [ordered_options(row, len(MONEY_COLUMNS)) for row in self.rows]
        for line, column in self.fixed.items():
            cell = self.cells[line]
            made[cell.row] = [o for o in made[cell.row] if o[cell.place] == column]
        return made

    def solve(self) -> Solution:
        """Return what totals, order and decisions leave, the notes not believed."""
        return self._solved("order", self.options())

    def believing_notes(self) -> Solution:
        """Return what is left when the notes are believed too; all, where that leaves nothing."""
        options = [hinted_options(o, r) for o, r in zip(self.options(), self.rows, strict=True)]
        found = self._solved("notes", options)
        return found if found.count else self.solve()

    def _solved(self, name: str, options: list[list[Option]]) -> Solution:
        """Solve once; it takes a tenth of a second."""
        if name not in self._known:
            found = solve(self.rows, options, self.totals) if all(options) else Solution((), 0)
            self._known[name] = found
        return self._known[name]

    def possible(self, solution: Solution, line: str) -> tuple[str, ...]:
        """Return the columns that an amount may stand in, in their order."""
        if not solution.count:
            return ()
        cell = self.cells[line]
        return tuple(MONEY_COLUMNS[c] for c in sorted(solution.possible[cell.row][cell.place]))

    def follow(self) -> dict[str, tuple[str | None, Certainty]]:
        """Return where each amount that nobody decided stands by now."""
        forced, believed = self.solve(), self.believing_notes()
        return {
            line: self._standing(line, forced, believed)
            for line in self.cells
            if line not in self.fixed
        }

    def _standing(
        self, line: str, forced: Solution, believed: Solution
    ) -> tuple[str | None, Certainty]:
        must, likely = self.possible(forced, line), self.possible(believed, line)
        said = {"decided": len(self.fixed), "count": believed.count}
        if len(must) == 1:
            return must[0], Certainty("forced", _FORCED.format(**said))
        if len(likely) == 1:
            others = tuple(c for c in must if c not in likely)
            return likely[0], Certainty("inferred", _INFERRED.format(**said), others)
        return None, Certainty("open", _OPEN.format(**said), likely)

    def conflict(self, line: str, column: str) -> Conflict | None:
        """Return why an amount cannot stand in a column besides what is decided already."""
        tried = self.with_column(line, column)
        if tried.solve().count:
            return None
        fits = self.possible(self.solve(), line)
        return Conflict(*tried.why(line, column), fits)

    def why(self, line: str, column: str) -> tuple[str, str]:
        """Return why there is no solution with an amount in a column, with the figures."""
        index = MONEY_COLUMNS.index(column)
        amount, total = self._amount(line), self.totals[index]
        certain = sum(
            self._amount(other)
            for other, cell in self.cells.items()
            if other != line and self._holds(other, cell, index)
        )
        others = [self._amount(o) for o in self.cells if o not in self.fixed]
        figures = {
            "amount": [amount],
            "total": [total],
            "certain": [certain],
            "both": [certain + amount],
            "over": [certain + amount - total],
            "rest": [sum(others)],
            "totals": list(self.totals),
        }
        sentence = _TOO_MUCH if certain + amount > total else _NO_WAY
        vi, en = (
            text.format(
                column=column,
                count=len(others),
                **{
                    name: " / ".join(self._written(value, lang) for value in values)
                    for name, values in figures.items()
                },
            )
            for lang, text in sentence.items()
        )
        return vi, en

    def _holds(self, line: str, cell: Cell, column: int) -> bool:
        if line in self.fixed:
            return self.fixed[line] == column
        certain = cell.line.certainty.basis == "forced" and cell.line.column is not None
        return certain and concept_name(cell.line.column or "/") == MONEY_COLUMNS[column]

    def _amount(self, line: str) -> int:
        cell = self.cells[line]
        return self.rows[cell.row].amounts[cell.place]

    def _written(self, value: int, lang: str) -> str:
        number = Decimal(value) / self.scale
        return f"{number:,f}" if lang == "en" else format_number(number)


def puzzle(plan: Plan, source: SourceDocument) -> Puzzle | None:
    """Return the puzzle of a plan's table, ``None`` where its columns were read or cannot be told.

    A table without the totals of all three columns, or whose cells do not add up to them, gives
    none: then every column is as good as another.
    """
    printed = {concept_name(t.column): t.amount for t in plan.totals if t.column}
    cells, rows = _cells(plan, source)
    doubtful = any(c.line.certainty.basis in ("open", "inferred", "forced") for c in cells)
    if not doubtful or any(name not in printed for name in MONEY_COLUMNS):
        return None
    amounts = [c.line.amount for c in cells] + list(printed.values())
    scale = int(10 ** max(0, *(-int(a.as_tuple().exponent) for a in amounts)))
    made = tuple(
        Row(
            tuple(int(line.amount * scale) for line in row),
            tuple(_HINTS.get(concept_name(line.source_by_note or "/")) for line in row),
        )
        for row in rows
    )
    totals = tuple(int(printed[name] * scale) for name in MONEY_COLUMNS)
    found = Puzzle({cell.node: cell for cell in cells}, made, totals, scale, {})
    return found if all(found.options()) and found.solve().count else None


def _cells(plan: Plan, source: SourceDocument) -> tuple[list[Cell], list[list[BudgetLine]]]:
    """Return the amounts of all tasks, and their rows: nothing but blanks between two amounts."""
    cells: list[Cell] = []
    rows: list[list[BudgetLine]] = []
    for element in plan.elements:
        before: BudgetLine | None = None
        for number, line in enumerate(element.lines, 1):
            gap = source.text[before.span.end : line.span.start] if before else "-"
            if gap.strip():
                rows.append([])
            rows[-1].append(line)
            place = node(element.id, f"budget-{number}").value
            cells.append(Cell(place, len(rows) - 1, len(rows[-1]) - 1, line))
            before = line
    return cells, rows
