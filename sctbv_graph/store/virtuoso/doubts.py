"""What of a query Virtuoso could answer wrongly.

A query is looked at as tokens, and what is not known to be right is doubted: its functions are a
list of those that were held against another engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sctbv_graph.store.tokens import Piece, closing, pieces_of
from sctbv_graph.store.virtuoso.expressions import divisions, in_expressions
from sctbv_graph.store.virtuoso.optional import reaches_out
from sctbv_graph.store.virtuoso.reasons import (
    ADDRESSED,
    CHOSEN,
    CYCLE,
    DESCRIBED,
    DIVIDED,
    EXPRESSIONS,
    LETTERS,
    MONTHS,
    OUTSIDE,
    SUBTRACTED,
    SUMMED,
    TWICE,
    UNTRUE,
    VALUES,
    Doubt,
    unknown,
)

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RIGHT = {
    "AS", "ASC", "BOUND", "COALESCE", "CONCAT", "CONTAINS", "COUNT", "DESC", "DISTINCT", "EXISTS",
    "GROUP_CONCAT", "HAVING", "IF", "IN", "ISBLANK", "ISIRI", "ISLITERAL", "ISURI", "LANG",
    "MAX", "MIN", "MONTH", "NOT", "SAMPLE", "STR", "STRLEN", "STRSTARTS", "SUM", "YEAR",
}  # fmt: skip
"""Functions and words before a parenthesis whose values are those of another engine."""

_TRUTHS = {"BOUND", "CONTAINS", "EXISTS", "IN", "ISBLANK", "ISIRI", "ISLITERAL", "ISURI", "NOT",
           "REGEX", "STRSTARTS"}  # fmt: skip
_TIMES = ("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "dateTime", "time")
_COMPARED = {"=", "!=", "<", ">", "<=", ">=", "&&", "||", "!"}


def doubt(query: str, graphs: int = 1) -> Doubt | None:
    """Return why Virtuoso's answer could be wrong, ``None`` where it is none of what is known.

    ``graphs`` is how many graphs the query is asked of at once.
    """
    pieces = pieces_of(query)
    words = [piece.word for piece in pieces]
    if "DESCRIBE" in words:
        return DESCRIBED
    if "UNION" in words and "VALUES" in words:
        return VALUES
    if "UNION" in words and ("COALESCE" in words or "IF" in words):
        return CHOSEN
    if graphs > 1 or words.count("FROM") > 1:
        return TWICE
    sums = sum(1 for select in _selects(pieces) if "SUM" in select or "AVG" in select)
    if "GROUP" in words and sums > words.count("GROUP"):
        return SUMMED
    try:
        if reaches_out(pieces):
            return OUTSIDE
        return next(_doubts(pieces, in_expressions(pieces)), None)
    except (IndexError, KeyError):  # a bracket is missing: it is no query, and will be told so
        return None


def _selects(pieces: Sequence[Piece]) -> Iterator[set[str]]:
    """Yield the words of each SELECT clause."""
    for index, piece in enumerate(pieces):
        if piece.word == "SELECT":
            end = index
            while end < len(pieces) and pieces[end].text != "{":
                end += 1
            yield {part.word for part in pieces[index:end]}


def _doubts(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[Doubt]:
    for index in divisions(pieces, expressions):
        if pieces[index + 1].kind != "number":
            yield DIVIDED
    for index, piece in enumerate(pieces):
        if index in expressions:
            yield from _in_an_expression(pieces, index)
        elif piece.text == "+" and piece.kind == "sign":
            yield CYCLE
        if _local_name(piece) in _TIMES:
            yield MONTHS
        if piece.word == "VALUES" and _has_several_words(pieces, index):
            yield LETTERS
    for first in _computed(pieces, expressions):
        last = closing(pieces, first)
        if _is_truth(pieces, first, last):
            yield UNTRUE
        if any(p.kind == "string" and not p.text.isascii() for p in pieces[first:last]):
            yield LETTERS
        inside = {part.word for part in pieces[first:last]}
        if inside & {"IF", "COALESCE"} and _names_a_thing(pieces, first, last):
            yield ADDRESSED
    yield from _joined_letters(pieces, expressions)


def _in_an_expression(pieces: Sequence[Piece], index: int) -> Iterator[Doubt]:
    """Yield what is doubtful of an operator or a function."""
    piece = pieces[index]
    if piece.text == "-" and _subtracts(pieces, index):
        yield SUBTRACTED
    if piece.word == "COALESCE" and _arguments(pieces, index + 1) > 2:
        yield CHOSEN
    if piece.word in ("REGEX", "REPLACE"):
        yield EXPRESSIONS
    called = index + 1 < len(pieces) and pieces[index + 1].text == "("
    if called and piece.kind in ("word", "name", "iri") and piece.word not in _RIGHT:
        yield unknown(piece.text)


def _local_name(piece: Piece) -> str:
    """Return the last part of a prefixed name, or of an IRI of XML Schema; else ""."""
    if piece.kind == "name":
        return piece.text.rpartition(":")[2]
    return piece.text[len(_XSD) + 1 : -1] if piece.text.startswith(f"<{_XSD}") else ""


def _computed(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[int]:
    """Yield the parentheses of (… AS ?name), in BIND and in the clauses of a SELECT."""
    for index, piece in enumerate(pieces):
        if piece.text == "(" and piece.kind == "sign" and index + 1 in expressions:
            last = closing(pieces, index)
            if last >= 2 and pieces[last - 2].word == "AS":
                yield index


def _names_a_thing(pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Tell whether an IRI stands in an expression as a value, not as a function."""
    return any(
        pieces[i].kind in ("name", "iri") and pieces[i + 1].text != "(" for i in range(first, last)
    )


