"""The source text with the findings' places marked, as pieces that a template can write.

Passages may lie inside one another or overlap: the text is cut at every border, and each piece
knows which passages cover it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sctbv_graph.audit.records import SEVERITIES
from sctbv_graph.model import Span
from sctbv_graph.read import SourceDocument


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage to mark: its name in the page, its weight (a severity), the findings it serves."""

    id: str
    span: Span
    severity: str
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the marks that begin here, that cover them, and that end here."""

    text: str
    begins: tuple[Marked, ...]
    covers: tuple[Marked, ...]
    ends: tuple[Marked, ...]

    @property
    def severity(self) -> str:
        """The gravest severity of the marks that cover the words, empty where none does."""
        return min((m.severity for m in self.covers), key=SEVERITIES.index, default="")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph (``rows`` empty) or a table (``pieces`` empty); ``kind`` is the block's.

    A row holds (pieces of each paragraph, rowspan, colspan) for each cell that stands.
    """

    kind: str
    line: int
    pieces: tuple[Piece, ...] = ()
    label: str = ""  # the number or bullet that the word processor makes, not in the text itself
    rows: tuple[tuple[tuple[tuple[tuple[Piece, ...], ...], int, int], ...], ...] = ()
    header_rows: int = 0


def parts(source: SourceDocument, marks: Sequence[Marked]) -> Iterator[Part]:
    """Yield the blocks of a source in order, cut at the borders of the marks."""
    ordered = sorted(marks, key=lambda m: (m.span.start, -m.span.end))
    for block in source.blocks:
        line = source.line_at(block.span.start)
        if block.table is None:
            label = block.label if block.label_origin == "automatic" else None
            pieces = tuple(_cut(source.text, block.span, ordered))
            yield Part(block.kind, line, pieces, label or "")
            continue
        rows = tuple(
            tuple(
                (
                    tuple(tuple(_cut(source.text, span, ordered)) for span in cell.paragraphs),
                    cell.rows,
                    cell.columns,
                )
                for cell in row
                if cell.state != "merged"
            )
            for row in block.table.rows
        )
        yield Part("table", line, rows=rows, header_rows=block.table.header_rows)


def _cut(text: str, span: Span, marks: Sequence[Marked]) -> Iterator[Piece]:
    here = [m for m in marks if m.span.start < span.end and m.span.end > span.start]
    borders = {span.start, span.end}
    for mark in here:
        borders |= {max(mark.span.start, span.start), min(mark.span.end, span.end)}
    ordered = sorted(borders)
    for start, end in pairwise(ordered):
        covers = tuple(m for m in here if m.span.start <= start and m.span.end >= end)
        yield Piece(
            text=text[start:end],
            # A passage of several blocks begins in the first and ends in the last of them.
            begins=tuple(m for m in covers if m.span.start == start),
            covers=covers,
            ends=tuple(m for m in covers if m.span.end == end),
        )
