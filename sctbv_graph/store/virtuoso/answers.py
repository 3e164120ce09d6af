"""What Virtuoso writes otherwise than the W3C, and how it says that an answer is not whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from sctbv_graph.store.base import Rows
from sctbv_graph.store.tokens import pieces_of

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"


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
        if given.get("datatype") == _BOOLEAN:
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
