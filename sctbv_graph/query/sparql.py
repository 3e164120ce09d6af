"""The text of a SPARQL query taken apart: tokens, groups, SELECT clauses.

Queries are changed as text, never built: what a user wrote stays what it is, and additions stand
beside it. Only what the changes need is understood (SPARQL 1.1, 19.8: strings, IRIs, comments,
braces and the clauses of a SELECT); the engine itself judges whether a query is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sctbv_graph.store.tokens import Piece, closing, pieces_of

__all__ = ["Item", "Piece", "Select", "closing", "pieces_of", "read_select", "top_select"]
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a projection: a variable, or an expression under a name; indexes of tokens."""

    name: str
    first: int
    last: int
    expression: bool


@dataclass(frozen=True, slots=True)
class Select:
    """One SELECT, as indexes into the tokens; ``items`` is empty for ``*``."""

    at: int
    distinct: int | None
    items: tuple[Item, ...]
    head_end: int
    """Index of the last token of the projection."""
    open: int
    close: int
    order_by: tuple[int, int] | None
    aggregates: bool


def _items(pieces: Sequence[Piece], index: int) -> tuple[list[Item], int]:
    items: list[Item] = []
    while index < len(pieces):
        piece = pieces[index]
        if piece.kind == "var":
            items.append(Item(piece.text[1:], index, index, False))
            index += 1
        elif piece.text == "(":
            last = closing(pieces, index)
            named = [p.text[1:] for p in pieces[index:last] if p.kind == "var"]
            items.append(Item(named[-1] if named else "", index, last, True))
            index = last + 1
        elif piece.text == "*":
            return [], index + 1
        else:
            break
    return items, index


def read_select(pieces: Sequence[Piece], at: int, end: int) -> Select | None:
    """Read the SELECT at ``pieces[at]`` up to ``end``; ``None`` where it is no whole one."""
    index, distinct = at + 1, None
    if index < end and pieces[index].word in ("DISTINCT", "REDUCED"):
        distinct = index if pieces[index].word == "DISTINCT" else None
        index += 1
    items, index = _items(pieces, index)
    head_end = index - 1
    while index < end and pieces[index].text != "{":
        index += 1
    if index >= end:
        return None
    open_, close = index, closing(pieces, index)
    spans: dict[str, tuple[int, int]] = {}
    index = close + 1
    name = ""
    while index < end:
        if pieces[index].word in _MODIFIERS:
            name = pieces[index].word
            spans[name] = (index, index)
        elif name:
            spans[name] = (spans[name][0], index)
        index += 1
    spoken = [
        *(p for item in items for p in pieces[item.first : item.last + 1]),
        *(p for key in ("HAVING", "ORDER") if key in spans for p in _within(pieces, spans[key])),
    ]
    aggregates = "GROUP" in spans or any(p.word in _AGGREGATES for p in spoken)
    return Select(
        at, distinct, tuple(items), head_end, open_, close,
        spans.get("ORDER"), aggregates,
    )  # fmt: skip


def _within(pieces: Sequence[Piece], span: tuple[int, int]) -> Sequence[Piece]:
    return pieces[span[0] : span[1] + 1]


def top_select(pieces: Sequence[Piece]) -> Select | None:
    """Return the outermost SELECT of a query; ``None`` where it is of another form."""
    for index, piece in enumerate(pieces):
        if piece.word == "SELECT":
            return read_select(pieces, index, len(pieces))
        if piece.word in ("ASK", "CONSTRUCT", "DESCRIBE") or piece.text == "{":
            return None
    return None
