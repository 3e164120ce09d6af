"""What was noticed about the form of a document, as the quads of its layer ``audit``."""

from __future__ import annotations

from sctbv_graph.graph.evidence import Triples
from sctbv_graph.graph.written import concept, day, integer, node, text, vietnamese
from sctbv_graph.model import Passage, Plan
from sctbv_graph.observe import Observed
from sctbv_graph.observe.records import Citation, Noticed
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.said import Said


def observed_quads(observed: Observed, plan: Plan, source: SourceDocument) -> Said:
    """Return the quads of the layer ``audit``: parts of form, citations as written, remarks."""
    triples = Triples(plan.document.id, source, "audit")
    for part in observed.parts:
        triples.add(triples.document, "showsFormPart", concept("form-part", part.name))
        triples.evidence(
            triples.document, [Passage(part.span, ("showsFormPart",))], f"form.{part.name}"
        )
    if observed.captions:
        first = observed.captions[0]
        triples.add(triples.document, "captionNumber", text(first.number))
        if first.day:
            triples.add(triples.document, "captionDate", day(first.day))
        supports = ("captionNumber", "captionDate") if first.day else ("captionNumber",)
        triples.evidence(triples.document, [Passage(first.span, supports)], "caption")
    counts: dict[str, int] = {}
    rows = {element.id: element.row for element in plan.elements}
    for noticed in observed.noticed:
        counts[noticed.kind] = counts.get(noticed.kind, 0) + 1
        _noticed(triples, noticed, counts[noticed.kind], rows.get(noticed.about))
    _citations(triples, plan, observed.citations)
    return triples.all()


def _noticed(triples: Triples, noticed: Noticed, number: int, row: int | None) -> None:
    subject = node(triples.of, f"observation-{noticed.kind}-{number}")
    triples.type(subject, "Observation")
    triples.add(subject, "observationKind", concept("observation-kind", noticed.kind))
    triples.add(subject, "observedIn", node(noticed.about))
    triples.add(subject, "ordinal", integer(number))
    triples.add(subject, "observedValue", text(noticed.value))
    if noticed.expected:
        triples.add(subject, "expectedValue", text(noticed.expected))
    triples.label(subject, noticed.value)
    triples.evidence(subject, [Passage(span, row=row) for span in noticed.spans[:1]])
    others = [Passage(span) for span in noticed.spans[1:]]
    triples.evidence(subject, others, f"observation-{noticed.kind}-{number}.other")


def _citations(triples: Triples, plan: Plan, citations: tuple[Citation, ...]) -> None:
    """Say on each reference that was read how the document is cited there."""
    at = {citation.number_span.start: citation for citation in citations}
    for element in plan.elements:
        for number, reference in enumerate(element.references, 1):
            span = reference.passages[0].span
            found = next(
                (at[start] for start in sorted(at) if span.start <= start < span.end), None
            )
            if found is None:
                continue
            subject = node(element.id, f"reference-{number}")
            triples.add(subject, "citedNumber", text(found.number))
            if found.day:
                triples.add(subject, "citedDate", day(found.day))
            if found.title:
                triples.add(subject, "citedTitle", vietnamese(found.title))
