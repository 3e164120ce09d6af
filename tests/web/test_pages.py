"""What a person with a browser, or a program that follows links, gets from the portal."""

from __future__ import annotations

import csv
import gc
import io
import sys
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rdflib import Dataset, Graph, Literal, URIRef

from sctbv_graph.build import data_version
from sctbv_graph.query import load_questions
from sctbv_graph.settings import Settings
from sctbv_graph.store import check_allowed

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ANYTHING = {"Accept": "*/*"}
DEF = "https://w3id.org/sctbv/def#"
ID = "https://w3id.org/sctbv/id/"
PLAN = "211-kh-ubnd-ca-mau-2024"
TASK = f"task/{PLAN}/11"
QUESTIONS = list(load_questions())
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


class Page(HTMLParser):
    """Language, tags with their attributes, links, marked and quoted text of one page."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self.marks: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "link", "input", "br", "img"):
            self.inside.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.inside:
            self.marks[-1] += data

    def named(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def lang(self) -> str:
        return self.named("html")[0]["lang"]


def get(client: TestClient, path: str) -> Page:
    answer = client.get(path, headers=BROWSER)
    assert answer.headers["content-type"].startswith("text/html"), path
    return Page(answer.text)


def with_english(path: str) -> str:
    return path + ("&" if "?" in path else "?") + "lang=en"


def is_sentence(text: str) -> bool:
    """Tell whether a plain-text answer is one line of words that ends as a sentence does."""
    line = text.strip()
    return "\n" not in line and len(line.split()) > 4 and line.endswith(".")


# Home


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


# Addresses


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


# Questions


def test_questions_are_listed(client: TestClient) -> None:
    """The list of questions names all of them, in both languages."""
    vietnamese, english = get(client, "/questions").text, get(client, "/questions?lang=en").text
    assert len(QUESTIONS) >= 10
    for question in load_questions().values():
        assert question.question["vi"] in vietnamese
        assert question.question["en"] in english


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_as_page(client: TestClient, source: str, name: str) -> None:
    """Each question has a page with its rows, and quotes that stand in the plan."""
    answer = client.get(f"/questions/{name}", headers=BROWSER)
    assert answer.status_code == 200
    page = Page(answer.text)
    found = client.get(f"/questions/{name}.json").json()
    assert f"{len(found['rows'])} dòng" in page.text
    assert bool(page.marks) == any(found["evidence"])
    assert all(mark in source for mark in page.marks)


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_as_json(client: TestClient, settings: Settings, source: str, name: str) -> None:
    """Each question's JSON is the contract's, and its evidence is cut from the plan."""
    answer = client.get(f"/questions/{name}.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == "application/json"
    made = answer.json()
    assert set(made) == {
        "question", "parameters", "columns", "rows", "evidence", "truncated", "data_version",
        "sha256", "notes", "rests_on_absence",
    }  # fmt: skip
    assert (made["question"], made["truncated"]) == (name, False)
    assert made["data_version"] == data_version(settings) != ""
    assert len(made["sha256"]) == 64
    names = [column["name"] for column in made["columns"]]
    assert all(set(column["label"]) == {"vi", "en"} for column in made["columns"])
    assert made["rows"]
    for row in made["rows"]:
        assert set(row) <= set(names)
        assert all({"type", "value"} <= set(cell) for cell in row.values())
    assert len(made["evidence"]) == len(made["rows"])
    for passages, note in zip(made["evidence"], made["notes"], strict=True):
        assert bool(passages) != ("reason" in note)
        for passage in passages:
            text = source
            if "/document/reference-" in passage["document"]:
                stem = passage["document"].rpartition("/reference-")[2]
                folder = settings.data_folders[0] / "reference"
                text = (folder / f"{stem}.toml").read_bytes().decode("utf-8")
            assert passage["quote"] == text[passage["start"] : passage["end"]]
            assert text.count("\n", 0, passage["start"]) + 1 == passage["line"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_as_csv(client: TestClient, name: str) -> None:
    """Each question's CSV has the rows of its JSON, with the lines they rest on."""
    answer = client.get(f"/questions/{name}.csv")
    assert answer.headers["content-type"].partition(";")[0] == "text/csv"
    made = client.get(f"/questions/{name}.json").json()
    table = list(csv.DictReader(io.StringIO(answer.text)))
    names = [column["name"] for column in made["columns"]]
    assert list(table[0]) == [*names, "lines", "quotes", "evidence_basis", "no_evidence"]
    assert [row["lines"].split() for row in table] == [
        [str(passage["line"]) for passage in passages] for passages in made["evidence"]
    ]


def test_numbers_in_csv_can_be_computed_with(client: TestClient) -> None:
    """A program that adds up the CSV's column of millions gets 18706."""
    table = csv.DictReader(io.StringIO(client.get("/questions/budget-lines.csv").text))
    amounts = [Decimal(row["million"]) for row in table]
    assert (len(amounts), sum(amounts)) == (25, 18706)


def test_parameters_select_rows(client: TestClient) -> None:
    """A month and an agency narrow an answer, and the form shows what was asked."""
    made = client.get("/questions/calendar.json?month=6").json()
    assert made["parameters"] == {"month": "6"}
    assert len(made["rows"]) == 19
    page = get(client, "/questions/calendar?month=6")
    assert [i.get("value") for i in page.named("input") if i.get("name") == "month"] == ["6"]
    assert "19 dòng" in page.text
    rows = client.get("/questions/agency-work.json", params={"agency": "so cong thuong"}).json()
    assert {row["agency"]["label"] for row in rows["rows"]} == {"Sở Công Thương"}


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/questions/calendar{}?month=June", "June"),
        ("/questions/tasks{}?nope=1", "nope"),
        ("/questions/agency-work{}?agency=zzzz", "zzzz"),
    ],
)
def test_bad_parameters_are_422(client: TestClient, path: str, word: str) -> None:
    """A parameter that fits nothing is answered 422 with a sentence that repeats it."""
    for suffix in (".json", ".csv"):
        answers = [
            client.get(address, headers=ANYTHING)
            for address in (path.format(suffix), with_english(path.format(suffix)))
        ]
        assert [answer.status_code for answer in answers] == [422, 422]
        assert all(word in answer.text for answer in answers)
        assert answers[0].text.startswith(("Tham số", "Câu hỏi"))
        assert answers[1].text.startswith("The ")
    answer = client.get(path.format(""), headers=BROWSER)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert any(a.get("role") == "alert" for a in page.named("p"))
    assert word in page.text


def test_what_was_typed_is_text(client: TestClient) -> None:
    """Markup typed into a form is shown as typed and never becomes part of the page."""
    typed = "<script>alert(1)</script>"
    answer = client.get("/questions/calendar", params={"month": typed}, headers=BROWSER)
    page = Page(answer.text)
    assert typed in page.text
    assert page.named("script") == []


# Health, headers


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
