"""A part of the rows of a SELECT, by LIMIT and OFFSET put into its text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sctbv_graph.store.tokens import KEPT, Piece, closing, pieces_of


def windowed(query: str, offset: int, rows: int) -> str | None:
    """Return the query for ``rows`` of its own rows after the first ``offset``.

    Its own LIMIT and OFFSET are kept to: ``None`` where nothing is left of them.

    >>> windowed("SELECT * { ?s ?p ?o } LIMIT 10", 0, 5)
    'SELECT * { ?s ?p ?o } LIMIT 5 OFFSET 0'
    >>> windowed("SELECT * { ?s ?p ?o } OFFSET 2 LIMIT 10 VALUES ?s { <a:b> }", 8, 5)
    'SELECT * { ?s ?p ?o }   LIMIT 2 OFFSET 10 VALUES ?s { <a:b> }'
    """
    return _kept(query, offset, rows) if len(query) <= KEPT else _windowed(query, offset, rows)


def _windowed(query: str, offset: int, rows: int) -> str | None:
    pieces = pieces_of(query)
    last = _end_of_where(pieces)
    given: dict[str, int] = {}
    cut: list[tuple[int, int]] = []
    values = len(query)
    index = last + 1
    while index < len(pieces):
        piece = pieces[index]
        if piece.text in ("(", "{", "["):
            index = closing(pieces, index)
        elif piece.word in ("LIMIT", "OFFSET") and index + 1 < len(pieces):
            number = pieces[index + 1]
            if number.text.isdigit() and piece.word not in given:
                given[piece.word] = int(number.text)
                cut.append((piece.start, number.end))
                index += 1
        elif piece.word == "VALUES":
            values = piece.start
            break
        index += 1
    own = given.get("LIMIT")
    if own is not None:
        rows = min(rows, own - offset)
        if rows <= 0 and own > 0:
            return None
        rows = max(rows, 0)
    kept, done = [], 0
    for start, end in cut:
        kept.append(query[done:start])
        done = end
    kept.append(query[done:values])
    head = "".join(kept)
    # A comment at the end of the query would swallow what is put behind it.
    gap = "" if head.endswith((" ", "\n")) else "\n" if "#" in head else " "
    tail = f" {query[values:]}" if values < len(query) else ""
    return f"{head}{gap}LIMIT {rows} OFFSET {offset + given.get('OFFSET', 0)}{tail}"


_kept = lru_cache(maxsize=128)(_windowed)


def _end_of_where(pieces: Sequence[Piece]) -> int:
    """Return the index of the brace that closes the outermost group."""
    index = 0
    while index < len(pieces):
        if pieces[index].text == "{" and pieces[index].kind == "sign":
            return closing(pieces, index)
        if pieces[index].text == "(":
            index = closing(pieces, index)
        index += 1
    return len(pieces) - 1
