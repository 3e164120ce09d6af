"""What a file holds beside its blocks: notes, tracked changes, comments, pages, a Word file's runs.

Each points into the text as read by spans.
"""

from __future__ import annotations

from dataclasses import dataclass

from sctbv_graph.model import Span


@dataclass(frozen=True, slots=True)
class Note:
    """A foot- or endnote: its marker, where the text calls it, and its words."""

    marker: str
    anchor: Span | None
    span: Span


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked change: ``kind`` is "inserted", "deleted", "moved-to" or "moved-from".

    ``text`` is in the text as read only where inserted or moved to; ``at`` is where it stands, or
    would.
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
class Section:
    """A section of pages from ``start`` on, and whether they lie on their side."""

    start: int
    landscape: bool


@dataclass(frozen=True, slots=True)
class RunPiece:
    """Characters of the text that one run of a Word file holds.

    ``part`` is the part of the package ("word/document.xml"); ``paragraph`` and ``run`` count the
    elements ``w:p`` and ``w:r`` of that part in document order, from 0; ``offset`` is where the
    piece begins in the run's own text.
    """

    span: Span
    part: str
    paragraph: int
    run: int
    offset: int