def _is_truth(pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Tell whether a value is true or false: a comparison that is no condition of an IF."""
    index = first + 1
    while index < last:
        piece = pieces[index]
        if piece.word == "IF" and pieces[index + 1].text == "(":
            index = _past_condition(pieces, index + 1)
            continue
        if piece.word in _TRUTHS:
            return True
        if (
            piece.kind == "sign"
            and piece.text in _COMPARED
            and (pieces[index - 1].word != "SEPARATOR")
        ):
            return True
        if piece.word in ("TRUE", "FALSE"):
            return True
        index += 1
    return False


def _arguments(pieces: Sequence[Piece], open_: int) -> int:
    """Count the arguments in the parenthesis at ``open_``."""
    count, index, last = 1, open_ + 1, closing(pieces, open_)
    while index < last:
        if pieces[index].text == "(":
            index = closing(pieces, index)
        count += pieces[index].text == ","
        index += 1
    return count


def _past_condition(pieces: Sequence[Piece], open_: int) -> int:
    """Return the index of the comma behind the first argument."""
    index = open_ + 1
    while index < len(pieces) and pieces[index].text not in (",", ")"):
        index = closing(pieces, index) if pieces[index].text in ("(", "{") else index
        index += 1
    return index


def _joined_letters(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[Doubt]:
    """Yield a doubt for what joins letters beyond ASCII."""
    for index, piece in enumerate(pieces):
        if index in expressions and piece.word == "CONCAT":
            last = closing(pieces, index + 1)
            if any(p.kind == "string" and not p.text.isascii() for p in pieces[index:last]):
                yield LETTERS


def _has_several_words(pieces: Sequence[Piece], index: int) -> bool:
    """Tell whether VALUES lists several texts, one of them with letters beyond ASCII."""
    while index < len(pieces) and pieces[index].text != "{":
        index += 1
    last = closing(pieces, index) if index < len(pieces) else index
    texts = [piece for piece in pieces[index:last] if piece.kind == "string"]
    return len(texts) > 1 and any(not piece.text.isascii() for piece in texts)


def _subtracts(pieces: Sequence[Piece], index: int) -> bool:
    """Tell whether a minus stands between two values of which neither is surely a number."""
    before, after = pieces[index - 1], pieces[index + 1]
    if before.kind == "sign" and before.text != ")":
        return False  # the sign of a number
    if "number" in (before.kind, after.kind):
        return False
    return after.word not in {"SUM", "COUNT", "STRLEN", "YEAR", "MONTH"}
