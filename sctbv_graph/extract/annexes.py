"""The annexes of a plan: real tables as they stand, a flattened one as it can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sctbv_graph.extract.annex_tables import DataTable
from sctbv_graph.extract.figures import FigureReader, Units
from sctbv_graph.extract.flat_annex import Annex, read_annex
from sctbv_graph.extract.flat_table import flat_table
from sctbv_graph.extract.flat_tasks import FlatReader
from sctbv_graph.extract.grid import read_grid
from sctbv_graph.extract.grid_records import GridReader
from sctbv_graph.extract.readers import Readers
from sctbv_graph.model import READ, Certainty, Element, Passage, Span, StatedTotal, ThingId, trim

_PLACED = Certainty(
    "inferred", "Bảng bị làm phẳng, mất ô trống; ô được xếp vào cột theo thứ tự và dạng nội dung"
)


@dataclass(frozen=True, slots=True)
class AnnexRecords:
    """What all annexes hold: elements in order, printed totals, the unit of money."""

    elements: tuple[Element, ...] = ()
    totals: tuple[StatedTotal, ...] = ()
    unit: str | None = None
    unit_certainty: Certainty = READ


def read_annexes(readers: Readers) -> AnnexRecords:
    """Return the records of a plan's annexes; the unit is the first that one of them tells."""
    tables = [_table(readers, table) for table in readers.tables]
    if not tables:
        annex = read_annex(readers.source, readers.outline.annex, readers.header.year)
        if annex and annex.rows:
            reader = _flat_reader(readers, annex)
            elements = (_annex_part(readers, annex), *reader.elements())
            return AnnexRecords(elements, reader.totals(), *reader.unit())
        return _flat(readers)
    priced = [t for t in tables if any(e.lines for e in t.elements) or t.totals]
    unit, certainty = next(((t.unit, t.unit_certainty) for t in priced if t.unit), (None, None))
    if certainty is None:
        certainty = priced[0].unit_certainty if priced else READ
    found = [_in_own_unit(t, unit) for t in tables]
    return AnnexRecords(
        tuple(element for table in found for element in table.elements),
        tuple(_of_own_part(found)),
        unit,
        certainty,
    )


def _flat(readers: Readers) -> AnnexRecords:
    """Return the records of an annex of which only the lines are left; columns are inferred."""
    lines = readers.outline.annex
    found = flat_table(readers.text, lines)
    if found is None:
        return AnnexRecords()
    table, first = found
    grid = read_grid(readers.source, table)
    if grid is None or not grid.rows:
        return AnnexRecords()
    over = [span for span in lines[:first] if span != readers.caption]
    made = _table(readers, DataTable(1, table, "tasks", grid, tuple(over), readers.caption))
    elements = tuple(replace(e, certainty=_PLACED) if e.cls == "Task" else e for e in made.elements)
    return replace(made, elements=elements)


def _in_own_unit(table: AnnexRecords, unit: str | None) -> AnnexRecords:
    """Write the unit on the amounts of a table that has another than the plan's first."""
    if table.unit is None or table.unit == unit:
        return table
    own = table.unit
    return replace(
        table,
        elements=tuple(
            replace(e, lines=tuple(replace(line, unit=own) for line in e.lines)) if e.lines else e
            for e in table.elements
        ),
        totals=tuple(replace(total, unit=own) for total in table.totals),
    )


def _of_own_part(tables: list[AnnexRecords]) -> Iterator[StatedTotal]:
    """Yield all totals; with money in several tables each is the total of its own annex."""
    several = sum(any(e.lines for e in table.elements) for table in tables) > 1
    for table in tables:
        for total in table.totals:
            own = total.of or (table.elements[0].id if several else None)
            yield replace(total, of=own)


def _table(readers: Readers, found: DataTable) -> AnnexRecords:
    """Return the records of one table."""
    if found.grid is None:
        return _figures(readers, found)
    reader = GridReader(
        readers.source,
        found.grid,
        found.title,
        found.caption,
        readers.key,
        readers.header.year,
        readers.lexicon,
        readers.parties,
        readers.places,
        readers.references,
        found.number,
        found.unit_line,
    )
    elements = (reader.part(), *reader.elements(), *_notes(readers, found))
    groups = tuple(replace(total, of=where) for where, total in reader.group_totals())
    return AnnexRecords(elements, (*reader.totals(), *groups), *reader.unit())


def _place(found: DataTable) -> str:
    return "annex" if found.number == 1 else f"annex-{found.number}"


def _figures(readers: Readers, found: DataTable) -> AnnexRecords:
    part = readers.thing("part", _place(found))
    units = Units(readers.lexicon)
    unit = units.in_line(readers.quote(found.unit_line)) if found.unit_line else None
    rows = FigureReader(readers.text, found.table, part, units, unit)
    spans = [*found.title, found.caption, found.unit_line]
    over = [trim(readers.text, span) for span in spans if span]
    columns = rows.header.columns if rows.header else ()
    headings = [
        trim(readers.text, span)
        for column in columns
        for span in (*column.above, column.heading)
        if span
    ]
    passages = list(dict.fromkeys((*over, *headings)))
    elements = tuple(rows.elements())
    whole = Element(
        "DocumentPart",
        part,
        passages[0] if passages else elements[0].span,
        90,
        passages=tuple(Passage(span) for span in passages),
        certainty=rows.certainty,
    )
    return AnnexRecords((whole, *elements, *_notes(readers, found)))


def _notes(readers: Readers, found: DataTable) -> Iterator[Element]:
    """Yield each line under a table."""
    parent = readers.thing("part", _place(found))
    for number, span in enumerate(found.below, 1):
        yield _note(readers, parent, span, number)


def _note(readers: Readers, parent: ThingId, span: Span, number: int) -> Element:
    place = f"{parent.key.removeprefix(readers.key + '/')}.note-{number}"
    return readers.element("DocumentPart", "part", place, span, number, parent)


def _flat_reader(readers: Readers, annex: Annex) -> FlatReader:
    return FlatReader(
        readers.source,
        annex,
        readers.key,
        readers.header.year,
        readers.lexicon,
        readers.parties,
        readers.places,
        readers.references,
    )


def _annex_part(readers: Readers, annex: Annex) -> Element:
    text = readers.text
    spans = [trim(text, s) for s in annex.title]
    if annex.caption:
        spans.append(trim(text, annex.caption))
    headings = [trim(text, s) for s in annex.columns.values()]
    passages = tuple(Passage(s) for s in (*spans, *headings))
    return Element("DocumentPart", readers.thing("part", "annex"), spans[0], 90, passages=passages)
