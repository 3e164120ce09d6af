"""Rows of a real table as records: the annex's reader, with cells and columns that are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sctbv_graph.extract.figures import Units, figure
from sctbv_graph.extract.flat_annex import Annex
from sctbv_graph.extract.grid import TEXT_ROLES, Grid, GridRow
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.money import amount, noted
from sctbv_graph.extract.outline import strip_bullet
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.places import PlaceReader
from sctbv_graph.extract.references import ReferenceReader
from sctbv_graph.extract.table_header import words_of
from sctbv_graph.extract.task_rows import TaskReader
from sctbv_graph.model import (
    BudgetLine,
    Certainty,
    Element,
    Passage,
    Span,
    StatedTotal,
    ThingId,
    trim,
)
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.fold import fold, tokens
from sctbv_graph.vietnamese.numbers import parse_number

_UNNAMED = {"money", "total"}
_REST = {None, "unit", "price", "quantity", "source"}


class GridReader(TaskReader):
    """Turns one table of tasks into elements; what its cells say is read, nothing is solved."""

    def __init__(
        self,
        source: SourceDocument,
        grid: Grid,
        title: tuple[Span, ...],
        caption: Span | None,
        key: str,
        year: int | None,
        lexicon: Lexicon,
        parties: PartyReader,
        places: PlaceReader,
        references: ReferenceReader,
        number: int = 1,
        unit_line: Span | None = None,
    ) -> None:
        """Bind the readers of one document; ``number`` counts its tables from 1.

        ``unit_line`` is the line over the table that tells the unit of its amounts.
        """
        annex = Annex(title, caption, grid.headings, {}, tuple(r.row for r in grid.rows))
        super().__init__(source, annex, key, year, lexicon, parties, places, references)
        self._grid = grid
        self._unit_line = unit_line
        self._units = Units(lexicon)
        self._place = "annex" if number == 1 else f"annex-{number}"
        self._part = ThingId("part", f"{key}/{self._place}")
        if number > 1:
            self._key = f"{key}/{self._place}"

    def part(self) -> Element:
        """Return the annex itself: its title, caption and column headings."""
        annex = self._annex
        spans = [trim(self._text, s) for s in annex.title]
        spans += [trim(self._text, s) for s in (annex.caption, self._unit_line) if s]
        headings = list(dict.fromkeys(c.heading for c in self._grid.header.columns if c.heading))
        return Element(
            "DocumentPart",
            self._part,
            spans[0] if spans else headings[0],
            90,
            passages=tuple(Passage(trim(self._text, s)) for s in (*spans, *headings)),
        )

    def totals(self) -> tuple[StatedTotal, ...]:
        """Return the printed totals, the grand total first."""
        made = []
        for column, span in self._grid.totals:
            value = parse_number(self._text[span.start : span.end])
            if value is not None:
                made.append(
                    StatedTotal(span, value, self._column(column), self._heading(column) or "")
                )
        return tuple(made)

    def unit(self) -> tuple[str | None, Certainty]:
        """Return the unit of money: from a heading, the line over the table, else the notes."""
        for column in self._grid.header.columns:
            for words in column.path:
                found = self._unit_in(words)
                if found:
                    return found, Certainty()
        if self._unit_line:
            found = self._unit_in(self._text[self._unit_line.start : self._unit_line.end])
            if found:
                return found, Certainty()
        return super().unit()

    def _unit_in(self, words: str) -> str | None:
        folded = f" {fold(words)} "
        folded = re.sub(r"[^\w\s.%]", " ", folded)  # "đvt:triệu đồng", "(triệu đồng)"
        units = sorted(self._lexicon.money_units.items(), key=lambda entry: -len(entry[0]))
        return next((name for label, name in units if f" {label} " in folded), None)

    def elements(self) -> Iterator[Element]:
        """Yield each group and task, then the task's objectives, activities and results."""
        for number, group in enumerate(self._grid.groups, 1):
            stated = group.number and self._text[group.number.start : group.number.end].strip(" .")
            passages = [Passage(group.words, ("statedText",))]
            if group.number:
                passages.append(Passage(group.number, ("statedOrdinal",)))
            yield Element(
                "DocumentPart",
                ThingId("part", f"{self._part.key}.group-{number}"),
                group.words,
                number,
                self._part,
                stated or None,
                tuple(passages),
            )
        for row in self._grid.rows:
            yield from self._row(row)

    def group_totals(self) -> Iterator[tuple[ThingId, StatedTotal]]:
        """Yield the amounts that heading rows print for the tasks under them."""
        for number, group in enumerate(self._grid.groups, 1):
            for span, column in group.amounts:
                value = parse_number(self._text[span.start : span.end])
                if value is not None:
                    where = ThingId("part", f"{self._part.key}.group-{number}")
                    heading = self._heading(column) or ""
                    yield where, StatedTotal(span, value, self._column(column), heading)

    def _row(self, made: GridRow) -> Iterator[Element]:
        row = made.row
        lines: list[BudgetLine] = []
        groups = [row.amounts, *(sub.amounts for sub in row.sub_rows)]
        for spans, columns in zip(groups, made.columns, strict=True):
            lines += self._known_lines(row.note, spans, columns)
        task = self._task(row, tuple(lines))
        if made.group is not None:
            group = ThingId("part", f"{self._part.key}.group-{made.group + 1}")
            task = replace(task, part_of=group)
        if row.number is None:
            reason = "Dòng không ghi số thứ tự; đánh số theo vị trí dòng"
            task = replace(task, certainty=Certainty("inferred", reason))
        yield self._with_rest(task, made)
        for role in TEXT_ROLES:
            spans = list(made.cells[role])
            if role == "content":
                spans += [span for texts in made.sub_texts for span in texts]
            for number, span in enumerate(spans, 1):
                words = strip_bullet(self._text, span)
                yield self._child(row, role, number, words, Certainty(), task.id)

    def _with_rest(self, task: Element, made: GridRow) -> Element:
        """Add what columns of no known role hold: figures as quantities, words as passages."""
        quantities, passages = list(task.quantities), list(task.passages)
        sources = list(task.funded_by)
        at = self._grid.header.column("unit")
        for cells in self._grid.table.rows[made.at : made.at + 1]:
            own = None
            if at is not None and cells[at].span:
                own = self._units.whole(words_of(self._text, cells[at]))
            for cell in cells:
                column = self._grid.header.columns[cell.column]
                if not cell.span or column.role not in _REST:
                    continue
                if column.role == "source":
                    words = tokens(self._text, cell.span.start, cell.span.end)
                    sources += [m.value for m in self._lexicon.money_sources.find_all(words)]
                found = None
                if column.role in {None, "quantity"}:
                    found = figure(self._text, self._units, column, cell, own, None)
                if found:
                    quantities.append(found)
                elif column.heading:
                    heading = " ".join(column.path[-1].split())
                    passages.append(Passage(trim(self._text, cell.span), (), task.row, heading))
        return replace(
            task,
            quantities=tuple(quantities),
            passages=tuple(passages),
            funded_by=tuple(dict.fromkeys(sources)),
        )

    def _known_lines(
        self, note: Span | None, spans: list[Span], columns: list[str]
    ) -> Iterator[BudgetLine]:
        values = [amount(self._text, span) for span in spans]
        said = noted(self._lexicon, self._text, note, values)
        for span, value, column, told in zip(spans, values, columns, said, strict=True):
            certainty = Certainty()
            if column in _UNNAMED:
                certainty = Certainty("read", "Bảng chỉ có một cột kinh phí, không nêu nguồn")
            yield BudgetLine(
                span, value, self._column(column), certainty, note, told.source, told.parts
            )
