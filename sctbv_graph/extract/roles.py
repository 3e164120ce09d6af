"""What the columns of a task table hold, by the words of their headings.

Real tables have headings of one to three rows: "Kinh phí thực hiện (triệu đồng)" over "Ngân sách
địa phương", "Ngân sách Trung ương", "Nguồn khác" (Plan 211, annex). A heading's own words tell its
role, the words above it what they leave open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Cell, Table
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import is_number

_DOERS = r"(?:đơn vị|cơ quan)(?: được giao)? (?:thực hiện|đầu mối|chịu trách nhiệm)"
_WORK = (
    r"(?:nhiệm vụ|chương trình|dự án|đề án|hoạt động|công việc|mô hình|nội dung công việc|"
    r"nội dung nhiệm vụ)"
)
CUES: tuple[tuple[str, str], ...] = (
    ("TT", r"(?:s ?tt|tt|số tt|số thứ tự|no)\Z"),
    ("note", r"ghi chú|chú thích"),
    ("coordinate", r".*phối hợp"),
    ("lead", rf".*chủ trì|{_DOERS}|phân công|chủ đầu tư"),
    ("time", r"(?:thời gian|thời hạn|tiến độ|lộ trình|năm thực hiện|giai đoạn)"),
    ("result", r"(?:dự kiến )?(?:kết quả|sản phẩm)|.*(?:kết quả|sản phẩm)(?: dự kiến)?\Z"),
    ("objective", r"mục tiêu|mục đích|yêu cầu|chỉ tiêu"),
    ("name", rf"(?:tên|danh mục)? ?(?:các )?{_WORK}"),
    ("content", r"nội dung"),
)
MONEY: tuple[tuple[str, str], ...] = (
    ("total", r"(?:tổng|cộng)"),
    ("district-budget", r".*(?:cấp huyện|ngân sách huyện|ns huyện)"),
    ("commune-budget", r".*(?:cấp xã|ngân sách xã|ns xã)"),
    ("provincial-budget", r".*(?:ngân sách tỉnh|ngân sách cấp tỉnh|ns tỉnh|cấp tỉnh)"),
    ("local-budget", r".*(?:địa phương|nsđp)"),
    ("central-budget", r".*(?:trung ương|nstw)"),
    ("other-source", r".*(?:khác|xã hội hóa|huy động|doanh nghiệp|dân)"),
    ("state-budget", r".*(?:ngân sách|nsnn)"),
)
_MONEY_WORDS = re.compile(
    r".*(?:kinh phí|ngân sách|nguồn vốn|dự toán|nguồn khác|triệu đồng|tỷ đồng|nghìn đồng|\bvốn\b|"
    r"nsđp|nstw|nsnn)"
)
MAX_HEADER = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its role, the cell with its own heading, and the headings above it."""

    role: str | None
    heading: Span | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The heading rows of a table: where they begin and end, and what each column holds."""

    first: int
    end: int
    columns: tuple[Column, ...]

    def column(self, role: str) -> int | None:
        """Return the first column of a role."""
        return next((i for i, c in enumerate(self.columns) if c.role == role), None)


def heading_role(words: str) -> str | None:
    """Return the role of a heading that is not money's.

    >>> heading_role("Tên nhiệm vụ"), heading_role("Cơ quan chủ trì"), heading_role("TT")
    ('name', 'lead', 'TT')
    """
    folded = fold(words)
    return next((role for role, cue in CUES if re.match(cue, folded)), None)


def money_role(words: str, above: str) -> str | None:
    """Return the money column of a heading, "money" where no source is named.

    >>> money_role("Nguồn khác", "Kinh phí"), money_role("Kinh phí (triệu đồng)", "")
    ('other-source', 'money')
    """
    folded = fold(words)
    if not _MONEY_WORDS.match(folded) and not _MONEY_WORDS.match(fold(above)):
        return None
    return next((role for role, cue in MONEY if re.match(cue, folded)), "money")


def header_of(table: Table, text: str) -> Header | None:
    """Return the headings of a table, ``None`` where no row has at least two known ones."""
    for at in range(min(len(table.rows), 8)):
        own = [heading_role(_words(text, cell)) for cell in table.rows[at]]
        if len({role for role in own if role}) >= 2 and not _has_number(table.rows[at], text):
            end = _end(table, text, at)
            columns = tuple(_column(table, text, at, end, c) for c in range(len(table.rows[at])))
            return Header(at, end, _settled(columns))
    return None


def is_task_table(table: Table, text: str) -> bool:
    """Tell whether a table lists tasks: a name, and who or when or how much."""
    if len(table.rows) < 2 or len(table.rows[0]) < 3:
        return False
    header = header_of(table, text)
    if header is None:
        return False
    roles = {column.role for column in header.columns}
    money = bool(roles & {"money", "total", *(role for role, _ in MONEY)})
    return "name" in roles and (len(roles & {"lead", "time", "coordinate", "result"}) + money) >= 1


def _words(text: str, cell: Cell) -> str:
    return " ".join(text[s.start : s.end] for s in cell.paragraphs).strip()


def _has_number(row: tuple[Cell, ...], text: str) -> bool:
    return any(is_number(_words(text, cell)) for cell in row)


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
        if any(_words(text, below[c]) and not is_number(_words(text, below[c])) for c in wide):
            end += 1
    while end < len(table.rows) and _counts_columns(table.rows[end], text):
        end += 1
    return min(end, len(table.rows))


def _counts_columns(row: tuple[Cell, ...], text: str) -> bool:
    """Tell whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2 3"."""
    words = [_words(text, cell).strip("()[] ") for cell in row if cell.state == "value"]
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


def _column(table: Table, text: str, first: int, end: int, column: int) -> Column:
    cells: list[Cell] = []
    for row in range(first, end):
        cell = _over(table, row, column)
        if cell.paragraphs and cell not in cells and not _counts_columns(table.rows[row], text):
            cells.append(cell)
    path = tuple(_words(text, cell) for cell in cells)
    if not path:
        return Column(None, None, ())
    above = " ".join(path[:-1])
    role = heading_role(path[-1])
    money = money_role(path[-1], above)
    if money and (role is None or role == "name" or (above and _MONEY_WORDS.match(fold(above)))):
        role = money
    if role is None and above:
        role = heading_role(above)
    return Column(role, cells[-1].span, path)


def _settled(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give the name to a content column where no other column names the tasks."""
    made = list(columns)
    if not any(c.role == "name" for c in made):
        at = next((i for i, c in enumerate(made) if c.role in {"content", "objective"}), None)
        if at is not None:
            made[at] = Column("name", made[at].heading, made[at].path)
    seen: set[str] = set()
    for index, column in enumerate(made):
        if column.role == "name" and "name" in seen:
            made[index] = Column("content", column.heading, column.path)
        if column.role:
            seen.add(column.role)
    return tuple(made)
