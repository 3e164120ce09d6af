"""The heading rows of a table: where they end, and which headings stand over each column."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sctbv_graph.extract.headings import spread
from sctbv_graph.extract.roles import any_role, column_role, heading_role
from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Cell, Table
from sctbv_graph.vietnamese.alike import lookalikes_read
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import is_number

MAX_HEADER = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its role, the cell with its own heading, and the headings above it."""

    role: str | None
    heading: Span | None
    path: tuple[str, ...]
    above: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The heading rows of a table: where they begin and end, and what each column holds."""

    first: int
    end: int
    columns: tuple[Column, ...]

    def column(self, role: str) -> int | None:
        """Return the first column of a role."""
        return next((i for i, c in enumerate(self.columns) if c.role == role), None)


def header_of(table: Table, text: str) -> Header | None:
    """Return the headings of a table; ``None`` where its first rows are none.

    They begin with the first row that has two headings of known roles. Where no row has, a first
    row of words over numbers and row labels is taken for them.
    """
    for at in range(min(len(table.rows), 8)):
        own = [heading_role(words_of(text, cell)) for cell in table.rows[at]]
        if len({role for role in own if role}) >= 2 and not _has_number(table.rows[at], text):
            return _header(table, text, at)
    at = next((i for i, row in enumerate(table.rows) if any(c.paragraphs for c in row)), 0)
    return _header(table, text, at) if table.rows and _is_loose(table, text, at) else None


def _header(table: Table, text: str, at: int) -> Header:
    torn = _torn(table, text, at)
    if torn:
        end, stacks = torn
        while end < len(table.rows) and counts_columns(table.rows[end], text):
            end += 1
    else:
        end = _end(table, text, at)
        rows = [row for row in range(at, end) if not counts_columns(table.rows[row], text)]
        stacks = [_stack(table, rows, c) for c in range(len(table.rows[at]))]
    return Header(at, end, _settled([_column(text, cells) for cells in stacks]))


def _is_loose(table: Table, text: str, at: int) -> bool:
    """Tell whether a row of words can be headings: words over numbers, no label before them."""
    row = [words_of(text, cell) for cell in table.rows[at] if cell.paragraphs]
    if len(row) < 2 or any(is_number(words) or len(words) > 200 for words in row):
        return False
    if is_label(row[0]) and not heading_role(row[0]):
        return False
    return any(
        is_number(words_of(text, cell)) or (cell.column == 0 and is_label(words_of(text, cell)))
        for cells in table.rows[at + 1 :]
        for cell in cells
    )


_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVXL]{1,6}|[A-Za-zĐđ]|[-–+•*])\s*[.)]?\Z")


def is_label(words: str) -> bool:
    """Tell whether a cell only numbers its row: "1", "II.", "a)", "1.2", "-".

    >>> is_label("II."), is_label("3.1"), is_label("Sở Y tế")
    (True, True, False)
    """
    return _LABEL.match(words.strip()) is not None


def words_of(text: str, cell: Cell) -> str:
    """Return the words of a cell with the letters that are meant, to look roles up with."""
    words = " ".join(text[s.start : s.end] for s in cell.paragraphs).strip()
    return lookalikes_read(words)


def _torn(table: Table, text: str, at: int) -> tuple[int, list[list[Cell]]] | None:
    """Return the end of the headings and the cells over each column, where spans are lost."""
    first = table.rows[at]
    upper = [cell for cell in first if cell.paragraphs]
    if len(upper) == len(first) or not any(cell.state == "unknown" for cell in first):
        return None
    below: list[list[Cell]] = []
    for row in table.rows[at + 1 : at + MAX_HEADER]:
        filled = [cell for cell in row if cell.paragraphs]
        words = [words_of(text, cell) for cell in filled]
        if not words or any(map(is_number, words)) or counts_columns(row, text):
            break
        if is_label(words[0]) and len(filled) == len(row):
            break
        below.append(filled)
        found = _spread(text, upper, below, len(first))
        if found:
            return at + 1 + len(below), found
    return None


def _spread(
    text: str, upper: list[Cell], below: list[list[Cell]], width: int
) -> list[list[Cell]] | None:
    stacks = [[cell] for cell in upper]
    if len(below) == 1:
        one = _level(stacks, below[0], width, text)
        return one[1] if one else None
    best: tuple[float, list[list[Cell]]] | None = None
    for middle in range(len(upper) + 1, width):
        first = _level(stacks, below[0], middle, text)
        second = first and _level(first[1], below[1], width, text)
        if first and second and (best is None or first[0] + second[0] < best[0]):
            best = (first[0] + second[0], second[1])
    return best[1] if best else None


def _level(
    stacks: list[list[Cell]], lower: list[Cell], width: int, text: str
) -> tuple[float, list[list[Cell]]] | None:
    """Put one more row of headings under those of ``stacks``."""
    upper = [fold(words_of(text, cells[-1])) for cells in stacks]
    found = spread(upper, [fold(words_of(text, cell)) for cell in lower], width, any_role)
    if found is None:
        return None
    price, paths = found
    return price, [
        [*stacks[path[0]], *(lower[index - len(stacks)] for index in path[1:])] for path in paths
    ]


def _has_number(row: tuple[Cell, ...], text: str) -> bool:
    return any(is_number(words_of(text, cell)) for cell in row)


def _end(table: Table, text: str, first: int) -> int:
    """Return the row after the headings: those merged cells reach, and a row of "(1) (2) (3)"."""
    reach = max((cell.rows for cell in table.rows[first] if cell.state == "value"), default=1)
    end = first + min(max(reach, 1), MAX_HEADER)
    if table.header_rows and first < table.header_rows <= first + MAX_HEADER:
        end = max(end, table.header_rows)
    # A heading over several columns has headings under it, merged or not.
    wide = [c.column for c in table.rows[first] if c.columns > 1 and c.state == "value"]
    if end == first + 1 and wide and end < len(table.rows):
        below = table.rows[end]
        if any(words_of(text, below[c]) and not is_number(words_of(text, below[c])) for c in wide):
            end += 1
    while end < len(table.rows) and counts_columns(table.rows[end], text):
        end += 1
    return min(end, len(table.rows))


def counts_columns(row: tuple[Cell, ...], text: str) -> bool:
    """Tell whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2 3"."""
    words = [words_of(text, cell).strip("()[] ") for cell in row if cell.state == "value"]
    if len(words) < 3 or not all(words):
        return False
    numbers = [int(word.split("=")[0]) for word in words if word.split("=")[0].isdigit()]
    rest = [word for word in words if not word.split("=")[0].isdigit()]
    rising = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return rising and len(numbers) >= 2 and all(len(word) == 1 for word in rest)


