"""The W3C suites of the SPARQL 1.1 Protocol, Graph Store Protocol and Service Description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from sctbv_graph.settings import Settings
from sctbv_graph.store import WritableStore
from sctbv_graph.web import create_app
from tests.beside import CONFORMANCE as SUITES
from tests.web.serving import Answer, send, serving

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
TOKEN = "the-token-of-this-test"
ENTRIES = {"protocol/manifest.ttl": 34, "graph-store-protocol/manifest-direct.ttl": 4,
           "graph-store-protocol/manifest-indirect.ttl": 9}  # fmt: skip
STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
FORMATS = {
    "boolean": ("application/sparql-results",),
    "tabular": ("application/sparql-results", "text/csv", "text/tab-separated-values"),
    "RDF": ("application/rdf+xml", "text/turtle", "application/n-triples"),
}


@dataclass(frozen=True)
class Step:
    """One request of a test, and what its answer must be."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    statuses: tuple[str, ...]
    boolean: str | None
    format: str | None
    graph: str | None
    location: bool


@dataclass(frozen=True)
class Case:
    name: str
    steps: tuple[Step, ...]
    data: tuple[tuple[Path, str], ...]


def _headers(graph: Graph, node: Node) -> dict[str, str]:
    head = graph.value(node, HT.headers)
    return {
        str(graph.value(h, HT.fieldName)): str(graph.value(h, HT.fieldValue))
        for h in (Collection(graph, head) if head else ())
    }


def _body(graph: Graph, node: Node | None) -> str:
    body = graph.value(node, HT.body) if node is not None else None
    return str(graph.value(body, CNT.chars)) if body is not None else ""


def _step(graph: Graph, node: Node) -> Step:
    wanted = graph.value(node, HT.resp)
    assert wanted is not None
    local = [str(status).rpartition("#")[2] for status in graph.objects(wanted, MF.expectedStatus)]
    boolean = graph.value(wanted, MF.expectedBoolean)
    format_ = graph.value(wanted, MF.expectedFormat)
    return Step(
        str(graph.value(node, HT.methodName)),
        str(graph.value(node, HT.absolutePath)),
        _headers(graph, node),
        _body(graph, node),
        tuple(STATUS.get(name, name.removeprefix("StatusCode")) for name in local),
        str(boolean) if boolean is not None else None,
        str(format_) if format_ is not None else None,
        _body(graph, wanted) or None,
        graph.value(wanted, MF.expectedLocation) is not None,
    )


def cases(name: str) -> list[Case]:
    """Return the tests of a manifest in its order."""
    path = SUITES / name
    graph = Graph().parse(path, format="turtle")
    manifest = next(graph.subjects(RDF.type, MF.Manifest))
    found = []
    for entry in Collection(graph, graph.value(manifest, MF.entries)):
        action = graph.value(entry, MF.action)
        steps = Collection(graph, graph.value(action, HT.requests))
        data = tuple(
            (path.parent / str(graph.value(d, UT.graph)).rpartition("/")[2],
             str(graph.value(d, RDFS.label)))
            for d in graph.objects(entry, UT.graphData)
        )  # fmt: skip
        name_ = str(entry).rpartition("#")[2]
        found.append(Case(name_, tuple(_step(graph, step) for step in steps), data))
    return found


def _parameters(*names: str) -> list[object]:
    if not SUITES.is_dir():
        reason = f"the W3C suites are not at {SUITES.name}; see SCTBV_CONFORMANCE"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    return [pytest.param(case, id=case.name) for name in names for case in cases(name)]


@pytest.fixture(scope="module")
def store() -> WritableStore:
    return WritableStore(ox.Store())


@pytest.fixture(scope="module")
def port(store: WritableStore) -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCTBV_TOKEN", TOKEN)
        with serving(create_app(Settings(), store)) as made:
            yield made


def _carry_out(port: int, step: Step, path: str, body: str) -> Answer:
    headers = dict(step.headers)
    if step.method in ("PUT", "POST", "DELETE"):
        headers["Authorization"] = f"Bearer {TOKEN}"
    charset = re.search(r"charset=([\w-]+)", headers.get("content-type", ""))
    raw = body.encode(charset[1] if charset else "utf-8")
    if "multipart" in headers.get("content-type", ""):
        raw = b"\r\n".join(body.strip().encode().splitlines()) + b"\r\n"
    return send(port, step.method, path, headers, raw)


def _check(step: Step, answer: Answer) -> None:
    said = f"{step.method} {step.path}: {answer.status} {answer.body[:300]!r}"
    matching = [s for s in step.statuses if re.fullmatch(s.replace("x", r"\d"), str(answer.status))]
    assert matching, f"{said}, expected {step.statuses}"
    media = answer.headers.get("content-type", "")
    if step.format:
        assert media.startswith(FORMATS[step.format]), said
    if step.boolean:
        found = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
        assert str(bool(found)).lower() == step.boolean, said
    if step.graph:
        assert media.startswith("text/turtle"), said
        base = "http://www.example/"
        wanted = Graph().parse(data=step.graph, format="turtle", publicID=base)
        got = Graph().parse(data=answer.text, format="turtle", publicID=base)
        assert isomorphic(got, wanted), f"{said}\n{answer.text}"
    if step.method == "HEAD":
        assert answer.body == b""


