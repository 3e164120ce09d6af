"""The flattened annex table: rows found from the time cell outward.

One cell a line, empty cells and 7 of 21 row numbers lost, five cells broken over two lines
(lines 158, 178, 200, 209, 229). Each row has exactly one time cell; before it coordinators and
lead, after it amounts and perhaps a note, then the next row's number or its name with a leading
blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.dates import parse_time_frame
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import is_number

_LEAD = re.compile(
    r"\s*(?:Sở|UBND|Ủy ban|Uỷ ban|Trung tâm|Chi cục|Ban |Công an|Hội|Liên minh|Văn phòng|Bộ )"
)
_TOTAL = re.compile(r"\s*Tổng\s+(?:kinh phí|cộng)?\s*:?\s*(?P<amount>[\d.,]+)?\s*\Z", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:\b(?:năm|và|của|số|tháng|ngày|với)|[,(])\s*\Z", re.IGNORECASE)
_BULLET_START = re.compile(r"\s*'?\s*[-–+]")

COLUMN_CUES = {
    "TT": ("tt", "stt"),
    "name": ("tên nhiệm vụ", "nhiệm vụ", "nội dung nhiệm vụ"),
    "objective": ("mục tiêu",),
    "content": ("nội dung",),
    "result": ("dự kiến kết quả", "kết quả", "sản phẩm"),
    "lead": ("đơn vị chủ trì", "chủ trì", "cơ quan chủ trì"),
    "coordinate": ("đơn vị phối hợp", "phối hợp"),
    "time": ("thời gian",),
    "local-budget": ("ngân sách địa phương",),
    "central-budget": ("ngân sách trung ương",),
    "other-source": ("nguồn khác",),
    "note": ("ghi chú",),
}
MONEY_COLUMNS = ("local-budget", "central-budget", "other-source")


@dataclass(slots=True)
class SubRow:
    """A further activity of a row with amounts of its own (Plan 211, lines 136-137)."""

    text: Span
    amounts: list[Span]


@dataclass(slots=True)
class TableRow:
    """The cells of one row, by position; ``number`` is ``None`` where it was lost."""

    ordinal: int
    number: Span | None
    name: Span
    texts: list[Span]
    lead: Span | None
    coordinators: Span | None
    time: Span | None
    amounts: list[Span]
    note: Span | None = None
    sub_rows: list[SubRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Annex:
    """Caption, column headings (role -> span), totals (column or "" -> span) and rows."""

    title: tuple[Span, ...]
    caption: Span | None
    columns: dict[str, Span]
    totals: dict[str, Span]
    rows: tuple[TableRow, ...]


def _column_role(heading: str) -> str | None:
    folded = fold(heading)
    exact = next((r for r, cues in COLUMN_CUES.items() if folded in cues), None)
    return exact or next(
        (r for r, cues in COLUMN_CUES.items() if any(folded.startswith(c) for c in cues)), None
    )


def join_broken(text: str, spans: list[Span]) -> list[Span]:
    """Join cells that a hard break cut in two.

    A line goes on where a parenthesis is open, where the next begins in lower case, where the
    line ends in a word that wants another, or where the next is one bare word that is no number.
    """
    joined: list[Span] = []
    for span in spans:
        piece = text[span.start : span.end]
        if joined:
            before = text[joined[-1].start : joined[-1].end]
            last_line = before.rsplit("\n", 1)[-1]
            goes_on = (
                before.count("(") > before.count(")")
                or piece[:1].islower()
                or _wants_more(last_line, piece)
                or (len(piece.split()) == 1 and piece[:1].isalpha() and not is_number(piece))
            )
            if goes_on and not is_number(before) and not _BULLET_START.match(piece):
                joined[-1] = Span(joined[-1].start, span.end)
                continue
        joined.append(span)
    return joined


def _wants_more(line: str, following: str) -> bool:
    """Tell whether a line ends in a word that the next one completes ("trong năm" + "2025")."""
    match = _OPEN_END.search(line)
    if match is None or len(line.split()) < 4:
        return False
    complete = is_number(following) or parse_time_frame(following, 2000) is not None
    return not complete or match.group().strip().casefold() in ("năm", "tháng", "ngày", "số")


def read_annex(source: SourceDocument, spans: tuple[Span, ...], year: int | None) -> Annex | None:
    """Return the annex table, or ``None`` where the document has none."""
    text = source.text
    title, caption, position = _head(text, spans)
    columns: dict[str, Span] = {}
    total_at = next(
        (
            i
            for i in range(position, len(spans))
            if _TOTAL.match(text, spans[i].start, spans[i].end)
        ),
        None,
    )
    if total_at is None:
        return None
    for span in spans[position:total_at]:
        role = _column_role(text[span.start : span.end])
        if role and role not in columns:
            columns[role] = span
    totals: dict[str, Span] = {}
    match = _TOTAL.match(text, spans[total_at].start, spans[total_at].end)
    if match and match["amount"]:
        totals[""] = Span(match.start("amount"), match.end("amount"))
    rest = total_at + 1
    for column in MONEY_COLUMNS:
        if rest < len(spans) and column in columns and is_number(_words(text, spans[rest])):
            totals[column] = spans[rest]
            rest += 1
    cells = join_broken(text, list(spans[rest:]))
    return Annex(tuple(title), caption, columns, totals, tuple(_rows(text, cells, year)))


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end].strip()


def _head(text: str, spans: tuple[Span, ...]) -> tuple[list[Span], Span | None, int]:
    """Return the lines of the title, the caption, and where the column headings begin."""
    title: list[Span] = []
    for index, span in enumerate(spans):
        words = _words(text, span)
        if fold(words).startswith("( kèm theo") or fold(words).startswith("( ban hành kèm"):
            return title, span, index + 1
        if _column_role(words) == "TT":
            return title, None, index
        title.append(span)
    return title, None, len(spans)


def _rows(text: str, cells: list[Span], year: int | None) -> list[TableRow]:
    times = [
        i for i, cell in enumerate(cells) if parse_time_frame(_words(text, cell), year) is not None
    ]
    rows: list[TableRow] = []
    start = 0
    for index, time in enumerate(times):
        ordinal = index + 1
        number, first = None, start
        if first < time and is_number(_words(text, cells[first])):
            number, first = cells[first], first + 1
        lead, coordinators, texts_end = _parties(text, cells, first, time)
        limit = times[index + 1] if index + 1 < len(times) else len(cells)
        row = TableRow(
            ordinal,
            number,
            cells[first],
            cells[first + 1 : texts_end],
            lead,
            coordinators,
            cells[time],
            [],
        )
        start = _after_time(text, cells, time + 1, limit, row)
        rows.append(row)
    return rows


def _parties(
    text: str, cells: list[Span], first: int, time: int
) -> tuple[Span | None, Span | None, int]:
    if time - 2 > first and _LEAD.match(text, cells[time - 2].start, cells[time - 2].end):
        return cells[time - 2], cells[time - 1], time - 2
    if time - 1 > first and _LEAD.match(text, cells[time - 1].start, cells[time - 1].end):
        return cells[time - 1], None, time - 1
    return None, None, time


def _after_time(text: str, cells: list[Span], position: int, limit: int, row: TableRow) -> int:
    """Fill amounts, split rows and the note; return where the next row begins."""
    amounts = row.amounts
    last = limit == len(cells)
    while position < limit:
        words = _words(text, cells[position])
        if is_number(words):
            if words == str(row.ordinal + 1) and amounts and not last:
                return position
            amounts.append(cells[position])
            position += 1
            continue
        raw = text[cells[position].start : cells[position].end]
        if raw[:1] in (" ", "\u00a0"):
            return position
        following = _words(text, cells[position + 1]) if position + 1 < len(cells) else ""
        if is_number(following) and following != str(row.ordinal + 1):
            sub_row = SubRow(cells[position], [])
            row.sub_rows.append(sub_row)
            amounts = sub_row.amounts
        elif row.note is None and amounts:
            row.note = cells[position]
        else:
            return position
        position += 1
    return position
