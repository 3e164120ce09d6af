"""What Virtuoso 7 answers wrongly, and how it is asked so that it answers right.

Measured against Virtuoso 7.2.5 (Debian); `tests/virtuoso` asks each of it. Its texts are looked at
as tokens: what is not surely harmless is doubted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sctbv_graph.store.tokens import Piece, closing, pieces_of


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer could be wrong: the beginning of a sentence in each language."""

    vi: str
    en: str


def in_expressions(pieces: Sequence[Piece]) -> set[int]:
    """Return the indexes of the tokens that stand in expressions, not in patterns and paths.

    A parenthesis opens an expression behind FILTER, BIND and in the clauses of a SELECT; behind a
    term of a pattern it belongs to a path.
    """
    found: set[int] = set()
    frames = ["clause"]
    for index, piece in enumerate(pieces):
        if piece.kind == "sign" and piece.text in (")", "]", "}") and len(frames) > 1:
            frames.pop()
        if frames[-1] == "expression":
            found.add(index)
        if piece.kind != "sign":
            continue
        if piece.text == "{":
            following = pieces[index + 1].word if index + 1 < len(pieces) else ""
            frames.append("clause" if following == "SELECT" else "pattern")
        elif piece.text in ("(", "["):
            frames.append(_frame(pieces, index, frames[-1]))
    return found


def _frame(pieces: Sequence[Piece], index: int, around: str) -> str:
    """Return what the bracket at ``index`` opens."""
    if pieces[index].text == "[":
        return "pattern"
    if around in ("expression", "clause"):
        return "expression"
    before = [piece.word for piece in pieces[max(0, index - 2) : index]]
    if before and (before[-1] in ("FILTER", "BIND") or before[0] == "FILTER"):
        return "expression"
    return "pattern"


def rewritten(query: str) -> str:
    """Return a query so that Virtuoso answers it as SPARQL 1.1 says.

    Its division of whole numbers leaves the rest out, so a divisor becomes a decimal.

    >>> rewritten("SELECT (SUM(?v) / 1000000 AS ?m) { ?s :a/:b ?v }")
    'SELECT (SUM(?v) / 1000000.0 AS ?m) { ?s :a/:b ?v }'
    """
    pieces = pieces_of(query)
    made, done = [], 0
    for index in _divisions(pieces, in_expressions(pieces)):
        divisor = pieces[index + 1]
        if divisor.text.isdigit():
            made.append(query[done : divisor.end] + ".0")
            done = divisor.end
    return "".join(made) + query[done:]


def _divisions(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[int]:
    for index in sorted(expressions):
        if pieces[index].text == "/" and index + 1 < len(pieces):
            yield index


_DIVIDED = Doubt(
    "Virtuoso chia số nguyên bỏ phần lẻ", "Virtuoso divides whole numbers without their rest"
)
_SUBTRACTED = Doubt("Virtuoso trừ hai ngày sai", "Virtuoso subtracts days wrongly")
_CYCLE = Doubt(
    "Virtuoso bỏ sót nút đầu của đường lặp (+)",
    "Virtuoso leaves the first node of a cycle out of a path with +",
)
_DESCRIBED = Doubt(
    "DESCRIBE của Virtuoso thêm cả câu trỏ vào và bỏ nút trống",
    "Virtuoso's DESCRIBE adds what points there and leaves out blank nodes",
)
_MONTHS = Doubt(
    "Virtuoso so sánh tháng và năm như chữ", "Virtuoso compares months and years as words"
)


def doubt(query: str) -> Doubt | None:
    """Return why Virtuoso's answer could be wrong, ``None`` where it is none of what is known."""
    pieces = pieces_of(query)
    expressions = in_expressions(pieces)
    return next(_doubts(pieces, expressions), None)


def _doubts(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[Doubt]:
    words = {piece.word for piece in pieces}
    if "DESCRIBE" in words:
        yield _DESCRIBED
    for index in _divisions(pieces, expressions):
        if pieces[index + 1].kind != "number":
            yield _DIVIDED
    for index, piece in enumerate(pieces):
        if index in expressions:
            if piece.text == "-" and _subtracts(pieces, index):
                yield _SUBTRACTED
        elif piece.text == "+" and piece.kind == "sign":
            yield _CYCLE
        if "gYear" in piece.text or "gMonth" in piece.text or "gDay" in piece.text:
            yield _MONTHS


def _subtracts(pieces: Sequence[Piece], index: int) -> bool:
    """Tell whether a minus stands between two values of which neither is surely a number."""
    before, after = pieces[index - 1], pieces[index + 1]
    if before.kind == "sign" and before.text != ")":
        return False  # the sign of a number
    if "number" in (before.kind, after.kind):
        return False
    counted = {"SUM", "COUNT", "AVG", "STRLEN", "YEAR", "MONTH", "DAY"}
    return after.word not in counted


def term(given: dict[str, Any]) -> dict[str, Any]:
    """Return a term of JSON results as the W3C writes it."""
    if given.get("type") == "typed-literal":
        return {**given, "type": "literal"}
    if given.get("type") == "bnode":
        return {**given, "value": "".join(c if c.isalnum() else "x" for c in given["value"])}
    return given


def is_partial(headers: Mapping[str, str]) -> bool:
    """Tell whether an answer stopped at the time limit ("anytime"): status 200, a part of it."""
    return headers.get("x-sql-state", "").upper().startswith("S1TAT")


def predicates(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[Piece]:
    """Yield the variables that stand where a pattern has its property."""
    place = "subject"
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if index in expressions or piece.word in _NO_TERM:
            index += 1
            continue
        if piece.word == "VALUES":
            index = _past_values(pieces, index)
            continue
        if piece.kind == "sign":
            place = _PLACES.get(piece.text, place)
        elif piece.kind in ("var", "iri", "name", "string", "number") or piece.word:
            if place == "property" and piece.kind == "var":
                yield piece
            place = {"subject": "property", "property": "object"}.get(place, "done")
        index += 1


_PLACES = {".": "subject", "{": "subject", "}": "subject", ";": "property", ",": "object",
           "[": "property", "]": "property", "/": "property", "|": "property",
           "^": "property"}  # fmt: skip
_NO_TERM = {"SELECT", "WHERE", "OPTIONAL", "MINUS", "UNION", "FILTER", "BIND", "NOT", "EXISTS",
            "GRAPH", "DISTINCT", "AS", "PREFIX", "BASE"}  # fmt: skip


def _past_values(pieces: Sequence[Piece], index: int) -> int:
    while index < len(pieces) and pieces[index].text != "{":
        index += 1
    return closing(pieces, index) + 1 if index < len(pieces) else index
