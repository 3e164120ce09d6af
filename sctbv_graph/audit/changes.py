"""What changed in meaning between two versions of a plan, or two years' plans; not in wording.

Elements are paired by their words (`pairing`), then their facts are compared: bounds of targets,
amounts and their columns, who leads and coordinates, when. A sentence said in other words with
the same facts is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sctbv_graph.audit.pairing import alike, pair, words_of
from sctbv_graph.corpus import Built
from sctbv_graph.model import BudgetLine, Element, Quantity
from sctbv_graph.vietnamese.numbers import format_number

LEAST = 0.4
"""Texts less alike than this are two things, not one thing changed."""
KINDS = (
    "target-raised", "target-lowered", "target-changed", "target-added", "target-removed",
    "total", "money", "column", "task-added", "task-removed", "quantity", "lead", "coordinators",
    "time", "duty-added", "duty-removed", "duty-shifted",
)  # fmt: skip
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it is about, how it was and is, on which lines (``None``: not there)."""

    kind: str
    about: str
    before: str = ""
    after: str = ""
    line_before: int | None = None
    line_after: int | None = None


def compare(old: Built, new: Built) -> tuple[Change, ...]:
    """Return the changes from one plan to another, in the order of `KINDS` and of the text."""
    found = [*_targets(old, new), *_totals(old, new), *_tasks(old, new), *_duties(old, new)]
    return tuple(sorted(found, key=lambda change: KINDS.index(change.kind)))


def _text(built: Built, element: Element) -> str:
    return " ".join(built.source.quote(element.span).split())


def _line(built: Built, element: Element) -> int:
    return built.source.line_at(element.span.start)


def _pairs(
    old: Built, new: Built, before: Sequence[Element], after: Sequence[Element]
) -> tuple[list[tuple[Element, Element]], list[Element], list[Element]]:
    """Pair elements by words; the same lead and the same numbers break a tie."""
    words = {(0, e.id): words_of(_text(old, e)) for e in before}
    words |= {(1, e.id): words_of(_text(new, e)) for e in after}

    def score(one: Element, other: Element) -> float:
        likeness = alike(words[0, one.id], words[1, other.id])
        if likeness < LEAST:
            return 0.0
        same = _parties(one, "lead") == _parties(other, "lead")
        exact = _amounts(one) == _amounts(other) and _bounds(one) == _bounds(other)
        return likeness + 0.1 * same + 0.05 * exact

    return pair(before, after, score, LEAST)


def _gone(kind: str, old: Built, elements: Iterable[Element]) -> Iterator[Change]:
    for element in elements:
        yield Change(kind, _text(old, element), _text(old, element), "", _line(old, element))


def _come(kind: str, new: Built, elements: Iterable[Element]) -> Iterator[Change]:
    for element in elements:
        text = _text(new, element)
        yield Change(kind, text, "", text, None, _line(new, element))


# -- targets ---------------------------------------------------------------------------------


def _targets(old: Built, new: Built) -> Iterator[Change]:
    """Compare the objectives of the plan itself; those of a task belong to the task."""
    before, after = (
        [
            e
            for e in built.plan.elements
            if e.cls in {"Objective", "Target"} and (e.part_of is None or e.part_of.type != "task")
        ]
        for built in (old, new)
    )
    pairs, gone, come = _pairs(old, new, before, after)
    for one, other in pairs:
        yield from _quantities(old, new, one, other)
    yield from _gone("target-removed", old, gone)
    yield from _come("target-added", new, come)


def _bounds(element: Element) -> tuple[tuple[str, Decimal | None, Decimal | None, str], ...]:
    return tuple((q.comparator, q.low, q.high, q.unit) for q in element.quantities)


def _quantities(old: Built, new: Built, one: Element, other: Element) -> Iterator[Change]:
    left = list(other.quantities)
    for quantity in one.quantities:
        match = next((q for q in left if q.unit == quantity.unit), None)
        if match is not None:
            left.remove(match)
        yield from _quantity(old, new, one, other, quantity, match)
    for quantity in left:
        yield from _quantity(old, new, one, other, None, quantity)


def _quantity(
    old: Built, new: Built, one: Element, other: Element, was: Quantity | None, now: Quantity | None
) -> Iterator[Change]:
    if was and now and (was.comparator, was.low, was.high) == (now.comparator, now.low, now.high):
        return
    kind = "quantity"
    if one.cls in {"Objective", "Target"}:
        before, after = _least(was), _least(now)
        kind = "target-changed"
        if before is not None and after is not None and before != after:
            kind = "target-raised" if after > before else "target-lowered"
    yield Change(
        kind,
        _text(new, other),
        " ".join(old.source.quote(was.span).split()) if was else "",
        " ".join(new.source.quote(now.span).split()) if now else "",
        _line(old, one),
        _line(new, other),
    )


