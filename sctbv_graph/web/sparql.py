"""`/sparql`: the SPARQL 1.1 Protocol for queries, as data for programs and as a page for people."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from sctbv_graph.errors import QueryError
from sctbv_graph.store import RemoteStore, Term, form_of, rows_of
from sctbv_graph.web.asking import asking, response, whole
from sctbv_graph.web.describe import description, rdf_format
from sctbv_graph.web.formats import HTML, formats_of
from sctbv_graph.web.openapi import QUERY_GET, QUERY_POST
from sctbv_graph.web.protocol import Asked, read_asked
from sctbv_graph.web.render import Site, accepted, language, local
from sctbv_graph.web.wanted import VARY, Wanted, understood, words_of
from sctbv_graph.workers import Done

router = APIRouter()


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


def _without_query(request: Request) -> Response:
    site: Site = request.app.state.site
    best = accepted(request, ["text/turtle", "text/html", "application/sparql-results+json"])
    if best == "text/html":
        page = site.page(request, "sparql.html", query=None, result=None, wrong="")
        page.headers["Vary"] = VARY
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
    site: Site = request.app.state.site
    try:
        if isinstance(site.store, RemoteStore):  # asks what it holds now
            version = await run_in_threadpool(lambda: site.version)
        else:
            version = site.version
        wanted = understood(words_of(request, version), asked)
    except QueryError as error:
        return _failed(request, asked, Done("query", error.vi, error.en))
    headers = {"Vary": VARY}
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


_STATUS = {"query": 400, "time": 504, "memory": 400, "busy": 503, "failed": 500, "store": 502}


def _failed(request: Request, asked: Asked, done: Done) -> Response:
    """Say what is wrong, beside the query on the page of a browser."""
    site: Site = request.app.state.site
    status = _STATUS[done.status]
    headers = {"Vary": VARY}
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
    wanted: Wanted,
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
