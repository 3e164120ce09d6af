"""The home page and the list of terms."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from sctbv_graph.query import load_questions, view
from sctbv_graph.settings import bundle
from sctbv_graph.store import select
from sctbv_graph.web.render import Site, accepted, language

router = APIRouter()


@router.get("/", response_class=Response)
def home(request: Request) -> Response:
    """Show what is in the graph, and link to everything."""
    site: Site = request.app.state.site
    lang = language(request)
    counts = select(site.store, view("counts").replace("# lang", f'"{lang}"')).rows
    documents = select(site.store, view("documents")).rows
    return site.page(
        request,
        "home.html",
        counts=counts,
        documents=documents,
        questions=load_questions().values(),
    )


@router.get("/def", response_class=Response)
def ontology(request: Request) -> Response:
    """Give the ontology: a page of terms for a browser, Turtle for a program."""
    site: Site = request.app.state.site
    if accepted(request, ["text/turtle", "text/html"]) == "text/turtle":
        return FileResponse(bundle() / "ontology" / "sctbv.ttl", media_type="text/turtle")
    rows = select(site.store, view("terms").replace("# lang", f'"{language(request)}"')).rows
    return site.page(request, "terms.html", terms=rows)
