"""Whether an answer is whole: some stores cut long tables off and say nothing.

What a store cuts at is a number of rows. So an answer with fewer rows than the store has been
seen to give is whole; a longer one is counted by the store itself. The first that is seen is a
table of a thousand rows that needs no data.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from sctbv_graph.errors import QueryError
from sctbv_graph.store.base import Rows, number_of
from sctbv_graph.store.scan import form_of
from sctbv_graph.store.tokens import Piece, closing, pieces_of

Ask = Callable[[str, Sequence[str], Sequence[str]], Rows]
_FIRST = 1_000
_MOST = 200_000
"""Rows of the longest table that is asked for only to see whether it comes whole."""


class Whole:
    """What one store has been seen to give."""

    def __init__(self, ask: Ask) -> None:
        """``ask`` returns the rows that the store gives to a SELECT on a dataset."""
        self._ask = ask
        self._seen = 0
        self._cut = 0
        self._lock = threading.Lock()

    def shown(self) -> int:
        """Return how many rows the store has been seen to give, at least."""
        self.gives(_FIRST)
        return self._seen

    def gives(self, count: int) -> bool:
        """Tell whether the store gives a table of so many rows, by asking for such a one."""
        with self._lock:
            if count <= self._seen:
                return True
            if count > _MOST or (self._cut and count > self._cut):
                return False
            found = len(self._ask(_table_of(max(count, _FIRST)), (), ()).rows)
            self._seen = max(self._seen, found)
            if found < count:
                self._cut = found
            return found >= count

    def is_whole(
        self, query: str, count: int, default: Sequence[str], named: Sequence[str]
    ) -> bool:
        """Tell whether ``count`` rows are all that a SELECT has."""
        if count == 0 or count == own_limit(query):
            return True
        self.gives(_FIRST)
        if count < self._seen or (count == self._seen and not self._cut):
            return True
        try:
            counted = number_of(self._ask(counting(query), default, named))
        except QueryError:  # a store that cannot count it cannot be believed either
            return False
        if counted is None or counted > count:
            return False
        with self._lock:
            self._seen = max(self._seen, count)
        return True


def _table_of(count: int) -> str:
    """Return a query with at least ``count`` rows and no data: numbers beside numbers."""
    low = " ".join(str(n) for n in range(100))
    high = " ".join(str(n) for n in range(-(-count // 100)))
    return f"SELECT ?a ?b WHERE {{ VALUES ?a {{ {high} }} VALUES ?b {{ {low} }} }}"


def _clause_ends(pieces: Sequence[Piece], first: int) -> int:
    """Return the index of the brace that opens the WHERE of the SELECT at ``first``."""
    index = first
    while index < len(pieces) and pieces[index].text != "{":
        index = closing(pieces, index) if pieces[index].text == "(" else index
        index += 1
    return index


def own_limit(query: str) -> int | None:
    """Return the LIMIT of the outermost SELECT, ``None`` where it has none.

    >>> own_limit("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 9 } } LIMIT 5"), own_limit("ASK {}")
    (5, None)
    """
    pieces = pieces_of(query)
    open_ = _clause_ends(pieces, 0)
    index = closing(pieces, open_) + 1 if open_ < len(pieces) else open_
    while index < len(pieces) - 1:
        if pieces[index].text in ("(", "{"):
            index = closing(pieces, index)
        elif pieces[index].word == "LIMIT" and pieces[index + 1].text.isdigit():
            return int(pieces[index + 1].text)
        index += 1
    return None


def _first(pieces: Sequence[Piece], word: str) -> int:
    return next(i for i, piece in enumerate(pieces) if piece.word == word)


def _from_clauses(pieces: Sequence[Piece], first: int, last: int) -> list[int]:
    """Return the indexes of the tokens of FROM and FROM NAMED between two places."""
    found: list[int] = []
    for index in range(first, last):
        if pieces[index].word == "FROM":
            named = pieces[index + 1].word == "NAMED"
            found += range(index, index + (3 if named else 2))
    return found


def counting(query: str) -> str:
    r"""Return the query that counts the rows of a SELECT.

    >>> counting("PREFIX a: <b:> SELECT ?s FROM <g:> { ?s ?p ?o } LIMIT 3")
    'PREFIX a: <b:> SELECT (COUNT(*) AS ?n) FROM <g:> WHERE { { SELECT ?s { ?s ?p ?o } LIMIT 3\n} }'
    """
    pieces = pieces_of(query)
    at = _first(pieces, "SELECT")
    open_ = _clause_ends(pieces, at)
    moved = set(_from_clauses(pieces, at, open_))
    taken = " ".join(pieces[i].text for i in sorted(moved))
    start = pieces[at].start
    if not moved:
        inner = query[start:]
    else:
        first, last = pieces[min(moved)].start, pieces[max(moved)].end
        inner = query[start:first] + query[last:].lstrip()
    source = f"{taken} " if taken else ""
    # A comment at the end would swallow the braces: they stand on a line of their own.
    return f"{query[:start]}SELECT (COUNT(*) AS ?n) {source}WHERE {{ {{ {inner}\n}} }}"


def solutions_of(query: str) -> str | None:
    r"""Return the query that counts the solutions behind a CONSTRUCT; ``None`` for a DESCRIBE.

    >>> solutions_of("CONSTRUCT { ?s a ?c } WHERE { ?s ?p ?c } LIMIT 2")
    'SELECT (COUNT(*) AS ?n) WHERE { { SELECT * WHERE { ?s ?p ?c } LIMIT 2\n} }'
    """
    if form_of(query) != "CONSTRUCT":
        return None
    pieces = pieces_of(query)
    at = _first(pieces, "CONSTRUCT")
    after = at + 1
    if after < len(pieces) and pieces[after].text == "{":
        after = closing(pieces, after) + 1
    if after >= len(pieces):
        return None
    head, tail = query[: pieces[at].start], query[pieces[after].start :]
    return counting(f"{head}SELECT * {tail}")
