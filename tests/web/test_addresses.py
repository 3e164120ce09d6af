"""What a program that follows addresses gets from the portal: pages, data, what is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rdflib import Dataset, Graph, Literal, URIRef

from tests.web.html_pages import (
    ANYTHING,
    BROWSER,
    DEF,
    ID,
    PLAN,
    TASK,
    get,
    is_sentence,
    with_english,
)


def test_an_address_sends_a_browser_to_the_page(client: TestClient) -> None:
    """A browser is sent by 303 to the page of the thing, in its language."""
    answer = client.get(f"/id/{TASK}", headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/page/{TASK}")
    assert "accept" in answer.headers["vary"].lower()
    answer = client.get(f"/id/{TASK}?lang=en", headers=BROWSER)
    assert get(client, answer.headers["location"]).lang == "en"


@pytest.mark.parametrize(
    ("media", "suffix"),
    [
        ("text/turtle", "ttl"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdf"),
        ("application/trig", "trig"),
    ],
)
def test_an_address_sends_a_program_to_data(client: TestClient, media: str, suffix: str) -> None:
    """A program is sent by 303 to data of the type it asks for."""
    answer = client.get(f"/id/{TASK}", headers={"Accept": media})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/data/{TASK}.{suffix}")
    found = client.get(answer.headers["location"])
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == media


def test_an_address_says_what_it_can_give(client: TestClient) -> None:
    """A type that no thing has is answered 406 with the types there are."""
    answer = client.get(f"/id/{TASK}", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_page_shows_the_quote_in_its_line(client: TestClient, source: str) -> None:
    """The page of task 11 marks the task's very words and names line 214 of the plan."""
    name = source.split("\n")[213].strip()
    assert name.startswith("Phát triển sản phẩm OCOP")
    page = get(client, f"/page/{TASK}")
    assert name in page.marks
    assert f"{name}dòng 214, hàng 11" in page.text
    assert "line 214, row 11" in get(client, f"/page/{TASK}?lang=en").text


def test_every_mark_is_in_the_source(client: TestClient, source: str) -> None:
    """Whatever a page marks as a quote stands in the plan, the amounts of task 11 among it."""
    marks = get(client, f"/page/{TASK}").marks
    assert len(marks) > 5
    assert all(mark in source for mark in marks)
    assert {"1.375", "550", "3.313"} <= set(marks)


def parse(body: str, suffix: str) -> Any:
    formats = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
    if suffix == "trig":
        return Dataset(default_union=True).parse(data=body, format="trig")
    return Graph().parse(data=body, format=formats[suffix])


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig"])
def test_data_holds_the_evidence_of_fragments(client: TestClient, source: str, suffix: str) -> None:
    """In every format the data of task 11 leads from its first budget line to the quote."""
    graph = parse(client.get(f"/data/{TASK}.{suffix}").text, suffix)
    line = URIRef(f"{ID}{TASK}#budget-1")
    amounts = [Decimal(str(o)) for o in graph.objects(line, URIRef(DEF + "statedAmount"))]
    assert amounts == [1375]
    passages = list(graph.objects(line, URIRef(DEF + "hasEvidence")))
    assert passages
    for passage in passages:
        at = {
            name: int(str(graph.value(passage, URIRef(DEF + name))))
            for name in ("startOffset", "endOffset", "startLine")
        }
        quote = str(graph.value(passage, URIRef(DEF + "exactQuote")))
        assert quote == source[at["startOffset"] : at["endOffset"]]
        assert source.count("\n", 0, at["startOffset"]) + 1 == at["startLine"]
    quotes = {str(graph.value(p, URIRef(DEF + "exactQuote"))) for p in passages}
    assert "1.375" in quotes


def test_data_is_the_same_in_every_format(client: TestClient) -> None:
    """The formats differ in writing, never in what they say."""
    sizes = {
        suffix: len(parse(client.get(f"/data/{TASK}.{suffix}").text, suffix))
        for suffix in ("ttl", "nt", "jsonld", "rdf", "trig")
    }
    assert sizes["ttl"] > 100
    assert set(sizes.values()) == {sizes["ttl"]}, sizes


def test_the_ontology_has_an_address(client: TestClient) -> None:
    """The terms are a page for a browser and Turtle for a program."""
    assert "nhiệm vụ" in get(client, "/def").text
    answer = client.get("/def", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=answer.text, format="turtle")
    label = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    labels = set(graph.objects(URIRef(DEF + "Task"), label))
    assert Literal("nhiệm vụ", lang="vi") in labels


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-page",
        f"/page/task/{PLAN}/22",
        f"/data/task/{PLAN}/22.ttl",
        f"/data/{TASK}.zip",
        "/page/nonsense/x",
        "/concept/no-such-scheme",
        "/concept/funding-source/no-such-source",
        "/static/no-such-file.css",
        "/questions/no-such-question",
        "/questions/no-such-question.json",
        "/questions/no-such-question.csv",
        "/id/a b/c%3E",
    ],
)
def test_unknown_things_are_404(client: TestClient, path: str) -> None:
    """What is not there is answered 404, with a sentence for programs and a page for people."""
    answer = client.get(path, headers=ANYTHING)
    assert answer.status_code == 404
    assert is_sentence(answer.text), answer.text
    page = client.get(with_english(path), headers=BROWSER)
    assert page.status_code == 404
    assert "Traceback" not in page.text


def test_an_unknown_thing_is_404_after_the_redirect(client: TestClient) -> None:
    """Task 22, which the plan has not, ends in 404 for people and for programs."""
    for accept in (BROWSER, {"Accept": "text/turtle"}):
        ends = {
            number: client.get(
                f"/id/task/{PLAN}/{number}", headers=accept, follow_redirects=True
            ).status_code
            for number in (21, 22)
        }
        assert ends == {21: 200, 22: 404}
