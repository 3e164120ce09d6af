"""Pages are fast because things are kept, and right because a write makes these stale."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.errors import SctbvError
from sctbv_graph.publish import margin
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.things import thing_page
from sctbv_graph.settings import TOKEN, Settings
from sctbv_graph.store import EmbeddedStore, WritableStore, select
from sctbv_graph.web import create_app
from sctbv_graph.web.render import Site
from sctbv_graph.web.warm import warm

BASE = "https://w3id.org/sctbv/"
PLAN = "211-kh-ubnd-ca-mau-2024"
MOST = 200_000


@pytest.fixture
def writable(
    tmp_path: Path, disk_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """Serve a copy of the store that the bearer of the token may write."""
    monkeypatch.setenv(TOKEN, "for-tests")
    (tmp_path / "data").mkdir()
    disk_store.inner.backup(str(tmp_path / "copy"))
    settings = Settings(workspace=tmp_path / "data", store=tmp_path / "store")
    app = create_app(settings, WritableStore.open(tmp_path / "copy"))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_figures_follow_an_accepted_update(writable: TestClient) -> None:
    """A task that is written shows on the home page, in VoID, in dumps and at its own address."""
    before = writable.get("/").text
    assert "<strong>21</strong> nhiệm vụ" in before
    sizes = [json.loads(writable.get("/dumps/manifest.json").content)["statements"]]
    void = writable.get("/.well-known/void").text
    task = f"{BASE}id/task/{PLAN}/22"
    update = (
        f"PREFIX sctbv: <{BASE}def#> INSERT DATA {{ <{task}> a sctbv:Task ; "
        f'sctbv:isStatedIn <{BASE}id/document/{PLAN}> ; sctbv:statedText "Việc thêm"@vi }}'
    )
    refused = writable.post("/update", data={"update": update})
    assert refused.status_code == 401
    assert "<strong>21</strong> nhiệm vụ" in writable.get("/").text
    header = {"Authorization": "Bearer for-tests"}
    assert writable.post("/update", data={"update": update}, headers=header).status_code == 204
    assert "<strong>22</strong> nhiệm vụ" in writable.get("/").text
    assert "Việc thêm" in writable.get(f"/page/task/{PLAN}/22").text
    assert writable.get("/.well-known/void").text != void
    sizes.append(json.loads(writable.get("/dumps/manifest.json").content)["statements"])
    assert sizes[1] == sizes[0] + 3


def test_an_audit_is_made_once_for_all_servers(
    settings: Settings, disk_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a warm start no page waits for an audit, nor does another server or a site of files."""
    client = TestClient(create_app(settings, disk_store))
    warm(client.app.state.site)  # type: ignore[attr-defined]

    def never(*_: object) -> None:
        raise AssertionError("the audit ran again")

    monkeypatch.setattr(margin, "reports", never)
    page = client.get(f"/page/document/{PLAN}").text
    assert "KP-01" in page
    again = Pages(settings, disk_store)
    html = thing_page(again, f"{BASE}id/document/{PLAN}", "vi")
    assert "KP-01" in html
    assert (settings.work / "audits").is_dir()


def test_a_page_does_not_wait_for_the_audit(
    settings: Settings, disk_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it has ended the page is there and says what it lacks; then it has all, anew."""
    go = threading.Event()
    known = margin._kept(Pages(settings, disk_store))

    def slow(_: Pages) -> margin.Findings:
        assert go.wait(30)
        return known

    monkeypatch.setattr(margin, "_kept", slow)
    client = TestClient(create_app(settings, disk_store))
    paths = [f"/page/document/{PLAN}", f"/page/task/{PLAN}/4?lang=en", f"/text/document/{PLAN}"]
    early = [client.get(path) for path in paths]
    assert [page.status_code for page in early] == [200, 200, 200]
    assert "đang kiểm tra các kế hoạch" in early[0].text
    assert "is auditing the plans" in early[1].text
    assert "KP-01" not in early[0].text
    assert "Không có phát hiện nào" not in early[0].text
    go.set()
    pages = client.app.state.site.pages  # type: ignore[attr-defined]
    margin.all_findings(pages)
    for path, before in zip(paths, early, strict=True):
        after = client.get(path, headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200, path
        assert 'role="status"' not in after.text
    assert "KP-01" in client.get(paths[0]).text


def test_an_audit_that_cannot_be_made_is_told(
    settings: Settings, disk_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def fail(_: Pages) -> margin.Findings:
        raise SctbvError("Tệp nguồn bị hỏng.", "A source is broken.")

    monkeypatch.setattr(margin, "_kept", fail)
    client = TestClient(create_app(settings, disk_store))
    for _ in range(100):
        answer = client.get(f"/page/document/{PLAN}?lang=en")
        if answer.status_code == 400:
            break
        ended.wait(0.05)
    assert answer.status_code == 400
    assert "A source is broken." in answer.text


def test_of_a_large_corpus_another_process_makes_the_files(
    settings: Settings, disk_store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server finds audits and dumps made; it would take turns with its answers to make them."""
    own = replace(settings, store=tmp_path)
    site = Site(own, disk_store)
    monkeypatch.setattr("sctbv_graph.web.warm._SMALL", 0)

    def never(*_: object) -> None:
        raise AssertionError("the server made it itself")

    monkeypatch.setattr(margin, "reports", never)
    monkeypatch.setattr("sctbv_graph.web.open_data.dump_files", never)
    warm(site)
    assert list((tmp_path / "audits").glob("*.json"))
    assert list((tmp_path / "dumps").glob("*/manifest.json"))


def test_findings_are_made_anew_for_another_rule(
    settings: Settings, disk_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of what is kept holds data, program, rules and, where waivers end, the day."""
    pages = Pages(settings, disk_store)
    before = margin._mark(pages)
    assert margin._mark(pages) == before
    monkeypatch.setattr(margin, "_rules", lambda _: [])
    assert margin._mark(pages) != before


def test_pages_are_small_on_the_wire(client: TestClient, disk_store: EmbeddedStore) -> None:
    """The largest pages, packed, with styles and scripts: 200 kB at most (the editor apart)."""
    query = (
        "SELECT ?s (COUNT(*) AS ?n) WHERE { ?f ?p ?o . FILTER(isIRI(?f)) "
        'BIND(STRBEFORE(CONCAT(STR(?f), "#"), "#") AS ?s) '
        f'FILTER(STRSTARTS(?s, "{BASE}id/") || STRSTARTS(?s, "{BASE}concept/")) }} '
        "GROUP BY ?s ORDER BY DESC(?n) LIMIT 8"
    )
    largest = [
        row["s"].value.removeprefix(BASE.rstrip("/")) for row in select(disk_store, query).rows
    ]
    paths = [path.replace("/id/", "/page/", 1) for path in largest]
    paths += ["/", "/catalog", "/changes", "/questions", "/def", "/rules", "/search?q=ca+mau",
              "/audit", f"/text/document/{PLAN}", "/questions/tasks"]  # fmt: skip
    assert f"/page/document/{PLAN}" in paths
    statics: dict[str, int] = {}
    for path in paths:
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        size = len(gzip.compress(answer.content, 5))
        for piece in answer.text.split('"'):
            if piece.startswith("/static/"):
                if piece not in statics:
                    statics[piece] = len(gzip.compress(client.get(piece).content, 5))
                size += statics[piece]
        assert size <= MOST, (path, size)
