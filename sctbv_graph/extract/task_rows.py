"""A row of a table as a task: who does it, when, where, and the records of its cells.

What a row says is the same however its cells were found: `flat_tasks` finds them in a flattened
table, `grid_records` in a real one. In go the spans of a row, out come elements.
"""

from __future__ import annotations

from sctbv_graph.extract.flat_annex import Annex, TableRow
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.money import money_unit
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.places import PlaceReader
from sctbv_graph.extract.quantities import QuantityReader
from sctbv_graph.extract.references import ReferenceReader
from sctbv_graph.model import (
    Assignment,
    BudgetLine,
    Certainty,
    Element,
    Mention,
    Passage,
    Reference,
    Span,
    ThingId,
    TimeFrame,
    trim,
)
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.dates import parse_time_frame

CELLS = {
    "objective": ("Objective", "objective"),
    "content": ("Activity", "activity"),
    "result": ("ExpectedResult", "result"),
}
"""What a cell of each role is: its class, and the type in its key."""


class TaskReader:
    """Turns the rows of one annex into tasks and what stands in their cells."""

    def __init__(
        self,
        source: SourceDocument,
        annex: Annex,
        key: str,
        year: int | None,
        lexicon: Lexicon,
        parties: PartyReader,
        places: PlaceReader,
        references: ReferenceReader,
    ) -> None:
        """Bind the readers of one document; ``key`` and ``year`` are the document's."""
        self._text = source.text
        self._annex = annex
        self._key = key
        self._year = year
        self._lexicon = lexicon
        self._parties = parties
        self._places = places
        self._references = references
        self._quantities = QuantityReader(lexicon)
        self._part = ThingId("part", f"{key}/annex")

    def unit(self) -> tuple[str | None, Certainty]:
        """Return the unit of money: where no heading declares it, the notes tell (line 235)."""
        for row in self._annex.rows:
            found = row.note and money_unit(self._lexicon, self._text, row.note)
            if found:
                reason = "Bảng không ghi đơn vị tính; suy từ đơn vị viết trong cột Ghi chú"
                return found, Certainty("inferred", reason)
        return None, Certainty("open", "Bảng và ghi chú đều không nêu đơn vị tiền")

    def _heading(self, role: str) -> str | None:
        span = self._annex.columns.get(role)
        return " ".join(self._text[span.start : span.end].split()) if span else None

    def _column(self, name: str) -> str | None:
        """Return the money source of a column by its name, ``None`` where it names none."""
        return self._lexicon.source_iris.get(name)

    def _task(self, row: TableRow, lines: tuple[BudgetLine, ...]) -> Element:
        """Return the task itself, without what stands in its other cells."""
        text = self._text
        name = trim(text, row.name)
        number = trim(text, row.number) if row.number else None
        assignments = self._assignments(row)
        places = list(self._places.read(text, name))
        if row.coordinators and any(a.mention.party.type == "organization" for a in assignments):
            # line 148: the address of the one that takes part
            found = self._places.read(text, row.coordinators)
            places += [place for place in found if place not in places]
        passages = [Passage(name, ("statedText",), row.ordinal, self._heading("name"))]
        if number:
            passages.append(Passage(number, ("statedOrdinal",), row.ordinal, self._heading("TT")))
        barred = self._references.taken(text, name)
        return Element(
            cls="Task",
            id=ThingId("task", f"{self._key}/{row.ordinal}"),
            span=name,
            ordinal=row.ordinal,
            part_of=self._part,
            stated_ordinal=text[number.start : number.end] if number else None,
            passages=tuple(passages),
            certainty=Certainty()
            if number
            else Certainty("inferred", "Số thứ tự bị mất khi làm phẳng; suy theo vị trí dòng"),
            quantities=self._quantities.read(text, name, barred),
            references=(
                *self._references.read(text, name, "cites", row.ordinal, self._heading("name")),
                *self._note_references(row),
            ),
            assignments=assignments,
            time_frame=self._time(row),
            places=tuple(places),
            lines=lines,
            row=row.ordinal,
            column=self._heading("name"),
        )

    def _note_references(self, row: TableRow) -> tuple[Reference, ...]:
        if row.note is None:
            return ()
        return self._references.read(
            self._text, trim(self._text, row.note), "cites", row.ordinal, self._heading("note")
        )

    def _child(
        self,
        row: TableRow,
        role: str,
        number: int,
        span: Span,
        certainty: Certainty,
        parent: ThingId,
    ) -> Element:
        """Return what a cell of one role says; ``number`` counts that role's from 1."""
        text, heading = self._text, self._heading(role)
        cls, type_ = CELLS[role]
        taken = self._references.taken(text, span)
        default = "pursues" if role == "objective" else "cites"
        return Element(
            cls=cls,
            id=ThingId(type_, f"{self._key}/{row.ordinal}.{number}"),
            span=span,
            ordinal=number,
            part_of=parent,
            certainty=certainty,
            quantities=self._quantities.read(text, span, taken),
            references=self._references.read(text, span, default, row.ordinal, heading),
            strength="strive" if "hấn đấu" in text[span.start : span.end] else None,
            stage="output" if cls == "ExpectedResult" else None,
            row=row.ordinal,
            column=heading,
        )

    def _assignments(self, row: TableRow) -> tuple[Assignment, ...]:
        text, made = self._text, []
        local: ThingId | None = None
        if row.lead:
            leads = self._parties.read_list(text, trim(text, row.lead))
            for mention in leads:
                made.append(Assignment("lead", mention, row.ordinal, self._heading("lead")))
                local = self._district(mention)
        if row.coordinators:
            mentions = self._parties.read_list(text, trim(text, row.coordinators), local)
            made += [
                Assignment("coordinate", mention, row.ordinal, self._heading("coordinate"))
                for mention in mentions
            ]
        return tuple(made)

    def _district(self, mention: Mention) -> ThingId | None:
        party = self._parties.named.found.get(mention.party)
        while party is not None and party.parent is not None:
            party = self._parties.named.found.get(party.parent)
        if party is None or party.kind != "district-peoples-committee":
            return None
        return party.administers

    def _time(self, row: TableRow) -> TimeFrame | None:
        if row.time is None:
            return None
        span = trim(self._text, row.time)
        return time_frame(self._text, span, self._year)


def time_frame(text: str, span: Span, year: int | None) -> TimeFrame:
    """Return when a cell or field says that something happens; without dates where it says none."""
    frame = parse_time_frame(text[span.start : span.end], year)
    if frame is None:
        return TimeFrame(span, None, None, None, False)
    certainty = Certainty()
    if frame.year_inferred:
        certainty = Certainty("inferred", "Ô thời gian không ghi năm; lấy năm của kế hoạch")
    return TimeFrame(span, frame.first, frame.last, frame.precision, frame.tentative, certainty)
