"""The annexes of a plan: real tables as they stand, a flattened one as it can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sctbv_graph.extract.annex import AnnexReader
from sctbv_graph.extract.appendix import Annex, read_annex
from sctbv_graph.extract.grid_records import GridReader
from sctbv_graph.extract.readers import Readers
from sctbv_graph.model import READ, Certainty, Element, Passage, StatedTotal, trim


@dataclass(frozen=True, slots=True)
class AnnexRecords:
    """What all annexes hold: elements in order, printed totals, the unit of money."""

    elements: tuple[Element, ...] = ()
    totals: tuple[StatedTotal, ...] = ()
    unit: str | None = None
    unit_certainty: Certainty = READ


def read_annexes(readers: Readers) -> AnnexRecords:
    """Return the records of a plan's annexes; the unit is the first that one of them tells."""
    elements: list[Element] = []
    totals: list[StatedTotal] = []
    unit: tuple[str | None, Certainty] = (None, Certainty())
    for grid in _grid_readers(readers):
        elements += [grid.part(), *grid.elements()]
        totals += grid.totals()
        unit = unit if unit[0] else grid.unit()
    if not readers.grids:
        annex = read_annex(readers.source, readers.outline.annex, readers.header.year)
        if annex:
            torn = _torn_reader(readers, annex)
            elements += [_annex_part(readers, annex), *torn.elements()]
            totals += torn.totals()
            unit = torn.unit()
    return AnnexRecords(tuple(elements), tuple(totals), *unit)


def _grid_readers(readers: Readers) -> Iterator[GridReader]:
    """Yield a reader for each real table of tasks; the annex's title goes to the first."""
    title = tuple(s for s in readers.outline.annex if s != readers.caption)
    for number, grid in enumerate(readers.grids, 1):
        first = number == 1
        yield GridReader(
            readers.source,
            grid,
            title if first else (),
            readers.caption if first else None,
            readers.key,
            readers.header.year,
            readers.lexicon,
            readers.parties,
            readers.places,
            readers.references,
            number,
        )


def _torn_reader(readers: Readers, annex: Annex) -> AnnexReader:
    return AnnexReader(
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