def _is_update(step: Step) -> bool:
    kind = step.headers.get("content-type", "")
    return "update=" in step.path + step.body or "sparql-update" in kind or "CLEAR" in step.body


@pytest.mark.parametrize("case", _parameters("protocol/manifest.ttl"))
def test_protocol(case: Case, port: int, store: WritableStore) -> None:
    """Each test of the W3C holds, queries at /sparql and updates at /update."""
    store.update("DROP ALL")
    for file, name in case.data:
        store.put_graph(name, (q.triple for q in ox.parse(path=file)))
    for step in case.steps:
        path = step.path.replace("/sparql/", "/update" if _is_update(step) else "/sparql")
        _check(step, _carry_out(port, step, path, step.body))


@pytest.mark.parametrize(
    "case",
    _parameters(
        "graph-store-protocol/manifest-direct.ttl", "graph-store-protocol/manifest-indirect.ttl"
    ),
)
def test_graph_store(case: Case, port: int, store: WritableStore) -> None:
    """Each test of the W3C holds, at /graphs."""
    store.update("DROP ALL")
    location = ""
    for step in case.steps:
        path = step.path.replace("/gsp", "/graphs", 1).replace("$LOCATION$", location)
        answer = _carry_out(port, step, path, step.body.replace("$LOCATION$", location))
        _check(step, answer)
        if step.location:
            location = answer.headers["location"]


@pytest.mark.skipif(not SUITES.is_dir(), reason="the W3C suites are absent")
@pytest.mark.parametrize(("name", "count"), ENTRIES.items())
def test_no_test_is_left_out(name: str, count: int) -> None:
    """The manifests hold the known numbers of tests, so none was lost on the way."""
    assert len(cases(name)) == count


@pytest.fixture(scope="module")
def described(port: int) -> tuple[str, Answer]:
    """Return the endpoint's address and what a GET on it gives."""
    return f"http://127.0.0.1:{port}/sparql", send(
        port, "GET", "/sparql", {"Accept": "text/turtle, application/rdf+xml;q=0.5"}
    )


def test_service_description_returns_rdf(described: tuple[str, Answer]) -> None:
    """returns-rdf: a GET on the endpoint gives RDF."""
    answer = described[1]
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/turtle")
    assert len(Graph().parse(data=answer.text, format="turtle")) > 10


def test_service_description_has_endpoint_triple(described: tuple[str, Answer]) -> None:
    """has-endpoint-triple: the description names this very endpoint."""
    address, answer = described
    graph = Graph().parse(data=answer.text, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert list(graph.objects(service, SD.endpoint)) == [URIRef(address)]


RANGES = {
    SD.supportedLanguage: {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update},
    SD.defaultDataset: SD.Dataset, SD.namedGraph: SD.NamedGraph, SD.graph: SD.Graph,
    SD.defaultGraph: SD.Graph,
}  # fmt: skip
DOMAINS = {
    SD.endpoint: SD.Service, SD.supportedLanguage: SD.Service, SD.resultFormat: SD.Service,
    SD.inputFormat: SD.Service, SD.defaultDataset: SD.Service,
    SD.defaultEntailmentRegime: SD.Service, SD.defaultGraph: SD.Dataset, SD.namedGraph: SD.Dataset,
    SD.name: SD.NamedGraph, SD.graph: SD.NamedGraph,
}  # fmt: skip


def test_service_description_conforms_to_schema(
    port: int, store: WritableStore, described: tuple[str, Answer]
) -> None:
    """conforms-to-schema: each property of the vocabulary stands between what it may stand."""
    store.update("DROP ALL")
    store.put_graph("http://www.example/g", [ox.Triple(*(ox.NamedNode("urn:x:a"),) * 3)])
    send(port, "PUT", "/graphs?graph=http://www.example/h",
         {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"},
         b"<urn:x:a> <urn:x:b> 1 .")  # fmt: skip
    answer = send(port, "GET", "/sparql", {"Accept": "text/turtle"})
    graph = Graph().parse(data=answer.text, format="turtle")
    used = {p for p in graph.predicates() if p in SD}
    assert used <= set(DOMAINS)
    assert {SD.namedGraph, SD.name, SD.endpoint, SD.defaultDataset, SD.inputFormat} <= used
    for subject, predicate, value in graph:
        if predicate in DOMAINS:
            assert (subject, RDF.type, DOMAINS[predicate]) in graph, (subject, predicate)
        range_ = RANGES.get(predicate)
        if isinstance(range_, set):
            assert value in range_
        elif range_ is not None:
            assert (value, RDF.type, range_) in graph, (predicate, value)
    assert sum(1 for _ in graph.objects(None, SD.name)) == 2
