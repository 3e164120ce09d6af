"""Forms, answers, search and plain questions over HTTP."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from sctbv_graph.query import load_questions

BROWSER = {"Accept": "text/html"}
OWN = (
    "PREFIX s: <https://w3id.org/sctbv/def#> SELECT ?t (SUM(?v) AS ?vnd) "
    "{ ?l s:isMoneyFor ?t ; a s:BudgetLine ; s:amountVnd ?v } GROUP BY ?t ORDER BY DESC(?vnd)"
)


def test_every_question_is_a_path_of_openapi(client: TestClient) -> None:
    """Each question has its own path with its parameters, typed and bounded."""
    paths = client.get("/openapi.json").json()["paths"]
    for question in load_questions().values():
        described = paths[f"/questions/{question.name}.json"]["get"]
        names = [p["name"] for p in described["parameters"]]
        assert names == [*(p.name for p in question.parameters), "lang"]
        assert described["description"] == question.question["vi"]
    month = paths["/questions/calendar.json"]["get"]["parameters"][0]["schema"]
    assert month == {"type": "integer", "minimum": 1, "maximum": 12}


def test_questions_are_executables(client: TestClient) -> None:
    """The catalogue as Turtle parses; each query in it parses; parameters end in their names."""
    found = client.get("/questions.ttl")
    assert found.headers["content-type"].startswith("text/turtle")
    store = ox.Store()
    store.load(found.content, format=ox.RdfFormat.TURTLE)
    select = "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT * "
    queries = list(store.query(select + "{ ?q a sh:SPARQLExecutable ; sh:select ?text }"))
    assert len(queries) == len(load_questions())
    for solution in queries:
        ox.Store().query(solution["text"].value)
    (month,) = store.query(
        select + "{ ?q sh:parameter ?p . ?p sh:path ?path ; sh:maxInclusive 12 }"
    )
    assert month["path"].value.endswith("calendar#month")


def test_the_form_has_its_choices_and_bounds(client: TestClient) -> None:
    """A list of agencies from the graph, a month from 1 to 12, a default that is chosen."""
    agencies = client.get("/questions/led-tasks?lang=en", headers=BROWSER).text
    assert '<select name="agency">' in agencies
    assert ">Sở Công Thương</option>" in agencies
    assert 'min="1" max="12"' in client.get("/questions/calendar", headers=BROWSER).text
    assert re.search(
        r'#StatedTotal" selected', client.get("/questions/evidence-of", headers=BROWSER).text
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_empty_answer_says_why(client: TestClient, lang: str) -> None:
    page = client.get(f"/questions/led-tasks?agency=so+y+te&lang={lang}", headers=BROWSER)
    assert page.status_code == 200
    assert ("làm rỗng kết quả" if lang == "vi" else "empties the answer") in page.text
    assert "211/KH-UBND" in page.text


def test_an_answer_can_be_cited_and_opened(client: TestClient) -> None:
    """The address on a page opens the same answer; every format of citation comes from it."""
    page = client.get("/questions/objectives", headers=BROWSER).text
    (path,) = set(re.findall(r'href="(/answers/[^"?]+)"', page))
    shown = client.get(path, headers=BROWSER)
    assert "câu trả lời không đổi" in shown.text
    assert "mục II.1, II.2" in shown.text
    made = client.get(path, params={"format": "json"}).json()
    assert made["cited"]["same"] is True
    assert made["cited"]["sha256"] == made["sha256"]
    assert client.get(f"{path}?format=bibtex").text.startswith("@misc{objectives-")
    assert client.get(f"{path}?format=ris").text.startswith("TY  - DATA\r\n")
    (item,) = client.get(f"{path}?format=csl").json()
    assert urlsplit(item["URL"]).path == path
    cited = client.get(f"{path}?format=vi").text
    first = client.get("/search", params={"q": cited, "format": "json"}).json()["hits"][0]
    assert first["address"] == path


def test_a_harmed_address_is_404(client: TestClient) -> None:
    answer = client.get("/answers/tasks.AAAA", headers={"Accept": "text/plain"})
    assert answer.status_code == 404
    assert "bị cắt hoặc sửa" in answer.text


def test_a_users_own_query_has_evidence(client: TestClient) -> None:
    """As a page with marked sentences, as JSON and as CSV; its answer has an address as well."""
    made = client.get("/evidence", params={"query": OWN, "format": "json"}).json()
    assert len(made["rows"]) == len(made["evidence"]) == 21
    assert all(made["evidence"])
    page = client.get("/evidence", params={"query": OWN}, headers=BROWSER).text
    assert "<mark>" in page
    (path,) = set(re.findall(r'href="(/answers/sparql\.[^"?]+)"', page))
    assert client.get(path, params={"format": "json"}).json()["cited"]["same"] is True
    table = client.get("/evidence", params={"query": OWN, "format": "csv"}).text.splitlines()
    assert table[0] == "t,vnd,lines,quotes,evidence_basis,no_evidence"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("ASK { ?s ?p ?o }", 422),
        ("DROP ALL", 400),
        ("SELECT ?x { ?x", 400),
        ("SELECT ?x { SERVICE <http://127.0.0.1/> { ?x ?p ?o } }", 400),
        ("", 400),
    ],
)
def test_other_queries_are_refused(client: TestClient, query: str, status: int) -> None:
    """What is no SELECT, does not parse or calls another server is refused with a sentence."""
    answer = client.get("/evidence", params={"query": query, "format": "json"})
    assert answer.status_code == status
    assert answer.text.strip()
    page = client.get("/evidence", params={"query": query}, headers=BROWSER)
    assert page.status_code in (200, 422)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_search_as_page(client: TestClient, lang: str) -> None:
    """A hit is marked in the accented words and leads to its page."""
    page = client.get(f"/search?q=so+cong+thuong&lang={lang}", headers=BROWSER)
    assert "<mark>Sở Công Thương</mark>" in page.text
    assert "/page/agency/so-cong-thuong-ca-mau" in page.text


def test_search_leads_to_the_line(client: TestClient) -> None:
    """A figure that is no thing's name leads to its line in the source text, as JSON too."""
    found = client.get("/search", params={"q": "22.773", "format": "json"}).json()
    hit = found["hits"][0]
    path, _, fragment = hit["address"].partition("#")
    page = client.get(path, headers=BROWSER)
    line = re.search(rf'<li id="{fragment}">(.*?)</li>', page.text)
    assert line is not None
    assert re.sub(r"<[^>]+>", "", line[1]) == "Tổng kinh phí: 22.773"
    assert client.get("/text/document/nope", headers=BROWSER).status_code == 404


def test_a_typed_question_is_understood(client: TestClient) -> None:
    """The best question comes first, with parameters, words, SPARQL and the way to its answer."""
    typed = "Sở Công Thương chủ trì những nhiệm vụ nào, bao nhiêu tiền?"
    made = client.get("/ask", params={"q": typed, "format": "json"}).json()["matches"][0]
    assert made["question"] == "led-tasks"
    assert made["labels"] == {"agency": "Sở Công Thương"}
    assert "SELECT" in made["sparql"]
    answered = client.get(made["address"], headers=BROWSER)
    assert "3 dòng" in answered.text
    page = client.get("/ask", params={"q": typed}, headers=BROWSER).text
    assert "Hiểu là" in page
    assert "isAnsweredForBy" in page
    nothing = client.get("/ask", params={"q": "xin chào"}, headers=BROWSER).text
    assert "Không câu hỏi nào" in nothing
