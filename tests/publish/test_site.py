"""The portal as files: links answer, data say the same, pages keep to their own site.

Of each kind of thing one is looked at; with SCTBV_FULL=1 every one (`.ci/run` does that).
"""

from __future__ import annotations

import filecmp
import gzip
import json
import os
import posixpath
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pyoxigraph as ox
import pytest
from lxml import html as lxml_html

from sctbv_graph.publish.description import description
from sctbv_graph.publish.links import FORMATS, data_path, local
from sctbv_graph.publish.site import publish
from sctbv_graph.query import load_questions
from sctbv_graph.results import GRAPHS
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from tests.publish.conftest import BASE, FULL

PLAN = "211-kh-ubnd-ca-mau-2024"
TASK = f"task/{PLAN}/11"
ASKING = {
    "sparql/index.html",
    *(f"questions/{q.name}/index.html" for q in load_questions().values() if q.parameters),
}
"""Pages that run queries in the browser."""


class Page:
    """The addresses that a page names, the ids it has, its policy."""

    def __init__(self, path: Path) -> None:
        """Read the page."""
        tree = lxml_html.document_fromstring(path.read_bytes())
        self.lang = tree.get("lang")
        self.ids = {*tree.xpath("//@id"), *tree.xpath("//a/@name")}
        self.links = {*tree.xpath("//a/@href"), *tree.xpath("//form/@action")}
        self.links |= set(tree.xpath("//*[local-name()='a']/@*[local-name()='href']"))
        self.loads = {*tree.xpath("//script/@src"), *tree.xpath("//img/@src")}
        self.loads |= set(tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href"))
        self.data = set(tree.xpath("//link[@rel='alternate' and @type]/@href"))
        self.data |= {
            value
            for element in tree.xpath("//*[@data-pages]")
            for name, value in element.attrib.items()
            if name in ("data-pages", "data-index", "data-data", "data-prefixes",
                        "data-examples", "data-terms", "data-question", "data-shared")
        }  # fmt: skip
        self.canonical = tree.xpath("//link[@rel='canonical']/@href")
        self.alternates = set(tree.xpath("//link[@rel='alternate' and @hreflang]/@href"))
        (self.policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        self.inline = tree.xpath(
            "//script[not(@src) and not(@type='application/ld+json')] | //*[@style] | //*[@onclick]"
        )


class Site:
    """The files of the site, pages read when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        """List the files."""
        self.folder = folder
        self.files = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
        self._pages: dict[str, Page] = {}

    def page(self, name: str) -> Page:
        """Return a page, read once."""
        if name not in self._pages:
            self._pages[name] = Page(self.folder / name)
        return self._pages[name]

    def target(self, name: str, href: str) -> tuple[str, str]:
        """Return the file and the fragment that a relative address on a page leads to."""
        assert not href.startswith("/"), (name, href)
        parts = urlsplit(urljoin(f"http://host/root/{name}", href))
        path = unquote(parts.path)
        assert path.startswith("/root/"), (name, href)
        inside = path.removeprefix("/root/")
        if not inside or inside.endswith("/"):
            inside += "index.html"
        return inside, unquote(parts.fragment)


@pytest.fixture(scope="module")
def files(site: Path) -> Site:
    return Site(site)


@pytest.fixture(scope="module")
def due(files: Site, every_thing: list[str]) -> set[str]:
    """Return the files that there are, and those that a whole site has."""
    found = set(files.files)
    for iri in every_thing:
        found |= {f"{lang}{local(iri)[1:]}/index.html" for lang in ("", "en/")}
        found |= {data_path(iri, suffix)[1:] for suffix in FORMATS}
    return found


@pytest.fixture(scope="module")
def looked_at(files: Site, iris: list[str]) -> list[str]:
    """Return the pages that are looked at: all that are no thing's, and those of `iris`."""
    pages = {name for name in files.files if name.endswith(".html")}
    things = re.compile(r"(?:en/)?(?:page|concept)/")
    wanted = {f"{lang}{local(iri)[1:]}/index.html" for iri in iris for lang in ("", "en/")}
    assert wanted <= pages
    return sorted(name for name in pages if not things.match(name) or name in wanted)


def test_every_thing_has_its_pages_and_its_data(
    files: Site, iris: list[str], every_thing: list[str]
) -> None:
    assert len(every_thing) > 600
    for iri in iris:
        path = local(iri)[1:]
        assert {f"{path}/index.html", f"en/{path}/index.html"} <= files.files
        assert {data_path(iri, suffix)[1:] for suffix in FORMATS} <= files.files
    for question in load_questions():
        assert f"en/questions/{question}/index.html" in files.files
    assert len({name.casefold() for name in files.files}) == len(files.files), "Windows, macOS"


def test_every_link_leads_to_a_file_and_its_fragment(
    files: Site, due: set[str], looked_at: list[str]
) -> None:
    """Links, forms, styles, scripts and data are relative and there; ids are there as well."""
    count = 0
    for name in looked_at:
        page = files.page(name)
        if name == "404.html":
            continue
        for href in page.links | page.loads | page.data:
            if re.match(r"(?:https?|mailto|urn):", href):
                assert href not in page.loads, (name, href)
                continue
            if href == "#":
                continue
            found, fragment = files.target(name, href)
            assert found in due, (name, href)
            page_there = found in files.files and found.endswith(".html")
            if fragment and page_there and not found.endswith("sparql/index.html"):
                assert fragment in files.page(found).ids, (name, href)
            count += 1
    assert count > 10_000


def test_pages_name_themselves_and_their_other_language(files: Site, looked_at: list[str]) -> None:
    for name in looked_at:
        page = files.page(name)
        english = name.startswith("en/")
        assert page.lang == ("en" if english else "vi"), name
        if name == "404.html" or ("/audit/" in f"/{name}" and name.count("/") > 1 + english):
            continue
        folder = posixpath.dirname(name)
        own = BASE + (f"{folder}/" if folder else "")
        assert page.canonical == [own]
        plain = (folder + "/").removeprefix("en/").lstrip("/")
        assert page.alternates == {BASE + plain, f"{BASE}en/{plain}"}


def test_only_pages_that_ask_may_compile(files: Site, looked_at: list[str]) -> None:
    """Every page says its policy, none has script or style in itself but the report's style."""
    for name in looked_at:
        page = files.page(name)
        compiles = name.removeprefix("en/") in ASKING
        assert ("wasm-unsafe-eval" in page.policy) == compiles, name
        assert page.policy.startswith(("default-src 'self'", "default-src 'none'"))
        assert "unsafe-inline" not in page.policy
        assert "'unsafe-eval'" not in page.policy
        assert page.inline == [], name


def test_every_format_says_what_the_store_says(
    site: Path, store: EmbeddedStore, iris: list[str]
) -> None:
    """Nothing here is a blank node, so isomorphic is equal."""
    for iri in iris:
        said = set(description(store, iri))
        assert said
        for suffix in FORMATS:
            data = (site / data_path(iri, suffix)[1:]).read_bytes()
            parsed = {
                ox.Triple(q.subject, q.predicate, q.object)
                for q in ox.parse(data, format=GRAPHS[suffix])
            }
            assert parsed == said, (iri, suffix)


def test_the_dump_holds_the_whole_store(site: Path, store: EmbeddedStore) -> None:
    """The one that SPARQL in the browser loads: the merged graph and the layers, isomorphic."""
    data = gzip.decompress((site / "dumps/all.nq.gz").read_bytes())
    there, here = ox.Dataset(ox.parse(data, format=ox.RdfFormat.N_QUADS)), ox.Dataset(store.inner)
    for dataset in (there, here):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert there == here


def test_what_describes_the_data_names_files_of_the_site(site: Path, due: set[str]) -> None:
    """Whole addresses in catalogue, VoID, map, feeds and robots.txt lead to files of the site."""
    count = 0
    for name in ("catalog.ttl", "catalog.rdf", ".well-known/void", "sitemap.xml", "feed.atom",
                 "feed.en.atom", "robots.txt"):  # fmt: skip
        text = (site / name).read_text("utf-8")
        assert "http://testserver" not in text
        for url in set(re.findall(rf"{re.escape(BASE)}[^\s<>\"#]*", text)):
            path = unquote(url.removeprefix(BASE))
            path += "index.html" if not path or path.endswith("/") else ""
            assert path in due, (name, url)
            count += 1
    assert count > 1_300
    mapped = (site / "sitemap.xml").read_text("utf-8")
    assert f"<loc>{BASE}page/task/{PLAN}/11/</loc>" in mapped
    assert f"<loc>{BASE}en/page/task/{PLAN}/11/</loc><lastmod>2026-11-23</lastmod>" in mapped
    listed = (site / "dumps" / "SHA256SUMS").read_text("utf-8").splitlines()
    assert len(listed) == 5


def test_a_question_stands_with_its_answer(site: Path) -> None:
    """The rows are those that the program gives, with the words they rest on."""
    page = (site / "questions/totals/index.html").read_text(encoding="utf-8")
    assert "22.773" in page
    assert "18.706" in page
    assert "<mark>22.773</mark>" in page
    made = json.loads((site / "questions/totals.json").read_bytes())
    assert {row["statedMillion"]["value"] for row in made["rows"]} == {"22773"}
    assert made["evidence"][0][0]["quote"] == "22.773"
    assert "22773" in (site / "questions/totals.csv").read_text(encoding="utf-8")


def test_questions_of_today_are_asked_of_the_day_of_the_data(site: Path) -> None:
    """Else the same data would be answered otherwise every day."""
    listing = Settings().data_folders[0] / "sources" / "sources.toml"
    (received,) = re.findall(r'received = "([^"]+)"', listing.read_text(encoding="utf-8"))
    made = json.loads((site / "questions/answers-today.json").read_bytes())
    assert received in made["parameters"].values()


def test_a_plan_stands_with_its_audit(site: Path) -> None:
    page = (site / f"audit/{PLAN}/index.html").read_text(encoding="utf-8")
    report = json.loads((site / f"audit/{PLAN}/report.json").read_bytes())
    assert report["verdict"] == "fail"
    assert all(finding["rule"] in page for finding in report["findings"])
    assert PLAN in (site / "audit/index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(not FULL, reason="takes as long as publishing: SCTBV_FULL=1")
def test_publishing_again_touches_nothing(site: Path, store: EmbeddedStore) -> None:
    """The same input gives the same bytes."""
    made = publish(Settings(), store, site, BASE, lambda *_: None)
    assert (made.new, made.changed, made.removed, made.kept) == (0, 0, 0, ())


@pytest.mark.skipif(not FULL, reason="takes as long as publishing: SCTBV_FULL=1")
def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Two builds of the store, two runs of the command, other hash seeds: nothing differs."""
    folders = []
    for seed in ("7", "8"):
        folder = tmp_path / seed
        (folder / "data").mkdir(parents=True)
        command = [sys.executable, "-m", "sctbv_graph", "publish", "-o", str(folder / "site"),
                   "--base-url", BASE, "--store", str(folder / "store"),
                   "--data", str(folder / "data")]  # fmt: skip
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        folders.append(folder / "site")
    here, there = map(Site, folders)
    assert here.files == there.files
    assert [
        n for n in sorted(here.files) if not filecmp.cmp(*(f / n for f in folders), False)
    ] == []


def test_it_is_served_from_a_folder_by_any_server(site: Path) -> None:
    """`python -m http.server` over the folder above: pages by their folders, data by name."""
    root = site.parent.parent
    handler = partial(SimpleHTTPRequestHandler, directory=str(root))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        start = f"http://127.0.0.1:{server.server_address[1]}/du-lieu/sctbv/"
        for path, media in [
            ("", "text/html"),
            ("text/document/211-kh-ubnd-ca-mau-2024/", "text/html"),
            ("en/questions/totals", "text/html"),  # without the slash it is sent on
            ("static/vendor/oxigraph_bg.wasm", "application/wasm"),
            ("static/find.js", "text/javascript"),
        ]:
            with urlopen(start + path) as answer:  # noqa: S310  our own server
                assert answer.status == 200
                assert answer.headers["content-type"].startswith(media), path
        server.shutdown()
