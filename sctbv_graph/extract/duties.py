"""Who does what under "Tổ chức thực hiện": items with the bodies that head them, and their duties.

The body that heads an item is the doer of what stands under it, unless a sentence begins with a
doer of its own (`doers`). What each then does is for `assignments` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.assignments import assign, reported_to
from sctbv_graph.extract.doers import ASKS, Doers, directed, doers_of
from sctbv_graph.extract.readers import Readers
from sctbv_graph.extract.section import Section
from sctbv_graph.extract.subjects import spaced
from sctbv_graph.model import Assignment, Certainty, Element, Mention, ThingId, trim

_HANDS_OVER = re.compile(spaced(r"\s*trên đây là"), re.IGNORECASE)
_DIRECTED = Certainty("inferred", "Được cơ quan đứng đầu mục chỉ đạo thực hiện")


def read_duty(
    readers: Readers,
    section: Section,
    parent: ThingId,
    ordinal: int,
    heads: tuple[Mention, ...] = (),
    asked: bool = False,
    helpers: tuple[Mention, ...] = (),
) -> Iterator[Element]:
    """Yield an item with the bodies that head it and the duties under it, or one duty.

    An item that only names parties, or introduces what they are to do, heads what stands in it; so
    does a title over sentences with doers of their own. What stands under a duty ("bao gồm:" and
    bullets) is part of that duty.
    """
    text = readers.text
    own = doers_of(readers.parties, text, section.span, inner=not heads)
    told = own is not None and bool(text[own.words.start : own.words.end].strip())
    opens = bool(section.children) and readers.quote(section.span).rstrip().endswith((":", "sau"))
    if own and (not told or opens):
        helpers = tuple(directed(readers.parties, text, own.words))
        yield from _headed(readers, section, parent, ordinal, own.mentions, own.asked, helpers)
        return
    if own is None and section.children and not heads:
        yield from _headed(readers, section, parent, ordinal, (), False, ())
        return
    duty = _duty(readers, section, ordinal, parent, heads, asked, helpers)
    yield duty
    if own and section.children and not heads:
        yield from _beside(readers, section, duty.id, own)
    else:
        yield from _details(readers, section, duty.id)


def _headed(
    readers: Readers,
    section: Section,
    parent: ThingId,
    ordinal: int,
    heads: tuple[Mention, ...],
    asked: bool,
    helpers: tuple[Mention, ...],
) -> Iterator[Element]:
    item = readers.element(
        "DocumentPart", "part", section.key, section.span, ordinal, parent,
        section.label if section.numbered else None, heads=heads,
    )  # fmt: skip
    yield item
    counts = {True: 0, False: 0}
    for child in section.children:
        counts[child.numbered] += 1
        yield from read_duty(readers, child, item.id, counts[child.numbered], heads, asked, helpers)


def _beside(readers: Readers, section: Section, parent: ThingId, own: Doers) -> Iterator[Element]:
    """Yield what stands under a sentence that is a duty itself, as further duties of its doers."""
    for ordinal, child in enumerate(section.children, 1):
        yield from read_duty(readers, child, parent, ordinal, own.mentions, own.asked)


def read_closing(readers: Readers, section: Section, ordinal: int, parent: ThingId) -> Element:
    """Return a sentence that closes the plan: what it asks of all (line 73)."""
    words = readers.quote(section.span)
    if _HANDS_OVER.match(words) and not ASKS.search(words):
        return readers.element("DocumentPart", "part", section.key, section.span, ordinal, parent)
    return _duty(readers, section, ordinal, parent, (), False, ())


def _details(readers: Readers, section: Section, parent: ThingId) -> Iterator[Element]:
    for ordinal, child in enumerate(section.children, 1):
        stated = child.label if child.numbered else None
        detail = readers.element(
            "DocumentPart", "part", child.key, child.span, ordinal, parent, stated
        )
        yield detail
        yield from _details(readers, child, detail.id)


def _duty(
    readers: Readers,
    section: Section,
    ordinal: int,
    parent: ThingId,
    heads: tuple[Mention, ...],
    asked: bool,
    helpers: tuple[Mention, ...],
) -> Element:
    text, span = readers.text, trim(readers.text, section.span)
    found = assign(readers.parties, text, span, heads, asked)
    known = {a.mention.party for a in found}
    found += tuple(
        Assignment("participate", Mention(m.party, m.span, _DIRECTED))
        for m in helpers
        if m.party not in known
    )
    return readers.element(
        "Duty",
        "duty",
        section.key,
        span,
        ordinal,
        parent,
        section.label if section.numbered else None,
        assignments=found,
        reports_to=reported_to(readers.parties, text, span),
    )
