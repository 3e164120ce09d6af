"""What a person with a browser gets from the portal: home, languages, headers."""

from __future__ import annotations

import gc
import sys

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.build import data_version
from sctbv_graph.settings import Settings
from sctbv_graph.store import check_allowed
from tests.web.html_pages import (
    ANYTHING,
    BROWSER,
    PLAN,
    QUESTIONS,
    TASK,
    get,
    with_english,
)

PAGES = [
    "/",
    "/questions",
    "/sparql",
    "/def",
    "/concept/funding-source",
    f"/page/document/{PLAN}",
    f"/page/{TASK}",
    "/page/agency/so-cong-thuong-ca-mau",
    "/no-such-page",
    "/questions/calendar?month=x",
    *(f"/questions/{name}" for name in QUESTIONS),
]


def test_home_is_vietnamese(client: TestClient) -> None:
    """The home page speaks Vietnamese, names the plan, counts the tasks and links to English."""
    page = get(client, "/")
    assert page.lang == "vi"
    assert "211/KH-UBND" in page.text
    assert "nhiệm vụ21" in page.text
    assert "dòng kinh phí25" in page.text
    switch = [a for a in page.named("a") if a.get("hreflang") == "en"]
    assert [a["href"] for a in switch] == ["/?lang=en"]


def test_home_is_english_by_one_click(client: TestClient) -> None:
    """With ?lang=en the interface is English and the plan's own words stay Vietnamese."""
    page = get(client, "/?lang=en")
    assert page.lang == "en"
    assert "Knowledge graph" in page.text
    assert "Kế hoạch có những nhiệm vụ nào" not in page.text
    assert "Which tasks does a plan have" in page.text
    assert "SẢN XUẤT VÀ TIÊU DÙNG BỀN VỮNG" in page.text
    assert any(tag == "span" and a.get("lang") == "vi" for tag, a in page.tags)


@pytest.mark.parametrize("path", ["/", "/questions", "/def", f"/page/{TASK}", "/questions/tasks"])
def test_links_keep_the_language(client: TestClient, path: str) -> None:
    """On an English page every link to another page is English, but the one to Vietnamese."""
    page = get(client, with_english(path))
    assert page.lang == "en"
    kept = 0
    for a in page.named("a"):
        href = a["href"]
        if a.get("hreflang") == "vi":
            assert "lang=en" not in href
        elif href.startswith("/") and not href.startswith(("/data/", "/def.", "/questions/tasks.")):
            assert "lang=en" in href, href
            assert get(client, href).lang == "en", href
            kept += 1
            if kept > 12:
                break
    assert kept > 3


def test_every_link_of_home_leads_somewhere(client: TestClient) -> None:
    """No link of the home page is dead."""
    hrefs = {a["href"] for a in get(client, "/").named("a")}
    assert len(hrefs) > len(QUESTIONS)
    for href in hrefs:
        assert client.get(href, headers=BROWSER).status_code == 200, href


def test_health(client: TestClient, settings: Settings) -> None:
    """/health says that all is well and which data is served."""
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["data_version"] == data_version(settings) != ""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere(client: TestClient, path: str, lang: str) -> None:
    """No page takes a script, a style or a picture from another host, or needs a script."""
    page = get(client, with_english(path) if lang == "en" else path)
    assert page.lang == lang
    assert page.named("h1")
    loaded = [
        a.get("src") or a.get("href", "")
        for a in page.named("script", "link", "img", "iframe", "source")
        if a.get("rel") != "alternate"  # named, not loaded
        and a.get("type") != "application/ld+json"  # data in the page itself, never run
    ]
    assert loaded == ["/static/icon.svg", "/static/style.css"]
    style = client.get("/static/style.css")
    assert style.status_code == 200
    assert "{" in style.text
    assert "//" not in style.text.replace("https://www.w3.org/", "")


@pytest.mark.parametrize(
    "path", [*PAGES[:9], "/health", f"/data/{TASK}.ttl", "/questions/tasks.json", "/sparql?query=x"]
)
def test_security_headers(client: TestClient, path: str) -> None:
    """Every answer, errors included, tells the browser to trust nothing but this server."""
    headers = client.get(path, headers=BROWSER).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]


def test_results_are_dropped_where_they_were_made(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request leaves results of the store behind for another thread, where they would leak."""
    gc.collect()
    left: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: left.append(str(what.exc_value)))
    gc.disable()  # else the server's threads may tidy up by chance
    try:
        for path in (
            f"/page/{TASK}",
            f"/data/{TASK}.ttl",
            f"/data/task/{PLAN}/22.ttl",
            "/questions/tasks",
            "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 3",
            "/sparql?query=CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
        ):
            assert client.get(path, headers=ANYTHING).status_code in (200, 404)
            check_allowed("ASK {}")  # the parser lets go of what it holds of the query before
            gc.collect()
    finally:
        gc.enable()
    assert left == []
