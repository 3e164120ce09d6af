"""The linked-data check: every IRI of the graph that has a page answers as the web expects."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from lxml import etree
from rdflib import Graph

from sctbv_graph.publish.links import FORMATS
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, select
from sctbv_graph.web import create_app

BASE = "https://w3id.org/sctbv/"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
MEDIA = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
}
TASK = "task/211-kh-ubnd-ca-mau-2024/11"
AGENCY = "agency/so-cong-thuong-ca-mau"


class Links:
    """The addresses that a page leads to or sends forms to, and the ids it has."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        self.hrefs: set[str] = set()
        self.ids: set[str] = set()
        page = etree.fromstring(html, etree.HTMLParser()) if html else etree.Element("none")
        for element in page.iter(etree.Element):
            for name, value in element.items():
                if name in ("href", "src", "xlink:href") and value:
                    self.hrefs.add(value)
                if name == "id" and value:
                    self.ids.add(value)


@pytest.fixture(scope="module")
def iris(disk_store: EmbeddedStore) -> list[str]:
    """Return every IRI of the graph that is said anything of and is no fragment or term."""
    rows = select(
        disk_store,
        "SELECT DISTINCT ?s WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } "
        "FILTER(isIRI(?s)) }",
    ).rows
    found = {str(row["s"])[1:-1].partition("#")[0] for row in rows}
    return sorted(iri for iri in found if iri.startswith((BASE + "id/", BASE + "concept/")))


def fetch(
    client: TestClient, wanted: Iterable[tuple[str, dict[str, str]]], follow: bool = False
) -> list[Any]:
    """Return the answers to (path, headers), all in one event loop: there are thousands."""

    async def run() -> list[Any]:
        direct = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=client.app),
            base_url="http://portal",
            follow_redirects=follow,
        )
        async with direct:
            return [await direct.get(path, headers=headers) for path, headers in wanted]

    return asyncio.run(run())


def path_of(iri: str) -> str:
    return "/" + iri.removeprefix(BASE)


def data_path(iri: str, suffix: str) -> str:
    return path_of(iri).replace("/id/", "/data/", 1) + f".{suffix}"


def alternates(header: str) -> dict[str, str]:
    """Return type (and language) -> address of the alternates that a Link header names."""
    found = {}
    for target, rest in re.findall(r"<([^>]*)>([^,]*)", header):
        if 'rel="alternate"' in rest:
            language = re.search(r'hreflang="(\w+)"', rest)
            media = re.search(r'type="([^"]+)"', rest)
            assert media
            found[media[1] + (f" {language[1]}" if language else "")] = target
    return found


