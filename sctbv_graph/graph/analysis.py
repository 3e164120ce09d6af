"""Suggested links between the parts of a plan, as the quads of its layer ``analysis``."""

from __future__ import annotations

from sctbv_graph.graph.evidence import Triples
from sctbv_graph.graph.written import concept, integer, node
from sctbv_graph.model import Certainty, Plan, ThingId
from sctbv_graph.observe import Observed
from sctbv_graph.observe.records import Tie
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.said import Said


def suggested_quads(observed: Observed, plan: Plan, source: SourceDocument) -> Said:
    """Return a suggestion for each tie, with its grounds and the passages of both its ends."""
    triples = Triples(plan.document.id, source, "analysis")
    counts: dict[ThingId, int] = {}
    for tie in observed.ties:
        counts[tie.target] = counts.get(tie.target, 0) + 1
        _suggestion(triples, tie, counts[tie.target])
    return triples.all()


def fragment_of(row: str) -> str:
    """Return the name of the tie from a row, as a fragment of what the row would serve.

    It tells the row, so that what a person decided on one tie never comes to speak of another
    when ties are added or go.

    >>> fragment_of("task/211-kh-ubnd-ca-mau-2024/16")
    'suggestion-16'
    """
    return "suggestion-" + row.split("/", 2)[-1].replace("/", "-")


def _suggestion(triples: Triples, tie: Tie, number: int) -> None:
    subject = node(tie.target, fragment_of(f"{tie.source.type}/{tie.source.key}"))
    triples.type(subject, "Suggestion")
    triples.add(subject, "suggestsFrom", node(tie.source))
    triples.add(subject, "suggestsTo", node(tie.target))
    triples.add(subject, "likelihood", concept("likelihood", tie.likelihood))
    triples.add(subject, "ordinal", integer(number))
    triples.certain(subject, Certainty("inferred", tie.grounds))
    for end in (tie.target, tie.source):
        # Both ends have their first passage under this name: it is theirs, and stands once.
        triples.add(subject, "hasEvidence", node(end, "evidence-1"))
