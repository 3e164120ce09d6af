"""The text as it is looked at: pieces (a paragraph or a cell's paragraph), each in its zone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sctbv_graph.extract.view import View, view
from sctbv_graph.model import Plan, Span, ThingId
from sctbv_graph.read.blocks import Block, SourceDocument

PART = re.compile(r"\s*[IVXL]{1,5}\s*[.)]\s+\S")
_END = re.compile(r"\s*Nơi\s+nhận\s*:", re.IGNORECASE)
_ANNEX = re.compile(
    r"\s*(?:PHỤ\s+LỤC|Phụ\s+lục)\b(?:\s+(?:số\s+)?[\dIVX]+)?\s*\.?\s*\Z|\s*PHỤ\s+LỤC\b"
)
_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r"\s*\[\d+\]\s*\S")


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph; ``zone`` is head, body, end, annex or note.

    ``cell`` tells that it stands in a table with columns.
    """

    span: Span
    zone: str
    cell: bool = False


class Seen:
    """A document as plain letters in pieces, and the way back to the characters of the file."""

    def __init__(self, source: SourceDocument, plan: Plan, viewed: View | None = None) -> None:
        """Look at a source; ``plan`` holds the records that were read from it."""
        self.source = source
        self.plan = plan
        self._view: View = viewed or view(source)
        self.text = self._view.source.text
        self.pieces = tuple(self._pieces())

    @cached_property
    def numbered(self) -> tuple[Piece, ...]:
        """The pieces with a digit in them."""
        return tuple(piece for piece in self.pieces if _DIGIT.search(self.text, *piece.span))

    def back(self, span: Span) -> Span:
        """Return the characters of the file that a span was seen in."""
        return self._view.back(span)

    def words(self, span: Span) -> str:
        """Return the words of a span on one line."""
        return " ".join(self.text[span.start : span.end].split())

    @cached_property
    def folded(self) -> str:
        """The text on one line in small letters: to see what does not stand in it."""
        return " ".join(self._small.split())

    def places_of_small(self, words: str) -> Iterator[int]:
        """Yield where words in small letters stand in the text, in whatever letters it has them."""
        small = self._small
        at = small.find(words)
        while at >= 0:
            yield at
            at = small.find(words, at + 1)

    @cached_property
    def _small(self) -> str:
        """The text in small letters, each in its place: of the two of "İ" one stays."""
        small = self.text.lower()
        same = len(small) == len(self.text)
        return small if same else "".join(letter.lower()[:1] for letter in self.text)

    def in_zones(self, *zones: str) -> Iterator[Piece]:
        """Yield the pieces of some zones, in order."""
        return (piece for piece in self.pieces if piece.zone in zones)

    def piece_at(self, span: Span) -> Span | None:
        """Return the paragraph that holds a span whole, ``None`` where none does."""
        at = bisect_right(self._starts, span.start) - 1
        if at < 0 or span.end > self.pieces[at].span.end:
            return None
        return self.pieces[at].span

    def zone_at(self, offset: int) -> str:
        """Return the zone of the paragraph at an offset."""
        at = bisect_right(self._starts, offset) - 1
        return self.pieces[at].zone if at >= 0 else ""

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.span.start for piece in self.pieces]

    def about(self, span: Span) -> ThingId:
        """Return the narrowest element that a span of the file stands in, else the document."""
        starts, elements = self._elements
        best, at = None, bisect_right(starts, span.start) - 1
        while at >= 0 and span.start - starts[at] < 20_000:
            start, end, identity = elements[at]
            if span.end <= end and (best is None or end - start < best[0]):
                best = (end - start, identity)
            at -= 1
        return best[1] if best else self.plan.document.id

    @cached_property
    def _elements(self) -> tuple[list[int], list[tuple[int, int, ThingId]]]:
        found = sorted(
            (span.start, span.end, element.id)
            for element in self.plan.elements
            for span in (element.span, *(p.span for p in element.passages))
        )
        return [start for start, _, _ in found], found

    def _pieces(self) -> Iterator[Piece]:
        zone = "head"
        for span, block, cell in self._spans():
            words = self.text[span.start : span.end]
            if not words.strip():
                continue
            if block.kind == "note" or (_NOTE.match(words) and not cell):
                yield Piece(span, "note")
                continue
            if zone == "head" and PART.match(words):
                zone = "body"
            elif zone in {"head", "body"} and _END.match(words):
                zone = "end"
            elif zone in {"end", "body"} and not cell and _ANNEX.match(words):
                zone = "annex"
            yield Piece(span, zone, cell)

    def _spans(self) -> Iterator[tuple[Span, Block, bool]]:
        for block in self._view.source.blocks:
            if block.noise or block.kind in {"header", "footer"}:
                continue
            if block.table is None:
                yield block.span, block, False
                continue
            columns = max(len(row) for row in block.table.rows)
            for row in block.table.rows:
                for cell in row:
                    for span in cell.paragraphs:
                        yield span, block, columns > 2
