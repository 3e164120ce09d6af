"""Rows of a real table as records: the annex's reader, with cells and columns that are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sctbv_graph.extract.annex import AnnexReader
from sctbv_graph.extract.appendix import Annex
from sctbv_graph.extract.grid import TEXT_ROLES, Grid, GridRow
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.money import note_parts, source_named
from sctbv_graph.extract.outline import strip_bullet
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.places import PlaceReader
from sctbv_graph.extract.references import ReferenceReader
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
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import parse_number

_CLASSES = {"objective": ("Objective", "objective"), "content": ("Activity", "activity"),
            "result": ("ExpectedResult", "result")}  # fmt: skip
_UNNAMED = {"money", "total"}


class GridReader(AnnexReader):
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
    ) -> None:
        """Bind the readers of one document; ``number`` counts its tables of tasks from 1."""
        annex = Annex(title, caption, grid.headings, {}, tuple(r.row for r in grid.rows))
        super().__init__(source, annex, key, year, lexicon, parties, places, references)
        self._grid = grid
        self._place = "annex" if number == 1 else f"annex-{number}"
        self._part = ThingId("part", f"{key}/{self._place}")
        if number > 1:
            self._key = f"{key}/{self._place}"

    def part(self) -> Element:
        """Return the annex itself: its title, caption and column headings."""
        annex = self._annex
        spans = [trim(self._text, s) for s in annex.title]
        if annex.caption:
            spans.append(trim(self._text, annex.caption))
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
        """Return the unit of money: from a heading, else from the notes."""
        for column in self._grid.header.columns:
            for words in column.path:
                found = self._unit_in(words)
                if found:
                    return found, Certainty()
        return super().unit()

    def _unit_in(self, words: str) -> str | None:
        folded = f" {fold(words)} "
        units = sorted(self._lexicon.money_units.items(), key=lambda entry: -len(entry[0]))
        return next((name for label, name in units if f" {label} " in folded), None)

    def elements(self) -> Iterator[Element]:
        """Yield each group and task, then the task's objectives, activities and results."""
        for number, group in enumerate(self._grid.groups, 1):
            stated = group.number and self._text[group.number.start : group.number.end].strip(" .")
            yield Element(
                "DocumentPart",
                ThingId("part", f"{self._part.key}.group-{number}"),
                group.words,
                number,
                self._part,
                stated or None,
            )
        for row in self._grid.rows:
            yield from self._row(row)

    def _row(self, made: GridRow) -> Iterator[Element]:
        row = made.row
        lines: list[BudgetLine] = []
        groups = [row.amounts, *(sub.amounts for sub in row.sub_rows)]
        for spans, columns in zip(groups, made.columns, strict=True):
            lines += self._known_lines(row.note, spans, columns)
        task = next(iter(self._task(row, tuple(lines))))
        if row.number is None:
            reason = "Dòng không ghi số thứ tự; đánh số theo vị trí dòng"
            task = replace(task, certainty=Certainty("inferred", reason))
        yield task
        for role in TEXT_ROLES:
            cls, type_ = _CLASSES[role]
            spans = list(made.cells[role])
            if role == "content":
                spans += [span for texts in made.sub_texts for span in texts]
            for number, span in enumerate(spans, 1):
                yield self._child(
                    row, cls, type_, number, strip_bullet(self._text, span), Certainty(), role,
                    task.id,
                )  # fmt: skip

    def _known_lines(
        self, note: Span | None, spans: list[Span], columns: list[str]
    ) -> Iterator[BudgetLine]:
        for span, column in zip(spans, columns, strict=True):
            value = parse_number(self._text[span.start : span.end])
            assert value is not None  # only numbers are taken as amounts
            parts = note_parts(self._lexicon, self._text, note) if note else ()
            by_note = next((p.source for p in parts if p.amount == value), None)
            if note and not parts and len(spans) == 1:
                by_note = source_named(self._lexicon, self._text, note)
            certainty = Certainty()
            if column in _UNNAMED:
                certainty = Certainty("read", "Bảng chỉ có một cột kinh phí, không nêu nguồn")
            yield BudgetLine(
                span, Decimal(value), self._column(column), certainty, note, by_note,
                self._parts_of(value, spans, parts),
            )  # fmt: skip
