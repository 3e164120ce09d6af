"""Suggested ties between the parts of a plan, for a person to confirm or reject.

That a row of the annex serves a target, or carries out a solution, stands in no document: shared
subjects make it likely (`observe.themes`), and a person knows it. A suggestion is named by its two
ends (``objective/KEY/II.2#suggestion-16``: from row 16 to target II.2), and a decision on it keeps
the words of both, the row's as its quote.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.graph.analysis import fragment_of
from sctbv_graph.graph.literals import concept
from sctbv_graph.review.records import CONFIRM, REJECT, Doubt
from sctbv_graph.review.stated import PLACE, Said, Stated, short
from sctbv_graph.terms import RDF
from sctbv_graph.vietnamese.fold import squeeze

KIND = "suggestion"


def suggestions(stated: Stated) -> tuple[Doubt, ...]:
    """Return the ties that nobody has decided on, those to one part together.

    First the parts that no strong tie leads to, since there the audit waits for a person; then
    by place in the text; within a part strong ties before weak ones, in the order of the rows.
    """
    found = [
        _suggestion(stated, node)
        for node in stated.nodes()
        if stated.local(node, "type") == "Suggestion" and stated.local(node, "basis") == "inferred"
    ]
    strong = {_target(one.fact) for one in found if one.likelihood == "strong"}

    def rank(one: Doubt) -> tuple[bool, int, str, bool, int]:
        aim = _target(one.fact)
        ordinal = stated.one(iris.ID + one.fact, "ordinal")
        return aim in strong, one.start, aim, one.likelihood != "strong", int(ordinal or 0)

    return tuple(sorted(found, key=rank))


def is_tie(fact: str) -> bool:
    """Tell whether a fact, as decisions write it, is a suggested tie."""
    return fact.partition("#")[2].startswith("suggestion-")


def ends(stated: Stated, fact: str) -> tuple[str, str] | None:
    """Return the row and the part that a tie's name speaks of, ``None`` where one is not there."""
    part, _, fragment = fact.partition("#")
    row = next((n for n in _rows(stated) if fragment_of(short(n)) == fragment), None)
    there = stated.one(iris.ID + part, "label")
    return (row, iris.ID + part) if row and there else None


def words(stated: Stated, row: str, part: str) -> tuple[str, str]:
    """Return the words of both ends: of the row all, of the part as it is labelled."""
    return squeeze(stated.one(row, "statedText")), squeeze(stated.one(part, "label"))


def unsuggested(stated: Stated, fact: str) -> Doubt | None:
    """Return a tie that a person may confirm although nothing suggests it (any more)."""
    found = ends(stated, fact)
    return _tie(stated, fact, *found, reason="") if found else None


def tied(stated: Stated, fact: str) -> Iterator[Said]:
    """Yield what a confirmed tie says: the link between its ends, and what it rests on.

    That a row serves a target is said of the row too (`contributesTo`).
    """
    found = ends(stated, fact)
    assert found is not None, "decided on what is not there"
    row, part = (ox.NamedNode(end) for end in found)
    node = ox.NamedNode(iris.ID + fact)
    yield node, RDF + "type", ox.NamedNode(iris.term("Suggestion"))
    yield node, iris.term("suggestsFrom"), row
    yield node, iris.term("suggestsTo"), part
    likelihood = stated.local(node.value, "likelihood")
    if likelihood:
        yield node, iris.term("likelihood"), concept("likelihood", likelihood)
    for end in (part, row):
        passage = stated.first_passage(end.value)
        if passage:
            yield node, iris.term("hasEvidence"), ox.NamedNode(passage)
    if stated.local(part.value, "type") == "Objective":
        yield row, iris.term("contributesTo"), part


def _rows(stated: Stated) -> Iterator[str]:
    return (node for node in stated.nodes() if stated.local(node, "type") == "Task")


def _target(fact: str) -> str:
    return fact.partition("#")[0]


def _suggestion(stated: Stated, node: str) -> Doubt:
    row, part = stated.one(node, "suggestsFrom"), stated.one(node, "suggestsTo")
    return _tie(stated, short(node), row, part, "; ".join(stated.all(node, "reason")))


def _tie(stated: Stated, fact: str, row: str, part: str, reason: str) -> Doubt:
    quote, within = words(stated, row, part)
    passage = stated.first_passage(row)
    likelihood = stated.local(iris.ID + fact, "likelihood")
    return Doubt(
        fact=fact,
        kind=KIND,
        cls="Suggestion",
        basis="inferred",
        reason=reason,
        current="",
        choices=(CONFIRM, REJECT),
        likely=(CONFIRM,) if likelihood == "strong" else (),
        quote=quote,
        within=within,
        place={name: v for name in PLACE if (v := stated.one(passage, name))},
        weight=Decimal(0),
        start=stated.start(stated.first_passage(part)),
        likelihood=likelihood,
    )
