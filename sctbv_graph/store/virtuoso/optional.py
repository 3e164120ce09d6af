"""Conditions inside an OPTIONAL on what is bound outside of it (SPARQL 1.1, 18.2.2.6)."""

from __future__ import annotations

from collections.abc import Sequence

from sctbv_graph.store.tokens import Piece, closing


def reaches_out(pieces: Sequence[Piece]) -> bool:
    """Tell whether a FILTER in an OPTIONAL asks for a variable that only stands outside."""
    for index, piece in enumerate(pieces[:-1]):
        if piece.word == "OPTIONAL" and pieces[index + 1].text == "{":
            asked, bound = _variables(pieces, index + 2, closing(pieces, index + 1))
            if asked - bound:
                return True
    return False


def _variables(pieces: Sequence[Piece], first: int, last: int) -> tuple[set[str], set[str]]:
    """Return the variables of the conditions of a group, and those of the rest of it."""
    asked, bound = set[str](), set[str]()
    index = first
    while index < last:
        if pieces[index].word == "FILTER":
            opening = index + 1 if pieces[index + 1].text == "(" else index + 2  # REGEX(…)
            if pieces[opening].text == "(":
                end = closing(pieces, opening)
                asked |= {p.text[1:] for p in pieces[opening:end] if p.kind == "var"}
                index = end
        elif pieces[index].kind == "var":
            bound.add(pieces[index].text[1:])
        index += 1
    return asked, bound
