"""What Virtuoso 7 answers wrongly, and how it is asked so that it answers right.

Measured against Virtuoso 7.2.5 of Debian; `tests/virtuoso` asks each of it again. A query is looked
at as tokens, and what is not known to be right is doubted: its functions are a list of those that
were held against another engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from sctbv_graph.store.base import Rows
from sctbv_graph.store.tokens import Piece, closing, pieces_of

_XSD = "http://www.w3.org/2001/XMLSchema#"


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

    Its division of whole numbers leaves the rest out, so a divisor becomes a decimal. Its sum over
    no rows is nothing instead of 0.

    >>> rewritten("SELECT (SUM(?v) / 1000000 AS ?m) { ?s :a/:b ?v }")
    'SELECT (COALESCE(SUM(?v), 0) / 1000000.0 AS ?m) { ?s :a/:b ?v }'
    """
    pieces = pieces_of(query)
    grouped = any(piece.word == "GROUP" for piece in pieces)
    edits: list[tuple[int, str]] = []
    for index in _divisions(pieces, in_expressions(pieces)):
        divisor = pieces[index + 1]
        if divisor.text.isdigit():
            edits.append((divisor.end, ".0"))
    for index, piece in enumerate(pieces[:-1]):
        if piece.word == "SUM" and not grouped and pieces[index + 1].text == "(":
            last = pieces[closing(pieces, index + 1)]
            edits += [(piece.start, "COALESCE("), (last.end, ", 0)")]
    made, done = [], 0
    for at, text in sorted(edits):
        made += [query[done:at], text]
        done = at
    return "".join(made) + query[done:]


def _divisions(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[int]:
    for index in sorted(expressions):
        if pieces[index].text == "/" and index + 1 < len(pieces):
            yield index


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
    "Virtuoso so sánh tháng, năm và giờ không như SPARQL",
    "Virtuoso compares months, years and times otherwise than SPARQL",
)
_UNTRUE = Doubt(
    "Virtuoso trả giá trị đúng/sai tính được thành số 0, 1",
    "Virtuoso gives truth values that were worked out as the numbers 0 and 1",
)
_LETTERS = Doubt(
    "Virtuoso ghép chữ có dấu với chữ trong truy vấn thành chữ hỏng",
    "Virtuoso garbles letters with marks where it joins them to words of the query",
)
_ADDRESSED = Doubt(
    "Virtuoso trả IRI chọn bằng IF hoặc COALESCE thành chữ",
    "Virtuoso gives an IRI that IF or COALESCE chose as text",
)
_EXPRESSIONS = Doubt(
    "Biểu thức chính quy của Virtuoso sai với chữ có dấu",
    "Virtuoso's regular expressions go wrong on letters with marks",
)
_SUMMED = Doubt(
    "Virtuoso cộng không dòng nào thành không có giá trị",
    "Virtuoso's sum over no rows has no value",
)
_VALUES = Doubt(
    "Virtuoso bỏ mất mọi dòng của UNION có nhánh chỉ là VALUES",
    "Virtuoso loses all rows of a UNION of which one branch is VALUES alone",
)
_CHOSEN = Doubt(
    "Virtuoso chọn sai trong COALESCE nhiều biến hoặc sau UNION",
    "Virtuoso chooses wrongly in COALESCE of several variables or behind a UNION",
)
_TWICE = Doubt(
    "Virtuoso đếm hai lần một phát biểu có ở hai đồ thị",
    "Virtuoso counts a statement twice that stands in two graphs",
)


def _unknown(name: str) -> Doubt:
    return Doubt(
        f"Hàm {name} của Virtuoso chưa được đối chiếu",
        f"Virtuoso's function {name} has not been held against another engine",
    )


