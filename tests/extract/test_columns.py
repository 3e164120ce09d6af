"""The solver of budget columns against trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from sctbv_graph.extract.columns import Row, ordered_options, solve

_AMOUNTS = st.lists(
    st.one_of(st.integers(1, 40).map(lambda n: n * 10), st.integers(1, 400)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_AMOUNTS, st.integers(0, 2)), min_size=1, max_size=6))
def test_the_same_as_trying_everything(given_rows: list[tuple[list[int], int]]) -> None:
    """Every column of every cell, and the count; the totals come from one true assignment."""
    rows = [Row(tuple(amounts), (None,) * len(amounts)) for amounts, _ in given_rows]
    options = [ordered_options(row, 3) for row in rows]
    totals = [0, 0, 0]
    for row, ways, (_, pick) in zip(rows, options, given_rows, strict=True):
        for amount, column in zip(row.amounts, ways[pick % len(ways)], strict=True):
            totals[column] += amount
    possible: list[list[set[int]]] = [[set() for _ in row.amounts] for row in rows]
    count = 0
    for choice in product(*options):
        sums = [0, 0, 0]
        for row, option in zip(rows, choice, strict=True):
            for amount, column in zip(row.amounts, option, strict=True):
                sums[column] += amount
        if sums == totals:
            count += 1
            for row_cells, option in zip(possible, choice, strict=True):
                for cell, column in zip(row_cells, option, strict=True):
                    cell.add(column)
    found = solve(rows, options, totals)
    assert found.count == count
    assert [[set(cell) for cell in row] for row in found.possible] == possible
