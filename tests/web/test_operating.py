"""What an operator needs: health, figures, a log without personal data, reload, a graceful stop."""

from __future__ import annotations

import json
import logging
import re
import signal
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from sctbv_graph.files import write_beside
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web import create_app
from sctbv_graph.web.reload import Reload
from sctbv_graph.web.watch import LOG, AllProcesses
from sctbv_graph.workers import Limits
from tests.web.serving import program, send, serving

QUERY = "SELECT ?secret { ?secret ?p ?o } LIMIT 1"


def test_live_and_ready(client: TestClient, disk_store: EmbeddedStore) -> None:
    """A process that answers is live; it is ready when queries are answered, else 503."""
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}
    with TestClient(create_app(Settings(), disk_store, Limits(workers=1))) as made:
        made.app.state.asking.pool.run = lambda *_: (_Failed(), b"", None)  # type: ignore[attr-defined]
        assert made.get("/health/ready").status_code == 503
        assert made.get("/health/live").status_code == 200


class _Failed:
    status = "failed"


def figure(text: str, name: str, **labels: str) -> float:
    """Return a figure of Prometheus' format; 0 where it is not there."""
    for line in text.splitlines():
        found = re.fullmatch(rf"{name}(?:\{{(.*)\}})? (\S+)", line)
        if found and all(f'{k}="{v}"' in (found[1] or "") for k, v in labels.items()):
            return float(found[2])
    return 0.0


def test_figures(client: TestClient) -> None:
    """Requests count by route and status, queries by how they ended; names stay few."""
    before = client.get("/metrics").text
    for _ in range(3):
        client.get("/sparql", params={"query": QUERY})
    client.get("/page/task/211-kh-ubnd-ca-mau-2024/5")
    client.get("/nowhere/secret")
    made = client.get("/metrics")
    assert made.headers["content-type"].startswith("text/plain")
    after = made.text

    def grown(name: str, **labels: str) -> float:
        return figure(after, name, **labels) - figure(before, name, **labels)

    assert grown("sctbv_requests_total", route="/sparql", method="GET", status="200") == 3
    assert grown("sctbv_requests_total", route="/page/{path:path}", method="GET", status="200") == 1
    assert grown("sctbv_requests_total", route="other", method="GET", status="404") == 1
    assert grown("sctbv_request_seconds_count", route="/sparql") == 3
    assert grown("sctbv_queries_total", end="ok") + grown("sctbv_queries_total", end="cached") == 3
    assert "secret" not in after


def test_log_without_personal_data(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line says route, status, time and size: no address, query, token, name of a file."""
    monkeypatch.setattr(LOG, "propagate", True)
    with caplog.at_level(logging.DEBUG):
        client.get("/sparql", params={"query": QUERY}, headers={"User-Agent": "secret-agent"})
        client.get("/search?q=secret-words", headers={"X-Forwarded-For": "203.0.113.9"})
        client.post("/update", data={"update": "DROP ALL"},
                    headers={"Authorization": "Bearer secret-token"})  # fmt: skip
        client.post("/api/audit", files={"file": ("secret-draft.txt", b"secret draft")})
    lines = [json.loads(r.getMessage()) for r in caplog.records if r.name == LOG.name]
    assert [(line["route"], line["status"]) for line in lines[:3]] == [
        ("/sparql", 200), ("/search", 200), ("/update", 403),
    ]  # fmt: skip
    assert set(lines[0]) == {"time", "method", "route", "status", "ms", "bytes"}
    assert lines[0]["bytes"] > 20
    for record in caplog.records:
        if not record.name.startswith("httpx"):  # the test's own client
            for word in ("secret", "203.0.113.9", "testclient"):
                assert word not in record.getMessage()


def made_build(work: Path, name: str, count: int) -> Path:
    """Make a build by hand: a store of ``count`` statements, and name it the current one."""
    folder = work / "stores" / name
    folder.parent.mkdir(exist_ok=True)
    store = ox.Store(str(folder))
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:{i}"), ox.NamedNode("urn:p"), ox.Literal(i))
        for i in range(count)
    )
    store.flush()
    del store
    write_beside(work / "current", f"{name}\n{'0' * 64}\n".encode())
    return folder


def test_a_new_build_is_served_without_a_failed_request(tmp_path: Path) -> None:
    """While the store is swapped three times, every request is answered by one of the builds."""
    settings = Settings(store=tmp_path)
    app = create_app(
        settings,
        EmbeddedStore.open(made_build(tmp_path, "aaaa-1", 1)),
        Limits(workers=2, cache=1, rate=1e6, burst=10**6),
    )
    count = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"})
    seen: list[tuple[int, str]] = []
    stop = threading.Event()

    def ask(port: int) -> None:
        while not stop.is_set():
            made = send(port, "GET", f"/sparql?{count}")
            seen.append((made.status, made.text.split()[-1]))

    reload = Reload(app)
    with serving(app) as port:
        threads = [threading.Thread(target=ask, args=(port,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in (2, 3, 4):
            made_build(tmp_path, f"aaaa-{number}", number)
            reload.look()
            after = len(seen) + 4
            until = time.monotonic() + 30
            while len(seen) < after and time.monotonic() < until:
                time.sleep(0.01)
        stop.set()
        for thread in threads:
            thread.join()
        assert json.loads(send(port, "GET", "/health").text)["data_version"] == "aaaa"
    assert {status for status, _ in seen} == {200}
    numbers = [int(number) for _, number in seen]
    assert set(numbers) >= {2, 3, 4} - {min(numbers)}
    assert numbers[-1] == 4
    assert not reload.look()


def test_a_process_that_begins_disturbs_no_figures(tmp_path: Path) -> None:
    """Its files are empty at first."""
    (tmp_path / "counter_1.db").touch()
    assert list(AllProcesses(str(tmp_path)).collect()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_stop_finishes_what_is_under_way(settings: Settings, disk_store: EmbeddedStore) -> None:
    """SIGTERM: the query under way ends at its limit with its answer, and no process is left.

    Two processes serve one store, and count together.
    """
    cross = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    arguments = ("--data", str(settings.workspace), "--processes", "2", "--access-log")
    made: list[int] = []
    with program(settings.work, *arguments, SCTBV_QUERY_SECONDS="2") as (process, port):
        for _ in range(20):
            send(port, "GET", "/health")
        text = send(port, "GET", "/metrics").text
        assert figure(text, "sctbv_requests_total", route="/health") == 20
        thread = threading.Thread(
            target=lambda: made.append(send(port, "GET", f"/sparql?{cross}").status)
        )
        thread.start()
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        thread.join(timeout=60)
        process.wait(timeout=60)
        assert made == [504]
        assert process.stderr is not None
        log = process.stderr.read().decode()
        assert '"route": "/health"' in log
        assert "127.0.0.1" not in log.partition("\n")[2]  # the first line says where it serves
