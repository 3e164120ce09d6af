"""Plan elements as triples: their words, quantities, references, assignments and time."""

from __future__ import annotations

from sctbv_graph.graph.document import write_mention
from sctbv_graph.graph.evidence import Triples
from sctbv_graph.graph.money import MoneyWriter
from sctbv_graph.graph.written import boolean, concept, day, decimal, integer, iri, node, text
from sctbv_graph.model import (
    Assignment,
    Baseline,
    Element,
    Passage,
    Quantity,
    Reference,
    TimeFrame,
)

_ROLES = {"lead": "LeadAssignment", "coordinate": "CoordinationAssignment",
          "participate": "ParticipationAssignment"}  # fmt: skip


def write_element(triples: Triples, money: MoneyWriter, element: Element) -> None:
    """Say everything about one element."""
    subject = node(element.id)
    triples.type(subject, element.cls)
    triples.add(subject, "isStatedIn", triples.document)
    triples.add(subject, "ordinal", integer(element.ordinal))
    triples.words(subject, element.span)
    triples.certain(subject, element.certainty)
    if element.part_of:
        triples.add(subject, "isPartOf", node(element.part_of))
    if element.stated_ordinal:
        triples.add(subject, "statedOrdinal", text(element.stated_ordinal))
    if element.strength:
        triples.add(subject, "strength", concept("strength", element.strength))
    if element.stage:
        triples.add(subject, "valueChainStage", concept("value-chain-stage", element.stage))
    passages = element.passages or (Passage(element.span, (), element.row, element.column),)
    triples.evidence(subject, passages)
    for mention in element.heads:
        triples.add(subject, "headedBy", node(mention.party))
    for number, mention in enumerate(element.heads, 1):
        write_mention(triples, subject, mention, "headedBy", f"head-{number}")
    for number, mention in enumerate(element.reports_to, 1):
        triples.add(subject, "reportsTo", node(mention.party))
        write_mention(triples, subject, mention, "reportsTo", f"report-{number}")
    for source in element.funded_by:
        triples.add(subject, "fundedBy", iri(source))
    for number, quantity in enumerate(element.quantities, 1):
        _quantity(triples, element, number, quantity)
    for number, reference in enumerate(element.references, 1):
        _reference(triples, element, number, reference)
    _assignments(triples, element)
    for place in element.places:
        triples.add(subject, "happensIn", node(place))
    _parent_link(triples, element, subject)
    if element.time_frame:
        frame = node(element.id, "time")
        triples.add(subject, "hasTimeFrame", frame)
        _time(triples, element, frame, element.time_frame)
    money.lines(element)


def _parent_link(triples: Triples, element: Element, subject: str) -> None:
    """Say what a task's own goals and results are to the task."""
    if element.part_of is None or element.part_of.type != "task":
        return
    name = {"Objective": "pursues", "ExpectedResult": "expects"}.get(element.cls)
    if name:
        triples.add(node(element.part_of), name, subject)


def _quantity(triples: Triples, element: Element, number: int, quantity: Quantity) -> None:
    subject = node(element.id, f"quantity-{number}")
    triples.add(node(element.id), "hasQuantity", subject)
    triples.type(subject, "Quantity")
    triples.add(subject, "comparator", concept("comparator", quantity.comparator))
    if quantity.low is not None:
        triples.add(subject, "minValue", decimal(quantity.low))
    if quantity.high is not None:
        triples.add(subject, "maxValue", decimal(quantity.high))
    triples.add(subject, "hasUnit", iri(quantity.unit))
    if quantity.per_unit:
        triples.add(subject, "perUnit", iri(quantity.per_unit))
    triples.words(subject, quantity.span)
    triples.certain(subject, quantity.certainty)
    triples.evidence(subject, [Passage(quantity.span, (), element.row, element.column)])
    if quantity.period:
        frame = node(element.id, f"period-{number}")
        triples.add(subject, "forPeriod", frame)
        _time(triples, element, frame, quantity.period)
    if quantity.baseline:
        _baseline(triples, element, number, quantity.baseline)
    if quantity.scope:
        span = quantity.scope.span
        scope = node(element.id, f"scope-{number}")
        triples.add(subject, "hasScope", scope)
        triples.type(scope, "CollectiveParty" if quantity.scope.is_party else "Scope")
        triples.text(scope, span)
        spans = (*quantity.scope.above, span)
        triples.label(scope, " – ".join(triples.source.words(s) for s in spans))
        triples.evidence(scope, [Passage(s, (), element.row, element.column) for s in spans])


def _baseline(triples: Triples, element: Element, number: int, baseline: Baseline) -> None:
    subject = node(element.id, f"baseline-{number}")
    triples.add(node(element.id, f"quantity-{number}"), "comparedWith", subject)
    triples.type(subject, "Baseline")
    if baseline.year is not None:
        triples.add(subject, "baseYear", integer(baseline.year))
    if baseline.value is not None:
        triples.add(subject, "baseValue", decimal(baseline.value))
    triples.words(subject, baseline.span)
    triples.evidence(subject, [Passage(baseline.span, (), element.row, element.column)])


def _reference(triples: Triples, element: Element, number: int, reference: Reference) -> None:
    subject = node(element.id, f"reference-{number}")
    span = reference.passages[0].span
    triples.type(subject, "Reference")
    triples.add(subject, "isStatedIn", triples.document)
    triples.add(subject, "isPartOf", node(element.id))
    triples.add(subject, "ordinal", integer(number))
    triples.add(subject, "referenceKind", concept("reference-kind", reference.kind))
    triples.words(subject, span)
    triples.certain(subject, reference.certainty)
    if reference.target:
        triples.add(subject, "refersTo", node(reference.target))
        if reference.target.type == "standard":
            triples.add(node(element.id), "appliesStandard", node(reference.target))
    triples.evidence(subject, reference.passages)


def _assignments(triples: Triples, element: Element) -> None:
    counts: dict[str, int] = {}
    for assignment in element.assignments:
        counts[assignment.role] = counts.get(assignment.role, 0) + 1
        _assignment(triples, element, f"{assignment.role}-{counts[assignment.role]}", assignment)


def _assignment(triples: Triples, element: Element, fragment: str, assignment: Assignment) -> None:
    subject = node(element.id, fragment)
    mention = assignment.mention
    triples.type(subject, _ROLES[assignment.role])
    triples.add(subject, "assignsIn", node(element.id))
    triples.add(subject, "assignsTo", node(mention.party))
    triples.words(subject, mention.span)
    triples.certain(subject, mention.certainty)
    triples.evidence(subject, [Passage(mention.span, (), assignment.row, assignment.column)])


def _time(triples: Triples, element: Element, subject: str, frame: TimeFrame) -> None:
    triples.type(subject, "TimeFrame")
    if frame.first:
        triples.add(subject, "startDate", day(frame.first))
    if frame.last:
        triples.add(subject, "endDate", day(frame.last))
    if frame.precision:
        triples.add(subject, "precision", concept("precision", frame.precision))
    triples.add(subject, "isTentative", boolean(frame.tentative))
    triples.words(subject, frame.span)
    triples.certain(subject, frame.certainty)
    triples.evidence(subject, [Passage(frame.span, (), element.row)])
