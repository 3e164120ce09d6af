"""Budget lines of a flattened table: its amounts, put into the columns that the totals leave.

In go the rows of an annex, out come the lines of each row. The flattening lost the empty cells, so
which source an amount comes from is solved over the whole table (`columns`): `forced` where the
totals and the order of the cells allow one column, `inferred` where the notes are believed, else
`open` with the alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sctbv_graph.extract.columns import Row, Solution, hinted_options, ordered_options, solve
from sctbv_graph.extract.flat_annex import MONEY_COLUMNS, Annex, TableRow
from sctbv_graph.extract.knowledge import Lexicon, concept_name
from sctbv_graph.extract.money import Noted, amount, noted
from sctbv_graph.model import BudgetLine, Certainty, Span, trim

_LOCAL = ("local-budget", "provincial-budget")
_NO_TOTALS = Certainty("open", "Không đủ tổng cột để xác định cột", MONEY_COLUMNS)
_TOTALS_DIFFER = Certainty("open", "Cộng các ô không khớp tổng cột in trong bảng", MONEY_COLUMNS)
_FORCED = Certainty("forced", "Cách xếp cột duy nhất khớp tổng ba cột và thứ tự ô trong dòng")


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The amounts of a row, or of a row split off it, with what the note says of each."""

    row: TableRow
    spans: list[Span]
    values: list[Decimal]
    noted: list[Noted]


def budget_lines(lexicon: Lexicon, text: str, annex: Annex) -> dict[int, tuple[BudgetLine, ...]]:
    """Return the budget lines of each row by its ordinal, those of rows split off it at the end."""
    each = []
    for row in annex.rows:
        for spans in (row.amounts, *(sub.amounts for sub in row.sub_rows)):
            values = [amount(text, span) for span in spans]
            each.append(_Amounts(row, spans, values, noted(lexicon, text, row.note, values)))
    solved = _solve(text, annex, each)
    made: dict[int, tuple[BudgetLine, ...]] = {row.ordinal: () for row in annex.rows}
    for index, amounts in enumerate(each):
        made[amounts.row.ordinal] += tuple(_lines(lexicon, text, amounts, solved, index))
    return made


def _scale(each: Sequence[_Amounts]) -> int:
    """Return what makes every amount whole: 10 to the most digits after a decimal comma."""
    values = [value for amounts in each for value in amounts.values]
    return int(10 ** max([0, *(-int(value.as_tuple().exponent) for value in values)]))


def _hint(source: str | None) -> int | None:
    """Return the money column of a source that a note names, ``None`` where it has none."""
    name = concept_name(source) if source else None
    if name == "central-budget":
        return MONEY_COLUMNS.index("central-budget")
    return MONEY_COLUMNS.index("local-budget") if name in _LOCAL else None


def _solve(text: str, annex: Annex, each: Sequence[_Amounts]) -> tuple[Solution, Solution] | None:
    """Return what the totals force and what follows when the notes are believed too.

    ``None`` where a total is missing or a row holds more amounts than there are columns.
    """
    totals = [annex.totals.get(column) for column in MONEY_COLUMNS]
    if not each or any(span is None for span in totals):
        return None
    scale = _scale(each)
    rows = [
        Row(tuple(int(v * scale) for v in amounts.values),
            tuple(_hint(said.source) for said in amounts.noted))
        for amounts in each
    ]  # fmt: skip
    sums = [int(amount(text, trim(text, span)) * scale) for span in totals if span]
    options = [ordered_options(row, len(MONEY_COLUMNS)) for row in rows]
    if not all(options):
        return None
    forced = solve(rows, options, sums)
    hinted = [hinted_options(o, row) for o, row in zip(options, rows, strict=True)]
    believed = solve(rows, hinted, sums)
    return forced, believed if believed.count else forced


def _lines(
    lexicon: Lexicon,
    text: str,
    amounts: _Amounts,
    solved: tuple[Solution, Solution] | None,
    index: int,
) -> Iterator[BudgetLine]:
    """Yield the lines of some amounts, which are the ``index``-th of the solutions."""
    for place, span in enumerate(amounts.spans):
        column, certainty = _stands_in(solved, index, place)
        said = amounts.noted[place]
        yield BudgetLine(
            trim(text, span),
            amounts.values[place],
            lexicon.source_iris.get(column) if column else None,
            certainty,
            amounts.row.note,
            said.source,
            said.parts,
        )


def _stands_in(
    solved: tuple[Solution, Solution] | None, index: int, place: int
) -> tuple[str | None, Certainty]:
    """Return the column of one amount where it is known, and how far it is."""
    if solved is None:
        return None, _NO_TOTALS
    forced, believed = solved
    if not forced.count:
        return None, _TOTALS_DIFFER
    must = forced.possible[index][place]
    if len(must) == 1:
        (only,) = must
        return MONEY_COLUMNS[only], _FORCED
    likely = believed.possible[index][place]
    if len(likely) == 1:
        (only,) = likely
        others = tuple(MONEY_COLUMNS[c] for c in sorted(must - likely))
        reason = "Cách xếp cột duy nhất khi tin cột Ghi chú, ngoài tổng cột và thứ tự ô"
        return MONEY_COLUMNS[only], Certainty("inferred", reason, others)
    choices = tuple(MONEY_COLUMNS[c] for c in sorted(likely))
    reason = f"Ô trống bị mất khi làm phẳng; {believed.count} cách xếp cột cùng khớp"
    return None, Certainty("open", reason, choices)
