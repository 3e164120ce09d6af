"""The data described: DCAT-AP that passes its shapes, VoID whose figures are those of the graph."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, Namespace

from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.publish.portal import load_portal
from sctbv_graph.settings import Settings
from sctbv_graph.shacl import Report, Triples, validate
from sctbv_graph.store import EmbeddedStore, select
from tests.beside import CONFORMANCE

BASE = "https://w3id.org/sctbv/"
PLAN = "211-kh-ubnd-ca-mau-2024"
DATASET = URIRef(BASE + "dataset")
DOCUMENT = URIRef(f"{BASE}dataset/document/{PLAN}")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VOID = Namespace("http://rdfs.org/ns/void#")
SHAPES = CONFORMANCE / "dcat-ap"
needs_shapes = pytest.mark.skipif(
    not SHAPES.is_dir(), reason=f"the DCAT-AP shapes are not at {SHAPES} (SCTBV_CONFORMANCE)"
)


@pytest.fixture(scope="module")
def catalogue(client: TestClient) -> Graph:
    """Return the catalogue as a program reads it."""
    return Graph().parse(data=client.get("/catalog.ttl").text, format="turtle")


@pytest.fixture(scope="module")
def shapes() -> Triples:
    """Return the shapes of DCAT-AP 3.0.1: what must be said, and of which classes it is.

    The published files name five property shapes that none of them describes; these say nothing.
    """
    quads = [
        quad
        for name in ("dcat-ap-SHACL.ttl", "ranges.ttl")
        for quad in ox.parse((SHAPES / name).read_bytes(), format=ox.RdfFormat.TURTLE)
        if not quad.predicate.value.endswith("#imports")
    ]
    described = {q.subject for q in quads if q.predicate.value.endswith("shacl#path")}
    empty = [
        q for q in quads
        if q.predicate.value.endswith("shacl#property") and q.object not in described
    ]  # fmt: skip
    assert len({q.object for q in empty}) == 5
    return Triples(q for q in quads if q not in empty)


def report(graph: Graph, shapes: Triples) -> Report:
    """Validate a catalogue."""
    data = ox.parse(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    return validate(data, shapes)


@needs_shapes
def test_the_catalogue_passes_the_shapes_of_dcat_ap(catalogue: Graph, shapes: Triples) -> None:
    """Everything that must be said is said, once where it may be once, of the right class."""
    found = report(catalogue, shapes)
    assert found.conforms, [(r.focus, r.path, r.component) for r in found.results][:20]


@needs_shapes
def test_the_shapes_find_what_is_missing(catalogue: Graph, shapes: Triples) -> None:
    """Without a title, or with a publisher that is nobody, the same catalogue is refused."""
    broken = Graph() + catalogue
    broken.remove((DOCUMENT, DCTERMS.title, None))
    assert not report(broken, shapes).conforms
    nobody = Graph() + catalogue
    nobody.remove((None, RDF.type, FOAF.Agent))
    assert not report(nobody, shapes).conforms


def test_what_is_said_of_the_plan_is_what_the_plan_says(
    catalogue: Graph, disk_store: EmbeddedStore
) -> None:
    """Number, title, issuer, day, year, province and size come from the graph."""
    title = str(catalogue.value(DOCUMENT, DCTERMS.title))
    assert title.startswith("211/KH-UBND: ")
    assert title.endswith("NĂM 2025 TRÊN ĐỊA BÀN TỈNH CÀ MAU")
    issuer = catalogue.value(DOCUMENT, DCTERMS.creator)
    assert issuer == URIRef(BASE + "id/agency/ubnd-tinh-ca-mau")
    assert {str(o) for o in catalogue.objects(issuer, FOAF.name)} == {
        "Ủy ban nhân dân tỉnh Cà Mau",
        "Provincial People's Committee (tỉnh Cà Mau)",
    }
    assert str(catalogue.value(DOCUMENT, DCTERMS.issued)) == "2024-10-02"
    assert str(catalogue.value(DOCUMENT, DCTERMS.modified)) == "2026-11-23"  # sources.toml
    assert catalogue.value(DOCUMENT, DCTERMS.spatial) == URIRef(BASE + "id/place/tinh-ca-mau")
    time = catalogue.value(DOCUMENT, DCTERMS.temporal)
    days = [str(catalogue.value(time, DCAT[n])) for n in ("startDate", "endDate")]
    assert days == ["2025-01-01", "2025-12-31"]
    (row,) = select(disk_store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
    assert str(catalogue.value(DATASET, VOID.triples)) == row["n"].value
    (row,) = select(
        disk_store,
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
        f'FILTER(STRSTARTS(STR(?g), "{BASE}graph/{PLAN}/")) }}',
    ).rows
    said = {str(o) for o in catalogue.objects(DOCUMENT, DCTERMS.description)}
    assert any(text.startswith(f"{row['n'].value} ") for text in said)


def test_every_file_is_there_with_its_size_and_hash(catalogue: Graph, client: TestClient) -> None:
    """All addresses of this portal in the catalogue answer; checksums are those of the bytes."""
    sums = 0
    urls = {str(u) for u in catalogue.objects(None, DCAT.accessURL)}
    urls |= {str(u) for u in catalogue.subjects(RDF.type, FOAF.Document)}
    urls |= {str(u) for u in catalogue.objects(None, DCAT.endpointURL)}
    for url in sorted(u for u in urls if u.startswith("http://testserver")):
        answer = client.get(url.removeprefix("http://testserver"), headers={"Accept": "*/*"})
        assert answer.status_code == 200, url
        file = URIRef(f"{url}#file")
        checksum = catalogue.value(file, SPDX.checksum)
        if checksum is not None:
            sums += 1
            told = str(catalogue.value(checksum, SPDX.checksumValue)).lower()
            assert told == hashlib.sha256(answer.content).hexdigest()
            assert int(str(catalogue.value(file, DCAT.byteSize))) == len(answer.content)
    assert sums == 5


def test_the_catalogue_in_every_form(client: TestClient, catalogue: Graph) -> None:
    """One address: a page for people, RDF for programs, the same in all formats."""
    page = client.get("/catalog", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "211/KH-UBND" in page.text
    assert "</catalog.ttl>" in page.headers["link"]
    for suffix, format_, media in (("jsonld", "json-ld", "application/ld+json"),
                                   ("rdf", "xml", "application/rdf+xml"),
                                   ("nt", "nt", "application/n-triples")):  # fmt: skip
        answer = client.get("/catalog", headers={"Accept": media})
        assert answer.headers["content-type"].startswith(media)
        assert answer.content == client.get(f"/catalog.{suffix}").content
        assert isomorphic(Graph().parse(data=answer.text, format=format_), catalogue)
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406
    for path in ("/dataset", f"/dataset/document/{PLAN}", "/dumps/"):
        assert client.get(path).headers["location"] == "/catalog"


def test_who_publishes_is_the_workspace_s_to_say(tmp_path: Path) -> None:
    """Single entries of portal.toml stand for the bundled ones; a broken one is named."""
    bundled = load_portal(Settings())
    path = tmp_path / "portal.toml"
    path.write_text(
        '[publisher]\nemail = "du-lieu@camau.example"\n'
        '[publisher.name]\nvi = "Sở Công Thương Cà Mau"\nen = "Ca Mau"\n',
        encoding="utf-8",
    )
    own = load_portal(Settings(workspace=tmp_path))
    assert own.publisher["vi"] == "Sở Công Thương Cà Mau"
    assert (own.licence, own.title) == (bundled.licence, bundled.title)
    path.write_text('[publisher]\nname = "Sở Công Thương"\n', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"portal\.toml"):
        load_portal(Settings(workspace=tmp_path))


# VoID


@pytest.fixture(scope="module")
def void(client: TestClient) -> Graph:
    """Return the description at its well-known address."""
    return Graph().parse(data=client.get("/.well-known/void").text, format="turtle")


def number(graph: Graph, subject: object, name: str) -> int:
    return int(str(graph.value(subject, VOID[name])))  # type: ignore[arg-type]


def test_partitions_add_up(void: Graph, disk_store: EmbeddedStore) -> None:
    """Property partitions together are all statements; each class has as many as it has."""
    parts = list(void.objects(DATASET, VOID.propertyPartition))
    assert sum(number(void, part, "triples") for part in parts) == number(void, DATASET, "triples")
    assert len(parts) == number(void, DATASET, "properties")
    classes = {void.value(p, VOID["class"]): p for p in void.objects(DATASET, VOID.classPartition)}
    assert len(classes) == number(void, DATASET, "classes")
    task = URIRef(BASE + "def#Task")
    (row,) = select(disk_store, f"SELECT (COUNT(?t) AS ?n) WHERE {{ ?t a {task.n3()} }}").rows
    assert number(void, classes[task], "entities") == int(row["n"].value)
    inner = {void.value(p, VOID.property): number(void, p, "triples")
             for p in void.objects(classes[task], VOID.propertyPartition)}  # fmt: skip
    asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?t a {task.n3()} ; <{BASE}def#isLedBy> ?x }}"
    assert inner[URIRef(BASE + "def#isLedBy")] == int(select(disk_store, asked).rows[0]["n"].value)


def test_linksets_lead_out(void: Graph, disk_store: EmbeddedStore) -> None:
    """Each linkset counts the links by one property into one namespace; SDGs are among them."""
    linksets = list(void.subjects(RDF.type, VOID.Linkset))
    assert linksets
    spaces = set()
    for linkset in linksets:
        space = str(void.value(void.value(linkset, VOID.objectsTarget), VOID.uriSpace))
        spaces.add(space)
        assert not space.startswith(BASE)
        predicate = void.value(linkset, VOID.linkPredicate)
        assert predicate is not None
        (row,) = select(
            disk_store,
            f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s {predicate.n3()} ?o "
            f'FILTER(REPLACE(STR(?o), "[^/#]*$", "") = "{space}" && isIRI(?o) '
            f'&& (STRSTARTS(STR(?s), "{BASE}id/") || STRSTARTS(STR(?s), "{BASE}concept/"))) }}',
        ).rows
        assert number(void, linkset, "triples") == int(row["n"].value)
    assert "http://metadata.un.org/sdg/" in spaces


def test_dumps_that_void_names_are_there(void: Graph, client: TestClient) -> None:
    """Each dump of the whole and of the plan answers."""
    dumps = [str(url) for url in void.objects(None, VOID.dataDump)]
    assert len(dumps) == 5
    assert all(client.head(url.removeprefix("http://testserver")).status_code == 200
               for url in dumps)  # fmt: skip
