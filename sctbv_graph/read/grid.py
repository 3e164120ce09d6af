"""What all readers of tables share: a rectangle of cells and how far each reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sctbv_graph.read.blocks import Cell


def spans_down(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows with ``rows`` of each cell set: how many merged cells lie under it.

    A merged cell belongs to the one above it in the same column when the format says so; a cell
    that covers several columns covers the merged cells to its right in each row.
    """
    made = [list(row) for row in rows]
    below = [0] * (max((len(row) for row in made), default=0))
    for at in range(len(made) - 1, -1, -1):
        row = made[at]
        covered = _covered_from_left(row)
        for column, cell in enumerate(row):
            if cell.state == "merged" and column not in covered:
                below[column] += 1
                continue
            if cell.state != "merged" and below[column]:
                row[column] = replace(cell, rows=below[column] + 1)
            below[column] = 0
    return tuple(tuple(row) for row in made)


def _covered_from_left(row: Sequence[Cell]) -> set[int]:
    covered: set[int] = set()
    for column, cell in enumerate(row):
        if cell.columns > 1:
            covered.update(range(column + 1, column + cell.columns))
    return covered
