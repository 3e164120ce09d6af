"""What every reader gives: the text as read, and typed blocks that point into it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from sctbv_graph.model import Span
from sctbv_graph.read.annotations import Change, Comment, Note, RunPiece, Section
from sctbv_graph.read.markup import plain
from sctbv_graph.vietnamese.fold import squeeze

_LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's grid; rows and columns count from 0.

    ``state`` is "value", "empty" (the cell is there and blank), "merged" (covered by the cell
    above or to the left) or "unknown" (the format lost the cell, or a formula was never
    calculated). ``paragraphs`` are the spans of its paragraphs, none where it holds no words;
    ``labels`` stands beside them and holds what the word processor numbers a paragraph with, ""
    where nothing. A paragraph that is only such a number has an empty span. ``box`` is x0, top,
    x1, bottom in points on ``page``, where the format has pages. Words of a table inside the cell
    are among its paragraphs, and the table is in ``tables``.
    """

    row: int
    column: int
    state: str
    paragraphs: tuple[Span, ...] = ()
    rows: int = 1
    columns: int = 1
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    labels: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def label(self) -> str:
        """The automatic number or bullet of the first paragraph that has one, else ""."""
        return next((label for label in self.labels if label), "")

    @property
    def span(self) -> Span | None:
        """The span from the first to the last paragraph, ``None`` where there are no words."""
        if not self.paragraphs:
            return None
        return Span(self.paragraphs[0].start, self.paragraphs[-1].end)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a rectangular grid, ``rows[r][c]``; ``index`` counts tables of the file from 0.

    ``header_rows`` is how many of the first rows the format marks as headings, 0 where it does
    not say.
    """

    index: int
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text, in the order of the file.

    ``kind`` is "line" where the format tells no more (flattened text), else "paragraph",
    "heading", "table", "note" (foot- or endnote), "header", "footer" or "textbox". ``label`` is
    the number or bullet before the words ("1.", "-"), which stands in the text when
    ``label_origin`` is "typed" and is made by the word processor when it is "automatic"; then the
    words of ``span`` do not hold it. ``sheet`` names the sheet of a workbook. ``noise`` says that
    the words are the web page's that carried the document, not the document's.
    """

    kind: str
    span: Span
    label: str | None = None
    label_origin: str | None = None
    level: int | None = None
    table: Table | None = None
    page: int | None = None
    sheet: str | None = None
    noise: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader noticed and a person should know: ``kind`` names it, texts say it.

    For instance a number typed as text in a sheet, a formula never calculated, hidden text, a
    page without text, letters of a legacy font that were converted.
    """

    kind: str
    at: Span | None
    vi: str
    en: str


@dataclass(frozen=True)
class Reading:
    """What one reader made of a file's bytes; `SourceDocument` says what each part is.

    ``format`` is given where the file turned out to be another than its bytes promised: "ocr" for
    a scan.
    """

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    changes: tuple[Change, ...] = ()
    comments: tuple[Comment, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sections: tuple[Section, ...] = ()
    pieces: tuple[RunPiece, ...] = ()
    format: str | None = None


@dataclass(frozen=True)
class SourceDocument:
    """A file as read: its identity, its text unchanged, its blocks in order.

    ``text`` is what offsets count in: for .txt and .md the decoded file, nothing changed; for
    other formats the accepted text, one block a line, table cells row by row.
    """

    name: str
    sha256: str
    size: int
    format: str
    text: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)
    comments: tuple[Comment, ...] = field(default=(), repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    sections: tuple[Section, ...] = field(default=(), repr=False)
    pieces: tuple[RunPiece, ...] = field(default=(), repr=False)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that stand in the text themselves, not inside a cell of another."""
        return tuple(block.table for block in self.blocks if block.table)

    @property
    def flattened(self) -> bool:
        """Whether the format loses cells and numbers, so that what is missing may be the copy's."""
        return self.format in {"txt", "md", "html", "ocr"}

    @cached_property
    def plain(self) -> str:
        """The text to look for words in: as long as ``text``, signs of emphasis made blanks."""
        return plain(self.text) if self.format in {"txt", "md", "html"} else self.text

    def words(self, span: Span) -> str:
        """Return the words of a span: the quote, in text with marks and wraps without these."""
        if self.plain is self.text:
            return self.quote(span)
        return squeeze(self.plain[span.start : span.end])

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def line_at(self, offset: int) -> int:
        """Return the 1-based line on which the character at ``offset`` stands."""
        return bisect_right(self._line_starts, offset)

    def quote(self, span: Span) -> str:
        """Return exactly the characters of a span."""
        return self.text[span.start : span.end]

    @cached_property
    def _cells(self) -> tuple[list[int], list[tuple[Table, Cell]]]:
        found = [
            (cell.paragraphs[0].start, table, cell)
            for table in self.tables
            for row in table.rows
            for cell in row
            if cell.paragraphs
        ]
        found.sort(key=lambda entry: entry[0])
        return [start for start, _, _ in found], [(table, cell) for _, table, cell in found]

    def cell_at(self, span: Span) -> tuple[Table, Cell] | None:
        """Return the table and the cell that hold a span whole, ``None`` where none does."""
        starts, cells = self._cells
        at = bisect_right(starts, span.start) - 1
        if at < 0:
            return None
        table, cell = cells[at]
        return (table, cell) if span.end <= cell.paragraphs[-1].end else None

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds the character at ``offset``."""
        at = bisect_right(self._block_starts, offset) - 1
        if at < 0 or offset > self.blocks[at].span.end:
            return None
        return self.blocks[at]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]
