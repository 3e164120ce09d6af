"""Where a passage stands in its file: line, and cell, page or sheet where the format has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.model import Span
from sctbv_graph.query import Passage, passage_json
from sctbv_graph.read import SourceDocument
from sctbv_graph.read.blocks import Cell, Table


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
    block = source.block_at(passage.start)
    found = source.cell_at(Span(passage.start, passage.end))
    heading = " ".join((passage.column or "").split())
    if found is None:
        page = block.page if block is not None else None
        return Place(passage.line, passage.row, heading, page=page)
    table, cell = found
    page = cell.page if cell.page is not None else (block.page if block is not None else None)
    return Place(
        line=passage.line,
        annex_row=passage.row,
        heading=_heading(source, table, cell) or ("" if heading.isdigit() else heading),
        table=table.index + 1,
        cell=(cell.row + 1, cell.column + 1),
        page=page,
        sheet=table.sheet,
    )


def _heading(source: SourceDocument, table: Table, cell: Cell) -> str:
    """Return the words over a cell of one column in the rows that the file marks as headings."""
    if cell.row < table.header_rows or cell.columns > 1:
        return ""
    for row in reversed(table.rows[: table.header_rows]):
        head = row[cell.column] if cell.column < len(row) else None
        if head is not None and head.span is not None:
            return " ".join(source.quote(head.span).split())
    return ""


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
