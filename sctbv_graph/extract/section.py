"""A part of a plan and what stands in it, as a record; and the same while it is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sctbv_graph.extract.labels import BULLETS, Label
from sctbv_graph.model import Span


@dataclass(frozen=True, slots=True)
class Section:
    """A part, an item, a bullet or a plain paragraph, and what stands in it, in order.

    ``label`` is the number or bullet as printed, "" for a plain paragraph, and ``style`` its kind
    (`labels`). ``key`` is unique in the document: "II.1.1.a". ``span`` is the words without the
    label. ``closing`` are the sentences after the last item that belong to the whole.
    """

    label: str
    style: str
    key: str
    span: Span
    role: str
    children: tuple[Section, ...] = ()
    closing: tuple[Section, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether it has a number, a letter or a heading's place, not a bullet, not nothing."""
        return bool(self.style) and self.style not in BULLETS

    @property
    def bullet(self) -> bool:
        """Whether a dash or the like stands before it."""
        return self.style in BULLETS

    @property
    def items(self) -> tuple[Section, ...]:
        """The numbered sections directly in it."""
        return tuple(child for child in self.children if child.numbered)

    @property
    def paragraphs(self) -> tuple[Section, ...]:
        """The bullets and plain paragraphs directly in it."""
        return tuple(child for child in self.children if not child.numbered)

    def walk(self) -> Iterator[Section]:
        """Yield the section and all below it, in the order of the document."""
        yield self
        for child in (*self.children, *self.closing):
            yield from child.walk()


@dataclass(slots=True)
class Node:
    """A section while it is built."""

    label: Label | None
    span: Span
    children: list[Node] = field(default_factory=list)

    @property
    def bullet(self) -> bool:
        """Whether a dash or the like stands before it."""
        return self.label is not None and not self.label.numbered
