"""Money in words: the amounts inside notes, the sources that they name, totals in prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.model import BudgetPart, Span, SpokenTotal
from sctbv_graph.vietnamese.fold import fold, tokens
from sctbv_graph.vietnamese.numbers import NUMBER, parse_number

_AMOUNT = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>(?:tỷ|triệu|nghìn|ngàn)?\s*đồng)")
_TOTAL = re.compile(
    r"\bTổng\s+(?:mức\s+|số\s+|nhu\s+cầu\s+|dự\s+toán\s+)*kinh\s+phí\b(?P<between>[^.;\n]{0,150}?)"
    rf"(?P<number>{NUMBER})\s*(?P<unit>(?:tỷ|triệu|nghìn|ngàn)?\s*đồng)",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(r"ngân sách|nguồn|vốn|giai đoạn|đợt|bước|trong đó", re.IGNORECASE)
"""Words after "tổng kinh phí" that make it the total of one source or of another period."""


def source_named(lexicon: Lexicon, text: str, span: Span) -> str | None:
    """Return the money source that a span names, the last one ("lồng ghép … ngân sách tỉnh").

    A budget that pays is named after the way it is joined, so the last budget wins; where no
    budget is named, the last other source does.
    """
    found = [m.value for m in lexicon.money_sources.find_all(tokens(text, span.start, span.end))]
    budgets = [iri for iri in found if iri.endswith("-budget")]
    named = budgets or found
    return named[-1] if named else None


def amount(text: str, span: Span) -> Decimal:
    """Return the amount of a cell that was taken for one because it is a number."""
    value = parse_number(text[span.start : span.end])
    assert value is not None
    return value


def money_unit(lexicon: Lexicon, text: str, span: Span) -> str | None:
    """Return the unit of money that a span writes after an amount: name of the concept."""
    match = _AMOUNT.search(text, span.start, span.end)
    return lexicon.money_units.get(fold(match["unit"])) if match else None


def note_parts(lexicon: Lexicon, text: str, span: Span) -> tuple[BudgetPart, ...]:
    """Return the amounts of a note, each with the words before it, in the written unit.

    Plan 211, line 235: five parts, two of them parted by a comma; 857,6 is "ngân sách huyện".
    """
    parts, start = [], span.start
    for match in _AMOUNT.finditer(text, span.start, span.end):
        piece = text[start : match.end()]
        words = piece.lstrip(" ,;")
        first = match.end() - len(words)
        value = parse_number(match["number"])
        if value is not None:
            where = Span(first, match.end())
            source = source_named(lexicon, text, where)
            parts.append(BudgetPart(where, value, Span(match.start(), match.end()), source))
        start = match.end()
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a row's note says of one of its amounts: who pays it, what it is made up of."""

    source: str | None
    parts: tuple[BudgetPart, ...]


def noted(lexicon: Lexicon, text: str, note: Span | None, values: Sequence[Decimal]) -> list[Noted]:
    """Return what the note of a row says of each of its amounts, in their order."""
    parts = note_parts(lexicon, text, note) if note else ()
    only = source_named(lexicon, text, note) if note and not parts and len(values) == 1 else None
    return [
        Noted(
            next((p.source for p in parts if p.amount == value), only),
            _parts_of(value, values, parts),
        )
        for value in values
    ]


def _parts_of(
    value: Decimal, values: Sequence[Decimal], parts: tuple[BudgetPart, ...]
) -> tuple[BudgetPart, ...]:
    """Return the note's amounts that make up a line: itself, or those no other line takes.

    Line 235: 550 and 1.375 are lines of their own; 740 + 857,6 + 1.715 make up 3.313. Where
    they do not add up, they are still the parts of the one line that no amount of the note
    is, if each names who pays: whether they add up is for the audit to say.
    """
    own = [p for p in parts if p.amount == value]
    if own:
        return tuple(own[:1])
    rest = [p for p in parts if p.amount not in values]  # the line's own is none of them
    total = sum((p.amount for p in rest), Decimal(0))
    if not rest or abs(total - value) <= Decimal("0.5"):
        return tuple(rest)
    told = {p.amount for p in parts}
    alone = sum(v not in told for v in values) == 1
    return tuple(rest) if alone and all(p.source for p in rest) else ()


def spoken_totals(lexicon: Lexicon, text: str, span: Span) -> tuple[SpokenTotal, ...]:
    """Return the grand totals that a paragraph gives ("Tổng kinh phí: 18.706 triệu đồng").

    What is paid from one source, or over several years, is no grand total of the plan.
    """
    found = []
    for match in _TOTAL.finditer(text, span.start, span.end):
        unit = lexicon.money_units.get(fold(match["unit"]))
        value = parse_number(match["number"])
        if unit and value is not None and not _OF_A_PART.search(match["between"]):
            found.append(SpokenTotal(Span(match.start(), match.end()), value, unit))
    return tuple(found)
