"""Releases: each keeps its address and its bytes; what changed between two is told."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from lxml import etree
from rdflib import Graph, URIRef

from sctbv_graph.build import open_store
from sctbv_graph.cli import main
from sctbv_graph.corpus import fingerprint
from sctbv_graph.publish.releases import load_releases
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.web import create_app

BASE = "https://w3id.org/sctbv/"
KEY = "212-kh-ubnd-ca-mau-2024"
DCAT = "http://www.w3.org/ns/dcat#"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a workspace with two releases: a second plan came, then its target was lowered.

    The texts differ in one number, so that what changed is known beforehand.
    """
    folder = tmp_path_factory.mktemp("released")
    space, store = folder / "data", folder / "store"
    where = ("--data", str(space), "--store", str(store), "--lang", "vi")
    assert main(["init", str(space)]) == 0
    text = (bundle() / "data" / "sources" / "211-KH-UBND.txt").read_bytes()
    plan = folder / "Kế hoạch.txt"
    plan.write_bytes(text.replace(b"211/KH-UBND", b"212/KH-UBND"))
    assert main(["add", str(plan), "--received", "2026-11-30", *where]) == 0
    assert main(["release", "1.0.0", "--date", "2026-12-01", "--note", "Bản đầu", *where]) == 0
    lowered = plan.read_bytes().replace("Phấn đấu 85%".encode(), "Phấn đấu 80%".encode())
    assert lowered != plan.read_bytes()
    plan.write_bytes(lowered)
    assert main(["add", str(plan), "--received", "2026-12-04", *where]) == 0
    assert main(["release", "1.1.0", "--date", "2026-12-05", *where]) == 0
    return Settings(workspace=space, store=store)


@pytest.fixture(scope="module")
def client(released: Settings) -> Iterator[TestClient]:
    """Serve the workspace as it is after the second release."""
    app = create_app(released, open_store(released, lambda *_: None))
    with TestClient(app, follow_redirects=False) as made:
        yield made


def test_a_release_changes_no_data(released: Settings) -> None:
    """What was laid down is no input of a build: the data's version stays."""
    first, second = load_releases(released)
    assert (first.version, first.previous, second.previous) == ("1.0.0", "", "1.0.0")
    before = fingerprint(released)
    (second.folder / "changes.json").touch()
    assert fingerprint(released) == before
    assert first.manifest.canonical != second.manifest.canonical
    assert set(second.documents) == {KEY, "211-kh-ubnd-ca-mau-2024"}


def test_the_old_release_goes_on_answering(client: TestClient, released: Settings) -> None:
    """Its page, its dumps to the byte, and its things as they were: 85, where it is 80 now."""
    first, second = load_releases(released)
    page = client.get("/release/1.0.0/")
    assert page.status_code == 200
    assert "01/12/2026" in page.text
    assert "Bản đầu" in page.text
    assert "bản phát hành đầu tiên" in page.text
    for release in (first, second):
        for dump in release.manifest.dumps:
            body = client.get(f"/release/{release.version}/dumps/{dump.name}").content
            assert hashlib.sha256(body).hexdigest() == dump.sha256
        body = client.get(f"/release/{release.version}/dumps/all.nq.gz").content
        assert hashlib.sha256(gzip.decompress(body)).hexdigest() == release.manifest.canonical
    words = []
    for version in ("1.0.0", "1.1.0"):
        answer = client.get(f"/release/{version}/data/objective/{KEY}/II.2.ttl")
        assert answer.headers["content-type"].startswith("text/turtle")
        words.append(answer.text)
    assert ("85%" in words[0], "80%" in words[0]) == (True, False)
    assert ("85%" in words[1], "80%" in words[1]) == (False, True)
    now = client.get(f"/data/objective/{KEY}/II.2.ttl").text
    assert Graph().parse(data=now).isomorphic(Graph().parse(data=words[1]))  # type: ignore[no-untyped-call]


def test_what_changed_is_told(client: TestClient) -> None:
    """The lowered target in words and as a changed thing; what did not change is not named."""
    changes = json.loads(client.get("/release/1.1.0/changes.json").content)
    assert changes["from"] == "1.0.0"
    (change,) = changes["documents"][KEY]
    assert (change["kind"], change["before"], change["after"]) == ("target-lowered", "85%", "80%")
    changed = {row["iri"].removeprefix(BASE) for row in changes["changed"]}
    assert changed == {f"id/objective/{KEY}/II.2"}, "where passages stand now is no change"
    files = [[row["iri"] for row in changes[name] if "/file/" in row["iri"]]
             for name in ("added", "removed")]  # fmt: skip
    assert [len(some) for some in files] == [1, 1], "another file of the document"
    page = client.get("/release/1.1.0/").text
    assert "Chỉ tiêu giảm" in page
    assert "85% → 80%" in page
    assert f'href="/page/objective/{KEY}/II.2"' in page
    english = client.get("/release/1.1.0/?lang=en").text
    assert "Target lowered" in english
    assert 'lang="en"' in english


