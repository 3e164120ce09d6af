"""What a request to `/sparql` wants: a query on a dataset, in a format, from which row on.

That depends on nothing but the words of the request and the name of the data's state. So it is
kept for who asks the same again, whose query is evaluated again: this is no cache of answers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

from fastapi import Request
from starlette.exceptions import HTTPException

from sctbv_graph.store import form_of, is_steady
from sctbv_graph.web.formats import HTML, format_for, formats_of
from sctbv_graph.web.protocol import Asked
from sctbv_graph.workers import MAX_ROWS, Job

VARY = "Accept"
PAGE_ROWS = 1_000
"""Rows of an answer on one page."""
_LONGEST_LINK = 4_000
_IN_QUERY = "%!$&'()*+,/:;=?@~-._"
"""What stays as it is in the query of an address that was sent (RFC 3986, 3.4)."""
_PAGE_FORMAT = {"CONSTRUCT": "nt", "DESCRIBE": "nt"}
_KEPT = 8_000
"""Longest query of an address, in characters, that is kept as it was understood."""


@dataclass(frozen=True, slots=True)
class Words:
    """Of a request what counts here: its address, its Accept header; the state of the data.

    ``query`` is the query of the address as it was sent, ``None`` where all was not in it (POST).
    """

    address: str
    query: str | None
    accept: str
    version: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that was understood: the job, the format, the tag ("" where it has none)."""

    job: Job
    format: str
    tag: str


def words_of(request: Request, version: str) -> Words:
    """Return what counts of a request."""
    get = request.method == "GET"
    query = request.scope["query_string"].decode("latin-1") if get else None
    return Words(_address(request), query, request.headers.get("accept", ""), version)


def _address(request: Request) -> str:
    """Return the address of a request without its query."""
    scope = request.scope
    root, server = scope.get("root_path", ""), scope.get("server")
    host = request.headers.get("host")
    return _joined(scope["scheme"], host, tuple(server) if server else None, root, scope["path"])


@lru_cache(maxsize=64)
def _joined(
    scheme: str, host: str | None, server: tuple[str, int | None] | None, root: str, path: str
) -> str:
    headers = [(b"host", host.encode("latin-1"))] if host is not None else []
    scope = {
        "type": "http", "scheme": scheme, "server": server, "root_path": root, "path": path,
        "query_string": b"", "headers": headers,
    }  # fmt: skip
    return str(Request(scope).url)


def understood(words: Words, asked: Asked) -> Wanted:
    """Return what a request with a text wants; ``asked`` is what its words ask for.

    Raises `QueryError` where the text is no query, 400 on a wrong offset, 406 where it wants a
    format that there is not.
    """
    if len(words.query or "") + len(asked.text or "") > _KEPT:
        return _understood(words, asked, MAX_ROWS, PAGE_ROWS)
    return _kept(words, asked, MAX_ROWS, PAGE_ROWS)


def _understood(words: Words, asked: Asked, most: int, page: int) -> Wanted:
    text = asked.text or ""
    form = form_of(text)
    format_ = format_for(words.accept, formats_of(form), asked.fields)
    offset = asked.fields.get("offset", "0")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 12:
        raise HTTPException(400, "offset: số nguyên từ 0 / a whole number from 0.")
    rows = page if format_ == HTML else most
    job = Job(
        text,
        asked.default,
        asked.named,
        _PAGE_FORMAT.get(form, "json") if format_ == HTML else format_,
        int(offset),
        rows,
        _rest(words, asked, int(offset) + rows),
        words.address,
    )
    tag = ""
    if is_steady(text):
        lang = asked.fields.get("lang", "") if format_ == HTML else ""
        parts = (words.version, format_, lang, repr(job))
        tag = f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'
    return Wanted(job, format_, tag)


_kept = lru_cache(maxsize=256)(_understood)


def _rest(words: Words, asked: Asked, offset: int) -> str:
    """Return the address of the following part of an answer; "" where it would be too long."""
    if words.query is not None and "offset" not in asked.fields:
        address = f"{words.address}?{quote(words.query, safe=_IN_QUERY)}&offset={offset}"
        return address if len(address) <= _LONGEST_LINK else ""
    fields = [("query", asked.text or "")]
    fields += [("default-graph-uri", name) for name in asked.default or ()]
    fields += [("named-graph-uri", name) for name in asked.named or ()]
    fields += [(key, asked.fields[key]) for key in ("format", "lang") if key in asked.fields]
    fields.append(("offset", str(offset)))
    address = f"{words.address}?{urlencode(fields)}"
    return address if len(address) <= _LONGEST_LINK else ""
