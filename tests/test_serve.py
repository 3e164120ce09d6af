"""The endpoint as a researcher's program uses it."""

from __future__ import annotations

import asyncio
import csv
import socket
from collections.abc import Iterator
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from sctbv_graph.query import answer, find_question
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web import create_app, starting
from tests.web.serving import serving

TASK = "/task/211-kh-ubnd-ca-mau-2024/11"


@pytest.fixture(scope="module")
def client(store: EmbeddedStore) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), store)) as found:
        yield found


@pytest.fixture(scope="module")
def endpoint(store: EmbeddedStore) -> Iterator[str]:
    """Serve on a free loopback port and return the address of the endpoint."""
    with serving(create_app(Settings(), store)) as port:
        yield f"http://127.0.0.1:{port}/sparql"


def test_sparqlwrapper_gets_the_same_answers(endpoint: str, store: EmbeddedStore) -> None:
    """Every question asked over HTTP gives the rows that the command line gives."""
    for name in ("tasks", "budget-lines", "cited-documents", "implements"):
        wrapper = SPARQLWrapper(endpoint)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(JSON)
        wrapper.setQuery(find_question(name).query)
        response = wrapper.query()
        found = response.convert()["results"]["bindings"]
        response.response.close()
        expected = answer(store, name)
        assert len(found) == len(expected.rows) > 1
        for row, ours in zip(found, expected.rows, strict=True):
            for column in expected.columns:
                assert row.get(column, {}).get("value") == getattr(ours.get(column), "value", None)


def test_addresses_answer_in_the_format_asked_for(client: TestClient) -> None:
    """A thing's address sends a browser to its page and a program to its data."""
    page = client.get("/id" + TASK, headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/page" + TASK)
    data = client.get("/id" + TASK, headers={"accept": "text/turtle"})
    assert data.headers["content-type"].startswith("text/turtle")
    assert "857,6" in data.text


def test_evidence_stands_beside_the_source(client: TestClient) -> None:
    """The page of a task marks its quote inside the sentence, with the line."""
    text = client.get("/page" + TASK, headers={"accept": "text/html"}).text
    assert "<mark>Phát triển sản phẩm OCOP" in text
    assert "dòng 214" in text
    assert "<mark>3.313</mark>" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["/", "/questions", "/questions/totals", "/sparql", "/def"])
def test_pages_in_both_languages(client: TestClient, path: str, lang: str) -> None:
    """Every page is there in Vietnamese and English and fetches nothing from elsewhere."""
    response = client.get(f"{path}?lang={lang}", headers={"accept": "text/html"})
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in response.text
    data = '<script type="application/ld+json">'  # a block of data, which no browser runs
    assert response.text.count("<script") == response.text.count(data)
    assert 'src="http' not in response.text
    assert "default-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.2, text/tab-separated-values", "text/tab-separated-values"),
    ],
)
def test_formats_of_tables(client: TestClient, accept: str, kind: str) -> None:
    """The Accept header chooses the format."""
    query = "SELECT ?t WHERE { ?t a <https://w3id.org/sctbv/def#Task> }"
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.headers["content-type"].startswith(kind)
    assert response.text.count("/id/task/") == 21


def test_construct_gives_turtle(client: TestClient) -> None:
    """A CONSTRUCT by direct POST gives a graph."""
    query = "CONSTRUCT { ?t a ?c } WHERE { ?t a ?c . FILTER(STRENDS(STR(?c), '#Task')) }"
    response = client.post(
        "/sparql",
        content=query,
        headers={"content-type": "application/sparql-query", "accept": "text/turtle"},
    )
    assert response.headers["content-type"].startswith("text/turtle")
    assert response.text.count("a sctbv:Task") == 21


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT", 400),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", 400),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("SELECT * WHERE { SERVICE SILENT ?x { ?s ?p ?o } }", 400),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p } }", 400),
    ],
)
def test_refused_queries(client: TestClient, query: str, status: int) -> None:
    """What does not parse, writes, or calls others is refused in one sentence."""
    response = client.get("/sparql", params={"query": query}, headers={"accept": "*/*"})
    assert response.status_code == status
    assert len(response.text.strip().splitlines()) == 1


@pytest.mark.parametrize("word", ["SERVICE", "\\u0053ERVICE", "service SILENT"])
def test_no_request_leaves(client: TestClient, word: str) -> None:
    """A SERVICE that only one of the two parsers takes calls nobody either."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        query = f"ASK {{ {word} <{address}> {{ ?s ?p ?o }} FILTER(isTRIPLE(?o)) }}"
        response = client.get("/sparql", params={"query": query}, headers={"accept": "*/*"})
        assert response.status_code == 400
        with pytest.raises(TimeoutError):
            listener.accept()


def test_from_never_loads(client: TestClient) -> None:
    """FROM selects graphs of the store; a file or an unknown address gives no rows."""
    held = "https://w3id.org/sctbv/graph/211-kh-ubnd-ca-mau-2024/stated"
    counts = {}
    for graph in (held, "file:///etc/passwd", "http://127.0.0.1:9/data"):
        query = f"SELECT ?s FROM <{graph}> WHERE {{ ?s ?p ?o }} LIMIT 5"
        response = client.get("/sparql", params={"query": query}, headers={"accept": "*/*"})
        counts[graph] = len(response.json()["results"]["bindings"])
    assert list(counts.values()) == [5, 0, 0]


def test_errors_are_sentences(client: TestClient) -> None:
    """Unknown things, bad parameters and two queries get a status and a sentence."""
    assert client.get("/page/task/nope").status_code == 404
    assert client.get("/questions/nope").status_code == 404
    assert client.get("/questions/calendar.json?month=x").status_code == 422
    assert "số nguyên" in client.get("/questions/calendar.json?month=x").text
    assert client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D").status_code == 400
    assert client.get("/sparql?query=ASK%7B%7D", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/health").json()["status"] == "ok"


def test_csv_is_for_programs(client: TestClient) -> None:
    """Numbers in CSV are plain: they add up to 18,706 million VND."""
    lines = client.get("/questions/budget-lines.csv").text.splitlines()
    rows = list(csv.DictReader(lines))
    assert sum(Decimal(row["million"]) for row in rows) == Decimal(18706)


def test_an_answer_is_sent_at_once() -> None:
    # Without TCP_NODELAY an answer of two packets waits 40 ms for the client's word on the first.
    async def delay_is_off() -> bool:
        seen: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            sock = writer.get_extra_info("socket")
            seen.set_result(bool(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        listener = starting._listener("127.0.0.1", 0)
        async with await asyncio.start_server(met, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            found = await seen
            writer.close()
        return found

    assert asyncio.run(delay_is_off())
