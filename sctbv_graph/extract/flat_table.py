"""A table of which only its lines are left, one cell a line and the empty ones lost.

The headings give the columns, the row labels ("1", "2", "I") part the rows; the cells of a row keep
their order, so each goes to the column that its form fits: who begins with a party, when with a
time, how much is a number. Columns found so are inferred.
"""

from __future__ import annotations

import re

from sctbv_graph.extract.party_words import starts_party
from sctbv_graph.extract.roles import MONEY_ROLES, any_role, heading_role, money_role
from sctbv_graph.model import Span, trim
from sctbv_graph.read.blocks import Cell, Table
from sctbv_graph.vietnamese.dates import parse_time_frame
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import is_number

_FIRST = re.compile(r"(?:1|I|A)\s*[.)]?\Z")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_WHEN = re.compile(r"(?:thường xuyên|h[àằ]ng (?:năm|tháng|quý)|quý|năm|tháng|trước|sau khi|theo)\b")
_TOTAL = re.compile(r"(?:tổng|cộng)\b")
_MOST_HEADINGS = 16
_NEVER = 9.0


def flat_table(text: str, lines: tuple[Span, ...]) -> tuple[Table, int] | None:
    """Return the table that the lines of an annex hold, and where its headings begin.

    ``None`` where they show no headings with a column of row numbers, or no rows.
    """
    spans = [trim(text, span) for span in lines]
    words = [text[s.start : s.end] for s in spans]
    for first, word in enumerate(words):
        if heading_role(word) != "TT":
            continue
        window = range(first + 2, min(first + _MOST_HEADINGS, len(words)))
        start = next((i for i in window if _FIRST.match(words[i])), None)
        if start is None:
            continue
        columns = _columns(words, first, start)
        roles = [any_role(words[i]) for i in columns]
        if len(columns) >= 3 and sum(role is not None for role in roles) >= 3:
            rows = [tuple(_value(0, c, spans[i]) for c, i in enumerate(columns))]
            rows += _rows(text, spans, words, start, roles)
            return (Table(0, tuple(rows), 1), first) if len(rows) > 1 else None
    return None


def _columns(words: list[str], first: int, start: int) -> list[int]:
    """Return the lines that head a column: not "Kinh phí" over the purses that follow it."""
    return [
        i
        for i in range(first, start)
        if not (
            any_role(words[i]) == "money"
            and i + 1 < start
            and money_role(words[i + 1], words[i]) not in {None, "money"}
            and heading_role(words[i + 1]) is None
        )
    ]


def _value(row: int, column: int, span: Span) -> Cell:
    return Cell(row, column, "value", (span,))


def _rows(
    text: str, spans: list[Span], words: list[str], start: int, roles: list[str | None]
) -> list[tuple[Cell, ...]]:
    made: list[tuple[Cell, ...]] = []
    numbers, romans = 0, 0
    label: int | None = None
    cells: list[int] = []

    def close() -> None:
        if label is not None or cells:
            made.append(_row(text, spans, words, len(made) + 1, label, cells, roles))
        cells.clear()

    for index in range(start, len(words)):
        bare = words[index].rstrip(" .)")
        total = _TOTAL.match(fold(words[index])) is not None and len(words[index].split()) <= 6
        roman = romans < len(_ROMAN) and bare == _ROMAN[romans]
        counted = bare == str(numbers + 1) or (bare == "1" and roman is False and len(cells) == 1)
        if roman or (counted and (label is None or cells)):
            close()
            label = index
            romans, numbers = (romans + 1, 0) if roman else (romans, int(bare))
        elif total and cells:
            close()
            label = None
            cells.append(index)
        else:
            cells.append(index)
    close()
    return made


def _row(
    text: str,
    spans: list[Span],
    words: list[str],
    row: int,
    label: int | None,
    cells: list[int],
    roles: list[str | None],
) -> tuple[Cell, ...]:
    """Place the cells of one row: each to the right of the one before, where its form fits."""
    placed: dict[int, tuple[Span, ...]] = {} if label is None else {0: (spans[label],)}
    for column, index in _fit(text, spans, words, cells, roles):
        placed[column] = (*placed.get(column, ()), spans[index])
    return tuple(
        Cell(row, c, "value" if c in placed else "unknown", placed.get(c, ()))
        for c in range(len(roles))
    )


def _fit(
    text: str, spans: list[Span], words: list[str], cells: list[int], roles: list[str | None]
) -> list[tuple[int, int]]:
    """Return (column, cell) with the least misfit; a cell may go on in the column before it."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for index in cells:
        following: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for column, (price, way) in best.items():
            stay = [column] if column else []
            for to in (*stay, *range(column + 1, len(roles))):
                cost = price + _misfit(text, spans[index], words[index], roles[to])
                cost += 2.0 if to == column else 0.1 * (to - column - 1)
                if to not in following or cost < following[to][0]:
                    following[to] = (cost, [*way, (to, index)])
        best = following
    return min(best.values(), key=lambda entry: entry[0])[1] if best else []


def _misfit(text: str, span: Span, words: str, role: str | None) -> float:
    """Return how ill a cell's form fits a column."""
    number = is_number(words)
    when = parse_time_frame(words, 2000) is not None or _WHEN.match(fold(words)) is not None
    party = starts_party(text, span.start, fold(words) + " ")
    if role in MONEY_ROLES | {"price", "quantity"}:
        return 0.0 if number else _NEVER
    if role == "time":
        return 0.0 if when else 4.0
    if role in {"lead", "coordinate"}:
        return 3.0 if number or (when and not party) else 0.0 if party else 1.5
    if role == "name":
        return _NEVER if number else 0.3
    return 2.5 if number else 1.0 if party or when else 0.5
