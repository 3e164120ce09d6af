"""What a decision says in the graph: the reading that was chosen, who chose it, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.graph.literals import concept, day, decimal
from sctbv_graph.graph.money import FACTOR_VND
from sctbv_graph.layers import INVALIDATED
from sctbv_graph.model import Certainty, Plan
from sctbv_graph.review.doubts import CELLS
from sctbv_graph.review.records import CONFIRM, REJECT, Decision, Doubt
from sctbv_graph.review.stated import Said, Stated
from sctbv_graph.review.suggestions import tied
from sctbv_graph.terms import DCTERMS, FOAF, PROV, RDF, SKOS
from sctbv_graph.vietnamese.fold import slug

_TYPE = RDF + "type"


def about(fact: str) -> ox.NamedNode:
    """Return the node of a fact as decisions write it."""
    return ox.NamedNode(iris.ID + fact)


def chosen(stated: Stated, doubt: Doubt, decision: Decision) -> Iterator[Said]:
    """Yield what a decision that fits says of the fact itself."""
    fact = about(doubt.fact)
    if doubt.kind == "unit":
        yield from _unit(stated, doubt, decision)
        return
    if decision.value == REJECT:
        yield fact, INVALIDATED.value, record_node(decision)
        return
    yield from confirmed(fact, decision)
    if doubt.kind == "column":
        yield from column(fact, decision.value)
    elif doubt.kind == "cell" and decision.value != doubt.current:
        yield from _cell(stated, fact, decision.value)
    elif doubt.kind == "time" and decision.value != doubt.current:
        for name in ("startDate", "endDate"):
            old = date.fromisoformat(stated.one(fact.value, name))
            yield fact, iris.term(name), day(_in_year(old, int(decision.value)))
    elif doubt.kind == "suggestion":
        yield from tied(stated, doubt.fact)
    elif doubt.kind == "document" and "/" in decision.value:
        yield fact, iris.term("refersTo"), about(decision.value)


def confirmed(fact: ox.NamedNode, decision: Decision) -> Iterator[Said]:
    """Yield that a person confirmed a fact, and why."""
    words = f"{decision.name} quyết định ngày {decision.day:%d/%m/%Y}: {decision.reason}"
    yield fact, iris.term("basis"), concept("basis", "confirmed")
    yield fact, iris.term("reason"), ox.Literal(words, language="vi")


def column(line: ox.NamedNode, name: str) -> Iterator[Said]:
    """Yield the column that an amount stands in, which is its source of money."""
    source = concept("money-source", name)
    yield line, iris.term("statedColumn"), source
    yield line, iris.term("fundedBy"), source


def following(line: ox.NamedNode, name: str | None, certainty: Certainty) -> Iterator[Said]:
    """Yield where an amount stands by what was decided on others."""
    yield line, iris.term("basis"), concept("basis", certainty.basis)
    yield line, iris.term("reason"), ox.Literal(certainty.reason, language="vi")
    for other in certainty.alternatives:
        yield line, iris.term("alternative"), concept("money-source", other)
    if name:
        yield from column(line, name)


def record(plan: Plan, stated: Stated, doubt: Doubt, decision: Decision) -> Iterator[Said]:
    """Yield the decision itself: a `prov:Activity` that used the facts, with person and day."""
    node = record_node(decision)
    document = iris.thing(*plan.document.id)
    person = ox.NamedNode(f"{document}#person-{slug(decision.name) or '1'}")
    label = f"Quyết định “{decision.value}”: {decision.within} — {decision.quote}"
    yield node, _TYPE, ox.NamedNode(PROV + "Activity")
    yield node, SKOS + "prefLabel", ox.Literal(label[:200], language="vi")
    for fact in _totals(stated) if doubt.kind == "unit" else [about(doubt.fact)]:
        yield node, PROV + "used", fact
    yield node, PROV + "wasAssociatedWith", person
    yield node, DCTERMS + "date", day(decision.day)
    yield node, iris.term("basis"), concept("basis", "confirmed")
    yield node, iris.term("reason"), ox.Literal(decision.reason, language="vi")
    yield person, _TYPE, ox.NamedNode(FOAF + "Person")
    yield person, FOAF + "name", ox.Literal(decision.name, language="vi")
    yield person, SKOS + "prefLabel", ox.Literal(decision.name, language="vi")


def record_node(decision: Decision) -> ox.NamedNode:
    """Return the node of a decision: a fragment of the thing that it is about."""
    dot = "." if "#" in decision.fact else "#"
    return about(f"{decision.fact}{dot}decision")


def _cell(stated: Stated, fact: ox.NamedNode, role: str) -> Iterator[Said]:
    """Say that words of a task stand in another column: another class, another tie to the task."""
    task = ox.NamedNode(stated.one(fact.value, "isPartOf"))
    yield fact, _TYPE, ox.NamedNode(iris.term(CELLS[role]))
    if role == "objective":
        yield task, iris.term("pursues"), fact
    if role == "result":
        yield task, iris.term("expects"), fact
        yield fact, iris.term("valueChainStage"), concept("value-chain-stage", "output")


def _in_year(old: date, year: int) -> date:
    if (old.month, old.day) in ((2, 28), (2, 29)):  # the last of February in either kind of year
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return date(year, 2, 29 if leap else 28)
    return old.replace(year=year)


def _totals(stated: Stated) -> list[ox.NamedNode]:
    return [ox.NamedNode(n) for n in stated.nodes() if stated.local(n, "type") == "StatedTotal"]


def _unit(stated: Stated, doubt: Doubt, decision: Decision) -> Iterator[Said]:
    """Say the unit of all amounts that stand without one."""
    for total in _totals(stated):
        yield from confirmed(total, decision)
    unit = doubt.current if decision.value == CONFIRM else decision.value
    for node in stated.nodes() if unit != doubt.current else ():
        amount = stated.one(node, "statedAmount")
        if amount and not stated.one(node, "statedUnit"):
            value = Decimal(amount) * FACTOR_VND[unit]
            yield ox.NamedNode(node), iris.term("amountVnd"), decimal(value)
