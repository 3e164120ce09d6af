"""What every reader gives: the text as read, and typed blocks that point into it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from sctbv_graph.model import Span


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or cell. ``kind`` is "line" where the format tells no more."""

    kind: str
    span: Span


@dataclass(frozen=True)
class SourceDocument:
    """A file as read: its identity, its text unchanged, its blocks in order.

    ``text`` is what offsets count in: for .txt the decoded file, nothing changed.
    """

    name: str
    sha256: str
    size: int
    format: str
    text: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0] + [i + 1 for i, char in enumerate(self.text) if char == "\n"]

    def line_at(self, offset: int) -> int:
        """Return the 1-based line on which the character at ``offset`` stands."""
        return bisect_right(self._line_starts, offset)

    def quote(self, span: Span) -> str:
        """Return exactly the characters of a span."""
        return self.text[span.start : span.end]
