"""SPARQL 1.1 Protocol, the requests: one query or update, its dataset, by GET, form or body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException

FORM = "application/x-www-form-urlencoded"
MAX_QUERY = 100_000
"""Longest query taken, in bytes."""
MAX_UPDATE = 20 * 2**20
_MAX_FIELDS = 1_000
_KEPT = 8_000
"""Longest query of an address, in characters, that is kept as it was understood."""
_DATASETS = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One query or update: its text (``None``: none was sent), its dataset, all other fields.

    ``default`` and ``named`` are ``None`` where the request names no graph at all.
    """

    text: str | None
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    fields: Mapping[str, str] = field(hash=False)


def media_type(request: Request) -> tuple[str, str]:
    """Return the media type and the charset of a body, lower case."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = ""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return kind.strip().lower(), charset


async def read_body(request: Request, limit: int) -> bytes:
    """Return a body of at most ``limit`` bytes; 413 where it is longer."""
    body = await body_within(request, limit)
    if body is None:
        raise _too_long(limit)
    return body


async def body_within(request: Request, limit: int) -> bytes | None:
    """Return a body, ``None`` as soon as more than ``limit`` bytes of it came."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def _too_long(limit: int) -> HTTPException:
    return HTTPException(413, f"Yêu cầu dài quá {limit} byte. / The request is over {limit} bytes.")


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(
            parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise HTTPException(
            400, f"Yêu cầu có quá {_MAX_FIELDS} trường. / The request has too many fields."
        ) from None


def _not_utf8() -> HTTPException:
    return HTTPException(400, "Yêu cầu không phải mã UTF-8. / The request is not UTF-8.")


async def read_asked(request: Request, name: str) -> Asked:
    """Read a request of ``name`` "query" or "update".

    Raises 400 (not UTF-8, more than one), 413 (too long), 415 (neither form nor direct).
    """
    query = request.scope["query_string"].decode("latin-1")
    if request.method != "POST":
        return _kept(query, name) if len(query) <= _KEPT else _asked(_pairs(query), (), name)
    limit = _limit(name)
    given = [*_pairs(query)]
    kind, charset = media_type(request)
    direct = f"application/sparql-{name}"
    if kind not in (FORM, direct):
        raise HTTPException(
            415,
            f"Hãy gửi dưới dạng {FORM} hoặc {direct}. / Send it as one of these two.",
        )
    if charset not in ("", "utf-8", "utf8"):
        raise HTTPException(415, "Chỉ nhận mã UTF-8. / Only UTF-8 is taken.")
    # Percent-encoding makes a byte three letters.
    body = await read_body(request, limit if kind == direct else limit * 3 + 10_000)
    if kind != FORM:
        return _asked(given, (_decoded(body),), name)
    try:
        form = body.decode("ascii")
    except UnicodeDecodeError:
        form = _decoded(body)
    return _asked([*given, *_pairs(form)], (), name)


@lru_cache(maxsize=256)
def _kept(query: str, name: str) -> Asked:
    """Read what a page or a program asks again and again: it costs a tenth of a small query."""
    return _asked(_pairs(query), (), name)


def _asked(given: Iterable[tuple[str, str]], direct: Iterable[str], name: str) -> Asked:
    """Return what the fields of a request ask for, and its body where that is the text."""
    given = tuple(given)
    texts = [*direct, *(value for key, value in given if key == name)]
    if len(texts) > 1:
        raise HTTPException(
            400, f"Cần đúng một tham số {name}. / Exactly one parameter “{name}” is needed."
        )
    if texts and len(texts[0].encode()) > _limit(name):
        raise _too_long(_limit(name))
    default, named = (
        tuple(value for key, value in given if key == parameter) for parameter in _DATASETS[name]
    )
    chosen = bool(default or named)
    return Asked(
        texts[0] if texts else None,
        default if chosen else None,
        named if chosen else None,
        {key: value for key, value in given if key != name},
    )


def _limit(name: str) -> int:
    return MAX_QUERY if name == "query" else MAX_UPDATE


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None
