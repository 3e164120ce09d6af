"""The home page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sctbv_graph.query import load_questions, view
from sctbv_graph.store import select
from sctbv_graph.web.render import Site, language

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
