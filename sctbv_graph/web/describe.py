"""What the service is (SPARQL Service Description) and what its data are (VoID)."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sctbv_graph import iris
from sctbv_graph.publish.portal import load_portal
from sctbv_graph.publish.statements import Statements, write_statements
from sctbv_graph.publish.void import SD, dataset_triples, place_triples
from sctbv_graph.results import GRAPHS, MEDIA
from sctbv_graph.store import EmbeddedStore, WritableStore
from sctbv_graph.web.formats import HTML, chosen, offers
from sctbv_graph.web.open_data import base_of
from sctbv_graph.web.render import Site, accepted
from sctbv_graph.web.tokens import token

router = APIRouter()
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip
_INPUTS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")


def rdf_format(request: Request) -> str | None:
    """Return the format of RDF that a request likes best, ``None`` where it takes none."""
    offered = {kind: name for kind, name in offers(tuple(GRAPHS)).items() if "json" not in kind}
    offered["application/ld+json"] = "jsonld"
    best = accepted(request, list(offered))
    return offered[best] if best else None


def description(request: Request, name: str) -> Response:
    """Give the description of the service, with the sizes of its graphs."""
    endpoint = str(request.url.replace(query="", fragment=""))
    site: Site = request.app.state.site
    writable = bool(token()) and isinstance(site.store, WritableStore)
    triples = [*_service(endpoint, writable), *_dataset(site)]
    body = write_statements(triples, name)
    return Response(body, media_type=MEDIA[name], headers={"Vary": "Accept"})


@router.get("/.well-known/void", response_class=Response)
async def void(request: Request) -> Response:
    """Describe the data in VoID: sizes, classes, properties, links, graphs, where to ask."""
    name = chosen(request, tuple(GRAPHS), request.query_params)
    name = "ttl" if name == HTML else name
    return await run_in_threadpool(_void, request, name)


def _void(request: Request, name: str) -> Response:
    site: Site = request.app.state.site
    base = base_of(request)
    dumps = isinstance(site.store, EmbeddedStore)
    places = place_triples(site.store, base, endpoint=f"{base}/sparql", dumps=dumps)
    body = write_statements([*_dataset(site), *places], name)
    return Response(body, media_type=MEDIA[name], headers={"Vary": "Accept"})


def _service(endpoint: str, writable: bool) -> list[ox.Triple]:
    service, say = f"{endpoint}#service", Statements()
    say.type(service, SD + "Service")
    say.link(service, SD + "endpoint", endpoint)
    languages = ["SPARQL10Query", "SPARQL11Query", *(["SPARQL11Update"] if writable else [])]
    say.link(service, SD + "supportedLanguage", *(SD + language for language in languages))
    say.link(service, SD + "resultFormat", *(_FORMATS + name for name in _RESULTS))
    say.link(service, SD + "inputFormat", *(_FORMATS + name for name in _INPUTS if writable))
    simple = "http://www.w3.org/ns/entailment/Simple"
    say.link(service, SD + "defaultEntailmentRegime", simple)
    say.link(service, SD + "defaultDataset", iris.DATASET)
    return say.triples()


def _dataset(site: Site) -> list[ox.Triple]:
    """Return the description of the data, counted once for each state of them."""
    return site.pages.kept("void", lambda: dataset_triples(site.store, load_portal(site.settings)))
