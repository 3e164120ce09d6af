"""From characters of the text back to the runs of a Word file that hold them."""

from __future__ import annotations

from bisect import bisect_right

from sctbv_graph.model import Span
from sctbv_graph.read.annotations import RunPiece
from sctbv_graph.read.blocks import SourceDocument


def runs_at(source: SourceDocument, span: Span) -> tuple[RunPiece, ...]:
    """Return the pieces of runs that hold characters of ``span``, in order; none elsewhere.

    A piece names the part of the package, the position of its ``w:p`` and ``w:r`` among those of
    that part in document order, and where in the run's own words it begins. Only .docx has them.
    """
    pieces = source.pieces
    first = max(0, bisect_right(pieces, span.start, key=lambda piece: piece.span.start) - 1)
    made = []
    for piece in pieces[first:]:
        if piece.span.start >= span.end and piece.span.start > span.start:
            break
        if piece.span.end > span.start or span.start == span.end:
            made.append(piece)
    return tuple(made)
