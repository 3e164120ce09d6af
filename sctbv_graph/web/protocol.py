"""SPARQL 1.1 Protocol: query by GET, by form and by direct POST."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from sctbv_graph import iris
from sctbv_graph.errors import QueryError
from sctbv_graph.results import MEDIA, serialize
from sctbv_graph.store import check_allowed
from sctbv_graph.web.render import Site, accepted

router = APIRouter()
_TABLES = ("json", "xml", "csv", "tsv")
_GRAPHS = ("ttl", "nt", "jsonld", "rdf")
_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
MAX_QUERY = 100_000
"""Longest query taken, in characters."""


async def _query_of(request: Request) -> list[str]:
    """Return the queries of a request: exactly one is right."""
    if request.method == "GET":
        return request.query_params.getlist("query")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _FORM:
        form = await request.form()
        return [
            value for key, value in form.multi_items() if key == "query" and isinstance(value, str)
        ]
    if kind == _DIRECT:
        try:
            return [(await request.body()).decode("utf-8")]
        except UnicodeDecodeError:
            raise HTTPException(
                400, "Truy vấn không phải mã UTF-8. / The query is not UTF-8."
            ) from None
    raise HTTPException(
        415, f"Gửi truy vấn dưới dạng {_FORM} hoặc {_DIRECT}. / Send the query as one of these."
    )


@router.api_route("/sparql", methods=["GET", "POST"], response_class=Response)
async def sparql(request: Request) -> Response:
    """Evaluate one query; the format comes from the Accept header."""
    site: Site = request.app.state.site
    queries = await _query_of(request)
    if (
        not queries
        and request.method == "GET"
        and accepted(request, ["application/sparql-results+json", "text/html"]) == "text/html"
    ):
        return site.page(request, "sparql.html")
    if len(queries) != 1:
        raise HTTPException(
            400, "Cần đúng một tham số query. / Exactly one parameter “query” is needed."
        )
    if len(queries[0]) > MAX_QUERY:
        raise HTTPException(413, f"Truy vấn dài quá {MAX_QUERY} ký tự. / The query is too long.")
    graphs = await _dataset_of(request)
    return await run_in_threadpool(_answer, request, site, queries[0], graphs)


async def _dataset_of(request: Request) -> list[str] | None:
    """Return the default graphs that a request names (Protocol, 2.1.4), ``None`` if none.

    Named graphs cannot be chosen here yet: asking for them is refused, never ignored.
    """
    given = list(request.query_params.multi_items())
    if request.headers.get("content-type", "").startswith(_FORM):
        given += [(k, v) for k, v in (await request.form()).multi_items() if isinstance(v, str)]
    if any(key == "named-graph-uri" for key, _ in given):
        raise HTTPException(400, "named-graph-uri: hãy dùng FROM NAMED. / Use FROM NAMED instead.")
    named = [value for key, value in given if key == "default-graph-uri"]
    # The merged graph is the default graph here; other stores hold it under its name.
    return None if named in ([], [iris.MERGED]) else named


def _answer(request: Request, site: Site, query: str, graphs: list[str] | None) -> Response:
    form = check_allowed(query)
    names: tuple[str, ...] = _GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else _TABLES
    if form == "ASK":
        names = ("json", "xml")
    offered = {MEDIA[name].partition(";")[0]: name for name in names}
    if "ttl" in names:
        offered["text/plain"] = "nt"
    else:
        offered["application/json"] = "json"
    best = accepted(request, list(offered))
    if best is None and "text/html" in request.headers.get("accept", ""):
        best = next(iter(offered))  # a browser that followed the form
    if best is None:
        raise HTTPException(406, "Có thể trả về / available: " + ", ".join(offered))
    name = offered[best]
    try:
        # No name is given to the results: they must end in the thread that made them.
        body = serialize(site.store.query(query, graphs), name)
    except (OSError, RuntimeError) as error:  # an evaluation error while rows are drawn
        raise QueryError(
            f"Truy vấn dừng vì lỗi: {error}.", f"The query stopped: {error}."
        ) from None
    return Response(body, media_type=MEDIA[name], headers={"Vary": "Accept"})
