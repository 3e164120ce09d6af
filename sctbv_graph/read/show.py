"""A file as read, as plain data for JSON: blocks, tables, notes, changes, comments, remarks."""

from __future__ import annotations

from typing import Any

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block, Cell, SourceDocument, Table

Plain = dict[str, Any]


def as_plain(source: SourceDocument) -> Plain:
    """Return everything that a reader found; what a format has not is left out."""
    made: Plain = {"file": source.name, "sha256": source.sha256, "format": source.format}
    made["blocks"] = [_block(source, block) for block in source.blocks]
    made["notes"] = [
        {"marker": n.marker, **_span(source, n.span),
         "anchor": None if n.anchor is None else _where(source, n.anchor)}
        for n in source.notes
    ]  # fmt: skip
    made["changes"] = [
        {"kind": c.kind, **_where(source, c.at), "text": c.text, "author": c.author,
         "date": c.date}
        for c in source.changes
    ]  # fmt: skip
    made["comments"] = [
        {**_where(source, c.at), "about": source.quote(c.at), "text": c.text,
         "author": c.author, "date": c.date}
        for c in source.comments
    ]  # fmt: skip
    made["remarks"] = [
        {"kind": r.kind, **({} if r.at is None else _where(source, r.at)),
         "message": {"vi": r.vi, "en": r.en}}
        for r in source.remarks
    ]  # fmt: skip
    made["sections"] = [
        {"start": section.start, "landscape": section.landscape} for section in source.sections
    ]
    return made


def _where(source: SourceDocument, span: Span) -> Plain:
    return {"start": span.start, "end": span.end, "line": source.line_at(span.start)}


def _span(source: SourceDocument, span: Span) -> Plain:
    return {**_where(source, span), "text": source.quote(span)}


def _block(source: SourceDocument, block: Block) -> Plain:
    made: Plain = {"kind": block.kind}
    made |= _where(source, block.span) if block.table else _span(source, block.span)
    known = {
        "label": block.label,
        "label_origin": block.label_origin,
        "level": block.level,
        "page": block.page,
        "sheet": block.sheet,
        "noise": block.noise or None,
    }
    made |= {name: value for name, value in known.items() if value is not None}
    if block.table:
        made["table"] = _table(source, block.table)
    return made


def _table(source: SourceDocument, table: Table) -> Plain:
    made: Plain = {"index": table.index, "header_rows": table.header_rows}
    if table.sheet is not None:
        made["sheet"] = table.sheet
    made["rows"] = [[_cell(source, cell) for cell in row] for row in table.rows]
    return made


def _cell(source: SourceDocument, cell: Cell) -> Plain:
    made: Plain = {"state": cell.state}
    if cell.span is not None:
        made |= _where(source, cell.span)
        made["paragraphs"] = [source.quote(span) for span in cell.paragraphs]
    if cell.label:
        made["labels"] = list(cell.labels)
    if cell.rows > 1:
        made["rows"] = cell.rows
    if cell.columns > 1:
        made["columns"] = cell.columns
    if cell.page is not None:
        made["page"] = cell.page
    if cell.box is not None:
        made["box"] = list(cell.box)
    if cell.tables:
        made["tables"] = [_table(source, table) for table in cell.tables]
    return made
