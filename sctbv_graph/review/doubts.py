"""The doubts of one document, the most consequential first.

How consequence is ranked: by kind (`KINDS`: the unit of money, columns of amounts, who does what,
when, which document, how much, row numbers, last which cell a text stood in); within a kind what
has no value yet before what has one; then by the money that hangs on it; then by place.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sctbv_graph import iris
from sctbv_graph.extract.columns import Solution
from sctbv_graph.extract.flat_annex import MONEY_COLUMNS
from sctbv_graph.graph.money import FACTOR_VND
from sctbv_graph.model import Plan
from sctbv_graph.review.columns import Puzzle
from sctbv_graph.review.records import CONFIRM, KINDS, REJECT, UNIDENTIFIED, Doubt
from sctbv_graph.review.stated import PLACE, Stated, short
from sctbv_graph.vietnamese.fold import squeeze

CELLS = {"objective": "Objective", "content": "Activity", "result": "ExpectedResult"}
"""Columns of words in a task's row and the class of what stands in them."""
_KIND_OF = {
    "BudgetLine": "column", "LeadAssignment": "role", "CoordinationAssignment": "role",
    "ParticipationAssignment": "role", "TimeFrame": "time", "Reference": "document",
    "Quantity": "quantity", "Task": "row",
}  # fmt: skip
_DOCUMENTS = {"Document", "Decision", "Plan", "Programme", "Standard"}
UNIT = "#money-unit"


def doubts(
    plan: Plan, stated: Stated, columns: Puzzle | None, settled: Container[str] = ()
) -> tuple[Doubt, ...]:
    """Return every inferred or open fact of a document, ranked; no suggested ties.

    ``columns`` is the puzzle of its money table; with it, only columns that meet the totals are
    offered. ``settled`` are facts that were decided: of those that no node carries it tells.
    """
    money = _money_by_thing(stated)
    offered = _Columns(columns, columns.solve()) if columns else None
    found = [
        _doubt(stated, node, offered, money)
        for node in stated.nodes()
        if stated.local(node, "basis") in ("inferred", "open")
        and stated.local(node, "type") != "Suggestion"
    ]
    if plan.money_unit_certainty.basis != "read" and money:
        unit = _unit(plan, stated, money)
        found += [unit] if unit.fact not in settled else []
    return tuple(sorted(found, key=_rank))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The puzzle of a money table and its solution, found once."""

    puzzle: Puzzle
    solution: Solution

    def of(self, line: str) -> tuple[str, ...]:
        return self.puzzle.possible(self.solution, line)


def _rank(doubt: Doubt) -> tuple[int, bool, Decimal, int, str]:
    return (
        KINDS.index(doubt.kind),
        doubt.basis != "open",
        -doubt.weight,
        doubt.start,
        doubt.fact,
    )


def _money_by_thing(stated: Stated) -> dict[str, Decimal]:
    """Return the amounts of lines, and of each task the sum of its lines."""
    money: dict[str, Decimal] = {}
    for node in stated.nodes():
        if stated.local(node, "type") == "BudgetLine":
            amount = Decimal(stated.one(node, "amountVnd") or stated.one(node, "statedAmount"))
            money[node] = amount
            task = stated.one(node, "isMoneyFor")
            money[task] = money.get(task, Decimal(0)) + amount
    return money


def _doubt(
    stated: Stated, node: str, columns: _Columns | None, money: Mapping[str, Decimal]
) -> Doubt:
    cls = stated.local(node, "type")
    owner = stated.owner(node)
    passage = stated.first_passage(node)
    kind = _kind(stated, node, cls)
    current, choices, likely = _readings(stated, node, kind, columns)
    return Doubt(
        fact=short(node),
        kind=kind,
        cls=cls,
        basis=stated.local(node, "basis"),
        reason="; ".join(stated.all(node, "reason")),
        current=current,
        choices=choices,
        likely=likely,
        quote=stated.one(passage, "exactQuote"),
        within=squeeze(stated.one(owner, "label")),
        place={name: v for name in PLACE if (v := stated.one(passage, name))},
        weight=money.get(node, money.get(owner, Decimal(0))),
        start=stated.start(passage),
    )


def _kind(stated: Stated, node: str, cls: str) -> str:
    if cls in CELLS.values() and "/id/task/" in stated.one(node, "isPartOf"):
        return "cell"
    return "document" if cls in _DOCUMENTS else _KIND_OF.get(cls, "other")


def _readings(
    stated: Stated, node: str, kind: str, columns: _Columns | None
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the value a fact has now, those that may be chosen, those held possible."""
    if kind == "column":
        current = stated.local(node, "statedColumn")
        said = {value.rpartition("/")[2] for value in stated.all(node, "alternative")}
        likely = tuple(name for name in MONEY_COLUMNS if name in said | {current})
        return current, columns.of(node) if columns else MONEY_COLUMNS, likely
    if kind == "cell":
        role = next(r for r, cls in CELLS.items() if cls == stated.local(node, "type"))
        return role, tuple(CELLS), tuple(stated.all(node, "alternative")) or (role,)
    if kind == "time":
        year = stated.one(node, "startDate")[:4]
        return year, (year,), (year,)
    if kind == "document" and "#" in node:
        target = short(stated.one(node, "refersTo"))
        if not target:
            return "", (UNIDENTIFIED,), ()
        return target, (CONFIRM,), (target,)
    if "#" in node and kind in ("role", "quantity", "other"):
        return CONFIRM, (CONFIRM, REJECT), (CONFIRM,)
    return CONFIRM, (CONFIRM,), (CONFIRM,)


def _unit(plan: Plan, stated: Stated, money: Mapping[str, Decimal]) -> Doubt:
    """Return the doubt about the unit that all amounts of the table are in."""
    certainty = plan.money_unit_certainty
    document = iris.thing(*plan.document.id)
    first = f"{document}#total-1"
    passage = stated.first_passage(first)
    current = plan.money_unit or ""
    return Doubt(
        fact=short(document) + UNIT,
        kind="unit",
        cls="MoneyStatement",
        basis=certainty.basis,
        reason=certainty.reason,
        current=current,
        choices=tuple(FACTOR_VND),
        likely=(current,) if current else tuple(FACTOR_VND),
        quote=stated.one(passage, "exactQuote"),
        within=squeeze(stated.one(document, "label")),
        place={name: v for name in PLACE if (v := stated.one(passage, name))},
        weight=sum((v for node, v in money.items() if "#budget-" in node), Decimal(0)),
        start=stated.start(passage),
    )
