"""Where the expressions of a query stand, seen by its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sctbv_graph.store.tokens import Piece


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


def divisions(pieces: Sequence[Piece], expressions: set[int]) -> Iterator[int]:
    """Yield the indexes of the division signs."""
    for index in sorted(expressions):
        if pieces[index].text == "/" and index + 1 < len(pieces):
            yield index
