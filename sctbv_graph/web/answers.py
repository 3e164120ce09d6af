"""Answers at their addresses, and a user's own SELECT answered with evidence."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from sctbv_graph.errors import LimitError, QueryError, QuestionError
from sctbv_graph.query import OWN, Answer, answer_csv, answer_json, answer_query
from sctbv_graph.query.address import ask_again, compare, read_id
from sctbv_graph.query.cite import in_vietnamese, write_citation
from sctbv_graph.web.asking import asking
from sctbv_graph.web.protocol import MAX_QUERY
from sctbv_graph.web.questions import citation_of, shown
from sctbv_graph.web.render import Site, accepted, language

router = APIRouter()
_MEDIA = {
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json; charset=utf-8",
    "vi": "text/plain; charset=utf-8",
}


def _wanted(request: Request, name: str, offered: tuple[str, ...]) -> str:
    """Return the format asked for: ``format=``, else by the Accept header, else a page."""
    if name and name not in offered:
        raise HTTPException(400, f"format: {', '.join(offered)}")
    if name:
        return name
    best = accepted(request, ["text/html", "application/json"])
    return "json" if best == "application/json" else "html"


@router.get("/answers/{id_}", response_class=Response)
async def cited(request: Request, id_: str, format: str = "") -> Response:  # noqa: A002 the name in the address
    """Show a cited answer: asked again of the data of now, with what has changed since."""
    return await asking(request).turn(request, partial(_cited, request, id_, format))


def _cited(request: Request, id_: str, format_: str) -> Response:
    site: Site = request.app.state.site
    wanted = _wanted(request, format_, ("html", "json", "csv", *_MEDIA))
    address = read_id(id_)
    pooled = asking(request).store()
    store = pooled if address.name == OWN else site.store
    found = ask_again(store, address, language(request))
    version = site.data_version
    changes = compare(address, found, version)
    if wanted == "json":
        made = answer_json(found, version)
        made["cited"] = {
            "data_version": address.data_version,
            "sha256": address.sha256,
            "rows": address.rows,
            "same": changes.same,
            "same_query": changes.same_query,
            "added": list(changes.added) if changes.added is not None else None,
            "removed": changes.removed,
        }
        return JSONResponse(made)
    if wanted == "csv":
        return _csv(found, language(request))
    if wanted in _MEDIA:
        text = write_citation(citation_of(request, found), found, wanted)
        return Response(text, media_type=_MEDIA[wanted])
    values = shown(request, found, pooled)
    return site.page(
        request, "answer.html", address=address, changes=changes, id_=id_,
        vietnamese=in_vietnamese(values["citation"]), **values,
    )  # fmt: skip


def _csv(found: Answer, lang: str) -> Response:
    return Response(answer_csv(found, True, lang), media_type="text/csv; charset=utf-8")


@router.get("/evidence", response_class=Response)
async def own(request: Request, query: str = "", format: str = "") -> Response:  # noqa: A002 as above
    """Answer a user's own SELECT with the passages that each row rests on."""
    if len(query.encode()) > MAX_QUERY:
        raise HTTPException(413, f"Truy vấn dài quá {MAX_QUERY} byte. / The query is too long.")
    return await asking(request).turn(request, partial(_own, request, query, format))


def _own(request: Request, query: str, format_: str) -> Response:
    site: Site = request.app.state.site
    wanted = _wanted(request, format_, ("html", "json", "csv"))
    store = asking(request).store()
    wrong, found = None, None
    if query.strip() or wanted != "html":
        try:
            found = answer_query(store, query, True, language(request))
        except (QueryError, QuestionError) as error:
            if wanted != "html":
                status = 422 if isinstance(error, QuestionError) else 400
                if isinstance(error, LimitError):
                    status = 503 if error.kind == "busy" else 504
                return PlainTextResponse(error.message(language(request)) + "\n", status)
            wrong = error.message(language(request))
    if found is not None and wanted == "json":
        return JSONResponse(answer_json(found, site.data_version))
    if found is not None and wanted == "csv":
        return _csv(found, language(request))
    values = shown(request, found, store)
    return site.page(
        request, "evidence.html", status=422 if wrong else 200, query=query, wrong=wrong, **values
    )
