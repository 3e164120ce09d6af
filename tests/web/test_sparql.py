"""The endpoint as the SPARQL 1.1 Protocol has it, and what it does for nobody."""

from __future__ import annotations

import io
import select
import socket
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from fastapi.testclient import TestClient
from rdflib import Graph
from rdflib.query import Result
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from sctbv_graph.query import answer, load_questions
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore
from sctbv_graph.web import create_app

DEF = "https://w3id.org/sctbv/def#"
STATED = "https://w3id.org/sctbv/graph/211-kh-ubnd-ca-mau-2024/stated"
PREFIX = f"PREFIX sctbv: <{DEF}> "
TASKS = PREFIX + "SELECT ?task WHERE { ?task a sctbv:Task } ORDER BY ?task"
COUNT = PREFIX + "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?task a sctbv:Task }}"
GRAPH = PREFIX + "CONSTRUCT { ?task a sctbv:Task } WHERE { ?task a sctbv:Task }"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
WAYS = ["get", "form", "direct"]


def ask(client: TestClient, way: str, query: str, accept: str = "*/*") -> tuple[int, str, str]:
    """Send a query in one of the protocol's three ways; return status, media type, body."""
    headers = {"Accept": accept}
    if way == "get":
        made = client.get("/sparql", params={"query": query}, headers=headers)
    elif way == "form":
        made = client.post("/sparql", data={"query": query}, headers=headers)
    else:
        headers["Content-Type"] = DIRECT
        made = client.post("/sparql", content=query.encode(), headers=headers)
    return made.status_code, made.headers["content-type"].partition(";")[0], made.text


def count(client: TestClient, dataset: str = "") -> int:
    """Return how many tasks a dataset clause leaves."""
    status, _, body = ask(client, "get", COUNT.format(dataset), "application/json")
    assert status == 200, body
    (row,) = Result.parse(io.BytesIO(body.encode()), format="json")
    return int(row[0])


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Return a socket that listens for calls nobody should make."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def was_called(listener: socket.socket) -> bool:
    return bool(select.select([listener], [], [], 0)[0])


# Answers


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("accept", "media", "format_"),
    [
        ("*/*", "application/sparql-results+json", "json"),
        ("application/json", "application/sparql-results+json", "json"),
        ("application/sparql-results+json", "application/sparql-results+json", "json"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "xml"),
        ("text/csv", "text/csv", "csv"),
        ("text/tab-separated-values", "text/tab-separated-values", "tsv"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml", "xml"),
    ],
)
def test_tables(client: TestClient, way: str, accept: str, media: str, format_: str) -> None:
    """A SELECT by each way and in each format gives the 21 tasks."""
    status, found, body = ask(client, way, TASKS, accept)
    assert status == 200, body
    assert found == media
    rows = list(Result.parse(io.BytesIO(body.encode()), format=format_))
    assert len(rows) == 21
    assert all("task/211-kh-ubnd-ca-mau-2024/" in str(row[0]) for row in rows)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("accept", "media", "format_"),
    [
        ("*/*", "text/turtle", "turtle"),
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
    ],
)
def test_graphs(client: TestClient, way: str, accept: str, media: str, format_: str) -> None:
    """A CONSTRUCT by each way and in each format gives 21 statements."""
    status, found, body = ask(client, way, GRAPH, accept)
    assert status == 200, body
    assert found == media
    assert len(Graph().parse(data=body, format=format_)) == 21


def test_yes_and_no(client: TestClient) -> None:
    """An ASK is answered true for what the plan says and false for what it does not."""
    for name, there in (("Task", True), ("Nonsense", False)):
        status, _, body = ask(client, "get", f"{PREFIX}ASK {{ ?s a sctbv:{name} }}")
        assert status == 200
        assert Result.parse(io.BytesIO(body.encode()), format="json").askAnswer is there


def test_browser_gets_the_editor(client: TestClient) -> None:
    """Without a query a browser gets a form; with one it gets the answer."""
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9"
    page = client.get("/sparql", headers={"Accept": accept})
    assert page.status_code == 200
    assert '<textarea name="query"' in page.text
    assert ask(client, "form", TASKS, accept)[0] == 200


# What cannot be answered


