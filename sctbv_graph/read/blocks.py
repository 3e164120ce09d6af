"""What every reader gives: the text as read, and typed blocks that point into it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from sctbv_graph.model import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's grid; rows and columns count from 0.

    ``state`` is "value", "empty" (the cell is there and blank), "merged" (covered by the cell
    above or to the left) or "unknown" (the format lost the cell: flattened text). ``paragraphs``
    are the spans of its paragraphs, none where it holds no words. ``box`` is x0, top, x1, bottom
    in points on ``page``, where the format has pages.
    """

    row: int
    column: int
    state: str
    paragraphs: tuple[Span, ...] = ()
    rows: int = 1
    columns: int = 1
    page: int | None = None
    box: tuple[float, float, float, float] | None = None

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
    words of ``span`` do not hold it.
    """

    kind: str
    span: Span
    label: str | None = None
    label_origin: str | None = None
    level: int | None = None
    table: Table | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A foot- or endnote: its marker, where the text calls it, and its words."""

    marker: str
    anchor: Span | None
    span: Span


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked change: ``kind`` is "inserted" or "deleted".

    ``text`` is in the text as read only where inserted; ``at`` is where it stands, or would.
    """

    kind: str
    at: Span
    text: str
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A reviewer's comment and the words it is about."""

    at: Span
    text: str
    author: str = ""
    date: str = ""


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

    @property
    def flattened(self) -> bool:
        """Whether the format loses cells and numbers, so that what is missing may be the copy's."""
        return self.format in {"txt", "md", "html", "ocr"}

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0] + [i + 1 for i, char in enumerate(self.text) if char == "\n"]

    def line_at(self, offset: int) -> int:
        """Return the 1-based line on which the character at ``offset`` stands."""
        return bisect_right(self._line_starts, offset)

    def quote(self, span: Span) -> str:
        """Return exactly the characters of a span."""
        return self.text[span.start : span.end]
