"""A flattened annex as records: tasks with what is told apart in their rows, and the totals."""

from __future__ import annotations

from collections.abc import Iterator

from sctbv_graph.extract.cells import assign_cells
from sctbv_graph.extract.flat_annex import TableRow
from sctbv_graph.extract.flat_money import budget_lines
from sctbv_graph.extract.task_rows import CELLS, TaskReader
from sctbv_graph.model import Certainty, Element, StatedTotal, ThingId, trim
from sctbv_graph.vietnamese.numbers import parse_number

_SPLIT = Certainty("inferred", "Dòng tách của nhiệm vụ")


class FlatReader(TaskReader):
    """Turns the rows of a flattened annex into elements; borders of cells are inferred."""

    def totals(self) -> tuple[StatedTotal, ...]:
        """Return the printed totals, the grand total first."""
        made = []
        for column, span in self._annex.totals.items():
            trimmed = trim(self._text, span)
            value = parse_number(self._text[trimmed.start : trimmed.end])
            if value is not None:
                heading = self._heading(column) if column else None
                made.append(StatedTotal(trimmed, value, self._column(column), heading or ""))
        return tuple(made)

    def elements(self) -> Iterator[Element]:
        """Yield each task, then its objectives, activities and results."""
        lines = budget_lines(self._lexicon, self._text, self._annex)
        for row in self._annex.rows:
            task = self._task(row, lines[row.ordinal])
            yield task
            yield from self._children(row, task.id)

    def _children(self, row: TableRow, task: ThingId) -> Iterator[Element]:
        """Yield the cells of a row as they are told apart, then the texts of rows split off it."""
        counters = dict.fromkeys(CELLS, 0)
        for cell in assign_cells(self._text, row.texts, [sub.text for sub in row.sub_rows]):
            counters[cell.role] += 1
            yield self._child(row, cell.role, counters[cell.role], cell.span, cell.certainty, task)
        for sub in row.sub_rows:
            counters["content"] += 1
            span = trim(self._text, sub.text)
            yield self._child(row, "content", counters["content"], span, _SPLIT, task)
