"""How Virtuoso is asked so that it answers right."""

from __future__ import annotations

from sctbv_graph.store.tokens import closing, pieces_of
from sctbv_graph.store.virtuoso.expressions import divisions, in_expressions


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
    for index in divisions(pieces, in_expressions(pieces)):
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
