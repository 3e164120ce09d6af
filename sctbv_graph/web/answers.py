"""Answers at their addresses, and a user's own SELECT answered with evidence."""

from __future__ import annotations

import threading

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from sctbv_graph.build import current, data_version
from sctbv_graph.errors import QueryError, QuestionError
from sctbv_graph.query import OWN, Answer, answer_csv, answer_json, answer_query
from sctbv_graph.query.address import ask_again, compare, read_id
from sctbv_graph.query.cite import in_vietnamese, write_citation
from sctbv_graph.query.limited import LimitedStore
from sctbv_graph.store import EmbeddedStore, Store
from sctbv_graph.web.questions import citation_of, shown
from sctbv_graph.web.render import Site, accepted, language

router = APIRouter()
_OPENING = threading.Lock()
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
def cited(request: Request, id_: str, format: str = "") -> Response:  # noqa: A002 the name in the address
    """Show a cited answer: asked again of the data of now, with what has changed since."""
    site: Site = request.app.state.site
    wanted = _wanted(request, format, ("html", "json", "csv", *_MEDIA))
    address = read_id(id_)
    store = _store_for(request) if address.name == OWN else site.store
    found = ask_again(store, address, language(request))
    version = data_version(site.settings)
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
    values = shown(request, found, _store_for(request))
    return site.page(
        request, "answer.html", address=address, changes=changes, id_=id_,
        vietnamese=in_vietnamese(values["citation"]), **values,
    )  # fmt: skip


def _store_for(request: Request) -> Store:
    """Return the store that a stranger's query is sent to: one that can be stopped.

    A store in memory or at another server is asked as it is; that server has its own limits.
    """
    site: Site = request.app.state.site
    opened = current(site.settings)
    if opened is None or not isinstance(site.store, EmbeddedStore):
        return site.store
    with _OPENING:
        found: LimitedStore | None = getattr(request.app.state, "limited", None)
        if found is None or found.path != opened[0]:
            if found is not None:
                found.stop()
            found = request.app.state.limited = LimitedStore(opened[0])
        return found


def _csv(found: Answer, lang: str) -> Response:
    return Response(answer_csv(found, True, lang), media_type="text/csv; charset=utf-8")


@router.get("/evidence", response_class=Response)
def own(request: Request, query: str = "", format: str = "") -> Response:  # noqa: A002 as above
    """Answer a user's own SELECT with the passages that each row rests on."""
    site: Site = request.app.state.site
    wanted = _wanted(request, format, ("html", "json", "csv"))
    wrong, found = None, None
    if query.strip() or wanted != "html":
        try:
            found = answer_query(_store_for(request), query, True, language(request))
        except (QueryError, QuestionError) as error:
            if wanted != "html":
                status = 422 if isinstance(error, QuestionError) else 400
                return PlainTextResponse(error.message(language(request)) + "\n", status)
            wrong = error.message(language(request))
    if found is not None and wanted == "json":
        return JSONResponse(answer_json(found, data_version(site.settings)))
    if found is not None and wanted == "csv":
        return _csv(found, language(request))
    values = shown(request, found, _store_for(request) if found is not None else None)
    return site.page(
        request, "evidence.html", status=422 if wrong else 200, query=query, wrong=wrong, **values
    )
