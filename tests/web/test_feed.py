"""What robots and feed readers are told: the map of all pages, robots.txt, the feed of changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from sctbv_graph.publish.catalogue import load_catalogue
from sctbv_graph.publish.page_days import page_days
from sctbv_graph.publish.sitemap import page_paths, sitemap_files, sitemap_names
from sctbv_graph.publish.things import things_with_pages
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web import create_app

HERE = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"
PLAN = "211-kh-ubnd-ca-mau-2024"


def urls(body: bytes) -> dict[str, dict[str, str]]:
    """Return address -> language -> address of its other forms, of one file of the map."""
    found = {}
    for url in etree.fromstring(body):
        assert url.tag == SITEMAP + "url"
        loc = url.findtext(SITEMAP + "loc")
        found[loc] = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
    return found


def test_the_map_has_every_page_in_both_languages(client: TestClient) -> None:
    """Each page once in each language, each naming both; those of all things are among them."""
    body = client.get("/sitemap.xml").content
    mapped = urls(body)
    assert body.count(b"<loc>") == len(mapped), "no page twice"
    for url, others in mapped.items():
        assert set(others) == {"vi", "en"}
        assert url in others.values()
        assert mapped[others["vi"]] == mapped[others["en"]] == others, "they name each other"
    pages = client.app.state.site.pages  # type: ignore[attr-defined]
    things = things_with_pages(pages)
    assert len(mapped) > 2 * len(things) > 1_200
    for iri in things:
        path = iri.removeprefix("https://w3id.org/sctbv").replace("/id/", "/page/", 1)
        assert {HERE + path, f"{HERE}{path}?lang=en"} <= mapped.keys()
    apart = ("/page/", "/concept/", "/questions/")  # pages of these are fetched by other tests
    other = [u for u in mapped if not any(part in u for part in apart)]
    assert len(other) > 20
    for url in other:
        assert client.get(url.removeprefix(HERE)).status_code == 200, url


def test_the_map_says_when_a_page_changed(client: TestClient) -> None:
    """The day on which the newest source came; nothing where no dated source speaks of it."""
    told = {
        url.findtext(SITEMAP + "loc"): url.findtext(SITEMAP + "lastmod")
        for url in etree.fromstring(client.get("/sitemap.xml").content)
    }
    received = "2026-11-23"  # sources.toml
    for path in ("/", f"/page/document/{PLAN}", f"/text/document/{PLAN}", f"/page/task/{PLAN}/11",
                 "/page/agency/so-cong-thuong-ca-mau", "/page/document/889-qd-ttg-2020",
                 "/questions/totals"):  # fmt: skip
        assert told[HERE + path] == received, path
    assert told[f"{HERE}/def"] is None
    assert set(told.values()) == {received, None}


def test_the_map_tells_the_newest_source_and_release(client: TestClient) -> None:
    pages = client.app.state.site.pages  # type: ignore[attr-defined]
    catalogue = load_catalogue(pages, "x")
    (entry,) = [e for e in catalogue.entries if e.key == PLAN]
    later = replace(entry.files[-1], received=date(2027, 1, 2))
    newer = replace(catalogue, entries=(replace(entry, files=(*entry.files, later)),))
    days = page_days(pages, newer)
    assert days[f"/page/task/{PLAN}/11"] == date(2027, 1, 2)
    undated = replace(entry, files=(replace(later, received=None),))
    days = page_days(pages, replace(catalogue, entries=(undated,), withdrawn=(date(2028, 1, 1),)))
    assert days["/"] == date(2028, 1, 1)
    assert f"/page/task/{PLAN}/11" not in days


def test_a_large_map_is_parted(client: TestClient) -> None:
    """Beyond the limit there is an index, each file within it, nothing lost or told twice."""
    pages = client.app.state.site.pages  # type: ignore[attr-defined]
    paths = page_paths(pages)[:45]
    whole = urls(dict(sitemap_files(paths, HERE))["sitemap.xml"])
    parts = dict(sitemap_files(paths, HERE, most=40))
    assert sorted(parts) == sorted(sitemap_names(len(paths), 40))
    index = etree.fromstring(parts.pop("sitemap.xml"))
    assert index.tag == SITEMAP + "sitemapindex"
    assert [loc.text for loc in index.iter(SITEMAP + "loc")] == [f"{HERE}/{name}" for name in parts]
    sizes = [len(urls(body)) for body in parts.values()]
    assert sizes == [40, 40, 10]
    assert client.get("/sitemap-1.xml").status_code == 404, "here one file is enough"
    assert {u: o for body in parts.values() for u, o in urls(body).items()} == whole


def test_robots_may_read_and_not_ask(client: TestClient) -> None:
    robots = RobotFileParser()
    text = client.get("/robots.txt").text
    robots.parse(text.splitlines())
    for path in ("/", f"/page/document/{PLAN}", "/dumps/all.nq.gz", "/catalog", "/sparql"):
        assert robots.can_fetch("any", HERE + path), path
    for path in ("/update", "/graphs?default", "/sparql?query=x", "/search?q=x", "/api/terms"):
        assert not robots.can_fetch("any", HERE + path), path
    assert robots.site_maps() == [f"{HERE}/sitemap.xml"]


# The feed


def atom_faults(body: bytes) -> list[str]:
    """Return what RFC 4287 does not allow in a feed (4.1.1, 4.1.2, 4.2), in words."""
    feed = etree.fromstring(body)
    faults = [] if feed.tag == ATOM + "feed" else ["root"]
    for node in [feed, *feed.iter(ATOM + "entry")]:
        faults += [
            f"{name}: exactly one"
            for name in ("id", "title", "updated")
            if len(node.findall(ATOM + name)) != 1
        ]
        day = node.findtext(ATOM + "updated") or ""
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", day):
            faults.append(f"updated: {day}")
        if not re.match(r"[a-z]+:", node.findtext(ATOM + "id") or ""):
            faults.append("id: an IRI")
        authors = [*node.findall(ATOM + "author"), *feed.findall(ATOM + "author")]
        if not any(author.findtext(ATOM + "name") for author in authors):
            faults.append("author")
        links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
                 for link in node.findall(ATOM + "link")]  # fmt: skip
        if len(set(links)) < len(links):
            faults.append("link: two alternates of one type and language")
        if any(
            not re.match(r"https?:", link.get("href", "")) for link in node.findall(ATOM + "link")
        ):
            faults.append("link: href")
    ids = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    if len(set(ids)) < len(ids):
        faults.append("id: twice")
    if not any(link.get("rel") == "self" for link in feed.findall(ATOM + "link")):
        faults.append("self")
    return faults


@pytest.mark.parametrize(("path", "lang"), [("/feed.atom", "vi"), ("/feed.en.atom", "en")])
def test_the_feed_is_atom(client: TestClient, path: str, lang: str) -> None:
    """Valid by RFC 4287; Plan 211 came on the day that sources.toml says, whatever day it is."""
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert atom_faults(answer.content) == []
    feed = etree.fromstring(answer.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    (entry,) = feed.findall(ATOM + "entry")
    assert "211/KH-UBND" in (entry.findtext(ATOM + "title") or "")
    assert entry.findtext(ATOM + "updated") == "2026-11-23T00:00:00+07:00"
    link = entry.find(ATOM + "link")
    assert link is not None
    shown = client.get(str(link.get("href")).removeprefix(HERE))
    assert shown.status_code == 200
    assert f'lang="{lang}"' in shown.text
    home = client.get("/" if lang == "vi" else "/?lang=en").text
    assert 'type="application/atom+xml" title="' in home
    assert f'href="{path}"' in home


def test_a_feed_that_is_wrong_is_found(client: TestClient) -> None:
    body = client.get("/feed.atom").content
    wrong = [
        (b"<updated>2026-11-23T00:00:00+07:00</updated><summary>", b"<summary>"),
        (b"T00:00:00+07:00", b""),
        (b'rel="self"', b'rel="via"'),
        (b"author>", b"contributor>"),
    ]
    for old, new in wrong:
        broken = body.replace(old, new)
        assert broken != body
        assert atom_faults(broken), old


def test_a_withdrawal_is_told(tmp_path: Path, disk_store: EmbeddedStore) -> None:
    """What was taken back is an entry of its day, in feed and page, and the feed's newest."""
    (tmp_path / "withdrawn.toml").write_text(
        '[[withdrawn]]\nid = "agency/so-cong-thong-ca-mau"\nsince = 2027-03-01\n'
        'reason = { vi = "Sai <chính tả> & tên.", en = "Misspelt." }\n',
        encoding="utf-8",
    )
    settings = Settings(workspace=tmp_path, store=tmp_path / "store")
    with TestClient(create_app(settings, disk_store), follow_redirects=False) as client:
        body = client.get("/feed.atom").content
        page = client.get("/changes").text
    assert atom_faults(body) == []
    feed = etree.fromstring(body)
    first = feed.find(ATOM + "entry")
    assert first is not None
    assert first.findtext(ATOM + "summary") == "Sai <chính tả> & tên."
    assert feed.findtext(ATOM + "updated") == "2027-03-01T00:00:00+07:00"
    assert "01/03/2027" in page
    assert "Sai &lt;chính tả&gt; &amp; tên." in page
