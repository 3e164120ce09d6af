"""`/sparql`: the SPARQL 1.1 Protocol for queries, as data for programs and as a page for people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from sctbv_graph.errors import QueryError
from sctbv_graph.store import RemoteStore, Term, form_of, is_steady, rows_of
from sctbv_graph.web.asking import asking, response, whole
from sctbv_graph.web.describe import description, rdf_format
from sctbv_graph.web.formats import HTML, chosen, formats_of
from sctbv_graph.web.openapi import QUERY_GET, QUERY_POST
from sctbv_graph.web.protocol import Asked, read_asked
from sctbv_graph.web.render import Site, accepted, language, local
from sctbv_graph.workers import MAX_ROWS, Done, Job

router = APIRouter()
PAGE_ROWS = 1_000
"""Rows of an answer on one page."""
_LONGEST_LINK = 4_000
_IN_QUERY = "%!$&'()*+,/:;=?@~-._"
"""What stays as it is in the query of an address that was sent (RFC 3986, 3.4)."""
_VARY = "Accept"
_PAGE_FORMAT = {"CONSTRUCT": "nt", "DESCRIBE": "nt"}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A request that was understood: the job, the address of its rest, its format."""

    job: Job
    format: str
    tag: str


@router.get("/sparql", response_class=Response, openapi_extra=QUERY_GET)
@router.get("/sparql/", response_class=Response, include_in_schema=False)
async def query_by_get(request: Request) -> Response:
    """Answer a query; without one: the description of the service, for a browser the editor."""
    asked = await read_asked(request, "query")
    if asked.text is None and "update" not in asked.fields:
        return await run_in_threadpool(_without_query, request)
    return await _answer(request, asked)


@router.post("/sparql", response_class=Response, openapi_extra=QUERY_POST)
@router.post("/sparql/", response_class=Response, include_in_schema=False)
async def query_by_post(request: Request) -> Response:
    """Answer a query sent as a form or by itself."""
    asked = await read_asked(request, "query")
    return await _answer(request, asked)


async def _quick(request: Request) -> Response:
    """Answer a query without FastAPI's part, which costs as much as a small query does."""
    request.scope["route"] = QUICK  # what is counted goes by the route
    answer_ = query_by_post if request.method == "POST" else query_by_get
    return await answer_(request)


QUICK = Route("/sparql", _quick, methods=["GET", "POST"])
"""Stands before the router's own routes, which describe the same for OpenAPI."""


def _without_query(request: Request) -> Response:
    site: Site = request.app.state.site
    best = accepted(request, ["text/turtle", "text/html", "application/sparql-results+json"])
    if best == "text/html":
        page = site.page(request, "sparql.html", query=None, result=None, wrong="")
        page.headers["Vary"] = _VARY
        return page
    name = rdf_format(request)
    if name is None:
        raise _no_query()
    return description(request, name)


def _no_query() -> HTTPException:
    return HTTPException(
        400, "Cần đúng một tham số query. / Exactly one parameter “query” is needed."
    )


async def _answer(request: Request, asked: Asked) -> Response:
    if asked.text is None:
        raise _no_query()
    try:
        if isinstance(request.app.state.site.store, RemoteStore):  # asks what it holds now
            wanted = await run_in_threadpool(_wanted, request, asked, asked.text)
        else:
            wanted = _wanted(request, asked, asked.text)
    except QueryError as error:
        return _failed(request, asked, Done("query", error.vi, error.en))
    headers = {"Vary": _VARY}
    if wanted.tag:
        headers["ETag"] = wanted.tag
        headers["Cache-Control"] = "no-cache"  # kept, but asked for again: the tag answers
        known = request.headers.get("if-none-match", "")
        if request.method == "GET" and (known.strip() == "*" or wanted.tag in known):
            return Response(status_code=304, headers=headers)
    done, body, file = await asking(request).answer(request, wanted.job)
    if done.status != "ok":
        return _failed(request, asked, done)
    if done.truncated:
        headers["Sctbv-Truncated"] = f"rows={wanted.job.rows}; offset={wanted.job.offset}"
        if wanted.job.rest:
            headers["Link"] = f'<{wanted.job.rest}>; rel="next"'
    if wanted.format == HTML:
        whole_ = await run_in_threadpool(whole, body, file)
        return await run_in_threadpool(_page, request, asked, wanted, done, whole_, headers)
    return response(body, file, done.media, headers)


