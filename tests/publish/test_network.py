"""Results drawn: what is a node, what a link, what is left out; boxes apart; columns of numbers."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from sctbv_graph.web.render import STATIC
from tests.publish.in_node import in_node

BASE = "https://w3id.org/sctbv/"
TASK, LEAD, PLACE = f"{BASE}id/task/a/1", f"{BASE}id/agency/b", f"{BASE}id/place/c"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
COUNT = 60


def result(names: list[str], *rows: list[str]) -> dict[str, Any]:
    """Return a result as SPARQL 1.1 writes it in JSON; what has no colon is a literal."""
    return {
        "head": {"vars": names},
        "results": {
            "bindings": [
                {
                    name: {"type": "uri" if ":" in value else "literal", "value": value}
                    for name, value in zip(names, row, strict=True)
                    if value
                }
                for row in rows
            ]
        },
    }


TRIPLES = ["subject", "predicate", "object"]
RESULTS = {
    "statements": result(
        TRIPLES,
        [TASK, f"{BASE}def#isLedBy", LEAD],
        [TASK, f"{BASE}def#happensIn", PLACE],
        [TASK, f"{BASE}def#answeredForBy", LEAD],
        [TASK, f"{BASE}def#ordinal", "1"],
        [TASK, TYPE, f"{BASE}def#Task"],
    ),
    "types alone": result(TRIPLES, [TASK, TYPE, f"{BASE}def#Task"]),
    "rows": result(["task", "million", "lead", "place"], [TASK, "5", LEAD, PLACE]),
    "property between": result(["x", "property", "y"], [TASK, f"{BASE}def#isLedBy", LEAD]),
    "numbers": result(
        ["name", "year", "code", "million", "none"],
        ["a", "2024", "A1", "5.5", ""],
        ["b", "", "7", "-3", ""],
    ),
    "one thing a row": result(["task", "name"], [TASK, "tên"], [LEAD, "tên"]),
    "very many": result(["a", "b"], *([f"{BASE}id/x/{n}", LEAD] for n in range(400))),
}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    sizes = [[40 + 7 * (n % 20), 40] for n in range(COUNT)]
    asked = {"folder": str(STATIC), "results": list(RESULTS.values()), "sizes": sizes,
             "edges": [[n, n // 3] for n in range(1, COUNT)]}  # fmt: skip
    said = in_node("network.mjs", asked)
    named = {key: dict(zip(RESULTS, said[key], strict=True)) for key in ("networks", "numeric")}
    return {**said, **named, "sizes": sizes}


def links(network: dict[str, Any]) -> set[tuple[str, str, str]]:
    nodes = network["nodes"]
    return {(nodes[e["from"]], how, nodes[e["to"]]) for e in network["edges"] for how in e["hows"]}


def test_a_statement_is_a_link_named_by_its_property(made: dict[str, Any]) -> None:
    """Two between the same things are one line with both names; what it is of is no line."""
    found = made["networks"]["statements"]
    assert links(found) == {
        (TASK, f"{BASE}def#isLedBy", LEAD),
        (TASK, f"{BASE}def#answeredForBy", LEAD),
        (TASK, f"{BASE}def#happensIn", PLACE),
    }
    assert len(found["edges"]) == 2
    assert found["literals"] == 1
    assert links(made["networks"]["types alone"]) == {(TASK, TYPE, f"{BASE}def#Task")}


def test_a_row_links_its_first_thing_to_the_others(made: dict[str, Any]) -> None:
    assert links(made["networks"]["rows"]) == {(TASK, "?lead", LEAD), (TASK, "?place", PLACE)}
    between = made["networks"]["property between"]
    assert links(between) == {(TASK, f"{BASE}def#isLedBy", LEAD)}
    assert made["networks"]["one thing a row"]["edges"] == []


def test_what_is_left_out_is_counted(made: dict[str, Any]) -> None:
    found = made["networks"]["very many"]
    assert len(found["nodes"]) == made["most"]
    assert found["all"] == 401


def test_no_node_lies_on_another_and_the_drawing_holds_all(made: dict[str, Any]) -> None:
    first, again = made["placed"]
    assert first == again
    boxes = list(zip(first["places"], made["sizes"], strict=True))
    for ((x, y), (w, h)), ((u, v), (a, b)) in combinations(boxes, 2):
        assert abs(x - u) >= (w + a) / 2 - 0.01 or abs(y - v) >= (h + b) / 2 - 0.01
    for (x, y), (w, h) in boxes:
        assert w / 2 <= x <= first["width"] - w / 2
        assert h / 2 <= y <= first["height"] - h / 2


def test_a_column_of_numbers_holds_nothing_else(made: dict[str, Any]) -> None:
    """Gaps are none, a word makes it no column of numbers, an empty column is none either."""
    assert made["numeric"]["numbers"] == ["year", "million"]
    assert made["numeric"]["one thing a row"] == []