def _over(table: Table, row: int, column: int) -> Cell:
    """Return the cell that a place of the grid shows: its own, or the merged one covering it."""
    cell = table.rows[row][column]
    at, side = row, column
    while cell.state == "merged" and not cell.paragraphs:
        left = next((c for c in table.rows[at][:side][::-1] if c.state != "merged"), None)
        if left is not None and left.column + left.columns > column:
            return left
        if at == 0:
            return cell
        at -= 1
        cell = table.rows[at][side]
        if cell.state != "merged" and at + cell.rows <= row:
            return table.rows[row][column]
    return cell


def _stack(table: Table, rows: list[int], column: int) -> list[Cell]:
    """Return the headings over a column, in some rows, each once."""
    cells: list[Cell] = []
    for row in rows:
        cell = _over(table, row, column)
        if cell.paragraphs and cell not in cells:
            cells.append(cell)
    return cells


def _column(text: str, cells: list[Cell]) -> Column:
    path = tuple(words_of(text, cell) for cell in cells)
    if not path:
        return Column(None, None, ())
    above = tuple(span for cell in cells[:-1] if (span := cell.span) is not None)
    return Column(column_role(path), cells[-1].span, path, above)


def _settled(columns: list[Column]) -> tuple[Column, ...]:
    """Give the name to a content column where no other column names the tasks.

    Under headings that say nothing of it the first column that is no number is the name.
    """
    made = list(columns)
    if not any(c.role == "name" for c in made):
        at = next((i for i, c in enumerate(made) if c.role in {"content", "objective"}), None)
        if at is None:
            at = next((i for i, c in enumerate(made[:3]) if c.role is None and c.heading), None)
        if at is not None:
            made[at] = replace(made[at], role="name")
    seen: set[str] = set()
    for index, column in enumerate(made):
        if column.role == "name" and "name" in seen:
            made[index] = replace(column, role="content")
        if column.role:
            seen.add(column.role)
    return tuple(made)
