"""What a query or update from outside asks for, seen before it runs.

The engine parses and evaluates in one call and would call the host of a SERVICE, so a text in
which that word stands, written out or in escapes, is first parsed to its algebra by rdflib.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sctbv_graph.errors import QueryError, RefusedQueryError
from sctbv_graph.store.tokens import KEPT, Piece, closing, pieces_of

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_UNSTEADY = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PLACE = re.compile(r"\b(\d+):(\d+)\b")
MAX_PARSED = 20_000
"""Longest text, in characters, that is parsed to its algebra here: that parser is slow."""


def place_of(message: str) -> tuple[int, int] | None:
    """Return line and column that a syntax error names.

    >>> place_of("error at 3:9: expected one of LATERAL, SERVICE")
    (3, 9)
    """
    found = _PLACE.search(message)
    return (int(found[1]), int(found[2])) if found else None


def _unescaped(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(letter, text)


def form_of(sparql: str, pieces: Sequence[Piece] | None = None) -> str:
    """Return the form of a query: the first keyword after the prologue.

    Raises `QueryError` with the place where no query begins: updates do not.
    """
    pieces = pieces_of(sparql) if pieces is None else pieces
    index = 0
    while index < len(pieces):
        word = pieces[index].word
        if word in FORMS:
            return word
        if word not in _PROLOGUE:
            break
        index += 3 if word == "PREFIX" else 2
    at = pieces[index].start if index < len(pieces) else len(sparql)
    line, column = sparql.count("\n", 0, at) + 1, at - (sparql.rfind("\n", 0, at) + 1) + 1
    raise QueryError(
        f"Truy vấn SPARQL sai cú pháp ở dòng {line}, cột {column} ({line}:{column}): "
        "ở đây phải là SELECT, ASK, CONSTRUCT hoặc DESCRIBE.",
        f"The SPARQL query has a syntax error at line {line}, column {column} ({line}:{column}): "
        "SELECT, ASK, CONSTRUCT or DESCRIBE is expected here.",
    )


def check_allowed(sparql: str) -> str:
    """Return the form of a query from outside (SELECT, ASK, CONSTRUCT, DESCRIBE).

    Raises `QueryError` where it is none, `RefusedQueryError` on SERVICE, which would make this
    server call others. Whether the rest is right the engine says when it is asked. What was found
    of a short text is kept, for it depends on the text alone.
    """
    return _kept_form(sparql) if len(sparql) <= KEPT else _allowed_form(sparql)


def _allowed_form(sparql: str) -> str:
    form = form_of(sparql)
    plain = _unescaped(sparql)
    if "service" in plain.casefold():
        if any(piece.word == "SERVICE" for piece in (*pieces_of(sparql), *pieces_of(plain))):
            raise _refused_service()
        _check_service(sparql)
    return form


_kept_form = lru_cache(maxsize=128)(_allowed_form)


def _check_service(sparql: str) -> None:
    """Refuse a query whose algebra has SERVICE, and one that cannot be looked into."""
    if len(sparql) > MAX_PARSED:
        raise RefusedQueryError(
            f"Truy vấn dài hơn {MAX_PARSED} ký tự và có chữ “service” nên không được nhận.",
            f"A query of over {MAX_PARSED} characters with the word “service” is not taken.",
        )
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    def services(part: object) -> bool:
        if isinstance(part, CompValue):
            return part.name == "ServiceGraphPattern" or any(services(v) for v in part.values())
        if isinstance(part, (list, tuple)):
            return any(services(v) for v in part)
        return False

    try:
        prepared = prepareQuery(sparql)
    except Exception as error:  # noqa: BLE001  rdflib raises pyparsing's, NameError and plain ones
        said = " ".join(str(error).split())[:300]
        raise QueryError(
            f"Truy vấn SPARQL sai cú pháp: {said}.",
            f"The SPARQL query has a syntax error: {said}.",
        ) from None
    if services(prepared.algebra):
        raise _refused_service()


def _refused_service() -> RefusedQueryError:
    return RefusedQueryError(
        "Truy vấn có SERVICE: cổng này không gọi sang máy chủ khác; hãy bỏ SERVICE.",
        "The query has SERVICE: this endpoint calls no other server; leave SERVICE out.",
    )


def is_steady(sparql: str) -> bool:
    """Tell whether a query has one answer on one state of the data: no clock, no chance.

    >>> is_steady("SELECT (NOW() AS ?t) {}"), is_steady("ASK { ?now ?p 'NOW' }")
    (False, True)
    """
    return not any(piece.word in _UNSTEADY for piece in pieces_of(sparql))


def check_update(sparql: str) -> None:
    """Refuse an update that would make this server read elsewhere: LOAD, SERVICE."""
    for piece in pieces_of(_unescaped(sparql)):
        if piece.word == "SERVICE":
            raise _refused_service()
        if piece.word == "LOAD":
            raise RefusedQueryError(
                "Lệnh có LOAD: cổng này không tải từ nơi khác; hãy gửi dữ liệu tới /graphs.",
                "The update has LOAD: this endpoint loads nothing; send the data to /graphs.",
            )


def searches(update: str) -> bool:
    """Tell whether an update looks for something (WHERE): how long that takes is not in its length.

    >>> searches("DELETE WHERE { ?s ?p ?o }"), searches("CLEAR ALL ; INSERT DATA { <a:b> <a:c> 1 }")
    (True, False)
    """
    return any(piece.word == "WHERE" for piece in pieces_of(_unescaped(update)))


def with_using(update: str, using: Sequence[str], named: Sequence[str]) -> str:
    """Return an update with the dataset that a request names (Protocol, 2.2.3).

    Raises `QueryError` where the update has USING or WITH of its own, or a name is no IRI.
    """
    if not using and not named:
        return update
    pieces = pieces_of(update)
    if any(piece.word in ("USING", "WITH") for piece in pieces):
        raise QueryError(
            "Yêu cầu vừa có using-graph-uri vừa có USING hoặc WITH trong lệnh; hãy bỏ một bên.",
            "The request has using-graph-uri, and its update USING or WITH; leave one out.",
        )
    for name in (*using, *named):
        if re.search(r"[\x00-\x20<>\"{}|^`\\]", name):
            raise QueryError(f"“{name}” không phải IRI.", f"“{name}” is no IRI.")
    clause = "".join(
        f" USING{kind} <{name}>"
        for kind, names in (("", using), (" NAMED", named))
        for name in names
    )
    made, done, index = [], 0, 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.text == "{":
            index = closing(pieces, index)
        elif piece.word == "WHERE":
            made.append(update[done : piece.start])
            if index and pieces[index - 1].word == "DELETE":  # DELETE WHERE takes no USING
                last = closing(pieces, index + 1) if index + 1 < len(pieces) else index
                made.append(update[piece.end : pieces[last].end])
            made.append(f"{clause} ")
            done = piece.start
        index += 1
    return "".join(made) + update[done:]
