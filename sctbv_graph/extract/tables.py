"""What kind of table stands in a plan: tasks, figures, one without headings, or mere layout."""

from __future__ import annotations

import re

from sctbv_graph.extract.roles import MONEY_ROLES, heading_role
from sctbv_graph.extract.table_header import Header, header_of, is_label, words_of
from sctbv_graph.read.blocks import Table
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import is_number

_DOERS = {"lead", "coordinate"}
_LAYOUT = re.compile(
    r"Nơi\s+nhận|CỘNG\s+H[OÒ][AÀ]|Độc\s+lập\s*-|(?:ỦY|UỶ)\s+BAN\s+NHÂN\s+DÂN\s|CHỦ\s+TỊCH\s*\Z"
)
_STATE = re.compile(r".*(?:\bnăm\b.*\b20\d\d\b|\b20\d\d\b|ước thực hiện|dự toán|kế hoạch|so sánh)")


def kind_of(table: Table, text: str) -> str:
    """Return "tasks", "figures", "bare" (data without headings) or "layout".

    A table of tasks names what is done and says who, when, with what result or for how much; one
    of figures has numbers under headings; one without headings is told by its row labels.
    """
    if len(table.rows) < 2 or len(table.rows[0]) < 2 or is_layout(table, text):
        return "layout"
    header = header_of(table, text)
    if header is None or header.end >= len(table.rows):
        return "bare" if _is_bare(table, text) else "layout"
    if _lists_tasks(header):
        return "tasks"
    if _has_labels(table, text, header) or _has_figures(table, text, header):
        return "figures"
    return "layout"


def is_layout(table: Table, text: str) -> bool:
    """Tell whether a table only lays out the letterhead, the recipients or the signature."""
    if len(table.rows) > 6:
        return False
    cells = [cell for row in table.rows for cell in row]
    return any(_LAYOUT.search(text[s.start : s.end]) for cell in cells for s in cell.paragraphs)


def _lists_tasks(header: Header) -> bool:
    roles = {column.role for column in header.columns}
    if "name" not in roles:
        return False
    if roles & _DOERS:
        return True
    name = next(c for c in header.columns if c.role == "name")
    told = heading_role(name.path[-1]) if name.path else None
    if roles & {"time", "result"} and told in {"name", "content"}:
        return True
    if not roles & MONEY_ROLES or told not in {"name", "content"}:
        return False
    # "Nội dung" over estimates and years is a table of revenue and expenditure, not of tasks.
    states = sum(bool(_STATE.match(fold(" ".join(c.path)))) for c in header.columns)
    return told == "name" or states < 2


def _has_labels(table: Table, text: str, header: Header) -> bool:
    labels = [is_label(words_of(text, row[0])) for row in table.rows[header.end :]]
    return sum(labels) >= max(2, len(labels) // 3)


def _has_figures(table: Table, text: str, header: Header) -> bool:
    return any(
        is_number(words_of(text, cell)) for row in table.rows[header.end :] for cell in row[1:]
    )


def _is_bare(table: Table, text: str) -> bool:
    """Tell whether rows without headings are data all the same: labels or numbers in most."""
    told = 0
    for row in table.rows:
        words = [words_of(text, cell) for cell in row]
        filled = [w for w in words if w]
        told += len(filled) > 1 and (is_label(filled[0]) or any(map(is_number, filled[1:])))
    return told * 2 > len(table.rows)
