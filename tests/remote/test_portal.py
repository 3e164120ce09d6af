"""`sctbv serve --store URL`: the portal over a store at another server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sctbv_graph import iris
from sctbv_graph.publish.margin import keep_findings
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore, Store, Target
from sctbv_graph.web import create_app
from sctbv_graph.web.reload import Reload
from tests.conftest import PLAN
from tests.remote.servers import Behaviour, small_server


def portal(store: Store) -> FastAPI:
    """Return the portal over a store; the audits beside its pages take long and ask no store."""
    app = create_app(Settings(), store)
    keep_findings(app.state.site.pages, {})
    return app


@pytest.fixture(scope="module")
def ours(store: EmbeddedStore) -> Iterator[TestClient]:
    """Return the portal over the embedded store."""
    with TestClient(portal(store), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def theirs(remote: RemoteStore) -> Iterator[TestClient]:
    """Return the portal over the server."""
    with TestClient(portal(remote), follow_redirects=False) as client:
        yield client


def words(html: str) -> list[str]:
    """Return the pieces of text of a page, sorted: where no order is asked for, stores differ."""
    return sorted(piece.strip() for piece in re.findall(r">([^<>]+)<", html))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/page/task/{PLAN}/5",
        "/page/agency/so-cong-thuong-ca-mau",
        f"/data/task/{PLAN}/5.nt",
        "/questions/totals.csv",
        "/search?q=dam+doi",
        "/graphs?graph=" + iris.graph(PLAN, "computed"),
    ],
)
def test_pages_are_the_same(ours: TestClient, theirs: TestClient, path: str) -> None:
    """Word for word; statements of a graph in any order."""
    accept = {"Accept": "text/html" if "graph" not in path else "application/n-triples"}
    there, here = theirs.get(path, headers=accept), ours.get(path, headers=accept)
    assert there.status_code == here.status_code == 200
    if path.endswith((".nt", "computed")):
        assert sorted(there.text.splitlines()) == sorted(here.text.splitlines())
    else:
        assert words(there.text) == words(here.text)


def test_the_endpoint_answers_through_the_store(theirs: TestClient) -> None:
    """`/sparql`, its limits of rows and its errors."""
    query = "SELECT ?s { ?s a <https://w3id.org/sctbv/def#Task> }"
    found = theirs.get("/sparql", params={"query": query, "format": "json"}).json()
    assert len(found["results"]["bindings"]) == 21
    assert theirs.get("/sparql", params={"query": "SELECT ?s {"}).status_code == 400
    refused = theirs.get("/sparql", params={"query": "SELECT * { SERVICE <http://a.b/> {} }"})
    assert refused.status_code == 400


def test_nothing_is_written_through_it(theirs: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal reads: a push writes, with credentials of its own."""
    monkeypatch.setenv("SCTBV_TOKEN", "t0ken")
    body = {"update": "CLEAR ALL"}
    headers = {"Authorization": "Bearer t0ken"}
    assert theirs.post("/update", data=body, headers=headers).status_code == 403


def test_other_data_are_served_without_a_restart(
    fresh: RemoteStore, two_graphs: EmbeddedStore, pushed: Callable[..., object]
) -> None:
    """After the next look, within a minute; what was kept of the pages is made anew."""
    app = create_app(Settings(), fresh)
    before = app.state.site
    assert not Reload(app).look()
    pushed(two_graphs, fresh)
    assert not Reload(app).look()
    fresh._state = (0, "")  # a minute later
    assert Reload(app).look()
    assert app.state.site is not before
    assert app.state.site.data_version == "0123456789abcdef"


def test_a_graph_too_large_to_be_checked_is_not_handed_on(
    theirs: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be fetched whole before any of it is sent: the store itself is named."""
    monkeypatch.setattr("sctbv_graph.web.graphs.MAX_STATEMENTS", 10)
    made = theirs.get("/graphs?graph=" + iris.graph(PLAN, "computed"))
    assert made.status_code == 400
    assert "127.0.0.1" in made.text


def test_a_store_that_is_gone_is_502() -> None:
    """The page says so; the portal itself lives on."""
    with small_server(Behaviour()) as address:
        app = create_app(Settings(), RemoteStore(address))
    with TestClient(app) as client:
        assert client.get("/").status_code == 502
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 502
        assert client.get("/health/live").status_code == 200


def test_a_slow_store_is_504(serve: Callable[[Behaviour], str]) -> None:
    """The time limit of the store's target ends the wait."""
    behaviour = Behaviour()
    app = create_app(Settings(), RemoteStore(Target(serve(behaviour), timeout=1)))
    behaviour.wait = 3
    with TestClient(app) as client:
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 504
