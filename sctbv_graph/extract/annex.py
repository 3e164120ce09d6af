"""The annex as records: tasks with their goals, activities, results, money and time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sctbv_graph.extract.appendix import MONEY_COLUMNS, Annex, TableRow
from sctbv_graph.extract.cells import assign_cells
from sctbv_graph.extract.columns import Row, Solution, hinted_options, ordered_options, solve
from sctbv_graph.extract.knowledge import Lexicon, concept_name
from sctbv_graph.extract.money import money_unit, note_parts, source_named
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.places import PlaceReader
from sctbv_graph.extract.quantities import QuantityReader
from sctbv_graph.extract.references import ReferenceReader
from sctbv_graph.model import (
    Assignment,
    BudgetLine,
    BudgetPart,
    Certainty,
    Element,
    Mention,
    Passage,
    Reference,
    Span,
    StatedTotal,
    ThingId,
    TimeFrame,
    trim,
)
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.dates import parse_time_frame
from sctbv_graph.vietnamese.numbers import parse_number

_CELL = {"objective": ("Objective", "objective"), "content": ("Activity", "activity"),
         "result": ("ExpectedResult", "result")}  # fmt: skip


class AnnexReader:
    """Turns the rows of one annex into elements."""

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
        """Bind the readers of one document."""
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

    def _heading(self, role: str) -> str | None:
        span = self._annex.columns.get(role)
        return " ".join(self._text[span.start : span.end].split()) if span else None

    def totals(self) -> tuple[StatedTotal, ...]:
        """Return the printed totals, the grand total first."""
        made = []
        for column, span in self._annex.totals.items():
            trimmed = trim(self._text, span)
            value = parse_number(self._text[trimmed.start : trimmed.end])
            if value is not None:
                heading = self._heading(column) if column else None
                made.append(StatedTotal(trimmed, value, self._column(column), heading or ""))
        return tuple(made)

    def unit(self) -> tuple[str | None, Certainty]:
        """Return the unit of money: no heading declares it, so the notes tell (line 235)."""
        for row in self._annex.rows:
            found = row.note and money_unit(self._lexicon, self._text, row.note)
            if found:
                reason = "Bảng không ghi đơn vị tính; suy từ đơn vị viết trong cột Ghi chú"
                return found, Certainty("inferred", reason)
        return None, Certainty("open", "Bảng và ghi chú đều không nêu đơn vị tiền")

    def elements(self) -> Iterator[Element]:
        """Yield each task, then its objectives, activities and results."""
        columns = self._solve()
        cursor = 0
        for row in self._annex.rows:
            groups = [row.amounts, *(sub.amounts for sub in row.sub_rows)]
            lines: list[BudgetLine] = []
            for spans in groups:
                lines += self._lines(row, spans, cursor, columns)
                cursor += 1
            yield from self._task(row, tuple(lines))

    # -- money -----------------------------------------------------------------------------

    def _column(self, name: str) -> str | None:
        return self._lexicon.source_iris.get(name)

    def _amount_rows(self) -> list[tuple[Row, TableRow, list[Span]]]:
        """Return the rows of amounts, split rows apart, in the smallest unit printed."""
        made = []
        for row in self._annex.rows:
            for spans in (row.amounts, *(sub.amounts for sub in row.sub_rows)):
                values = [self._value(span) for span in spans]
                hints = tuple(self._hint(row, value, len(spans)) for value in values)
                made.append((Row(tuple(int(v * self._scale) for v in values), hints), row, spans))
        return made

    @property
    def _scale(self) -> int:
        spans = [s for r in self._annex.rows for s in r.amounts]
        places = [-int(self._value(s).as_tuple().exponent) for s in spans]
        return int(10 ** max([0, *places]))

    def _value(self, span: Span) -> Decimal:
        value = parse_number(self._text[span.start : span.end])
        assert value is not None  # only numbers are taken as amounts
        return value

    def _hint(self, row: TableRow, value: Decimal, alone: int) -> int | None:
        """Return the column that the note names for an amount."""
        if row.note is None:
            return None
        parts = note_parts(self._lexicon, self._text, row.note)
        source = next((p.source for p in parts if p.amount == value), None)
        if source is None and not parts and alone == 1:
            source = source_named(self._lexicon, self._text, row.note)
        return self._column_index(source)

    def _column_index(self, source: str | None) -> int | None:
        if source is None:
            return None
        name = concept_name(source)
        if name == "central-budget":
            return MONEY_COLUMNS.index("central-budget")
        if name in ("local-budget", "provincial-budget"):
            return MONEY_COLUMNS.index("local-budget")
        return None

    def _solve(self) -> list[tuple[Solution, Solution, int]]:
        """Return for each row of amounts (forced, believed, index) solutions."""
        made = self._amount_rows()
        totals = [self._annex.totals.get(column) for column in MONEY_COLUMNS]
        if not made or any(span is None for span in totals):
            return []
        rows = [row for row, _, _ in made]
        sums = [int(self._value(trim(self._text, span)) * self._scale) for span in totals if span]
        options = [ordered_options(row, len(MONEY_COLUMNS)) for row in rows]
        if not all(options):
            return []
        forced = solve(rows, options, sums)
        hinted = [hinted_options(o, row) for o, row in zip(options, rows, strict=True)]
        believed = solve(rows, hinted, sums)
        return [(forced, believed if believed.count else forced, i) for i in range(len(rows))]

    def _lines(
        self,
        row: TableRow,
        spans: list[Span],
        index: int,
        solutions: list[tuple[Solution, Solution, int]],
    ) -> list[BudgetLine]:
        made = []
        for place, span in enumerate(spans):
            value = self._value(span)
            column, certainty = self._stands_in(solutions, index, place)
            parts = note_parts(self._lexicon, self._text, row.note) if row.note else ()
            by_note = next((p.source for p in parts if p.amount == value), None)
            if row.note and not parts and len(spans) == 1:
                by_note = source_named(self._lexicon, self._text, row.note)
            made.append(
                BudgetLine(
                    trim(self._text, span),
                    value,
                    column,
                    certainty,
                    row.note,
                    by_note,
                    self._parts_of(value, spans, parts),
                )
            )
        return made

    def _parts_of(
        self, value: Decimal, spans: list[Span], parts: tuple[BudgetPart, ...]
    ) -> tuple[BudgetPart, ...]:
        """Return the note's amounts that make up a line: itself, or those no other line takes.

        Line 235: 550 and 1.375 are lines of their own; 740 + 857,6 + 1.715 make up 3.313. Where
        they do not add up, they are still the parts of the one line that no amount of the note
        is, if each names who pays: whether they add up is for the audit to say.
        """
        others = [self._value(s) for s in spans if self._value(s) != value]
        own = [p for p in parts if p.amount == value]
        if own:
            return tuple(own[:1])
        rest = [p for p in parts if p.amount not in others]
        total = sum((p.amount for p in rest), Decimal(0))
        if not rest or abs(total - value) <= Decimal("0.5"):
            return tuple(rest)
        told = {p.amount for p in parts}
        alone = sum(self._value(s) not in told for s in spans) == 1
        return tuple(rest) if alone and all(p.source for p in rest) else ()

    def _stands_in(
        self, solutions: list[tuple[Solution, Solution, int]], index: int, place: int
    ) -> tuple[str | None, Certainty]:
        if not solutions:
            return None, Certainty("open", "Không đủ tổng cột để xác định cột", MONEY_COLUMNS)
        forced, believed, row = solutions[index]
        if not forced.count:
            reason = "Cộng các ô không khớp tổng cột in trong bảng"
            return None, Certainty("open", reason, MONEY_COLUMNS)
        must = forced.possible[row][place]
        if len(must) == 1:
            (only,) = must
            reason = "Cách xếp cột duy nhất khớp tổng ba cột và thứ tự ô trong dòng"
            return self._column(MONEY_COLUMNS[only]), Certainty("forced", reason)
        likely = believed.possible[row][place]
        if len(likely) == 1:
            (only,) = likely
            others = tuple(MONEY_COLUMNS[c] for c in sorted(must - likely))
            reason = "Cách xếp cột duy nhất khi tin cột Ghi chú, ngoài tổng cột và thứ tự ô"
            return self._column(MONEY_COLUMNS[only]), Certainty("inferred", reason, others)
        choices = tuple(MONEY_COLUMNS[c] for c in sorted(likely))
        reason = f"Ô trống bị mất khi làm phẳng; {believed.count} cách xếp cột cùng khớp"
        return None, Certainty("open", reason, choices)

    # -- tasks -----------------------------------------------------------------------------

    def _task(self, row: TableRow, lines: tuple[BudgetLine, ...]) -> Iterator[Element]:
        text, key = self._text, f"{self._key}/{row.ordinal}"
        identity = ThingId("task", key)
        name = trim(text, row.name)
        number = trim(text, row.number) if row.number else None
        assignments = self._assignments(row)
        children, places = [], list(self._places.read(text, name))
        if row.coordinators and any(a.mention.party.type == "organization" for a in assignments):
            # line 148: the address of the one that takes part
            found = self._places.read(text, row.coordinators)
            places += [place for place in found if place not in places]
        cells = assign_cells(text, row.texts, [sub.text for sub in row.sub_rows])
        counters = dict.fromkeys(_CELL, 0)
        for cell in cells:
            counters[cell.role] += 1
            cls, type_ = _CELL[cell.role]
            children.append(
                self._child(
                    row,
                    cls,
                    type_,
                    counters[cell.role],
                    cell.span,
                    cell.certainty,
                    cell.role,
                    identity,
                )
            )
        for sub in row.sub_rows:
            counters["content"] += 1
            children.append(
                self._child(
                    row,
                    "Activity",
                    "activity",
                    counters["content"],
                    trim(text, sub.text),
                    Certainty("inferred", "Dòng tách của nhiệm vụ"),
                    "content",
                    identity,
                )
            )
        passages = [Passage(name, ("statedText",), row.ordinal, self._heading("name"))]
        if number:
            passages.append(Passage(number, ("statedOrdinal",), row.ordinal, self._heading("TT")))
        barred = self._references.taken(text, name)
        yield Element(
            cls="Task",
            id=identity,
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
        yield from children

    def _note_references(self, row: TableRow) -> tuple[Reference, ...]:
        if row.note is None:
            return ()
        return self._references.read(
            self._text, trim(self._text, row.note), "cites", row.ordinal, self._heading("note")
        )

    def _child(
        self,
        row: TableRow,
        cls: str,
        type_: str,
        number: int,
        span: Span,
        certainty: Certainty,
        role: str,
        parent: ThingId,
    ) -> Element:
        text, heading = self._text, self._heading(role)
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
        party = self._parties.found.get(mention.party)
        while party is not None and party.parent is not None:
            party = self._parties.found.get(party.parent)
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
