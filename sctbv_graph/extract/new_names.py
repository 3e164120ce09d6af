"""Bodies that a plan names and no register knows: proposed for it, each with where it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sctbv_graph.model import Mention, Party, Plan, Span

_BY_GRAMMAR = {
    "provincial-peoples-committee",
    "district-peoples-committee",
    "commune-peoples-committee",
}


@dataclass(frozen=True, slots=True)
class NewName:
    """A body under its own words, and the first place that names it."""

    party: Party
    span: Span


def new_names(plan: Plan) -> tuple[NewName, ...]:
    """Return the single bodies that the register lacks, in the order of the text.

    People's Committees follow from their places and are no new names; groups ("các sở, ngành") are
    no bodies.
    """
    first: dict[Party, Span] = {}
    parties = {p.id: p for p in plan.parties}
    for mention in sorted(_mentions(plan), key=lambda m: m.span):
        party = parties.get(mention.party)
        if party is None or party.registered or party.cls != "Agency":
            continue
        if party.kind not in _BY_GRAMMAR:
            first.setdefault(party, mention.span)
    return tuple(NewName(party, span) for party, span in first.items())


def _mentions(plan: Plan) -> Iterator[Mention]:
    for element in plan.elements:
        yield from element.heads
        yield from element.reports_to
        yield from (assignment.mention for assignment in element.assignments)
    yield from plan.recipients
