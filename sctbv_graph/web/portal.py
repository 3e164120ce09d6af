"""The home page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from sctbv_graph.publish.home import home_page
from sctbv_graph.web.render import Site, language

router = APIRouter()


@router.get("/", response_class=Response)
def home(request: Request) -> Response:
    """Show what is in the graph, and link to everything."""
    site: Site = request.app.state.site
    return HTMLResponse(home_page(site.pages, language(request)))