@pytest.mark.parametrize("way", WAYS)
def test_broken_query(client: TestClient, way: str) -> None:
    """A query that does not parse is answered 400 with a sentence that names the place."""
    status, media, body = ask(client, way, "SELECT ?s WHERE { ?s ?p")
    assert (status, media) == (400, "text/plain")
    assert body.startswith("Truy vấn SPARQL sai cú pháp")
    assert "1:" in body
    english = client.get("/sparql", params={"query": "SELECT", "lang": "en"})
    assert english.text.startswith("The SPARQL query has a syntax error")


@pytest.mark.parametrize(
    "parameters", [[], [("query", TASKS), ("query", TASKS)], [("update", "DROP ALL")]]
)
def test_exactly_one_query(client: TestClient, parameters: list[tuple[str, str]]) -> None:
    """No query, two queries or an update are answered 400 with a sentence."""
    by_get = client.get("/sparql", params=parameters, headers={"Accept": "application/json"})
    body = urlencode(parameters)
    by_form = client.post("/sparql", content=body, headers={"Content-Type": FORM})
    for made in (by_get, by_form):
        assert made.status_code == 400
        assert "query" in made.text
        assert made.text.strip().endswith(".")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
        "CLEAR DEFAULT",
        "LOAD <file:///etc/passwd>",
        "LOAD <http://127.0.0.1:9/x>",
    ],
)
def test_updates_are_refused(client: TestClient, way: str, text: str) -> None:
    """An update sent as a query is answered 400 and changes nothing."""
    status, _, body = ask(client, way, text)
    assert status == 400
    assert body.startswith("Truy vấn")
    assert count(client) == 21


def test_type_of_body(client: TestClient) -> None:
    """A body that is neither a form nor a query is answered 415 and names the two."""
    for kind in ("text/plain", "application/sparql-update", "application/json"):
        made = client.post("/sparql", content=TASKS, headers={"Content-Type": kind})
        assert made.status_code == 415
        assert FORM in made.text
        assert DIRECT in made.text


def test_body_that_is_no_text(client: TestClient) -> None:
    """A query that is not UTF-8 is answered 400."""
    made = client.post("/sparql", content=b"ASK {\xff}", headers={"Content-Type": DIRECT})
    assert made.status_code == 400
    assert "UTF-8" in made.text


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (TASKS, "image/png", "application/sparql-results+json"),
        (TASKS, "text/turtle", "application/sparql-results+json"),
        (GRAPH, "text/csv", "text/turtle"),
    ],
)
def test_no_such_format(client: TestClient, query: str, accept: str, offered: str) -> None:
    """A format that the form of query has not is answered 406 and names those it has."""
    status, _, body = ask(client, "get", query, accept)
    assert status == 406
    assert offered in body
    assert ask(client, "get", query, offered)[0] == 200


def test_too_long_a_query(client: TestClient) -> None:
    """A query over the limit is answered 413, and one below it is answered."""
    padding = "#" + "x" * 50_000 + "\n"
    assert ask(client, "direct", padding + TASKS)[0] == 200
    assert ask(client, "direct", padding * 2 + TASKS)[0] == 413


# What would call or read elsewhere


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("way", WAYS)
def test_service_is_refused(
    client: TestClient, listener: socket.socket, way: str, silent: str
) -> None:
    """SERVICE is answered 400 with a sentence, wherever it hides, and nobody is called."""
    port = listener.getsockname()[1]
    service = f"SERVICE {silent}<http://127.0.0.1:{port}/sparql> {{ ?a ?b ?c }}"
    for query in (
        f"SELECT * WHERE {{ {service} }}",
        f"SELECT * WHERE {{ ?s ?p ?o OPTIONAL {{ {{ SELECT * WHERE {{ {service} }} }} }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o FILTER EXISTS {{ {service} }} }}",
        f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {{ ?a ?b ?c }} UNION {{ {service} }} }}",
        f"SELECT (EXISTS {{ {service} }} AS ?x) WHERE {{ }}",
        f"SELECT ?s WHERE {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ {service} }})",
        f"SELECT ?s WHERE {{ ?s ?p ?o }} ORDER BY (EXISTS {{ {service} }})",
        f"SELECT * WHERE {{ ?s ?p ?o MINUS {{ {service} }} }}",
        f"SELECT * WHERE {{ BIND(<http://127.0.0.1:{port}/> AS ?u) SERVICE {silent}?u {{ }} }}",
    ):
        status, _, body = ask(client, way, query)
        assert status == 400, query
        assert "SERVICE" in body, query
        assert not was_called(listener), query


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_reads_no_file_and_calls_nobody(
    client: TestClient, listener: socket.socket, tmp_path: Path, clause: str
) -> None:
    """FROM chooses among the graphs of the store: a file or another server gives no rows."""
    file = tmp_path / "tasks.ttl"
    file.write_text(f"<urn:x> a <{DEF}Task> .", encoding="utf-8")
    foreign = [
        "file:///etc/passwd",
        file.as_uri(),
        f"http://127.0.0.1:{listener.getsockname()[1]}/tasks.ttl",
        "https://w3id.org/sctbv/graph/no-such-plan/stated",
    ]
    assert count(client, f"FROM <{STATED}>") == 21
    for graph in foreign:
        assert count(client, f"{clause} <{graph}>") == 0
        assert not was_called(listener)
        status, _, body = ask(
            client, "direct", f"SELECT * {clause} <{graph}> {{ {{ ?s ?p ?o }} UNION "
            "{ GRAPH ?g { ?s ?p ?o } } }", "text/csv",
        )  # fmt: skip
        assert status == 200
        assert len(body.splitlines()) == 1


