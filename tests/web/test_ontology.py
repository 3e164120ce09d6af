"""The ontology at /def: its page, its formats, and each term at its place."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from sctbv_graph import iris
from sctbv_graph.publish.ontology import load_ontology
from sctbv_graph.publish.ontology_modules import MODULES
from sctbv_graph.settings import bundle

TERM = re.compile(r'<section class="term" id="([A-Za-z0-9]+)">')


@pytest.fixture(scope="module")
def pages(client: TestClient) -> dict[str, str]:
    accept = {"Accept": "text/html"}
    return {
        "vi": client.get("/def", headers=accept).text,
        "en": client.get("/def?lang=en", headers=accept).text,
    }


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_term_has_its_place_once(pages: dict[str, str], lang: str) -> None:
    """A term's IRI is /def#Name: the element with that id."""
    assert sorted(TERM.findall(pages[lang])) == sorted(load_ontology().terms)
    places = re.findall(r' id="([^"]+)"', pages[lang])
    assert len(places) == len(set(places))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_link_within_the_page_has_its_place(pages: dict[str, str], lang: str) -> None:
    places = set(re.findall(r' id="([^"]+)"', pages[lang]))
    inside = set(re.findall(r'href="#([^"]+)"', pages[lang]))
    assert len(inside) > 100
    assert inside <= places


def test_the_page_speaks_the_readers_language(pages: dict[str, str]) -> None:
    task = load_ontology().terms["Task"]
    for lang, heading in (("vi", "Thuộc tính đối tượng"), ("en", "Object properties")):
        assert task.definition[lang] in pages[lang]
        assert heading in pages[lang]
        assert f'<html lang="{lang}">' in pages[lang]


def test_a_term_shows_where_it_is_used_and_its_example_in_the_plan(
    pages: dict[str, str], client: TestClient
) -> None:
    section = pages["vi"].split('id="isLedBy">')[1].split("</section>")[0]
    assert 'href="/questions/pairs"' in section
    assert "20-led-by" in section
    assert 'href="/rules/DD-05"' in section
    assert "ActionModel" in section
    example = re.search(r'href="(/page/[^"#]+)[^"]*">xem trong kế hoạch', section)
    assert example
    assert client.get(example.group(1)).status_code == 200


def test_pages_hold_diagrams_without_inline_styles(pages: dict[str, str]) -> None:
    """The content security policy lets no inline style or script through."""
    assert pages["vi"].count("<svg ") == 1 + 6
    assert "<style" not in pages["vi"]
    assert " style=" not in pages["vi"]
    assert "<script" not in pages["vi"]


@pytest.mark.parametrize(
    ("media", "format_"),
    [
        ("text/turtle", "turtle"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
    ],
)
def test_programs_get_the_format_they_ask_for(client: TestClient, media: str, format_: str) -> None:
    answer = client.get("/def", headers={"Accept": f"{media}, */*;q=0.1"})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]
    graph = Graph().parse(data=answer.content, format=format_)
    for name in load_ontology().terms:
        assert (URIRef(iris.term(name)), RDF.type, None) in graph


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_an_address_of_its_own(client: TestClient, name: str) -> None:
    """A page that says what it states, and four formats that say what its file says."""
    iri = f"{iris.DEF.rstrip('#')}/{name}"
    page = client.get(f"/def/{name}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert iri in page.text
    whole = Graph().parse(bundle() / "ontology" / f"{name}.ttl")
    for media, suffix in (
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdf"),
        ("application/n-triples", "nt"),
    ):
        assert f'href="/def/{name}.{suffix}"' in page.text
        asked = client.get(f"/def/{name}", headers={"Accept": media})
        assert asked.headers["content-type"].partition(";")[0] == media
        assert "Accept" in asked.headers["vary"].split(", ")
        assert asked.content == client.get(f"/def/{name}.{suffix}").content
        graph = Graph().parse(data=asked.content, format="json-ld" if suffix == "jsonld" else media)
        assert isomorphic(graph, whole), suffix
    assert f"</def/{name}>" in client.get("/def", headers={"Accept": "text/html"}).headers["link"]
    turtle = {"Accept": "text/turtle"}
    assert client.get(f"/def/{name}/0.1.0", headers=turtle).status_code == 200
    assert client.get(f"/def/{name}/9.9.9", headers=turtle).status_code == 404
    assert client.get(f"/def/{name}.exe", headers=turtle).status_code == 404


def test_the_page_of_a_module_leads_to_its_terms(client: TestClient, pages: dict[str, str]) -> None:
    keys = client.get("/def/keys?lang=en", headers={"Accept": "text/html"}).text
    assert 'href="/def?lang=en#issueYear"' in keys
    assert "is one where these agree" in keys
    alignments = client.get("/def/alignments", headers={"Accept": "text/html"}).text
    assert alignments.count("<tr>") > 100
    for name in MODULES:
        assert f'href="/def/{name}"' in pages["vi"]


def test_versions_and_files_have_addresses(client: TestClient) -> None:
    turtle = {"Accept": "text/turtle"}
    version = load_ontology().version
    assert client.get(f"/def/{version}", headers=turtle).status_code == 200
    assert client.get("/def/9.9.9", headers=turtle).status_code == 404
    assert client.get("/def.ttl").content == client.get("/def", headers=turtle).content
    assert client.get("/def.exe").status_code == 404
    assert client.get("/def", headers={"Accept": "image/png"}).status_code == 406
