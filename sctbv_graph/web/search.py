"""Search, questions in plain words, and the source texts that hits lead to."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sctbv_graph import iris
from sctbv_graph.publish.links import SERVER
from sctbv_graph.publish.margin import findings_known
from sctbv_graph.publish.source_text import text_page
from sctbv_graph.query.match import Match, match
from sctbv_graph.query.names import Names, load_names
from sctbv_graph.search import Found, Hit, Index, Near, nearest, open_index, search
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web.forms import answer
from sctbv_graph.web.render import Site, accepted, language, local

router = APIRouter()
_OPENING = threading.Lock()


class Finder:
    """The index and the names of one version of the data, shared by the threads of a server."""

    def __init__(self, site: Site, version: str) -> None:
        """Open the index, built where it is missing."""
        self.version = version
        remote = not isinstance(site.store, EmbeddedStore)
        self._index: Index = open_index(site.settings, site.store, remote)
        self.names: Names = load_names(site.store)
        self._lock = threading.Lock()

    def search(self, typed: str) -> Found:
        """Look something up; one thread at a time uses the connection."""
        with self._lock:
            return search(self._index, typed)

    def nearest(self, iri: str) -> list[Near]:
        """Return what may have been meant by an address at which there is nothing."""
        with self._lock:
            return nearest(self._index, iri)


def finder_of(request: Request) -> Finder:
    """Return the finder of the data in use, opened at the first search and after a new build."""
    site: Site = request.app.state.site
    version = site.data_version
    with _OPENING:
        found: Finder | None = getattr(request.app.state, "finder", None)
        if found is None or found.version != version:
            found = request.app.state.finder = Finder(site, version)
        return found


def address_of(hit: Hit) -> str:
    """Return where a hit leads: the page of the thing, or the line of the text."""
    if hit.kind == "question":
        return "/questions/" + hit.iri.removeprefix(iris.QUESTION)
    if hit.kind == "text" and hit.iri == hit.document:
        return f"/text/{hit.document.removeprefix(iris.ID)}#L{hit.line}"
    return local(hit.iri)


def address_of_match(found: Match) -> str:
    """Return the address of the answer that a typed question means."""
    query = urlencode(found.parameters)
    return f"/questions/{found.question.name}" + (f"?{query}" if query else "")


def _wants_json(request: Request) -> bool:
    if request.query_params.get("format") == "json":
        return True
    return accepted(request, ["text/html", "application/json"]) == "application/json"


def _match_json(found: Match) -> dict[str, Any]:
    return {
        "question": found.question.name,
        "text": dict(found.question.question),
        "parameters": dict(found.parameters),
        "labels": dict(found.labels),
        "words": list(found.words),
        "score": found.score,
        "sparql": found.question.query,
        "address": address_of_match(found),
    }


@router.get("/search", response_class=Response)
def look_up(request: Request, q: str = "") -> Response:
    """Find things, terms, questions and sentences, with or without accents."""
    site: Site = request.app.state.site
    finder = finder_of(request)
    found = finder.search(q)
    if _wants_json(request):
        made = found.json()
        for entry, hit in zip(made["hits"], found.hits, strict=True):
            entry["address"] = address_of(hit)
        return JSONResponse(made)
    asked = match(site.store, q, 2, finder.names) if len(q.split()) > 2 else []
    return site.page(
        request, "search.html", q=q, found=found, address=address_of, asked=asked,
        matched=address_of_match,
    )  # fmt: skip


@router.get("/ask", response_class=Response)
def ask(request: Request, q: str = "") -> Response:
    """Understand a question in plain Vietnamese or English: which question, why, its SPARQL."""
    site: Site = request.app.state.site
    found = match(site.store, q, 3, finder_of(request).names) if q.strip() else []
    if _wants_json(request):
        return JSONResponse({"query": q, "matches": [_match_json(m) for m in found]})
    return site.page(request, "ask.html", q=q, matches=found, matched=address_of_match)


@router.get("/text/{type_}/{key:path}", response_class=Response)
def text(request: Request, type_: str, key: str) -> Response:
    """Show the text of a document as it was read, each line with an address of its own."""
    site: Site = request.app.state.site
    document = f"{iris.ID}{type_}/{key}"
    if document not in site.pages.sources:
        raise HTTPException(404, "Not Found")
    lang = language(request)

    def make() -> bytes:
        return text_page(site.pages, document, lang, SERVER).encode()

    whole = "" if findings_known(site.pages) is not None else ", not audited"
    return answer(request, f"text {document} {lang}{whole}", make, "text/html", {})
