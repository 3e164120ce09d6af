"""Targets: each statement an objective, two where one number governs half of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sctbv_graph.extract.baselines import compared
from sctbv_graph.extract.due import timed
from sctbv_graph.extract.readers import Readers
from sctbv_graph.extract.section import Section
from sctbv_graph.model import Element, Span, ThingId, trim


def read_target(
    readers: Readers, section: Section, parent: ThingId, ordinal: int
) -> Iterator[Element]:
    """Yield the objective that a section without further ones states, or both of them."""
    span, second = _halves(readers, section)
    stated = section.label if section.numbered else None
    target = readers.element(
        "Objective", "objective", section.key, span, ordinal, parent, stated, count_scope=True
    )
    counted = compared(readers.text, span, target.quantities)
    counted = timed(readers.text, span, counted, readers.times_above.get(section.key))
    yield replace(target, quantities=counted)
    if second:
        yield readers.element("Objective", "objective", f"{section.key}.b", second, 2, target.id)


def _halves(readers: Readers, section: Section) -> tuple[Span, Span | None]:
    """Split "70% …; chuyển đổi …": the number does not govern the second half (line 11)."""
    text = readers.text
    at = text.find(";", section.span.start, section.span.end)
    if at < 0:
        return section.span, None
    first, second = Span(section.span.start, at), Span(at + 1, section.span.end)
    counted = readers.quantities.read
    if counted(text, first) and not counted(text, second):
        return first, trim(text, second)
    return section.span, None
