"""The ontology at ``/def``: a page for a browser, files for programs, each term at its place.

A term's IRI is ``…/def#Name``: a browser goes to the element with that id, a program gets the
whole ontology, which declares it (hash namespace, Best Practice Recipes for Publishing RDF
Vocabularies, recipe 3 with content negotiation).
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from sctbv_graph.publish.ontology import load_ontology, published_file
from sctbv_graph.publish.ontology_page import ontology_values
from sctbv_graph.results import MEDIA
from sctbv_graph.web.render import Site, accepted, language

router = APIRouter()

_FILES = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-triples": "nt",
}
_VARY = {"Vary": "Accept"}


@router.get("/def", response_class=Response)
def ontology(request: Request) -> Response:
    """Give the ontology in the form that is asked for: a page, or one of four formats of RDF."""
    offered = ["text/turtle", "text/html", *list(_FILES)[1:]]
    best = accepted(request, offered)
    if best is None:
        raise HTTPException(406, "Có thể trả về / available: " + ", ".join(offered))
    if best != "text/html":
        return _file(_FILES[best])
    response = _page(request)
    response.headers.update(_VARY)
    return response


@router.get("/def.{suffix}", response_class=Response)
def file(suffix: str) -> Response:
    """Give the ontology as a file, by the address's ending."""
    if suffix not in _FILES.values():
        raise HTTPException(404, "Not Found")
    return _file(suffix)


@router.get("/def/{version}", response_class=Response)
def version(request: Request, version: str) -> Response:
    """Give the ontology under its version IRI; only the version that is served is known."""
    if version != load_ontology().version:
        raise HTTPException(404, "Not Found")
    return ontology(request)


def _file(suffix: str) -> Response:
    made = published_file(suffix)
    return Response(made, media_type=MEDIA[suffix], headers=_VARY)


def _page(request: Request) -> Response:
    site: Site = request.app.state.site
    return site.page(request, "ontology.html", **ontology_values(site.pages, language(request)))
