"""The part of targets: each numbered item an objective, two where one number governs half."""

from __future__ import annotations

from collections.abc import Iterator

from sctbv_graph.extract.outline import Item, Part
from sctbv_graph.extract.readers import Readers
from sctbv_graph.model import Element, Span, ThingId, trim


def read_targets(readers: Readers, part: Part, identity: ThingId) -> Iterator[Element]:
    """Yield the objectives of a part, in order."""
    for number, item in enumerate(part.items, 1):
        place = f"{part.key}.{item.key}"
        span, second = _halves(readers, item)
        target = readers.element(
            "Objective", "objective", place, span, number, identity, item.number, count_scope=True
        )
        yield target
        if second:
            yield readers.element("Objective", "objective", f"{place}.b", second, 2, target.id)


def _halves(readers: Readers, item: Item) -> tuple[Span, Span | None]:
    """Split "70% …; chuyển đổi …": the number does not govern the second half (line 11)."""
    text = readers.text
    at = text.find(";", item.span.start, item.span.end)
    if at < 0:
        return item.span, None
    first, second = Span(item.span.start, at), Span(at + 1, item.span.end)
    counted = readers.quantities.read
    if counted(text, first) and not counted(text, second):
        return first, trim(text, second)
    return item.span, None