def test_from_named(client: TestClient) -> None:
    """FROM NAMED chooses the graphs that GRAPH sees."""
    query = f"SELECT DISTINCT ?g FROM NAMED <{STATED}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert ask(client, "get", query, "text/csv")[2].split() == ["g", STATED]


@pytest.mark.parametrize("way", ["get", "form"])
def test_the_dataset_of_a_request_is_never_ignored(client: TestClient, way: str) -> None:
    """A default-graph-uri that the store has not gives no rows or 400, never the whole graph."""

    def answered(graph: str) -> tuple[int, str]:
        given = {"query": COUNT.format(""), "default-graph-uri": graph}
        headers = {"Accept": "text/csv"}
        if way == "get":
            made = client.get("/sparql", params=given, headers=headers)
        else:
            made = client.post("/sparql", data=given, headers=headers)
        return made.status_code, made.text

    assert answered(STATED) == (200, "n\r\n21\r\n")
    status, body = answered("https://w3id.org/sctbv/graph/no-such-plan/stated")
    assert (status, body) == (200, "n\r\n0\r\n") or status == 400


# A researcher's program


@pytest.fixture(scope="module")
def endpoint(settings: Settings, disk_store: EmbeddedStore) -> Iterator[str]:
    """Serve the portal on a free port and return the address of its endpoint."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(settings, disk_store), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("format_", [JSON, XML, CSV])
def test_sparqlwrapper_gets_the_same_answers(
    endpoint: str, disk_store: EmbeddedStore, method: str, format_: str
) -> None:
    """SPARQLWrapper gets the embedded store's 21 tasks and their 18706 million."""
    client = SPARQLWrapper(endpoint, returnFormat=format_)
    client.setMethod(method)
    client.setQuery(load_questions()["tasks"].query)
    made = client.query()
    body = made.response.read()
    made.response.close()
    name = {JSON: "json", XML: "xml", CSV: "csv"}[format_]
    rows = Result.parse(io.BytesIO(body), format=name)
    remote = [(str(r["task"]), Decimal(str(r["million"]))) for r in rows]
    embedded = [
        (row["task"].value, Decimal(row["million"].value))  # type: ignore[union-attr]
        for row in answer(disk_store, "tasks").rows
    ]
    assert remote == embedded
    assert (len(remote), sum(million for _, million in remote)) == (21, 18706)


def test_sparqlwrapper_converts(endpoint: str) -> None:
    """SPARQLWrapper turns a CONSTRUCT into a graph of rdflib, and JSON into Python."""
    client = SPARQLWrapper(endpoint, returnFormat=TURTLE)
    client.setQuery(GRAPH)
    assert len(Graph().parse(data=client.queryAndConvert(), format="turtle")) == 21
    client.setReturnFormat(JSON)
    client.setQuery(TASKS)
    found = client.queryAndConvert()
    assert len(found["results"]["bindings"]) == 21  # type: ignore[index,call-overload]


@pytest.mark.parametrize("name", ["tasks", "budget-lines", "department-money", "cited-documents"])
def test_the_server_is_a_store(endpoint: str, disk_store: EmbeddedStore, name: str) -> None:
    """A question asked through the server has the rows and the evidence of the embedded store."""
    remote = answer(RemoteStore(endpoint), name, evidence=True)
    embedded = answer(disk_store, name, evidence=True)
    assert len(remote.rows) > 8
    assert remote.rows == embedded.rows
    assert remote.evidence == embedded.evidence