def _least(quantity: Quantity | None) -> Decimal | None:
    if quantity is None:
        return None
    return quantity.low if quantity.low is not None else quantity.high


# -- money -----------------------------------------------------------------------------------


def _totals(old: Built, new: Built) -> Iterator[Change]:
    before = {total.column: total for total in old.plan.totals}
    after = {total.column: total for total in new.plan.totals}
    for column in dict.fromkeys((*before, *after)):
        was, now = before.get(column), after.get(column)
        if was and now and was.amount == now.amount:
            continue
        heading = next((t.heading for t in (now, was) if t is not None and t.heading), "")
        yield Change(
            "total",
            heading,
            format_number(was.amount) if was else "",
            format_number(now.amount) if now else "",
            old.source.line_at(was.span.start) if was else None,
            new.source.line_at(now.span.start) if now else None,
        )


def _amounts(element: Element) -> tuple[Decimal, ...]:
    return tuple(sorted(line.amount for line in element.lines))


def _sum(lines: Iterable[BudgetLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _columns(element: Element) -> dict[str, Decimal] | None:
    """Return the amount of each column, ``None`` where a column is open."""
    made: dict[str, Decimal] = {}
    for line in element.lines:
        if line.column is None:
            return None
        made[line.column] = made.get(line.column, Decimal(0)) + line.amount
    return made


def _money(old: Built, new: Built, one: Element, other: Element) -> Iterator[Change]:
    about, lines = _text(new, other), (_line(old, one), _line(new, other))
    was, now = _sum(one.lines), _sum(other.lines)
    if was != now:
        yield Change("money", about, format_number(was), format_number(now), *lines)
        return
    before, after = _columns(one), _columns(other)
    if before is not None and after is not None and before != after:
        yield Change("column", about, _named(before), _named(after), *lines)


def _named(columns: dict[str, Decimal]) -> str:
    return "; ".join(
        f"{iri.rpartition('/')[2]} {format_number(amount)}"
        for iri, amount in sorted(columns.items())
    )


# -- tasks and duties ------------------------------------------------------------------------


def _tasks(old: Built, new: Built) -> Iterator[Change]:
    before, after = ([e for e in built.plan.elements if e.cls == "Task"] for built in (old, new))
    pairs, gone, come = _pairs(old, new, before, after)
    for one, other in pairs:
        yield from _money(old, new, one, other)
        yield from _quantities(old, new, one, other)
        yield from _who(old, new, one, other, "lead", "lead")
        yield from _who(old, new, one, other, "coordinate", "coordinators")
        yield from _when(old, new, one, other)
    yield from _gone("task-removed", old, gone)
    yield from _come("task-added", new, come)


def _duties(old: Built, new: Built) -> Iterator[Change]:
    before, after = ([e for e in built.plan.elements if e.cls == "Duty"] for built in (old, new))
    pairs, gone, come = _pairs(old, new, before, after)
    for one, other in pairs:
        yield from _who(old, new, one, other, "lead", "duty-shifted")
        yield from _who(old, new, one, other, "coordinate", "coordinators")
    yield from _gone("duty-removed", old, gone)
    yield from _come("duty-added", new, come)


def _parties(element: Element, role: str) -> frozenset[str]:
    return frozenset(a.mention.party.key for a in element.assignments if a.role == role)


def _who(
    old: Built, new: Built, one: Element, other: Element, role: str, kind: str
) -> Iterator[Change]:
    if _parties(one, role) != _parties(other, role):
        yield Change(
            kind,
            _text(new, other),
            _mentions(old, one, role),
            _mentions(new, other, role),
            _line(old, one),
            _line(new, other),
        )


def _mentions(built: Built, element: Element, role: str) -> str:
    names = (
        " ".join(built.source.quote(a.mention.span).split())
        for a in element.assignments
        if a.role == role
    )
    return "; ".join(dict.fromkeys(names))


def _when(old: Built, new: Built, one: Element, other: Element) -> Iterator[Change]:
    """Compare times within each plan's own year: the same months a year later are no change."""
    was, now = one.time_frame, other.time_frame
    years = (old.plan.period or (0, 0))[0], (new.plan.period or (0, 0))[0]
    if was and now:
        spans = [
            tuple((day.year - year, day.month) if day else None for day in (t.first, t.last))
            for t, year in ((was, years[0]), (now, years[1]))
        ]
        dated = any(end for span in spans for end in span)
        words = old.source.words(was.span), new.source.words(now.span)
        if spans[0] == spans[1] and (dated or words[0] == words[1]):
            return
    elif was is None and now is None:
        return
    yield Change(
        "time",
        _text(new, other),
        " ".join(old.source.quote(was.span).split()) if was else "",
        " ".join(new.source.quote(now.span).split()) if now else "",
        _line(old, one),
        _line(new, other),
    )
