"""Real tables of tasks to rows: every cell is known, so its column is read and not inferred.

A task is a row with words in its name; a row whose number is merged with the one above is a
further activity of it with amounts of its own (Plan 211, task 4); a row that is one heading over
the columns groups the tasks under it; a row of "Tổng …" holds totals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sctbv_graph.extract.flat_annex import SubRow, TableRow
from sctbv_graph.extract.roles import MONEY_ROLES
from sctbv_graph.extract.table_header import Header, header_of
from sctbv_graph.model import Span, trim
from sctbv_graph.read.blocks import Cell, SourceDocument, Table
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import is_number

TEXT_ROLES = ("objective", "content", "result")
_TOTAL = re.compile(r"(?:tổng|cộng)\b")
_AMOUNT_AT_END = re.compile(r"[\d.,]*\d\s*\Z")
_GROUP_NUMBER = re.compile(r"(?:[IVXL]+|[A-HĐ])\s*[.)]?\Z")


@dataclass(slots=True)
class GridRow:
    """One task: the row as the annex reader takes it, and where each of its amounts stands.

    ``cells`` are the paragraphs of the text cells by role; ``columns`` stands beside the amounts
    of the row and of each split row; ``group`` is the position of its group heading.
    """

    row: TableRow
    at: int
    cells: dict[str, list[Span]]
    columns: list[list[str]]
    sub_texts: list[list[Span]] = field(default_factory=list)
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A heading row inside the table: its words, the number before them, its own amounts."""

    words: Span
    number: Span | None
    amounts: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of tasks: columns by role, totals by column ("" for the grand total), rows."""

    table: Table
    header: Header
    headings: dict[str, Span]
    totals: tuple[tuple[str, Span], ...]
    groups: tuple[Group, ...]
    rows: tuple[GridRow, ...]


def read_grid(source: SourceDocument, table: Table) -> Grid | None:
    """Return the tasks of a table, ``None`` where its headings are not those of a task table."""
    header = header_of(table, source.text)
    if header is None or header.column("name") is None:
        return None
    return _Reader(source.text, table, header).grid()


class _Reader:
    def __init__(self, text: str, table: Table, header: Header) -> None:
        self._text = text
        self._table = table
        self._header = header
        self._totals: list[tuple[str, Span]] = []
        self._groups: list[Group] = []
        self._rows: list[GridRow] = []

    def grid(self) -> Grid:
        rows = self._table.rows[self._header.end :]
        for cells, below in zip(rows, (*rows[1:], None), strict=True):
            self._take(cells, below)
        headings = {
            column.role: trim(self._text, column.heading)
            for column in reversed(self._header.columns)
            if column.role and column.heading
        }
        return Grid(self._table, self._header, headings, tuple(self._totals),
                    tuple(self._groups), tuple(self._rows))  # fmt: skip

    def _words(self, cell: Cell) -> str:
        return " ".join(self._text[s.start : s.end] for s in cell.paragraphs).strip()

    def _role(self, cell: Cell) -> str | None:
        return self._header.columns[cell.column].role

    def _by_role(self, cells: tuple[Cell, ...], role: str) -> list[Span]:
        """Return the paragraphs of a row's cells of one role."""
        columns = self._header.columns
        return [
            trim(self._text, span)
            for cell in cells
            if cell.paragraphs and columns[cell.column].role == role
            for span in cell.paragraphs
        ]

    def _take(self, cells: tuple[Cell, ...], below: tuple[Cell, ...] | None) -> None:
        filled = [cell for cell in cells if cell.paragraphs]
        if not filled:
            return
        words = [cell for cell in filled if not is_number(self._words(cell))]
        if words and _TOTAL.match(fold(self._words(words[0]))) and self._is_total(words):
            self._total(cells, words[0])
        elif self._is_group(cells, filled) or self._heads(filled, below):
            self._group(cells, filled)
        elif self._rows and self._is_split(cells):
            self._split(cells)
        else:
            self._task(cells)

    # -- kinds of rows ---------------------------------------------------------------------

    def _is_total(self, words: list[Cell]) -> bool:
        """A task may begin with "Tổng kết": a row of totals has no other words."""
        first = words[0]
        rest = [cell for cell in words[1:] if self._role(cell) not in MONEY_ROLES | {"note"}]
        return not rest and (first.columns > 1 or self._role(first) in {"TT", "name", "content"})

    def _is_group(self, cells: tuple[Cell, ...], filled: list[Cell]) -> bool:
        texts = [cell for cell in filled if self._role(cell) not in MONEY_ROLES]
        if not texts or any(cell.state == "merged" for cell in cells[:1]):
            return False
        number = self._words(texts[0])
        if len(texts) == 1:
            wide = texts[0].columns > len(cells) // 2
            # Alone in its row: a heading where most rows say who or when.
            alone = len(filled) == 1 and self._role(texts[0]) in {"TT", "name"}
            return wide or (alone and not is_number(number) and len(cells) >= 5)
        return (
            len(texts) == 2
            and self._role(texts[0]) == "TT"
            and (_GROUP_NUMBER.match(number) is not None or texts[1].columns > len(cells) // 2)
        )

    def _heads(self, filled: list[Cell], below: tuple[Cell, ...] | None) -> bool:
        """Tell whether a row "1 | words" only heads the rows "1.1", "1.2" or "a)" under it."""
        texts = [cell for cell in filled if self._role(cell) not in MONEY_ROLES]
        at = self._header.column("TT")
        if below is None or at is None or len(texts) != 2 or texts[0].column != at:
            return False
        number = self._words(texts[0]).rstrip(" .)")
        following = self._words(below[at])
        return following.startswith(f"{number}.") or (
            number.isdecimal() and re.match(r"a\s*[.)]?\Z", following) is not None
        )

    def _is_split(self, cells: tuple[Cell, ...]) -> bool:
        at = self._header.column("TT")
        at = self._header.column("name") if at is None else at
        if at is None or cells[at].paragraphs:
            return False
        name = self._header.column("name")
        lost = cells[at].state == "unknown" and (name is None or not cells[name].paragraphs)
        return cells[at].state == "merged" or lost

    # -- what they give --------------------------------------------------------------------

    def _total(self, cells: tuple[Cell, ...], first: Cell) -> None:
        span = first.span
        assert span is not None
        match = _AMOUNT_AT_END.search(self._text, span.start, span.end)
        if match and is_number(match.group()):
            self._totals.append(("", trim(self._text, Span(match.start(), match.end()))))
        found = self._amounts(cells)
        if all(column != "money" for _, column in found):
            found = self._printed(cells)  # a column of totals beside those of sources
        for amount, column in found:
            self._totals.append(("" if column in {"total", "money"} else column, amount))

    def _group(self, cells: tuple[Cell, ...], filled: list[Cell]) -> None:
        texts = [cell for cell in filled if self._role(cell) not in MONEY_ROLES]
        words, number = texts[-1].span, texts[0].span if len(texts) > 1 else None
        assert words is not None
        amounts = tuple(self._amounts(cells))
        self._groups.append(Group(trim(self._text, words), number, amounts))

    def _amounts(self, cells: tuple[Cell, ...]) -> list[tuple[Span, str]]:
        """Return the amounts of a row, those of a "total" column only where no other has one."""
        found = self._printed(cells)
        parts = [entry for entry in found if entry[1] != "total"]
        return parts or found

    def _printed(self, cells: tuple[Cell, ...]) -> list[tuple[Span, str]]:
        return [
            (trim(self._text, span), role)
            for cell in cells
            if (role := self._role(cell)) in MONEY_ROLES
            for span in cell.paragraphs
            if is_number(self._text[span.start : span.end])
        ]

    def _split(self, cells: tuple[Cell, ...]) -> None:
        made = self._rows[-1]
        texts = [span for role in TEXT_ROLES for span in self._by_role(cells, role)]
        amounts = self._amounts(cells)
        if not texts and not amounts:
            return
        whole = Span(texts[0].start, texts[-1].end) if texts else made.row.name
        made.row.sub_rows.append(SubRow(whole, [span for span, _ in amounts]))
        made.sub_texts.append(texts)
        made.columns.append([column for _, column in amounts])
        for role in TEXT_ROLES[::2]:
            made.cells[role] += self._by_role(cells, role)

    def _task(self, cells: tuple[Cell, ...]) -> None:
        name = self._by_role(cells, "name")
        if not name:
            return
        amounts = self._amounts(cells)
        ordinal = len(self._rows) + 1
        row = TableRow(
            ordinal=ordinal,
            number=self._number(cells),
            name=Span(name[0].start, name[-1].end),
            texts=[],
            lead=self._one(cells, "lead"),
            coordinators=self._one(cells, "coordinate"),
            time=self._one(cells, "time"),
            amounts=[span for span, _ in amounts],
            note=self._one(cells, "note"),
        )
        texts = {role: self._by_role(cells, role) for role in TEXT_ROLES}
        group = len(self._groups) - 1 if self._groups else None
        self._rows.append(
            GridRow(row, cells[0].row, texts, [[column for _, column in amounts]], group=group)
        )

    def _number(self, cells: tuple[Cell, ...]) -> Span | None:
        """Return the row's number without the point after it."""
        span = self._one(cells, "TT")
        if span is None:
            return None
        words = self._text[span.start : span.end].rstrip(" .)")
        return Span(span.start, span.start + len(words)) if words else None

    def _one(self, cells: tuple[Cell, ...], role: str) -> Span | None:
        spans = self._by_role(cells, role)
        return Span(spans[0].start, spans[-1].end) if spans else None
