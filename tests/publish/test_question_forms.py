"""Questions asked in the browser: the values of a form are bound as the server binds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sctbv_graph.publish.question_forms import form_file
from sctbv_graph.query import answer, choices, load_questions
from sctbv_graph.store import EmbeddedStore, select
from sctbv_graph.vietnamese.numbers import format_number
from tests.publish.in_node import in_node

STATIC = Path(__file__).parents[2] / "sctbv_graph" / "publish" / "static"
QUESTIONS = [q for q in load_questions().values() if q.parameters]
NUMBER = {"name": "n", "type": "integer", "label": {"vi": "Số", "en": "Number"}, "minimum": 1,
          "maximum": 12}  # fmt: skip
DAY = {"name": "d", "type": "date", "label": {"vi": "Ngày", "en": "Day"}}
CHOICE = {"name": "c", "type": "iri", "label": {"vi": "Nơi", "en": "Place"}, "choices": ["x:a"]}
TEXT = {"name": "t", "type": "string", "label": {}}
XSD = "http://www.w3.org/2001/XMLSchema#"
NASTY = 'a" } DROP\\ ALL # \n'
VALUES = [
    (NUMBER, "7", "vi", f'"7"^^<{XSD}integer>'),
    (NUMBER, "13", "vi", {"wrong": "“Số” phải là số nguyên từ 1 đến 12."}),
    (NUMBER, "1 }", "en", {"wrong": "“Number” must be a whole number from 1 to 12."}),
    (DAY, "01/7/2025", "vi", f'"2025-07-01"^^<{XSD}date>'),
    (DAY, "2025-02-30", "en", {"wrong": "“Day” must be a day (2025-07-01 or 01/7/2025)."}),
    (CHOICE, "x:a", "vi", "<x:a>"),
    (CHOICE, "x:b", "vi", {"wrong": "“Nơi”: hãy chọn trong danh sách."}),
]


def values_of(store: EmbeddedStore, question: Any) -> list[tuple[Any, str]]:
    """Return a value for each parameter: its default, else the first that it can be."""
    made = []
    for parameter in question.parameters:
        options = [value for value, _ in choices(store, parameter)]
        default = "2026-11-23" if parameter.default == "today" else parameter.default
        value = default or next(iter(options), "")
        told = {"name": parameter.name, "type": parameter.type, "label": dict(parameter.label),
                "minimum": parameter.minimum, "maximum": parameter.maximum,
                "choices": options or None}  # fmt: skip
        if value:
            made.append((told, value))
    return made


@pytest.fixture(scope="module")
def ran(store: EmbeddedStore) -> dict[str, Any]:
    asked = [
        {"query": json.loads(form_file(q))["traced"], "parameters": values_of(store, q)}
        for q in QUESTIONS
    ]
    values = [*(value[:3] for value in VALUES), (TEXT, NASTY, "vi")]
    return in_node("forms.mjs", {"folder": str(STATIC), "asked": asked, "values": values})


def test_a_form_gives_the_rows_that_the_server_gives(
    store: EmbeddedStore, ran: dict[str, Any]
) -> None:
    """Every question with parameters, each with a value: the same rows in the same order."""
    assert len(QUESTIONS) > 40
    answered = 0
    for question, query in zip(QUESTIONS, ran["queries"], strict=True):
        given = {told["name"]: value for told, value in values_of(store, question)}
        expected = answer(store, question.name, given)
        found = select(store, query)
        rows = [{k: row[k] for k in expected.columns if k in row} for row in found.rows]
        assert rows == list(expected.rows), question.name
        answered += bool(rows)
    assert answered > 30


def test_what_is_no_value_is_told(ran: dict[str, Any]) -> None:
    for (parameter, value, _, expected), found in zip(VALUES, ran["terms"], strict=False):
        assert found == expected, (parameter["name"], value)


def test_words_stay_words(store: EmbeddedStore, ran: dict[str, Any]) -> None:
    """Quotes, braces and line ends in a value are read by SPARQL as they were typed."""
    (row,) = select(store, f"SELECT ?t {{ VALUES ?t {{ {ran['terms'][-1]} }} }}").rows
    assert isinstance(row["t"], ox.Literal)
    assert row["t"].value == NASTY.strip()


def test_numbers_are_written_as_the_server_writes_them(ran: dict[str, Any]) -> None:
    from decimal import Decimal

    numbers = ["22773", "-1234567.50", "0.25", "100"]
    assert ran["numbers"] == [*(format_number(Decimal(n)) for n in numbers), "abc"]


def test_the_site_has_what_a_form_needs(site: Path) -> None:
    """Its query beside each page; what all share is there once; who has no script is told."""
    for question in QUESTIONS:
        made = json.loads((site / f"questions/{question.name}/ask.json").read_bytes())
        assert {p["name"] for p in made["parameters"]} == {p.name for p in question.parameters}
    shared = json.loads((site / "questions/ask.json").read_bytes())
    assert "# nodes" in shared["evidence"]
    assert shared["basis"]["read vi"]
    page = (site / "questions/led-tasks/index.html").read_text("utf-8")
    assert "<noscript>" in page
    assert ">Sở Công Thương</option>" in page


def listed(value: str) -> str:
    """Return a list in the order of its words: GROUP_CONCAT says nothing of an order."""
    return ", ".join(sorted(value.split(", ")))


def test_the_browser_shows_the_rows_and_quotes_of_the_server(site: Path) -> None:
    """Every question over the dump, in the site's own engine: rows, names, passages, reasons."""
    made = in_node("asked.mjs", {"site": str(site), "names": [q.name for q in QUESTIONS]})
    quotes = 0
    for question in QUESTIONS:
        found = made[question.name]
        told = json.loads((site / f"questions/{question.name}.json").read_bytes())
        names = [column["name"] for column in told["columns"]]
        assert found["columns"] == names, question.name
        rows = [
            [[listed(row[n]["value"]), row[n].get("label")] if n in row else None for n in names]
            for row in told["rows"]
        ]
        shown = [[cell and [listed(cell[0]), cell[1]] for cell in row] for row in found["rows"]]
        assert shown == rows, question.name
        for here, passages, note in zip(
            found["evidence"], told["evidence"], told["notes"], strict=True
        ):
            there = [
                [p[k] for k in ("quote", "document", "start", "end", "line")] for p in passages
            ]
            assert here["passages"] == there, question.name
            assert (here["more"], here["reason"]) == (note.get("more", 0), note.get("reason", ""))
            quotes += len(there)
    assert quotes > 1000
