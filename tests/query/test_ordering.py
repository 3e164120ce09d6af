"""The order of rows is the engine's, whoever makes it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sctbv_graph.query import load_questions
from sctbv_graph.query.ordering import ordered, without_order
from sctbv_graph.query.trace import trace
from sctbv_graph.store import EmbeddedStore, rows_of

VALUES = """
  VALUES (?a ?b) { (<a:2> 10) (<a:10> 9) (UNDEF 2.5) ("b" UNDEF) ("b"@vi -1) ("a"@vi 3) ("ă" 3.0)
    (<a:2> 2) (<a:1> 7) }"""


@pytest.mark.parametrize("by", ["?a ?b", "DESC(?a) ?b", "?b ?a", "DESC(?b) DESC(?a)", "ASC(?b) ?a"])
def test_terms_of_all_kinds(by: str) -> None:
    """Unbound, IRIs, words, numbers, up and down; cut at any row."""
    store = EmbeddedStore(ox.Store())
    query = f"SELECT ?a ?b {{ {VALUES} }} ORDER BY {by}"
    assert without_order(query) is not None
    whole = rows_of(store.query(query))
    assert ordered(store, query) == whole
    for most in range(10):
        assert ordered(store, query, most=most).rows == whole.rows[:most]
        assert ordered(store, f"{query} LIMIT {most}", most=5).rows == whole.rows[: min(most, 5)]


@pytest.mark.parametrize("row", ["(<a:1> 'x')", "(<a:1> true)", "(<a:1> 1e0)"])
def test_what_only_the_engine_can_order_is_left_to_it(row: str) -> None:
    store = EmbeddedStore(ox.Store())
    query = f"SELECT ?a ?b {{ {VALUES[:-2]} {row} }} }} ORDER BY ?b ?a"
    assert ordered(store, query) == rows_of(store.query(query))


@pytest.mark.parametrize(
    "end",
    ["ORDER BY STR(?a)", "ORDER BY ?c", "ORDER BY ?a LIMIT 3 OFFSET 1", "ORDER BY (?b + 1)", ""],
)
def test_such_queries_are_not_taken_apart(end: str) -> None:
    assert without_order(f"SELECT ?a ?b {{ ?a ?b ?c }} {end}") is None


@pytest.mark.parametrize("name", ["agency-work", "calendar", "doubts", "evidence-of", "pairs"])
def test_questions(store: EmbeddedStore, name: str) -> None:
    """The rows of a question and what they are ordered by are the engine's; ties may differ."""
    question = load_questions()[name].query
    query = question if "?nodes)" in question else trace(question).query
    apart = without_order(query)
    assert apart is not None
    order = [variable for variable, _ in apart[1]]
    made, whole = ordered(store, query).rows, rows_of(store.query(query)).rows
    assert [[row.get(v) for v in order] for row in made] == [
        [row.get(v) for v in order] for row in whole
    ]
    assert sorted(map(str, made)) == sorted(map(str, whole))
