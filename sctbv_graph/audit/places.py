"""Where a passage stands in its file: line, and cell, page or sheet where the format has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.query import Passage, passage_json
from sctbv_graph.read import Block, SourceDocument
from sctbv_graph.read.blocks import Cell


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a person finds it: everything counts from 1.

    ``cell`` is (row, column) of the table ``table`` of the file; ``annex_row`` is the row of the
    task table as its rows are numbered, 0 for the row of totals.
    """

    line: int
    annex_row: int | None = None
    heading: str = ""
    table: int | None = None
    cell: tuple[int, int] | None = None
    page: int | None = None
    sheet: str | None = None


def locate(source: SourceDocument, passage: Passage) -> Place:
    """Return the place of a passage of this source."""
    page = table = cell = sheet = None
    block = _block_at(source, passage.start)
    if block is not None:
        page = block.page
        if block.table is not None:
            found = _cell_at(block, passage.start)
            table, sheet = block.table.index + 1, block.table.sheet
            if found is not None:
                cell = (found.row + 1, found.column + 1)
                page = found.page if found.page is not None else page
    return Place(
        line=passage.line,
        annex_row=passage.row,
        heading=" ".join((passage.column or "").split()),
        table=table,
        cell=cell,
        page=page,
        sheet=sheet,
    )


def own_passages(report: Report, finding: Finding) -> tuple[Passage, ...]:
    """Return the passages of a finding that stand in the audited file itself."""
    return tuple(
        p
        for p in finding.evidence
        if p.document == report.document and p.end <= len(report.source.text)
    )


def evidence_json(report: Report, passage: Passage) -> dict[str, Any]:
    """Return a passage as the contract says, with table, page and sheet where the file has them."""
    made = passage_json(passage)
    if passage.document != report.document:
        return made
    place = locate(report.source, passage)
    extra = {"table": place.table, "page": place.page, "sheet": place.sheet}
    if place.cell is not None:
        extra["cell"] = list(place.cell)  # type: ignore[assignment]
    for key, value in extra.items():
        if value is not None:
            made.setdefault(key, value)
    return made


def _block_at(source: SourceDocument, offset: int) -> Block | None:
    return next((b for b in source.blocks if b.span.start <= offset < b.span.end), None)


def _cell_at(block: Block, offset: int) -> Cell | None:
    rows: Iterable[tuple[Cell, ...]] = block.table.rows if block.table is not None else ()
    return next(
        (
            cell
            for row in rows
            for cell in row
            for span in cell.paragraphs
            if span.start <= offset < max(span.end, span.start + 1)
        ),
        None,
    )
