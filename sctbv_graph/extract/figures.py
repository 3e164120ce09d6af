"""Tables of figures: each row with its number and words, each cell a quantity under its headings.

What a figure counts is told by the column "Đơn vị tính" in its row, by its heading ("Tổng số
(mẫu)"), by its row ("Tỷ lệ … (%)") or by the line above the table ("Đơn vị: Triệu đồng"). Where
nothing tells it (coordinates, a count of one knows not what), the cell stays a passage of its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.table_header import Column, Header, header_of, is_label, words_of
from sctbv_graph.model import Certainty, Element, Passage, Quantity, Scope, Span, ThingId, trim
from sctbv_graph.read.blocks import Cell, Table
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import parse_number

_TEXT_ROLES = {"TT", "note", "unit", "source", "lead", "coordinate", "time", "result", "objective",
               "name", "content"}  # fmt: skip
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_RATIO = re.compile(r"\d+\s*=\s*\d+\s*/\s*\d+\s*\Z|.*\b(?:so sánh|tỷ lệ|tỉ lệ)\b|.*\(\s*%\s*\)")
_UNIT_LINE = re.compile(r".*?(?:đơn vị(?: tính)?|đvt)\s*:\s*(?P<unit>[^().;]+)")
_RATIO_READ = Certainty("inferred", "Cột so sánh hai cột khác; hiểu là tỷ lệ phần trăm")
_NO_HEADINGS = Certainty(
    "open", "Bảng không có dòng tiêu đề cột, nên không biết mỗi cột nói gì; cần người xác nhận"
)


class Units:
    """Finds the unit that words name: of the vocabulary's, or of money."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Bind the units of one run."""
        self._units = {fold(label): iri for label, iri in lexicon.units.items()}
        self._units["%"] = lexicon.units["%"]
        self._units |= lexicon.money_unit_iris

    def whole(self, words: str) -> str | None:
        """Return the unit that ``words`` are, nothing else beside it."""
        return self._units.get(fold(words))

    def in_heading(self, path: tuple[str, ...]) -> str | None:
        """Return the unit of a column: in brackets of its lowest heading that has one."""
        for words in reversed(path):
            for inner in reversed(_IN_BRACKETS.findall(words)):
                found = self.whole(inner.split(":")[-1])
                if found:
                    return found
        return None

    def in_line(self, words: str) -> str | None:
        """Return the unit of a whole table: "Đơn vị tính: Triệu đồng"."""
        match = _UNIT_LINE.match(fold(words))
        return self.whole(match["unit"]) if match else None

    @property
    def percent(self) -> str:
        """The unit of percentages."""
        return self._units["%"]


def figure(
    text: str, units: Units, column: Column, cell: Cell, own: str | None, whole: str | None
) -> Quantity | None:
    """Return the number of a cell as a quantity, ``None`` where it is none or has no unit.

    ``own`` is the unit of its row, ``whole`` that of the table.
    """
    span = cell.span
    if span is None:
        return None
    span = trim(text, span)
    bounds = _bounds(text[span.start : span.end])
    if bounds is None:
        return None
    certainty, unit = Certainty(), own or units.in_heading(column.path)
    if unit is None and any(_RATIO.match(fold(words)) for words in column.path):
        unit, certainty = units.percent, _RATIO_READ
    unit = unit or whole
    if unit is None:
        return None
    scope = None
    if column.heading:
        above = tuple(trim(text, s) for s in column.above)
        scope = Scope(trim(text, column.heading), False, above)
    low, high = bounds
    comparator = "exactly" if low == high else "between"
    return Quantity(span, comparator, low, high, unit, None, scope, certainty)


def _bounds(words: str) -> tuple[Decimal, Decimal] | None:
    """Return the number of a cell twice, or both ends of its range: "1-1,5"."""
    low, dash, high = words.replace("–", "-").partition("-")
    first, last = parse_number(low), parse_number(high if dash else low)
    return (first, last) if first is not None and last is not None else None


class FigureReader:
    """Turns one table of figures into the elements of its rows."""

    def __init__(
        self, text: str, table: Table, part: ThingId, units: Units, unit: str | None
    ) -> None:
        """Bind a table; ``part`` is the annex it stands in, ``unit`` what the line above says."""
        self._text = text
        self._table = table
        self._part = part
        self._units = units
        self._unit = unit
        self.header: Header | None = header_of(table, text)

    @property
    def certainty(self) -> Certainty:
        """How sure it is what the columns hold."""
        return Certainty() if self.header else _NO_HEADINGS

    def elements(self) -> Iterator[Element]:
        """Yield each row as a part of the annex."""
        rows = self._table.rows[self.header.end :] if self.header else self._table.rows
        number = 0
        for cells in rows:
            filled = [cell for cell in cells if cell.paragraphs]
            if filled:
                number += 1
                yield self._row(cells, filled, number)

    def _row(self, cells: tuple[Cell, ...], filled: list[Cell], number: int) -> Element:
        name = self._name(cells, filled)
        label = self._label(cells)
        span = self._trimmed(name)
        passages = [Passage(span, ("statedText",))]
        if label and label is not name:
            passages.append(Passage(self._trimmed(label), ("statedOrdinal",)))
        quantities: list[Quantity] = []
        own = self._own_unit(cells, name)
        for cell in filled:
            if cell is name or cell is label:
                continue
            found = self._figure(cell, own)
            if found:
                quantities.append(found)
            else:
                passages.append(Passage(self._trimmed(cell)))
        return Element(
            "DocumentPart",
            ThingId("part", f"{self._part.key}.row-{number}"),
            span,
            number,
            self._part,
            (words_of(self._text, label).rstrip(" .)-–+*") if label else None) or None,
            tuple(passages),
            self.certainty if self.header is None else Certainty(),
            tuple(quantities),
        )

    def _trimmed(self, cell: Cell) -> Span:
        span = cell.span
        assert span is not None  # only cells with words are asked
        return trim(self._text, span)

    def _name(self, cells: tuple[Cell, ...], filled: list[Cell]) -> Cell:
        at = self.header.column("name") if self.header else None
        if at is not None and cells[at].paragraphs:
            return cells[at]
        wordy = [c for c in filled if not is_label(words_of(self._text, c))]
        return next((c for c in wordy if not self._is_number(c)), filled[0])

    def _label(self, cells: tuple[Cell, ...]) -> Cell | None:
        at = self.header.column("TT") if self.header else 0
        if at is None or not cells[at].paragraphs:
            return None
        return cells[at] if is_label(words_of(self._text, cells[at])) else None

    def _is_number(self, cell: Cell) -> bool:
        return parse_number(words_of(self._text, cell)) is not None

    def _own_unit(self, cells: tuple[Cell, ...], name: Cell) -> str | None:
        at = self.header.column("unit") if self.header else None
        if at is not None and cells[at].paragraphs:
            return self._units.whole(words_of(self._text, cells[at]))
        found = _IN_BRACKETS.findall(words_of(self._text, name))
        return self._units.whole(found[-1]) if found else None

    def _figure(self, cell: Cell, own: str | None) -> Quantity | None:
        if self.header is None:
            return None
        column = self.header.columns[cell.column]
        if column.role in _TEXT_ROLES:
            return None
        if own is None and column.role is None and not column.path:
            return None
        made = figure(self._text, self._units, column, cell, own, self._unit)
        unknown = self.header.column("unit") is not None and own is None
        return replace(made, certainty=_UNIT_OPEN) if made and unknown else made


_UNIT_OPEN = Certainty(
    "inferred", "Ô đơn vị tính của dòng này trống hoặc không rõ; lấy đơn vị của cột hoặc của bảng"
)
