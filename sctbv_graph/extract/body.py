"""The parts of a plan as elements, each part by the reader of its role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sctbv_graph.extract.duties import read_duties
from sctbv_graph.extract.outline import Paragraph, Part
from sctbv_graph.extract.readers import Readers, is_caption
from sctbv_graph.extract.targets import read_targets
from sctbv_graph.model import Element, Passage, Reference, Span, ThingId
from sctbv_graph.vietnamese.fold import fold, tokens

PartReader = Callable[[Readers, Part, ThingId], Iterator[Element]]


def read_basis(readers: Readers) -> Iterator[Element]:
    """Yield each paragraph that says what the plan rests on ("Thực hiện Quyết định số …")."""
    for number, span in enumerate(readers.header.basis, 1):
        references = readers.references.read(readers.text, span, "basis")
        numbered = tuple(r for r in references if r.target and r.target.type == "document")
        identity = readers.thing("part", f"basis-{number}")
        yield Element("DocumentPart", identity, span, number, references=numbered)


def read_parts(readers: Readers) -> Iterator[Element]:
    """Yield each part in Roman numerals and what stands in it."""
    for number, part in enumerate(readers.outline.parts, 1):
        identity = readers.thing("part", part.key)
        yield Element("DocumentPart", identity, part.span, number, None, part.number)
        yield from _ROLES.get(part.role, _other)(readers, part, identity)


def _other(readers: Readers, part: Part, identity: ThingId) -> Iterator[Element]:
    for number, item in enumerate(part.items, 1):
        place = f"{part.key}.{item.key}"
        yield readers.element(
            "DocumentPart", "part", place, item.span, number, identity, item.number
        )


def _purposes(readers: Readers, part: Part, identity: ThingId) -> Iterator[Element]:
    for number, item in enumerate(part.items, 1):
        place = f"{part.key}.{item.key}"
        yield readers.element("Purpose", "purpose", place, item.span, number, identity, item.number)


def _solutions(readers: Readers, part: Part, identity: ThingId) -> Iterator[Element]:
    for number, item in enumerate(part.items, 1):
        place = f"{part.key}.{item.key}"
        group = readers.element(
            "SolutionGroup", "solution-group", place, item.span, number, identity, item.number
        )
        yield group
        count = 0
        for paragraph in item.paragraphs:
            if is_caption(readers.quote(paragraph.span)):
                yield _annex_pointer(readers, paragraph, place, identity)
                continue
            count += 1
            yield _solution(readers, paragraph, f"{place}.{count}", count, group.id)


def _solution(
    readers: Readers, paragraph: Paragraph, place: str, number: int, parent: ThingId
) -> Element:
    made = readers.element("Solution", "solution", place, paragraph.span, number, parent)
    if "lồng ghép" in fold(readers.quote(paragraph.span)):
        named = readers.references.read_named(readers.text, paragraph.span, "integrates")
        if ":" in readers.quote(paragraph.span):
            # A list of what is joined in: plans by number and plans by name alike.
            own = [r.passages[0].span for r in named]
            numbered = readers.references.read(readers.text, paragraph.span, "integrates")
            named += tuple(r for r in numbered if not _within(r.passages[0].span, own))
        if named:
            return replace(made, references=tuple(sorted(named, key=_start)))
    return made


def _annex_pointer(readers: Readers, paragraph: Paragraph, place: str, parent: ThingId) -> Element:
    span = paragraph.span
    identity = readers.thing("part", f"{place}.annex-pointer")
    reference = Reference((Passage(span),), "annex", None)
    return Element("DocumentPart", identity, span, 99, parent, references=(reference,))


def _funding(readers: Readers, part: Part, identity: ThingId) -> Iterator[Element]:
    paragraphs = [*part.paragraphs]
    for item in part.items:
        paragraphs += [Paragraph(item.span, False), *item.paragraphs]
    for number, paragraph in enumerate(paragraphs, 1):
        words = tokens(readers.text, paragraph.span.start, paragraph.span.end)
        named = readers.lexicon.money_sources.find_all(words)
        yield readers.element(
            "FundingRule",
            "funding-rule",
            f"{part.key}.{number}",
            paragraph.span,
            number,
            identity,
            funded_by=tuple(dict.fromkeys(m.value for m in named)),
        )


def _within(span: Span, others: list[Span]) -> bool:
    """Tell whether a span lies within one of some others."""
    return any(o.start <= span.start and span.end <= o.end for o in others)


def _start(reference: Reference) -> int:
    return reference.passages[0].span.start


_ROLES: dict[str, PartReader] = {
    "purpose": _purposes,
    "targets": read_targets,
    "solutions": _solutions,
    "funding": _funding,
    "duties": read_duties,
}