def doubt(query: str, graphs: int = 1) -> Doubt | None:
    """Return why Virtuoso's answer could be wrong, ``None`` where it is none of what is known.

    ``graphs`` is how many graphs the query is asked of at once.
    """
    pieces = pieces_of(query)
    words = [piece.word for piece in pieces]
    if "DESCRIBE" in words:
        return _DESCRIBED
    if "UNION" in words and "VALUES" in words:
        return _VALUES
    if "UNION" in words and ("COALESCE" in words or "IF" in words):
        return _CHOSEN
    if graphs > 1 or words.count("FROM") > 1:
        return _TWICE
    sums = sum(1 for select in _selects(pieces) if "SUM" in select or "AVG" in select)
    if "GROUP" in words and sums > words.count("GROUP"):
        return _SUMMED
    try:
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
    for index in _divisions(pieces, expressions):
        if pieces[index + 1].kind != "number":
            yield _DIVIDED
    for index, piece in enumerate(pieces):
        if index in expressions:
            yield from _in_an_expression(pieces, index)
        elif piece.text == "+" and piece.kind == "sign":
            yield _CYCLE
        if _local_name(piece) in _TIMES:
            yield _MONTHS
        if piece.word == "VALUES" and _has_several_words(pieces, index):
            yield _LETTERS
    for first in _computed(pieces, expressions):
        last = closing(pieces, first)
        if _is_truth(pieces, first, last):
            yield _UNTRUE
        if any(p.kind == "string" and not p.text.isascii() for p in pieces[first:last]):
            yield _LETTERS
        inside = {part.word for part in pieces[first:last]}
        if inside & {"IF", "COALESCE"} and _names_a_thing(pieces, first, last):
            yield _ADDRESSED
    yield from _joined_letters(pieces, expressions)


def _in_an_expression(pieces: Sequence[Piece], index: int) -> Iterator[Doubt]:
    """Yield what is doubtful of an operator or a function."""
    piece = pieces[index]
    if piece.text == "-" and _subtracts(pieces, index):
        yield _SUBTRACTED
    if piece.word == "COALESCE" and _arguments(pieces, index + 1) > 2:
        yield _CHOSEN
    if piece.word in ("REGEX", "REPLACE"):
        yield _EXPRESSIONS
    called = index + 1 < len(pieces) and pieces[index + 1].text == "("
    if called and piece.kind in ("word", "name", "iri") and piece.word not in _RIGHT:
        yield _unknown(piece.text)


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
                yield _LETTERS


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


def is_unsorted(query: str, rows: Rows) -> bool:
    """Tell whether rows may stand in another order than that of code points.

    Virtuoso puts words with marks in an order of its own; only the columns show whether ORDER BY
    looked at such.
    """
    pieces = pieces_of(query)
    ordered = [i for i, p in enumerate(pieces[:-1]) if p.word == "ORDER"]
    if not ordered:
        return False
    names = {p.text[1:] for p in pieces[ordered[-1] :] if p.kind == "var"} & set(rows.columns)
    return any(
        isinstance(term := row.get(name), ox.Literal) and not term.value.isascii()
        for row in rows.rows
        for name in names
    )


def results(made: dict[str, Any]) -> dict[str, Any]:
    """Return JSON results as the W3C writes them.

    An ASK comes as a table, truth values as 0 and 1, blank nodes with signs in their labels, and
    literals under an older name.
    """
    rows = made.get("results", {}).get("bindings", [])
    if made.get("head", {}).get("vars") == ["__ASK_RETVAL"]:
        return {"head": {}, "boolean": bool(rows) and rows[0]["__ASK_RETVAL"]["value"] == "1"}
    for row in rows:
        for name, term in row.items():
            row[name] = _term(term)
    return made


def _term(given: dict[str, Any]) -> dict[str, Any]:
    kind, value = given["type"], given["value"]
    if kind == "typed-literal":
        kind = "literal"
        if given.get("datatype") == f"{_XSD}boolean":
            value = {"1": "true", "0": "false"}.get(value, value)
    elif kind == "bnode":
        value = "".join(c if c.isalnum() else "x" for c in value)
    return {**given, "type": kind, "value": value}


def is_partial(headers: Mapping[str, str]) -> bool:
    """Tell whether an answer stopped at the time limit ("anytime"): status 200, a part of it."""
    return headers.get("x-sql-state", "").upper().startswith("S1TAT")


def is_cut(headers: Mapping[str, str]) -> bool:
    """Tell whether a table reached the rows that the server gives at most."""
    return "x-sparql-maxrows" in headers
