"""The body of a plan as elements: each section by what its part holds, at whatever depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sctbv_graph.extract.doers import doers_of
from sctbv_graph.extract.duties import read_closing, read_duty
from sctbv_graph.extract.labelled import has_tasks, is_task, lists_tasks, read_task
from sctbv_graph.extract.readers import Readers, points_to_annex
from sctbv_graph.extract.section import Section
from sctbv_graph.extract.targets import read_target
from sctbv_graph.model import Element, Passage, Reference, Span, ThingId
from sctbv_graph.vietnamese.fold import fold, tokens


def read_basis(readers: Readers) -> Iterator[Element]:
    """Yield each paragraph between title and body: grounds, and what else is said there."""
    for number, span in enumerate(readers.header.basis, 1):
        references = readers.references.read(readers.text, span, "basis")
        numbered = tuple(r for r in references if r.target and r.target.type == "document")
        identity = readers.thing("part", f"basis-{number}")
        yield Element("DocumentPart", identity, span, number, references=numbered)
    others = {"preamble": readers.header.preamble, "enclosed": readers.outline.enclosed}
    for name, spans in others.items():
        for number, span in enumerate(spans, 1):
            references = readers.references.read(readers.text, span)
            identity = readers.thing("part", f"{name}-{number}")
            yield Element("DocumentPart", identity, span, number, references=references)


def read_parts(readers: Readers) -> Iterator[Element]:
    """Yield each part of the body and what stands in it, in order."""
    for number, part in enumerate(readers.outline.parts, 1):
        identity = readers.thing("part", part.key)
        stated = part.label if part.numbered else None
        cited: tuple[Reference, ...] = ()
        if part.style == "article":  # "Quyết định này thay thế Quyết định số …"
            cited = readers.references.read(readers.text, part.span)
        yield Element("DocumentPart", identity, part.span, number, None, stated, references=cited)
        yield from _children(readers, part, identity, False)
        for ordinal, sentence in enumerate(part.closing, len(part.items) + 1):
            yield read_closing(readers, sentence, ordinal, identity)


def _children(
    readers: Readers, section: Section, parent: ThingId, grouped: bool
) -> Iterator[Element]:
    counts = {True: 0, False: 0}
    tasks = section.role != "duties" and lists_tasks(readers, section)
    for child in section.children:
        if points_to_annex(readers.quote(child.span)):
            yield _annex_pointer(readers, child, section)
            continue
        counts[child.numbered] += 1
        if tasks and child.numbered and not has_tasks(readers, child):
            yield from read_task(readers, child, parent, counts[True], beside=True)
            continue
        yield from _section(readers, child, parent, counts[child.numbered], grouped)


def _section(
    readers: Readers, section: Section, parent: ThingId, ordinal: int, grouped: bool
) -> Iterator[Element]:
    """Yield a section and all in it; ``grouped`` tells that a group of solutions holds it."""
    if section.role != "duties" and is_task(readers, section):
        yield from read_task(readers, section, parent, ordinal)
    elif section.role == "duties":
        yield from read_duty(readers, section, parent, ordinal)
    elif section.role == "solutions" and section.numbered and not grouped:
        group = _plain(readers, section, "SolutionGroup", "solution-group", parent, ordinal)
        yield group
        yield from _children(readers, section, group.id, True)
    elif section.role == "funding" and _names_doers(readers, section):
        yield from read_duty(readers, section, parent, ordinal)
        for leaf in (s for s in section.walk() if not s.children):
            yield _funding(readers, leaf, parent, ordinal)
    elif section.children:
        head = _plain(readers, section, "DocumentPart", "part", parent, ordinal)
        yield head
        yield from _children(readers, section, head.id, grouped)
    elif section.role == "purpose":
        yield _plain(readers, section, "Purpose", "purpose", parent, ordinal)
    elif section.role == "targets":
        yield from read_target(readers, section, parent, ordinal)
    elif section.role == "solutions":
        yield _solution(readers, section, parent, ordinal)
    elif section.role == "funding":
        yield _funding(readers, section, parent, ordinal)
    else:
        yield _plain(readers, section, "DocumentPart", "part", parent, ordinal)


def _plain(
    readers: Readers, section: Section, cls: str, type_: str, parent: ThingId, ordinal: int
) -> Element:
    stated = section.label if section.numbered else None
    return readers.element(cls, type_, section.key, section.span, ordinal, parent, stated)


def _solution(readers: Readers, section: Section, parent: ThingId, ordinal: int) -> Element:
    made = _plain(readers, section, "Solution", "solution", parent, ordinal)
    if "lồng ghép" in fold(readers.quote(section.span)):
        named = readers.references.read_named(readers.text, section.span, "integrates")
        if ":" in readers.quote(section.span):
            # A list of what is joined in: plans by number and plans by name alike.
            own = [r.passages[0].span for r in named]
            numbered = readers.references.read(readers.text, section.span, "integrates")
            named += tuple(r for r in numbered if not _within(r.passages[0].span, own))
        if named:
            return replace(made, references=tuple(sorted(named, key=_start)))
    return made


def _annex_pointer(readers: Readers, pointer: Section, within: Section) -> Element:
    identity = readers.thing("part", f"{within.key}.annex-pointer")
    holder = readers.thing("part", within.key.partition(".")[0])
    reference = Reference((Passage(pointer.span),), "annex", None)
    cited = readers.references.read(readers.text, pointer.span)
    return Element(
        "DocumentPart", identity, pointer.span, 99, holder, references=(reference, *cited)
    )


def _names_doers(readers: Readers, section: Section) -> bool:
    """Tell whether a statement on money says who is to do it: "Sở Tài chính tham mưu bố trí …".

    It is that body's duty then, and a rule on money all the same.
    """
    own = doers_of(readers.parties, readers.text, section.span)
    return own is not None and (bool(section.children) or own.words.end > own.words.start)


def _funding(readers: Readers, section: Section, parent: ThingId, ordinal: int) -> Element:
    words = tokens(readers.text, section.span.start, section.span.end)
    named = readers.lexicon.money_sources.find_all(words)
    made = _plain(readers, section, "FundingRule", "funding-rule", parent, ordinal)
    return replace(made, funded_by=tuple(dict.fromkeys(m.value for m in named)))


def _within(span: Span, others: list[Span]) -> bool:
    """Tell whether a span lies within one of some others."""
    return any(o.start <= span.start and span.end <= o.end for o in others)


def _start(reference: Reference) -> int:
    return reference.passages[0].span.start
