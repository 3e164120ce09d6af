"""Updates of the token's bearer: within a limit, whole or not at all, also through kill -9."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from sctbv_graph.settings import Settings
from sctbv_graph.store import WritableStore, graph_of
from sctbv_graph.web import create_app
from sctbv_graph.workers import Limits, Snapshots
from tests.web.serving import Answer, python, send, serving

CROSS = "INSERT { ?a <urn:x> ?g } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RIGHT = {"Authorization": "Bearer right", "Content-Type": "application/sparql-update"}
P, N = ox.NamedNode("urn:p"), ox.NamedNode("urn:n")


@pytest.fixture(params=["on disk", "in memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> WritableStore:
    """Return a store of 300 statements and a number."""
    made = WritableStore(ox.Store())
    if request.param == "on disk":
        made = WritableStore.open(tmp_path / "written")
    made.inner.extend(ox.Quad(ox.NamedNode(f"urn:{i}"), P, ox.Literal(i)) for i in range(300))
    made.inner.add(ox.Quad(N, N, ox.Literal(0)))
    return made


@pytest.fixture
def port(store: WritableStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("SCTBV_TOKEN", "right")
    limits = Limits(update=1, workers=2, cache=0, rate=1e6, burst=10**6)
    app = create_app(Settings(), store, limits)
    app.state.asking.warm()
    with serving(app) as made:
        yield made


def update(port: int, text: str) -> Answer:
    return send(port, "POST", "/update", RIGHT, text.encode())


def number(port: int) -> str:
    asked = urlencode({"query": "SELECT ?n { <urn:n> <urn:n> ?n }", "format": "csv"})
    return send(port, "GET", f"/sparql?{asked}").text.split()[1]


def test_an_update_without_an_end_is_ended(port: int, store: WritableStore, tmp_path: Path) -> None:
    """At its limit, with nothing written; queries are answered meanwhile, then updates again."""
    before = set(store.inner)
    ended: list[Answer] = []
    thread = threading.Thread(target=lambda: ended.append(update(port, CROSS)))
    thread.start()
    served = 0
    while thread.is_alive():
        assert number(port) == "0"
        served += 1
    assert served > 1
    assert ended[0].status == 504
    assert "quá 1 giây" in ended[0].text
    assert "không có gì được ghi" in ended[0].text
    assert set(store.inner) == before
    increase = "DELETE { ?s ?p ?n } INSERT { ?s ?p ?m } WHERE { ?s ?p ?n FILTER(?s = <urn:n>) "
    for count in (1, 2):  # the trial of an update leaves nothing behind
        assert update(port, increase + "BIND(?n + 1 AS ?m) }").status == 204
        assert number(port) == str(count)
    kept = [path for path in tmp_path.rglob("CURRENT") if path.parent.parent != tmp_path]
    assert len(kept) <= 1  # the state that queries are asked of


def test_a_wrong_update_is_told_by_its_trial(port: int, store: WritableStore) -> None:
    """The place of the error, and what cannot be done, as ever."""
    made = update(port, "DELETE WHERE { ?s ?p }")
    assert (made.status, "1:22" in made.text) == (400, True)
    made = update(port, "CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g> ; DELETE WHERE { ?s ?p ?o }")
    assert made.status == 400
    assert len(store.inner) == 301


STATEMENTS = 100


def _write(port: int, at: int) -> int:
    """Write a graph of 100 statements, by an update or as a graph; return the status."""
    body = "\n".join(f"<urn:{at}> <urn:p> {i} ." for i in range(STATEMENTS))
    if at % 2:
        headers = RIGHT | {"Content-Type": "text/turtle"}
        return send(port, "PUT", f"/graphs?graph=urn:g:{at}", headers, body.encode()).status
    text = f"INSERT DATA {{ GRAPH <urn:g:{at}> {{ {body} }} }} ; "
    text += f"INSERT {{ ?s <urn:q> ?o }} WHERE {{ GRAPH <urn:g:{at}> {{ ?s ?p ?o }} }}"
    return update(port, text).status


_SERVER = """
import sys
from pathlib import Path
from sctbv_graph.settings import Settings
from sctbv_graph.store import WritableStore
from sctbv_graph.web import starting
starting._warm = lambda app: None  # no page is asked for
store = WritableStore.open(Path(sys.argv[1]))
starting.serve(Settings(), store, "127.0.0.1", int(sys.argv[2]), lambda *_: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_a_server_killed_while_it_writes(tmp_path: Path) -> None:
    """The store opens, what was acknowledged is there, and no write is there in part."""
    acknowledged: list[int] = []
    numbers = itertools.count()

    def write(port: int) -> None:
        while True:
            at = next(numbers)
            try:
                if _write(port, at) in (201, 204):
                    acknowledged.append(at)
            except OSError:
                return

    written = tmp_path / "written"
    with python("-c", _SERVER, str(written), SCTBV_TOKEN="right") as (process, port):
        threads = [threading.Thread(target=write, args=(port,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        while len(acknowledged) < 12 and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
    assert len(acknowledged) >= 12
    opened = WritableStore.open(written)
    sizes = {at: sum(1 for _ in graph_of(opened, f"urn:g:{at}")) for at in range(next(numbers))}
    assert {sizes[at] for at in acknowledged} == {STATEMENTS}
    assert set(sizes.values()) <= {0, STATEMENTS}
    second = {int(q.subject.value.rpartition(":")[2]) for q in opened.inner.quads_for_pattern(
        None, ox.NamedNode("urn:q"), None, ox.DefaultGraph())}  # fmt: skip
    assert second == {at for at, size in sizes.items() if size and at % 2 == 0}
    # The copies that were under way are removed by the next server, when their processes are gone.
    while True:
        snapshots = Snapshots(opened)
        snapshots.of("next")
        left = len(list(tmp_path.glob("written-states-*")))
        snapshots.close()
        if left == 1:
            break
        assert time.monotonic() < until + 60
        time.sleep(0.1)