def test_releases_are_in_feed_and_catalogue(client: TestClient) -> None:
    """Each release is an entry of its day and a version of the data set with its own files."""
    feed = etree.fromstring(client.get("/feed.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    days = {
        e.findtext(atom + "id"): e.findtext(atom + "updated") for e in feed.iter(atom + "entry")
    }
    assert days[BASE + "release/1.1.0"] == "2026-12-05T00:00:00+07:00"
    assert days[BASE + "release/1.0.0"] == "2026-12-01T00:00:00+07:00"
    part = f"{BASE}dataset/document/{KEY}#version-"
    assert [days[f"{part}{n}"][:10] for n in (1, 2)] == ["2026-11-30", "2026-12-04"]
    graph = Graph().parse(data=client.get("/catalog.ttl").text)
    versions = set(graph.objects(URIRef(BASE + "dataset"), URIRef(DCAT + "hasVersion")))
    assert versions == {URIRef(f"{BASE}release/{v}") for v in ("1.0.0", "1.1.0")}
    for version in versions:
        for file in graph.objects(version, URIRef(DCAT + "distribution")):
            url = str(graph.value(file, URIRef(DCAT + "downloadURL")))
            assert client.head(url.removeprefix("http://testserver")).status_code == 200
    listed = client.get("/changes").text
    assert 'href="/release/1.1.0/"' in listed
    assert client.get("/release/1.1.0").headers["location"] == "/release/1.1.0/"
    assert client.get("/release/").headers["location"] == "/changes"


@pytest.mark.parametrize(
    "path",
    ["/release/9.9/", "/release/9.9", "/release/1.0.0/dumps/none", "/release/1.0.0/other.json",
     "/release/1.0.0/data/task/none/1.ttl", "/release/1.0.0/data/objective/x",
     "/release/1.0.0/dumps/..%2Frelease.json"],
)  # fmt: skip
def test_what_was_not_released_is_missing(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    if "9.9" in path:
        assert "1.0.0, 1.1.0" in answer.text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1.1.0",), "không bao giờ bị ghi đè"),
        (("2.0.0",), "không khác gì"),
        (("bản hai",), "không thể là tên"),
        (("../2",), "không thể là tên"),
        (("2.0.0", "--date", "2026-12-04"), "trước ngày của bản “1.1.0”"),
        (("2.0.0", "--date", "hôm qua"), "không phải là ngày"),
    ],
)
def test_what_cannot_be_released_is_refused(
    released: Settings, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """One sentence, exit code 2, and the releases are those of before, with nothing half done."""
    assert released.workspace is not None
    before = {
        p: p.read_bytes() for p in (released.workspace / "releases").rglob("*") if p.is_file()
    }
    date = () if "--date" in arguments else ("--date", "2026-12-06")
    code = main(["release", *arguments, *date, "--data", str(released.workspace),
                 "--store", str(released.store), "--lang", "vi"])  # fmt: skip
    assert code == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert said in told[-1]
    after = {p: p.read_bytes() for p in (released.workspace / "releases").rglob("*") if p.is_file()}
    assert after == before


def test_the_list_of_releases(released: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "--data", str(released.workspace), "--store", str(released.store),
                 "--lang", "vi"]) == 0  # fmt: skip
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[1], line[4]) for line in lines] == [
        ("1.0.0", "2026-12-01", "Bản đầu"), ("1.1.0", "2026-12-05", ""),
    ]  # fmt: skip


def test_a_dump_loads_into_a_store_that_answers(released: Settings) -> None:
    """Somebody else loads a release and asks it: the merged graph is the default graph."""
    first = load_releases(released)[0]
    store = ox.Store()
    lines = gzip.decompress((first.folder / "dumps" / "all.nq.gz").read_bytes())
    store.bulk_load(lines, format=ox.RdfFormat.N_QUADS)
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?t a <{BASE}def#Task> }}"
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    (row,) = list(found)
    assert int(row["n"].value) == 42  # type: ignore[union-attr]


def test_paths_of_a_site_of_files(released: Settings, client: TestClient) -> None:
    """The same files are given to whoever writes a site: every byte as the server has it."""
    from sctbv_graph.publish.catalogue import load_catalogue
    from sctbv_graph.publish.descriptions import description_files

    site = client.app.state.site  # type: ignore[attr-defined]
    catalogue = load_catalogue(site.pages, site.data_version)
    files = dict(description_files(site.pages, site.store, catalogue, "http://testserver"))
    assert {"robots.txt", "sitemap.xml", "feed.atom", "catalog.ttl", ".well-known/void",
            "dumps/all.nq.gz", "dumps/LICENSE.txt", "release/1.0.0/release.json",
            "release/1.0.0/dumps/all.nq.gz"} <= set(files)  # fmt: skip
    for path, body in files.items():
        answer = client.get(f"/{path}", headers={"Accept": "*/*"})
        assert answer.status_code == 200, path
        if not path.startswith(("catalog.", ".well-known")):  # a site of files has no endpoint
            assert answer.content == body, path
    again = dict(description_files(site.pages, site.store, catalogue, "http://testserver"))
    assert again == files
    assert Path(released.work).is_dir()