def triples(body: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    return {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(body, format=form)}


def test_there_is_much_to_check(iris: list[str]) -> None:
    assert len(iris) > 600
    kinds = {iri.removeprefix(BASE).split("/")[1] for iri in iris if "/id/" in iri}
    assert {"task", "agency", "document", "place", "target", "duty", "event", "claim"} <= kinds


def test_every_thing_sends_to_page_and_data(client: TestClient, iris: list[str]) -> None:
    """303 for people and programs to what answers 200; Vary says by what it was chosen."""
    paths = [path_of(iri) for iri in iris]
    person = {**BROWSER, "Accept-Language": "en-GB,vi;q=0.5"}
    people = fetch(client, [(path, person) for path in paths])
    programs = fetch(client, [(path, {"Accept": "text/turtle"}) for path in paths])
    for iri, for_people, for_programs in zip(iris, people, programs, strict=True):
        page = path_of(iri).replace("/id/", "/page/", 1)
        assert for_programs.status_code == 303, iri
        assert for_programs.headers["location"] == data_path(iri, "ttl")
        assert "Accept" in for_programs.headers["vary"]
        if "/id/" in iri:
            assert for_people.status_code == 303, iri
            assert for_people.headers["location"] == page + "?lang=en"
            assert for_people.headers["vary"] == "Accept, Accept-Language"
            assert alternates(for_people.headers["link"])["text/turtle"] == data_path(iri, "ttl")
        else:
            assert for_people.status_code == 200, iri
            assert for_people.headers["vary"].startswith("Accept")


@pytest.mark.heavy  # each of some six hundred things in five formats
def test_every_format_says_the_same(
    client: TestClient, disk_store: EmbeddedStore, iris: list[str]
) -> None:
    """All five parse to one graph, and together they say all that is said of things in the graph.

    Turtle is read by a second parser too. Nothing here is a blank node, so isomorphic is equal.
    """
    said: set[ox.Triple] = set()
    for iri in iris:
        graphs = {}
        answers = fetch(client, [(data_path(iri, suffix), {}) for suffix in MEDIA])
        for answer, (suffix, (media, form)) in zip(answers, MEDIA.items(), strict=True):
            assert answer.status_code == 200, (iri, suffix)
            assert answer.headers["content-type"].partition(";")[0] == media
            assert set(alternates(answer.headers["link"])) == {
                *(m for m, _ in MEDIA.values() if m != media), "text/html vi", "text/html en",
            }  # fmt: skip
            graphs[suffix] = triples(answer.content, form)
            if suffix == "ttl":
                assert len(Graph().parse(data=answer.text, format="turtle")) == len(graphs[suffix])
        assert graphs["ttl"], iri
        assert all(graph == graphs["ttl"] for graph in graphs.values()), iri
        subjects = {t.subject.value.partition("#")[0] for t in graphs["ttl"]}
        assert subjects == {iri}, "bounded: nothing of other things"
        said |= graphs["ttl"]
    everything = disk_store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(everything, ox.QueryTriples)
    about_things = {
        t for t in everything if str(t.subject).startswith((f"<{BASE}id/", f"<{BASE}concept/"))
    }
    assert said == about_things


def test_trig_says_which_layer_a_statement_stands_in(client: TestClient) -> None:
    """What was inferred of a task is told from what the plan says."""
    quads = list(ox.parse(client.get(f"/data/{TASK}.trig").content, format=ox.RdfFormat.TRIG))
    layers = {q.graph_name.value.rpartition("/")[2] for q in quads}
    assert layers == {"stated", "inferred"}
    of_leaders = {q.graph_name.value for q in quads if q.predicate.value.endswith("#isLedBy")}
    assert {name.rpartition("/")[2] for name in of_leaders} == {"inferred"}


def test_every_link_of_every_page_answers(client: TestClient, iris: list[str]) -> None:
    """Pages of all things, English ones of each kind; fragments are ids of the pages they are on.

    Every page names its other language and its data, in the head and in the Link header.
    """
    kinds: dict[str, str] = {}
    for iri in iris:
        kinds.setdefault("/".join(path_of(iri).split("/")[:3]), iri)
    paths = [path_of(iri).replace("/id/", "/page/", 1) for iri in iris]
    english = [path_of(iri).replace("/id/", "/page/", 1) + "?lang=en" for iri in kinds.values()]
    pages: dict[str, Links] = {}
    wanted: dict[str, str] = {}

    every = [*paths, *english]
    for path, answer in zip(every, fetch(client, [(p, BROWSER) for p in every]), strict=True):
        assert answer.status_code == 200, path
        pages[path] = page = Links(answer.text)
        for href in page.hrefs:
            if href.startswith("/"):
                wanted.setdefault(href, path)
            elif href.startswith("#"):
                assert href == "#" or unquote(href[1:]) in page.ids, (path, href)
            else:
                assert re.match(r"https?://|mailto:", href), (path, href)
        links = alternates(answer.headers["link"])
        assert set(links) == {*(m for m, _ in MEDIA.values()), "text/html vi", "text/html en"}
        lang = "en" if path.endswith("lang=en") else "vi"
        assert f'<{links[f"text/html {lang}"]}>; rel="canonical"' in answer.headers["link"]
        data = {links[media] for media, _ in MEDIA.values()}
        assert data <= page.hrefs, path
    found_on = {href.partition("#")[0]: path for href, path in sorted(wanted.items())}
    # Data was fetched above; what other pages link to is theirs to test.
    data_of = tuple(f".{suffix}" for suffix in FORMATS)
    left = [
        path
        for path in found_on
        if path not in pages and not path.startswith("/data/") and not path.endswith(data_of)
    ]
    for path, answer in zip(left, fetch(client, [(p, BROWSER) for p in left], True), strict=True):
        assert answer.status_code == 200, f"{path}, linked from {found_on[path]}"
        assert {one.status_code for one in answer.history} <= {301, 303, 308}, path
        html = answer.headers["content-type"].startswith("text/html")
        pages[path] = Links(answer.text if html else "")
    for href, path in wanted.items():
        page_path, _, fragment = href.partition("#")
        if fragment and page_path in pages:
            assert unquote(fragment) in pages[page_path].ids, (path, href)
    assert len(wanted) > len(iris)


@pytest.mark.parametrize("path", [f"/page/{TASK}", f"/page/{TASK}?lang=en", f"/data/{TASK}.ttl",
                                  "/concept/basis/read"])  # fmt: skip
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    """A second visit with the tag of the first is 304 and empty; another form has another tag."""
    first = client.get(path, headers=BROWSER)
    tag = first.headers["etag"]
    again = client.get(path, headers={**BROWSER, "If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={**BROWSER, "If-None-Match": '"other"'}).status_code == 200
    assert client.get("/page/" + AGENCY).headers["etag"] != tag


@pytest.mark.parametrize(
    ("accept", "to"),
    [
        ("*/*", "/page/{}"),
        ("text/*", "/page/{}"),
        ("application/*", "/data/{}.nt"),
        ("text/turtle;q=0.5, application/ld+json", "/data/{}.jsonld"),
        ("text/html;q=0, */*;q=0.1", "/data/{}.ttl"),
        ("text/turtle;q=0, text/*", "/page/{}"),
        ("application/rdf+xml, text/html;q=0.9", "/data/{}.rdf"),
        ("application/json", "/data/{}.jsonld"),
        ("image/png, */*;q=0", None),
        ("application/xhtml+xml;q=0.9, application/trig;q=0.8", "/page/{}"),
    ],
)
def test_the_accept_header_chooses(client: TestClient, accept: str, to: str | None) -> None:
    """Weights, wildcards and what is ruled out by q=0 are heeded; 406 names what there is."""
    answer = client.get(f"/id/{AGENCY}", headers={"Accept": accept})
    if to is None:
        assert answer.status_code == 406
        assert f"/data/{AGENCY}.jsonld" in answer.text
        assert "application/ld+json" in answer.headers["link"]
        return
    assert (answer.status_code, answer.headers["location"]) == (303, to.format(AGENCY))


@pytest.mark.parametrize(
    ("languages", "query"),
    [("en", "?lang=en"), ("vi-VN,en;q=0.8", ""), ("en;q=0.3, vi;q=0.7", ""), ("fr", ""),
     ("fr, en;q=0.2", "?lang=en"), ("", "")],
)  # fmt: skip
def test_the_reader_s_language_chooses_the_page(
    client: TestClient, languages: str, query: str
) -> None:
    answer = client.get(f"/id/{AGENCY}", headers={**BROWSER, "Accept-Language": languages})
    assert answer.headers["location"] == f"/page/{AGENCY}{query}"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("/id/agency/Sở Công Thương Cà Mau", f"/id/{AGENCY}"),
        ("/page/agency/sở-công-thương-cà-mau?lang=en", f"/page/{AGENCY}?lang=en"),
        ("/data/agency/Sở-Công-Thương-Cà-Mau.ttl", f"/data/{AGENCY}.ttl"),
        ("/id/Agency/SO-CONG-THUONG-CA-MAU", f"/id/{AGENCY}"),
        ("/id/document/211-KH-UBND-Cà-Mau-2024", "/id/document/211-kh-ubnd-ca-mau-2024"),
        ("/id/task/211-kh-ubnd-cà-mau-2024/11/", f"/id/{TASK}"),
        ("/concept/basis/Read", "/concept/basis/read"),
    ],
)
def test_vietnamese_letters_lead_to_the_key(
    client: TestClient, typed: str, found: str, form: Any
) -> None:
    """Composed or not, with blanks or hyphens: typed names of things are sent to their address."""
    path, sign, query = unicodedata.normalize(form, typed).partition("?")
    answer = client.get(quote(path) + sign + query, headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (301, found)


def test_a_fragment_in_the_path_leads_to_its_thing(client: TestClient) -> None:
    """Some programs send the "#" along, as %23."""
    answer = client.get(f"/id/{TASK}%23budget-1")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/id/{TASK}#budget-1")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/id/task/211-kh-ubnd-ca-mau-2024/22", "/page/task/211-kh-ubnd-ca-mau-2024/21"),
        ("/page/agency/so-cong-thuong-hau-giang", f"/page/{AGENCY}"),
        ("/data/agency/trung-tam-khuyen-nong.ttl",
         "/page/agency/trung-tam-khuyen-nong-so-nong-nghiep-va-phat-trien-nong-thon-ca-mau"),
        ("/page/agency/Sở Công Thông", f"/page/{AGENCY}"),
        ("/concept/basis/reed", "/concept/basis/"),
    ],
)  # fmt: skip
def test_what_is_missing_names_what_is_near(client: TestClient, path: str, near: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 404
    assert any(href.startswith(near) for href in Links(page.text).hrefs)
    said = client.get(path, headers={"Accept": "text/turtle"})
    assert said.status_code == 404
    assert near.replace("/page/", "/id/").strip("/") in said.text
    assert len(said.text.splitlines()) == 1


@pytest.mark.parametrize("path", [f"/id/{TASK}", f"/page/{TASK}", f"/data/{TASK}.nt",
                                  "/concept/basis"])  # fmt: skip
def test_head_answers_as_get_without_a_body(client: TestClient, path: str) -> None:
    head, whole = (client.request(m, path, headers=BROWSER) for m in ("HEAD", "GET"))
    assert head.content == b""
    assert head.status_code == whole.status_code
    assert head.headers.get("etag") == whole.headers.get("etag")
    assert head.headers["link"] == whole.headers["link"]


@pytest.fixture
def with_withdrawn(tmp_path: Path, disk_store: EmbeddedStore) -> Iterator[TestClient]:
    """Serve a workspace that has taken two things back."""
    (tmp_path / "withdrawn.toml").write_text(
        '[[withdrawn]]\nid = "agency/so-cong-thong-ca-mau"\nsince = 2026-03-01\n'
        f'successor = "{AGENCY}"\n'
        'reason = { vi = "Sai chính tả.", en = "Misspelt." }\n'
        '[[withdrawn]]\nid = "place/xa-khong-co"\nsince = 2026-04-02\n'
        'reason = { vi = "Không có xã này.", en = "There is no such commune." }\n',
        encoding="utf-8",
    )
    settings = Settings(workspace=tmp_path, store=tmp_path / "store")
    with TestClient(create_app(settings, disk_store), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("prefix", ["/id/", "/page/", "/data/"])
def test_what_was_withdrawn_is_gone_not_missing(with_withdrawn: TestClient, prefix: str) -> None:
    """410 with the day, the reason and what stands for it, in both languages."""
    end = ".ttl" if prefix == "/data/" else ""
    path = f"{prefix}agency/so-cong-thong-ca-mau{end}"
    page = with_withdrawn.get(path, headers=BROWSER)
    assert page.status_code == 410
    assert "01/03/2026" in page.text
    assert "Sai chính tả" in page.text
    assert f"/page/{AGENCY}" in Links(page.text).hrefs
    said = with_withdrawn.get(f"{path}?lang=en", headers={"Accept": "text/turtle"})
    assert said.status_code == 410
    assert "2026-03-01: Misspelt" in said.text
    assert f'<{BASE}id/{AGENCY}>; rel="successor-version"' in said.headers["link"]
    assert with_withdrawn.get(f"{prefix}place/xa-khong-co{end}").status_code == 410


def test_a_broken_list_of_what_was_withdrawn_is_told(tmp_path: Path) -> None:
    from sctbv_graph.errors import ReferenceDataError
    from sctbv_graph.publish.withdrawn import load_withdrawn

    path = tmp_path / "withdrawn.toml"
    path.write_text('[[withdrawn]]\nid = "agency/a"\nsince = "gần đây"\n', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="agency/a"):
        load_withdrawn(Settings(workspace=tmp_path))


def test_the_same_data_gives_the_same_bytes(client: TestClient, settings: Settings) -> None:
    """Another process, whose hash tables are ordered otherwise, would write the same file."""
    import subprocess
    import sys

    program = (
        "import sys; from pathlib import Path; from sctbv_graph.publish.description import "
        "write_description; from sctbv_graph.build import current; from sctbv_graph.settings "
        "import Settings; from sctbv_graph.store import EmbeddedStore; "
        f"s = Settings(Path({str(settings.workspace)!r}), Path({str(settings.store)!r})); "
        "store = EmbeddedStore.open(current(s)[0]); "
        f"[sys.stdout.buffer.write(write_description(store, {BASE + 'id/' + TASK!r}, x)) "
        "for x in ('ttl', 'nt', 'jsonld', 'rdf', 'trig')]"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    here = b"".join(client.get(f"/data/{TASK}.{suffix}").content for suffix in MEDIA)
    assert other == here
