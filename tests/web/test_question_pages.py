"""The questions of the catalogue as pages, JSON and CSV, with their parameters."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.build import data_version
from sctbv_graph.query import load_questions
from sctbv_graph.settings import Settings
from tests.web.html_pages import (
    ANYTHING,
    BROWSER,
    QUESTIONS,
    Page,
    get,
    with_english,
)


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
