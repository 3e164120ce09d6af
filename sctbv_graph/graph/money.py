"""Money as triples: budget lines, the parts that notes give, totals as printed."""

from __future__ import annotations

from decimal import Decimal

from sctbv_graph.graph.evidence import Triples
from sctbv_graph.graph.written import concept, decimal, integer, iri, node
from sctbv_graph.model import (
    BudgetLine,
    Certainty,
    Element,
    Passage,
    Plan,
    SpokenTotal,
    StatedTotal,
    trim,
)

FACTOR_VND = {"vnd": 1, "thousand-vnd": 10**3, "million-vnd": 10**6, "billion-vnd": 10**9}


class MoneyWriter:
    """Writes amounts in the unit that the plan's table is in."""

    def __init__(self, triples: Triples, plan: Plan) -> None:
        """Bind the unit of one plan."""
        self._triples = triples
        self._plan = plan
        self._unit_stands = plan.money_unit_certainty.basis == "read"

    def _amount(
        self, subject: str, amount: Decimal, unit_stands: bool, unit: str | None = None
    ) -> None:
        """Say an amount as printed and in VND; the unit only where it stands beside it.

        ``unit`` is that of its own table, else it is the plan's.
        """
        unit_stands = unit_stands or unit is not None
        unit = unit or self._plan.money_unit
        self._triples.add(subject, "statedAmount", decimal(amount))
        if unit:
            if unit_stands:
                self._triples.add(subject, "statedUnit", concept("money-unit", unit))
            self._triples.add(subject, "amountVnd", decimal(amount * FACTOR_VND.get(unit, 0)))

    def lines(self, element: Element) -> None:
        """Say the budget lines of one task."""
        triples = self._triples
        for number, line in enumerate(element.lines, 1):
            subject = node(element.id, f"budget-{number}")
            triples.type(subject, "BudgetLine")
            triples.add(subject, "isMoneyFor", node(element.id))
            triples.add(subject, "ordinal", integer(number))
            triples.words(subject, line.span)
            self._amount(subject, line.amount, self._unit_stands, line.unit)
            if line.column:
                triples.add(subject, "statedColumn", iri(line.column))
                triples.add(subject, "fundedBy", iri(line.column))
            if line.source_by_note:
                triples.add(subject, "sourceByNote", iri(line.source_by_note))
            triples.certain(subject, line.certainty, "money-source")
            triples.evidence(subject, [Passage(line.span, ("statedAmount",), element.row)])
            if line.note:
                trimmed = trim(triples.source.text, line.note)
                triples.text(subject, trimmed, "note")
                triples.evidence(subject, [Passage(trimmed, ("note",))], f"budget-{number}.note")
            self._parts(element, number, line)

    def _parts(self, element: Element, number: int, line: BudgetLine) -> None:
        triples = self._triples
        for count, part in enumerate(line.parts, 1):
            subject = node(element.id, f"budget-{number}-part-{count}")
            triples.type(subject, "BudgetPart")
            triples.add(subject, "isPartOfLine", node(element.id, f"budget-{number}"))
            triples.add(subject, "ordinal", integer(count))
            triples.text(subject, part.span)
            self._amount(subject, part.amount, unit_stands=True, unit=line.unit)
            if part.source:
                triples.add(subject, "fundedBy", iri(part.source))
            triples.evidence(subject, [Passage(part.span, (), element.row)])

    def spoken_total(self, number: int, total: SpokenTotal) -> None:
        """Say a total that running text gives, in its own unit: no row of the table."""
        triples = self._triples
        subject = node(self._plan.document.id, f"spoken-total-{number}")
        triples.type(subject, "MoneyStatement")
        triples.add(subject, "isMoneyFor", triples.document)
        triples.words(subject, total.span)
        triples.add(subject, "statedAmount", decimal(total.amount))
        triples.add(subject, "statedUnit", concept("money-unit", total.unit))
        triples.add(subject, "amountVnd", decimal(total.amount * FACTOR_VND[total.unit]))
        triples.evidence(subject, [Passage(total.span, ("statedAmount",))])

    def total(self, number: int, total: StatedTotal) -> None:
        """Say a total as printed."""
        triples = self._triples
        subject = node(self._plan.document.id, f"total-{number}")
        triples.type(subject, "StatedTotal")
        triples.add(subject, "isMoneyFor", node(total.of) if total.of else triples.document)
        triples.text(subject, total.span)
        triples.label(subject, total.heading or "Tổng kinh phí")
        self._amount(subject, total.amount, self._unit_stands, total.unit)
        if total.column:
            triples.add(subject, "fundedBy", iri(total.column))
            triples.add(subject, "statedColumn", iri(total.column))
        triples.certain(subject, Certainty("read", self._plan.money_unit_certainty.reason))
        heading = total.heading or None
        triples.evidence(subject, [Passage(total.span, ("statedAmount",), 0, heading)])
