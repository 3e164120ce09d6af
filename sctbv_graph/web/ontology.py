"""The ontology at ``/def``: a page for a browser, files for programs, each term at its place.

A term's IRI is ``…/def#Name``: a browser goes to the element with that id, a program gets the
whole ontology, which declares it (hash namespace, Best Practice Recipes for Publishing RDF
Vocabularies, recipe 3 with content negotiation).
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from sctbv_graph.publish.ontology import load_ontology, published_file
from sctbv_graph.publish.ontology_modules import MODULES, load_module, module_file, module_values
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
    form = _form(request)
    made = _file(form) if form else _page(request)
    made.headers["Link"] = ", ".join(f'</def/{name}>; rel="related"' for name in MODULES)
    return made


@router.get("/def.{suffix}", response_class=Response)
def file(suffix: str) -> Response:
    """Give the ontology as a file, by the address's ending."""
    if suffix not in _FILES.values():
        raise HTTPException(404, "Not Found")
    return _file(suffix)


@router.get("/def/{path:path}", response_class=Response)
def below(request: Request, path: str) -> Response:
    """Give a module, a file of it, or what is served under its version IRI: that version alone."""
    stem, _, suffix = path.rpartition(".")
    if stem in MODULES and suffix in _FILES.values():
        return _module_file(stem, suffix)
    name, _, version = path.partition("/")
    if path == load_ontology().version:
        return ontology(request)
    if name not in MODULES or version not in ("", load_module(name).version):
        raise HTTPException(404, "Not Found")
    form = _form(request)
    if form:
        return _module_file(name, form)
    site: Site = request.app.state.site
    made = site.page(request, "ontology_module.html", **module_values(name))
    made.headers.update(_VARY)
    return made


def _form(request: Request) -> str:
    """Return the ending of the format of RDF that is asked for, "" for the page."""
    offered = ["text/turtle", "text/html", *list(_FILES)[1:]]
    best = accepted(request, offered)
    if best is None:
        raise HTTPException(406, "Có thể trả về / available: " + ", ".join(offered))
    return _FILES.get(best, "")


def _module_file(name: str, suffix: str) -> Response:
    return Response(module_file(name, suffix), media_type=MEDIA[suffix], headers=_VARY)


def _file(suffix: str) -> Response:
    made = published_file(suffix)
    return Response(made, media_type=MEDIA[suffix], headers=_VARY)


def _page(request: Request) -> Response:
    site: Site = request.app.state.site
    values = ontology_values(site.pages, language(request))
    made = site.page(request, "ontology.html", **values)
    made.headers.update(_VARY)
    return made
