"""Which nodes a row of a SELECT rests on: the query asked with more columns.

Any SELECT can be asked so, also one that a user wrote. Beside its own columns it gives the values
of the variables that it leaves out; under an aggregate or DISTINCT, the nodes that went into the
row, joined by blanks. Rows, their number and their order stay as they were. What stands under NOT
EXISTS or MINUS binds nothing and is left out: nobody can quote what is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sctbv_graph.query.sparql import (
    Piece,
    Select,
    closing,
    pieces_of,
    read_select,
    top_select,
)

_FRESH = "restsOn"
"""Start of the names that are added; a query that uses it itself is left as it is."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A query with its further columns, and whether it asks for something that is absent."""

    query: str
    columns: tuple[str, ...]
    absence: bool
    iris: frozenset[str]
    """IRIs that the query names, its prefixed names written out."""


@dataclass(slots=True)
class _Trace:
    text: str
    pieces: Sequence[Piece]
    edits: list[tuple[int, int, str]]
    made: int = 0

    def fresh(self) -> str:
        self.made += 1
        return f"{_FRESH}{self.made}"

    def visible(self, first: int, last: int) -> list[str]:
        """Return the variables that a group binds, those of its sub-SELECTs as they give them."""
        names: dict[str, None] = {}
        index = first
        while index <= last:
            piece = self.pieces[index]
            if piece.word in ("EXISTS", "MINUS") and self.pieces[index + 1].text == "{":
                index = closing(self.pieces, index + 1) + 1
                continue
            if piece.text == "{" and self.pieces[index + 1].word == "SELECT":
                close = closing(self.pieces, index)
                inner = read_select(self.pieces, index + 1, close)
                if inner is not None:
                    given = [item.name for item in inner.items]
                    names.update(dict.fromkeys(given + self.widen(inner, nested=True)))
                    if not inner.items:
                        names.update(dict.fromkeys(self.visible(inner.open + 1, inner.close - 1)))
                index = close + 1
                continue
            if piece.kind == "var":
                names.setdefault(piece.text[1:])
            index += 1
        return list(names)

    def widen(self, select: Select, nested: bool = False) -> list[str]:
        """Add columns to one SELECT; return their names."""
        if not select.items:  # "*" gives every variable already
            return []
        given = {item.name for item in select.items}
        hidden = [v for v in self.visible(select.open + 1, select.close - 1) if v not in given]
        summed = self._summed(select)
        hidden = [name for name in hidden if name not in summed]
        if select.distinct is not None and not select.aggregates and not self._ungroup(select):
            return []
        grouped = select.aggregates or select.distinct is not None
        columns, added = [], []
        for name in hidden:
            if grouped:
                column = self.fresh()
                value = f'COALESCE(STR(?{name}), "")'  # one unbound value would undo the whole
                added.append(f'(GROUP_CONCAT(DISTINCT {value}; separator=" ") AS ?{column})')
            elif nested:
                column = self.fresh()
                added.append(f"(?{name} AS ?{column})")
            else:
                column = name
                added.append(f"?{name}")
            columns.append(column)
        place = self.pieces[select.head_end].end
        self.edits.append((place, place, "".join(f" {text}" for text in added)))
        return columns

    def _summed(self, select: Select) -> set[str]:
        """Return variables that only numbers can be: what is summed."""
        found = set()
        for item in select.items:
            words = self.pieces[item.first : item.last + 1]
            for before, after in zip(words, words[2:], strict=False):
                if before.word in ("SUM", "AVG") and after.kind == "var":
                    found.add(after.text[1:])
        return found

    def _ungroup(self, select: Select) -> bool:
        """Say DISTINCT as GROUP BY, which can gather the nodes; False where that cannot be."""
        assert select.distinct is not None
        given = {item.name for item in select.items}
        if select.order_by is not None:
            first, last = select.order_by
            ordered = {p.text[1:] for p in self.pieces[first : last + 1] if p.kind == "var"}
            if ordered - given:
                return False
        keys = []
        for item in select.items:
            start, end = self.pieces[item.first].start, self.pieces[item.last].end
            keys.append(self.text[start:end])
            if item.expression:
                self.edits.append((start, end, f"?{item.name}"))
        word = self.pieces[select.distinct]
        self.edits.append((word.start, word.end, ""))
        place = self.pieces[select.close].end
        self.edits.append((place, place, f" GROUP BY {' '.join(keys)}"))
        return True


def _asks_absence(pieces: Sequence[Piece]) -> bool:
    for index, piece in enumerate(pieces):
        if piece.word == "MINUS" or (piece.word == "NOT" and pieces[index + 1].word == "EXISTS"):
            return True
        if piece.text == "!" and index + 1 < len(pieces) and pieces[index + 1].word == "BOUND":
            return True
    return False


def _named(pieces: Sequence[Piece]) -> frozenset[str]:
    prefixes: dict[str, str] = {}
    found = set()
    for index, piece in enumerate(pieces):
        if piece.kind == "iri":
            found.add(piece.text[1:-1])
            if index > 1 and pieces[index - 2].word == "PREFIX":
                prefixes[pieces[index - 1].text] = piece.text[1:-1]
        elif piece.kind == "name":
            prefix, _, local = piece.text.partition(":")
            found.add(prefixes.get(f"{prefix}:", "") + local)
    return frozenset(found)


def trace(query: str) -> Traced:
    """Return a SELECT with the columns that tell what its rows rest on.

    Where it cannot be widened (it is no SELECT, or uses the names that would be added), the query
    comes back as it is.
    """
    pieces = pieces_of(query)
    absence = _asks_absence(pieces)
    select = top_select(pieces)
    if select is None or any(p.text[1:].startswith(_FRESH) for p in pieces if p.kind == "var"):
        return Traced(query, (), absence, _named(pieces))
    tracer = _Trace(query, pieces, [])
    columns = tracer.widen(select)
    text = query
    for start, end, new in sorted(tracer.edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return Traced(text, tuple(columns), absence, _named(pieces))
