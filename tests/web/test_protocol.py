"""The endpoint's headers and formats: negotiation, tags, parts, methods, writing."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from rdflib import Dataset, Graph

from sctbv_graph.results import spooled_graph
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, WritableStore, graph_of
from sctbv_graph.web import create_app, wanted
from sctbv_graph.workers import Limits

DEF = "https://w3id.org/sctbv/def#"
TASKS = f"SELECT ?task WHERE {{ ?task a <{DEF}Task> }} ORDER BY ?task"
GRAPH = f"CONSTRUCT {{ ?task a <{DEF}Task> }} WHERE {{ ?task a <{DEF}Task> }}"
STATED = "https://w3id.org/sctbv/graph/211-kh-ubnd-ca-mau-2024/stated"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (TASKS, "*/*", JSON),
        (TASKS, "text/csv;q=0, */*", JSON),
        (TASKS, f"{JSON};q=0, */*;q=0.1", XML),
        (TASKS, "text/csv;q=0.4, text/tab-separated-values;q=0.6", "text/tab-separated-values"),
        (TASKS, "text/*;q=0.5, text/csv;q=0.1", "text/tab-separated-values"),
        (TASKS, "text/csv, */*", "text/csv"),
        (TASKS, "application/xml", XML),
        (TASKS, 'application/sparql-results+json; charset="utf-8"', JSON),
        (TASKS, FIREFOX, "text/html"),
        (GRAPH, "*/*", "text/turtle"),
        (GRAPH, "application/ld+json", "application/ld+json"),
        (GRAPH, "application/rdf+xml;q=0.9, text/turtle;q=0.3", "application/rdf+xml"),
        (GRAPH, "application/trig", "application/trig"),
        (GRAPH, "application/n-quads", "application/n-quads"),
        (GRAPH, "text/turtle;q=0, application/*", "application/n-triples"),
        (GRAPH, FIREFOX, "text/html"),
    ],
)
def test_negotiation(client: TestClient, query: str, accept: str, media: str) -> None:
    """The format is the one with the highest quality that is not refused."""
    made = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert made.status_code == 200, made.text
    assert made.headers["content-type"].partition(";")[0] == media
    assert "accept" in made.headers["vary"].lower()
    assert made.text.replace("\\", "").count("task/211-kh-ubnd-ca-mau-2024/") >= 21


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "text/turtle"])
def test_no_format_fits(client: TestClient, accept: str) -> None:
    """406 lists what there is."""
    made = client.get("/sparql", params={"query": TASKS}, headers={"Accept": accept})
    assert made.status_code == 406
    for media in (JSON, XML, "text/csv", "text/tab-separated-values"):
        assert media in made.text


def test_format_in_the_address(client: TestClient) -> None:
    """``format=`` comes before the Accept header; an unknown one is left to the header."""
    for format_, media in (("csv", "text/csv"), (XML, XML), ("nonsense", JSON)):
        made = client.get("/sparql", params={"query": TASKS, "format": format_})
        assert made.headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize("format_", ["trig", "nq", "jsonld", "rdf", "nt", "ttl"])
def test_graphs_in_every_format(client: TestClient, format_: str) -> None:
    """Every format of graphs holds the same 21 statements."""
    body = client.get("/sparql", params={"query": GRAPH, "format": format_}).text
    names = {"trig": "trig", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}
    parsed = Dataset(default_union=True) if format_ in ("trig", "nq") else Graph()
    parsed.parse(data=body, format=names.get(format_, "turtle"))
    assert len(parsed) == 21


def test_the_same_answer_is_not_sent_twice(client: TestClient) -> None:
    """The tag of an answer brings 304; another format, query or state has another tag."""
    first = client.get("/sparql", params={"query": TASKS})
    tag = first.headers["etag"]
    again = client.get("/sparql", params={"query": TASKS}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    csv = client.get("/sparql", params={"query": TASKS, "format": "csv"})
    assert csv.headers["etag"] != tag
    other = client.get("/sparql", params={"query": GRAPH}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?t) {}"}).headers


def test_compressed(client: TestClient) -> None:
    """A long answer is compressed for whoever takes it so, and says that it depends on that."""
    params = {"query": TASKS}
    packed = client.get("/sparql", params=params, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    plain = client.get("/sparql", params=params, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == packed.headers["vary"]
    assert plain.json() == packed.json()


PATHS = [
    "/", "/sparql", f"/sparql?{urlencode({'query': TASKS})}", "/questions", "/questions/tasks.json",
    "/health", "/def", f"/graphs?graph={STATED}", "/.well-known/void", "/rules", "/search?q=ca+mau",
    "/page/task/211-kh-ubnd-ca-mau-2024/5", "/openapi.json", "/static/style.css",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_head_and_options(client: TestClient, path: str) -> None:
    """HEAD gives the headers of GET without a body; OPTIONS and 405 name all methods."""
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    made = client.options(path)
    assert made.status_code == 204
    methods = set(made.headers["allow"].split(", "))
    assert {"GET", "HEAD", "OPTIONS"} <= methods
    if path.startswith("/sparql"):
        assert "POST" in methods
    wrong = client.request("PATCH", path)
    assert wrong.status_code == 405
    assert set(wrong.headers["allow"].split(", ")) == methods


def test_read_from_other_pages_without_credentials(client: TestClient) -> None:
    """Any page may read; none is given a visitor's credentials or may send the token."""
    origin = {"Origin": "https://example.org"}
    made = client.get("/sparql", params={"query": TASKS}, headers=origin)
    assert made.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in made.headers
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    preflight = client.options("/sparql", headers=asked)
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert "Authorization" not in preflight.headers["access-control-allow-headers"]


