"""Which column an amount stands in, when the flattening lost the empty cells.

Every amount must stand in one of the money columns, the column totals must come out, and within
one row amounts keep the order of the columns. What only one assignment allows is `forced`; what
follows when the notes are believed is `inferred`; the rest stays `open` with its alternatives.

The search runs over sums, not over assignments: a set of reachable (first, second) column sums is
one big integer, a bit a sum, so adding an amount is a shift. Plan 211: 25 amounts, 134,608
assignments meet the totals alone, 4,338 with the order of cells, 32 with the notes believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import gcd, prod

Option = tuple[int, ...]  # a column for each amount of a row


@dataclass(frozen=True, slots=True)
class Row:
    """The amounts of one row as whole numbers of the smallest unit printed, left to right.

    ``hints`` gives for each amount the column that a note names, or ``None``.
    """

    amounts: tuple[int, ...]
    hints: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """For each row and amount the columns that remain possible, and how many ways there are."""

    possible: tuple[tuple[frozenset[int], ...], ...]
    count: int


def ordered_options(row: Row, columns: int) -> list[Option]:
    """Return the ways to put a row's amounts into columns, left to right."""
    return list(combinations(range(columns), len(row.amounts)))


def hinted_options(options: list[Option], row: Row) -> list[Option]:
    """Keep the options that the notes allow; a note that contradicts the order is not believed.

    Plan 211's task 12: the note calls 3.600 a provincial amount, but it stands right of the
    central one. The hint that fits (2.400 central) is kept, the other is a finding.
    """
    kept = options
    for index, hint in enumerate(row.hints):
        narrowed = [option for option in kept if hint is None or option[index] == hint]
        kept = narrowed or kept
    return kept


def solve(rows: Sequence[Row], options: Sequence[list[Option]], totals: Sequence[int]) -> Solution:
    """Return which columns each amount may stand in so that every column meets its total.

    Amounts and totals are integers; the last column is what remains. Rows with amounts that are
    no multiple of the usual step are tried one by one, the others through the bit sets.
    """
    if sum(totals) != sum(sum(row.amounts) for row in rows):
        return Solution(tuple(tuple(frozenset() for _ in row.amounts) for row in rows), 0)
    step = _usual_step(rows)
    regular = [i for i, row in enumerate(rows) if all(a % step == 0 for a in row.amounts)]
    irregular = [i for i in range(len(rows)) if i not in regular]
    if prod(len(options[i]) for i in irregular) > 20_000:
        step, regular, irregular = 1, list(range(len(rows))), []
    # Rows add at most ``totals[1]`` to a sum of at most ``totals[1]``: no carry into the first.
    inner = totals[1] // step + 1
    width = 2 * inner
    possible: list[list[set[int]]] = [[set() for _ in row.amounts] for row in rows]
    count = 0

    def position(index: int, option: Option) -> int:
        first = sum(a for a, c in zip(rows[index].amounts, option, strict=True) if c == 0)
        second = sum(a for a, c in zip(rows[index].amounts, option, strict=True) if c == 1)
        fits = first <= totals[0] and second <= totals[1]
        return (first // step) * width + second // step if fits else -1

    shifts = {i: [position(i, option) for option in options[i]] for i in regular}
    grid = _Grid(totals[0] // step + 1, inner, width)
    before = grid.reach(shifts, regular, 1)
    after = [grid.mirror(sums) for sums in grid.reach(shifts, regular[::-1], 1)[::-1]]
    field = prod(len(options[i]) for i in regular).bit_length() + 1
    ways = grid.reach(shifts, regular, field)[-1]
    for choice in product(*(options[i] for i in irregular)):
        rest = list(totals)
        for index, option in zip(irregular, choice, strict=True):
            for amount, column in zip(rows[index].amounts, option, strict=True):
                rest[column] -= amount
        if min(rest) < 0 or any(value % step for value in rest[:2]):
            continue
        target = (rest[0] // step) * width + rest[1] // step
        here = (ways >> (target * field)) & ((1 << field) - 1)
        if not here:
            continue
        count += here
        for index, option in zip(irregular, choice, strict=True):
            for cell, column in enumerate(option):
                possible[index][cell].add(column)
        for place, index in enumerate(regular):
            for option, shift in zip(options[index], shifts[index], strict=True):
                if 0 <= shift <= target and grid.meets(
                    before[place], after[place + 1], target - shift
                ):
                    for cell, column in enumerate(option):
                        possible[index][cell].add(column)
    return Solution(tuple(tuple(frozenset(cell) for cell in row) for row in possible), count)


def _usual_step(rows: Sequence[Row]) -> int:
    """Return 10 where most amounts are its multiples, else their greatest common divisor."""
    amounts = [a for row in rows for a in row.amounts]
    for step in (1000, 100, 10):
        if sum(a % step == 0 for a in amounts) >= 0.8 * len(amounts):
            return step
    return gcd(*amounts) or 1


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sums of two columns laid out as one number: ``first * width + second``."""

    rows: int
    inner: int
    width: int

    def reach(self, shifts: dict[int, list[int]], order: Sequence[int], field: int) -> list[int]:
        """Return the sums reachable before each row and after the last, ``field`` bits a sum."""
        line = (1 << (self.inner * field)) - 1
        mask, repeated = line, 1
        while repeated < self.rows:
            mask |= mask << (repeated * self.width * field)
            repeated *= 2
        mask &= (1 << (self.size * field)) - 1  # doubling went past the last row
        sums = [1]
        for index in order:
            reached = 0
            for shift in shifts[index]:
                if shift >= 0:
                    term = sums[-1] << (shift * field)
                    reached = reached | term if field == 1 else reached + term
            sums.append(reached & mask)
        return sums

    @property
    def size(self) -> int:
        return self.rows * self.width

    def mirror(self, sums: int) -> int:
        """Return the set turned round, so that sums from both sides line up."""
        return int(f"{sums:0{self.size}b}"[::-1], 2)

    def meets(self, before: int, mirrored_after: int, target: int) -> bool:
        """Tell whether a sum before plus one after makes ``target``."""
        return bool(before & (mirrored_after >> (self.size - 1 - target)))
