"""The short way to `/sparql` answers as the long one does, and an answer leaves as one packet."""

from __future__ import annotations

import socket
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web import create_app
from sctbv_graph.workers import Limits
from tests.web.serving import send, serving

TASKS = "SELECT ?task { ?task a <https://w3id.org/sctbv/def#Task> } ORDER BY ?task"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("method", "fields", "headers", "status"),
    [
        ("GET", {"query": TASKS}, {}, 200),
        ("GET", {"query": TASKS}, {"Accept": "text/html"}, 200),
        ("GET", {"query": TASKS, "lang": "en"}, {"Accept-Encoding": "gzip"}, 200),
        ("GET", {"query": "ASK {}", "format": "xml"}, {"Origin": "https://example.org"}, 200),
        ("GET", {}, {"Accept": "text/turtle"}, 200),
        ("GET", {}, {"Accept": "image/png"}, 400),
        ("GET", {"query": TASKS}, {"Accept": "image/png"}, 406),
        ("GET", {"query": TASKS, "offset": "-1"}, {}, 400),
        ("GET", {"query": "SELECT * {", "lang": "en"}, {}, 400),
        ("GET", {"query": "SELECT * {"}, {"Accept": "text/html"}, 400),
        ("GET", {"update": "DROP ALL"}, {}, 400),
        ("POST", {"query": TASKS}, {"Content-Type": FORM}, 200),
        ("POST", {"query": TASKS}, {"Content-Type": "text/plain"}, 415),
    ],
)  # fmt: skip
def test_both_ways_answer_the_same(
    client: TestClient, method: str, fields: dict[str, str], headers: dict[str, str], status: int
) -> None:
    """Status, headers and body do not tell by which way a request went."""
    asked: dict[str, object] = {"params": fields} if method == "GET" else {
        "content": urlencode(fields)
    }  # fmt: skip
    for _ in range(2):  # what was understood of the first one is kept
        short, long = (
            client.request(
                method, path, headers={"Accept-Encoding": "identity", **headers}, **asked
            )
            for path in ("/sparql", "/sparql/")
        )
        assert short.status_code == long.status_code == status
        assert short.text.replace("/sparql/", "/sparql") == long.text.replace("/sparql/", "/sparql")
        told = [
            {k: v for k, v in answer.headers.items() if k not in ("etag", "content-length", "vary")}
            for answer in (short, long)
        ]
        assert told[0] == told[1]


def test_what_goes_wrong_inside_is_500_and_counted(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the program's own is told to nobody but the log, and the server goes on."""

    async def broken(*_: object) -> None:
        raise RuntimeError("secret")

    made = TestClient(client.app, raise_server_exceptions=False)
    monkeypatch.setattr(client.app.state.asking, "answer", broken)  # type: ignore[attr-defined]
    answer = made.get("/sparql", params={"query": TASKS})
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    monkeypatch.undo()
    assert made.get("/sparql", params={"query": TASKS}).status_code == 200
    counted = 'sctbv_requests_total{method="GET",route="/sparql",status="500"} '
    assert counted in client.get("/metrics").text


def test_an_answer_leaves_as_one_packet(settings: Settings, disk_store: EmbeddedStore) -> None:
    """Head and body come together; a client does not wake up for a head alone.

    Also where the connection is closed behind them, and where there is no body.
    """
    app = create_app(settings, disk_store, Limits(workers=1))
    query = urlencode({"query": TASKS})
    with serving(app) as port:
        for line, more in (
            (f"GET /sparql?{query}", ""),
            (f"GET /sparql?{query}", "Connection: close\r\n"),
            ("GET /health", ""),
            (f"HEAD /sparql?{query}", ""),
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                connection.sendall(f"{line} HTTP/1.1\r\nHost: a\r\n{more}\r\n".encode())
                head, end, body = connection.recv(2**17).partition(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200"), line
                assert end
                lengths = [x.split()[1] for x in head.lower().splitlines() if b"-length:" in x]
                assert len(body) == (0 if line.startswith("HEAD") else int(lengths[0])), line
        # A body that comes later than its head, and in many packets: nothing is lost.
        every = urlencode({"query": "SELECT * { ?s ?p ?o }", "format": "csv"})
        answer = send(port, "GET", f"/sparql?{every}")
        assert len(answer.body) == int(answer.headers["content-length"]) > 2**20
        assert answer.body.endswith(b"\r\n")
