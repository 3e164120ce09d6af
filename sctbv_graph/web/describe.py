"""What the service is (SPARQL Service Description) and what its data are (VoID)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sctbv_graph import iris
from sctbv_graph.query import view
from sctbv_graph.results import GRAPHS, MEDIA, serialize_graph
from sctbv_graph.settings import BASE
from sctbv_graph.store import Store, WritableStore, select
from sctbv_graph.terms import DCTERMS, FOAF, RDF, XSD
from sctbv_graph.web.formats import HTML, chosen, offers
from sctbv_graph.web.render import Site, accepted
from sctbv_graph.web.tokens import token

router = APIRouter()
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip
_INPUTS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")
_TITLES = {
    "vi": "Đồ thị tri thức các kế hoạch sản xuất và tiêu dùng bền vững của địa phương",
    "en": "Knowledge graph of provincial plans on sustainable consumption and production",
}
_COUNTING = threading.Lock()


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
    body = serialize_graph(triples, name)
    return Response(body, media_type=MEDIA[name], headers={"Vary": "Accept"})


@router.get("/.well-known/void", response_class=Response)
async def void(request: Request) -> Response:
    """Describe the data in VoID: sizes, classes, properties, graphs, where to ask."""
    name = chosen(request, tuple(GRAPHS), request.query_params)
    name = "ttl" if name == HTML else name
    return await run_in_threadpool(_void, request, name)


def _void(request: Request, name: str) -> Response:
    site: Site = request.app.state.site
    root = str(request.base_url).rstrip("/")
    dataset = ox.NamedNode(iris.DATASET)
    triples = [
        *_dataset(site),
        _t(dataset, VOID + "sparqlEndpoint", ox.NamedNode(f"{root}/sparql")),
        _t(dataset, FOAF + "homepage", ox.NamedNode(f"{root}/")),
        _t(ox.NamedNode(f"{root}/.well-known/void"), RDF + "type",
           ox.NamedNode(VOID + "DatasetDescription")),
        _t(ox.NamedNode(f"{root}/.well-known/void"), FOAF + "topic", dataset),
    ]  # fmt: skip
    body = serialize_graph(triples, name)
    return Response(body, media_type=MEDIA[name], headers={"Vary": "Accept"})


def _t(subject: ox.NamedNode | ox.BlankNode, predicate: str, value: object) -> ox.Triple:
    if isinstance(value, int):
        value = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
    assert isinstance(value, (ox.NamedNode, ox.BlankNode, ox.Literal))
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _service(endpoint: str, writable: bool) -> Iterator[ox.Triple]:
    service = ox.NamedNode(endpoint + "#service")
    yield _t(service, RDF + "type", ox.NamedNode(SD + "Service"))
    yield _t(service, SD + "endpoint", ox.NamedNode(endpoint))
    languages = ["SPARQL10Query", "SPARQL11Query", *(["SPARQL11Update"] if writable else [])]
    for language in languages:
        yield _t(service, SD + "supportedLanguage", ox.NamedNode(SD + language))
    for name in _RESULTS:
        yield _t(service, SD + "resultFormat", ox.NamedNode(_FORMATS + name))
    for name in _INPUTS if writable else ():
        yield _t(service, SD + "inputFormat", ox.NamedNode(_FORMATS + name))
    yield _t(service, SD + "defaultEntailmentRegime",
             ox.NamedNode("http://www.w3.org/ns/entailment/Simple"))  # fmt: skip
    yield _t(service, SD + "defaultDataset", ox.NamedNode(iris.DATASET))


def _dataset(site: Site) -> list[ox.Triple]:
    """Return the description of the data, counted once for each state of them."""
    with _COUNTING:
        version = site.version
        if site.described is None or site.described[0] != version:
            site.described = (version, tuple(_counted(site.store)))
        return list(site.described[1])


def _counted(store: Store) -> Iterator[ox.Triple]:
    dataset, default = ox.NamedNode(iris.DATASET), ox.NamedNode(iris.MERGED)
    for kind in (SD + "Dataset", VOID + "Dataset"):
        yield _t(dataset, RDF + "type", ox.NamedNode(kind))
    for lang, title in _TITLES.items():
        yield _t(dataset, DCTERMS + "title", ox.Literal(title, language=lang))
    yield _t(dataset, DCTERMS + "license",
             ox.NamedNode("https://creativecommons.org/licenses/by/4.0/"))  # fmt: skip
    yield _t(dataset, VOID + "uriSpace", ox.Literal(BASE))
    yield _t(dataset, VOID + "vocabulary", ox.NamedNode(iris.DEF.rstrip("#")))
    totals = select(store, view("void-totals")).rows[0]
    yield _t(dataset, VOID + "triples", totals["triples"])
    yield _t(dataset, VOID + "distinctSubjects", totals["subjects"])
    yield _t(dataset, VOID + "distinctObjects", totals["objects"])
    yield _t(dataset, SD + "defaultGraph", default)
    yield _t(default, RDF + "type", ox.NamedNode(SD + "Graph"))
    yield _t(default, VOID + "triples", totals["triples"])
    classes = select(store, view("void-classes")).rows
    properties = select(store, view("void-properties")).rows
    yield _t(dataset, VOID + "classes", len(classes))
    yield _t(dataset, VOID + "properties", len(properties))
    for row in classes:
        part = ox.BlankNode()
        yield _t(dataset, VOID + "classPartition", part)
        yield _t(part, VOID + "class", row["class"])
        yield _t(part, VOID + "entities", row["count"])
    for row in properties:
        part = ox.BlankNode()
        yield _t(dataset, VOID + "propertyPartition", part)
        yield _t(part, VOID + "property", row["property"])
        yield _t(part, VOID + "triples", row["count"])
    for row in select(store, view("graph-sizes")).rows:
        named, graph = ox.BlankNode(), ox.BlankNode()
        yield _t(dataset, SD + "namedGraph", named)
        yield _t(named, RDF + "type", ox.NamedNode(SD + "NamedGraph"))
        yield _t(named, SD + "name", row["graph"])
        yield _t(named, SD + "graph", graph)
        yield _t(graph, RDF + "type", ox.NamedNode(SD + "Graph"))
        yield _t(graph, VOID + "triples", row["count"])