def _pages(client: TestClient, format_: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the parts of an answer as one follows its links: the link, and the tasks."""
    made = client.get("/sparql", params={"query": TASKS, "format": format_})
    while True:
        assert made.status_code == 200
        link = made.links.get("next", {}).get("url", "")
        yield link, made.text
        assert bool(link) == ("sctbv-truncated" in made.headers)
        if not link:
            return
        made = client.get(link)


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_rows_are_never_cut_off_silently(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    """Past the limit, header and body name the rest, which leads to every row exactly once."""
    monkeypatch.setattr(wanted, "MAX_ROWS", 8)
    parts = list(_pages(client, format_))
    assert [text.count("/id/task/") for _, text in parts] == [8, 8, 5]
    assert len({text for _, text in parts}) == 3
    for link, text in parts[:-1]:
        if format_ == "json":
            assert json.loads(text)["head"]["link"] == [link]
            assert len(json.loads(text)["results"]["bindings"]) == 8
        elif format_ == "xml":
            assert f"<link href={link.replace('&', '&amp;')!r}".replace("'", '"') in text
    whole = client.get("/sparql", params={"query": TASKS + " LIMIT 8", "format": format_})
    assert "link" not in whole.headers


def test_statements_are_never_cut_off_silently(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statements of a graph come in parts too."""
    monkeypatch.setattr(wanted, "MAX_ROWS", 8)
    made = client.get("/sparql", params={"query": GRAPH, "format": "nt"})
    seen = made.text.splitlines()
    while "next" in made.links:
        made = client.get(made.links["next"]["url"])
        seen += made.text.splitlines()
    assert len(seen) == len(set(seen)) == 21


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_of_an_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """A browser gets a table with links to things, to the data, and to the rest."""
    monkeypatch.setattr(wanted, "PAGE_ROWS", 10)
    given = {"query": TASKS} | ({"lang": "en"} if lang == "en" else {})
    made = client.get("/sparql", params=given, headers={"Accept": FIREFOX})
    assert f'<html lang="{lang}">' in made.text
    assert made.text.count('href="/page/task/') == 10
    assert ("Còn dòng nữa" if lang == "vi" else "There are more rows") in made.text
    assert 'rel="next"' in made.text
    wrong = client.get("/sparql", params={**given, "query": "SELECT ?x {"},
                       headers={"Accept": FIREFOX})  # fmt: skip
    assert wrong.status_code == 400
    assert "1:12" in wrong.text
    assert "SELECT ?x {</textarea>" in wrong.text


# Writing


@pytest.fixture
def writable(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return a client of a server whose empty store can be written."""
    monkeypatch.setenv("SCTBV_TOKEN", "right")
    with TestClient(create_app(Settings(), WritableStore(ox.Store()))) as made:
        yield made


RIGHT = {"Authorization": "Bearer right"}
TURTLE = {"Content-Type": "text/turtle"}
INSERT = {"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}


def test_nobody_writes_without_the_token(
    writable: TestClient, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """401 without the right token, 403 where the server has none or its store is for reading."""
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic right"}):
        made = writable.post("/update", data=INSERT, headers=headers)
        assert (made.status_code, made.headers["www-authenticate"][:6]) == (401, "Bearer")
        for method in ("PUT", "POST", "DELETE"):
            made = writable.request(method, "/graphs?default", headers=headers)
            assert made.status_code == 401
    assert client.post("/update", data=INSERT, headers=RIGHT).status_code == 403
    monkeypatch.delenv("SCTBV_TOKEN")
    assert writable.post("/update", data=INSERT, headers=RIGHT).status_code == 403
    assert (
        writable.post("/update", data=INSERT, headers={"Authorization": "Bearer "}).status_code
        == 403
    )
    assert not writable.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"]


def test_an_update_is_seen_and_has_a_new_tag(writable: TestClient) -> None:
    """What was written is in the next answer, whatever the client kept of the one before."""
    ask = {"query": "ASK { ?s ?p ?o }"}
    before = writable.get("/sparql", params=ask)
    assert writable.post("/update", data=INSERT, headers=RIGHT).status_code == 204
    tag = {"If-None-Match": before.headers["etag"]}
    after = writable.get("/sparql", params=ask, headers=tag)
    assert (before.json()["boolean"], after.json()["boolean"]) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> } ; lo\\u0061d <http://127.0.0.1:9/x>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> } ; CLEAR XYZ",
    ],
)
def test_updates_that_are_refused(writable: TestClient, text: str) -> None:
    """An update that reads elsewhere or is broken is refused whole, also for the bearer."""
    made = writable.post("/update", data={"update": text}, headers=RIGHT)
    assert made.status_code == 400
    assert not writable.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"]


def test_a_graph_that_cannot_be_parsed_changes_nothing(writable: TestClient) -> None:
    """Broken RDF leaves the graph as it was; relative IRIs are resolved by its name."""
    at = "/graphs?graph=http://example.org/g/"
    assert writable.put(at, content="<a> <b> 'Cà Mau' .", headers=RIGHT | TURTLE).status_code == 201
    for kind, body in (
        ("text/turtle", "<a> <b> <c> . <d> <e"),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/c", "@id": "urn:a", "p": 1}'),
        ("application/n-quads", "<urn:a> <urn:b> <urn:c> <urn:g> ."),
    ):
        made = writable.put(at, content=body, headers=RIGHT | {"Content-Type": kind})
        assert made.status_code == 400, kind
    assert writable.put(at, content="x", headers=RIGHT | {"Content-Type": "a/b"}).status_code == 415
    kept = Graph().parse(data=writable.get(at).text, format="turtle")
    (triple,) = kept
    assert [str(term) for term in triple] == [
        "http://example.org/g/a", "http://example.org/g/b", "Cà Mau",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("?graph=no-iri", 400), ("?graph=urn:a&graph=urn:b", 400),
     ("?default&graph=urn:a", 400), ("?graph=urn:none", 404)],
)  # fmt: skip
def test_which_graph(writable: TestClient, query: str, status: int) -> None:
    """A graph is named once, by an IRI, and it is there."""
    assert writable.get("/graphs" + query).status_code == status


def test_void_says_what_the_data_hold(client: TestClient) -> None:
    """The description at the well-known place counts what a query counts."""
    graph = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
    query = """PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?n ?of { [] void:triples ?n ; void:sparqlEndpoint ?e ; void:classPartition
        [ void:class <https://w3id.org/sctbv/def#Task> ; void:entities ?of ] }"""
    ((count, tasks),) = graph.query(query)  # type: ignore[misc]
    asked = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    assert str(count) == asked.json()["results"]["bindings"][0]["n"]["value"]
    assert int(tasks) == 21


def test_a_graph_is_not_gathered_in_memory() -> None:
    """Twelve megabytes of statements leave a megabyte in memory, the rest goes through a file."""
    store = ox.Store()
    a, b = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/b")
    store.bulk_extend(ox.Quad(a, b, ox.Literal(f"{i} {'x' * 80}"), a) for i in range(80_000))
    statements = graph_of(EmbeddedStore(store), a.value)
    tracemalloc.start()
    try:
        with spooled_graph(statements, "nt") as file:
            assert file.tell() > 10_000_000
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
            file.seek(0)
            assert sum(1 for _ in file) == 80_000
    finally:
        tracemalloc.stop()


def test_a_graph_that_is_read_takes_a_turn(settings: Settings, disk_store: EmbeddedStore) -> None:
    """Reading graphs counts among what one client may ask."""
    limits = Limits(workers=1, rate=0.001, burst=2)
    with TestClient(create_app(settings, disk_store, limits)) as made:
        at = f"/graphs?graph={STATED}"
        assert [made.get(at).status_code for _ in range(3)] == [200, 200, 429]