def _wanted(request: Request, asked: Asked, text: str) -> _Wanted:
    """Return what a request wants; `QueryError` where its text is no query."""
    form = form_of(text)
    names = formats_of(form)
    format_ = chosen(request, names, asked.fields)
    offset = asked.fields.get("offset", "0")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 12:
        raise HTTPException(400, "offset: số nguyên từ 0 / a whole number from 0.")
    site: Site = request.app.state.site
    rows = PAGE_ROWS if format_ == HTML else MAX_ROWS
    job = Job(
        text,
        asked.default,
        asked.named,
        _PAGE_FORMAT.get(form, "json") if format_ == HTML else format_,
        int(offset),
        rows,
        _rest(request, asked, text, int(offset) + rows),
        _address(request),
    )
    tag = ""
    if is_steady(text):
        lang = language(request) if format_ == HTML else ""
        parts = (site.version, format_, lang, repr(job))
        tag = f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'
    return _Wanted(job, format_, tag)


def _address(request: Request) -> str:
    """Return the address of a request without its query."""
    return str(request.url).partition("?")[0]


def _rest(request: Request, asked: Asked, text: str, offset: int) -> str:
    """Return the address of the following part of an answer; "" where it would be too long."""
    if request.method == "GET" and "offset" not in asked.fields:
        given = request.scope["query_string"].decode("latin-1")
        address = f"{_address(request)}?{quote(given, safe=_IN_QUERY)}&offset={offset}"
        return address if len(address) <= _LONGEST_LINK else ""
    fields = [("query", text)]
    fields += [("default-graph-uri", name) for name in asked.default or ()]
    fields += [("named-graph-uri", name) for name in asked.named or ()]
    fields += [(key, asked.fields[key]) for key in ("format", "lang") if key in asked.fields]
    fields.append(("offset", str(offset)))
    address = f"{_address(request)}?{urlencode(fields)}"
    return address if len(address) <= _LONGEST_LINK else ""


_STATUS = {"query": 400, "time": 504, "memory": 400, "busy": 503, "failed": 500, "store": 502}


def _failed(request: Request, asked: Asked, done: Done) -> Response:
    """Say what is wrong, beside the query on the page of a browser."""
    site: Site = request.app.state.site
    status = _STATUS[done.status]
    headers = {"Vary": _VARY}
    if done.status == "busy":
        headers["Retry-After"] = "2"
    said = done.en if language(request) == "en" else done.vi
    best = accepted(request, ["text/plain", "text/html"])
    if best == "text/html" and asked.text is not None:
        made = site.page(request, "sparql.html", status, query=asked.text, result=None, wrong=said)
        made.headers.update(headers)
        return made
    return Response(said + "\n", status, headers, media_type="text/plain; charset=utf-8")


def _page(
    request: Request,
    asked: Asked,
    wanted: _Wanted,
    done: Done,
    body: bytes,
    headers: dict[str, str],
) -> Response:
    """Show an answer as a table, with the ways to its data and to its rest."""
    site: Site = request.app.state.site
    columns, rows, boolean = _cells(done, body)
    kept = [(k, v) for k, v in asked.fields.items() if k not in ("format", "offset", "lang")]
    form = form_of(wanted.job.query)
    links = {
        name: "/sparql?" + urlencode([("query", wanted.job.query), *kept, ("format", name)])
        for name in formats_of(form)
    }
    made = site.page(
        request,
        "sparql.html",
        query=wanted.job.query,
        result={
            "columns": columns, "rows": rows, "boolean": boolean, "links": links,
            "offset": wanted.job.offset, "rest": wanted.job.rest if done.truncated else "",
            "truncated": done.truncated,
        },
        wrong="",
    )  # fmt: skip
    made.headers.update(headers)
    return made


@dataclass(frozen=True, slots=True)
class _Cell:
    """A term as a page shows it: its text, the address it links to, its language."""

    text: str = ""
    address: str = ""
    lang: str = ""


def _cell(term: Term | None) -> _Cell:
    if isinstance(term, ox.NamedNode):
        web = term.value.startswith(("http://", "https://"))
        return _Cell(term.value, local(term.value) if web else "")
    if isinstance(term, ox.Literal):
        return _Cell(term.value, lang=term.language or "")
    return _Cell("" if term is None else str(term))


def _cells(done: Done, body: bytes) -> tuple[tuple[str, ...], list[tuple[_Cell, ...]], bool | None]:
    """Return an answer's columns and rows, and the truth of an ASK."""
    if not done.media.startswith("application/sparql-results"):
        triples = ox.parse(body, ox.RdfFormat.N_TRIPLES)
        rows = [tuple(map(_cell, (t.subject, t.predicate, t.object))) for t in triples]
        return ("s", "p", "o"), rows, None
    results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return (), [], bool(results)
    found = rows_of(results)
    shown = [tuple(_cell(row.get(c)) for c in found.columns) for row in found.rows]
    return found.columns, shown, None
