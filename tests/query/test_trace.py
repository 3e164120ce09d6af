"""Any SELECT, also a user's own, tells the nodes that its rows rest on."""

from __future__ import annotations

import pytest

from sctbv_graph.errors import QueryError, QuestionError
from sctbv_graph.query import answer, answer_query, load_questions, trace
from sctbv_graph.store import EmbeddedStore, rows_of

PREFIX = "PREFIX s: <https://w3id.org/sctbv/def#> "
TASK = "https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/"


def lines(store: EmbeddedStore, query: str) -> list[list[int]]:
    return [[p.line for p in passages] for passages in answer_query(store, PREFIX + query).evidence]


@pytest.mark.parametrize("name", list(load_questions()))
def test_tracing_changes_no_row(store: EmbeddedStore, name: str) -> None:
    """A question asked with evidence has the rows, in number and order, that it has without."""
    without, with_ = answer(store, name), answer(store, name, evidence=True)
    assert without.rows == with_.rows
    assert without.columns == with_.columns


def test_a_sum_rests_on_what_it_adds(store: EmbeddedStore) -> None:
    """The sum of the money of tasks 11 and 12 leads to the five cells that are added."""
    found = lines(
        store,
        f"SELECT (SUM(?vnd) AS ?all) {{ VALUES ?t {{ <{TASK}11> <{TASK}12> }} "
        "?line a s:BudgetLine ; s:isMoneyFor ?t ; s:amountVnd ?vnd }",
    )
    assert {232, 233, 234, 243, 244} <= set(found[0])


def test_a_sum_inside_rests_on_what_it_adds(store: EmbeddedStore) -> None:
    """A sub-SELECT gives its nodes to the row that uses it, also inside OPTIONAL."""
    found = lines(
        store,
        f"SELECT ?m {{ VALUES ?t {{ <{TASK}4> }} OPTIONAL {{ {{ SELECT ?t (SUM(?v) AS ?m) {{ "
        "?l s:isMoneyFor ?t ; s:amountVnd ?v } GROUP BY ?t } } }",
    )
    assert {135, 137} <= set(found[0])


def test_distinct_rests_on_all_that_fell_together(store: EmbeddedStore) -> None:
    """One row of DISTINCT rests on every node that gave it."""
    query = f"SELECT DISTINCT ?v {{ ?l s:isMoneyFor <{TASK}4> ; s:statedUnit|s:basis ?v }}"
    found = answer_query(store, PREFIX + query)
    assert len(found.rows) == 1
    assert [p.line for p in found.evidence[0]] == [135, 137]


def test_hidden_variables_count(store: EmbeddedStore) -> None:
    """A row that shows a literal alone rests on the node that the literal hangs on."""
    found = lines(store, f"SELECT ?a {{ ?l s:isMoneyFor <{TASK}5> ; s:statedAmount ?a }}")
    assert found == [[150]]


def test_what_is_absent_binds_nothing(store: EmbeddedStore) -> None:
    """Nodes under NOT EXISTS are no evidence; the answer says that it asks for an absence."""
    query = "SELECT ?t { ?t a s:Task FILTER NOT EXISTS { ?t s:statedOrdinal ?o } }"
    found = answer_query(store, PREFIX + query)
    assert len(found.rows) == 7
    assert found.absence
    assert all(found.evidence)


def test_a_count_of_nothing_says_why_it_has_no_quote(store: EmbeddedStore) -> None:
    """A row without passages says which kind of row it is."""
    nothing = answer_query(store, PREFIX + "SELECT (COUNT(?x) AS ?n) { ?x s:noSuchProperty 1 }")
    assert [r.reason for r in nothing.rests_on] == ["literals"]
    register = answer_query(
        store, "SELECT ?p { VALUES ?p { <https://w3id.org/sctbv/id/place/tinh-ca-mau> } }"
    )
    assert [r.reason for r in register.rests_on] == ["register"]


def test_a_fact_that_was_not_read_says_so(store: EmbeddedStore) -> None:
    """An amount whose column is open or forced says it beside the quote."""
    query = f"SELECT ?l {{ ?l s:isMoneyFor <{TASK}11> ; a s:BudgetLine }}"
    found = answer_query(store, PREFIX + query)
    assert {rests.bases for rests in found.rests_on} == {("forced",)}


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?x { ?x ?p "} SELECT { # }" }',
        "SELECT ?x { ?x ?p <http://e/#a> . # comment } with a brace\n }",
        "SELECT DISTINCT (STR(?x) AS ?y) { ?x a ?c } ORDER BY ?y LIMIT 3",
        "SELECT DISTINCT ?c { ?x a ?c } ORDER BY ?x LIMIT 3",
        "SELECT * { ?x a ?c { SELECT ?x { ?x ?p ?o } LIMIT 2 } } LIMIT 3",
        "SELECT (COUNT(*) AS ?n) { ?x a ?c }",
        (
            "SELECT ?c (COUNT(?x) AS ?n) { { ?x a ?c } UNION { ?c ?p ?x MINUS { ?c a ?x } } }"
            " GROUP BY ?c HAVING (COUNT(?x) > 3) ORDER BY DESC(?n) ?c LIMIT 5 VALUES ?c { UNDEF }"
        ),
        "SELECT ?restsOn1 { ?restsOn1 a ?c } LIMIT 1",
        "SELECT ?x FROM <https://w3id.org/sctbv/graph/reference/places> { ?x a ?c } LIMIT 1",
        "SELECT ?x { ?x a ?c FILTER(?x < ?c && ?c > 3) } LIMIT 1",
    ],
)
def test_widened_queries_stay_right(store: EmbeddedStore, query: str) -> None:
    """Whatever stands in a query, widening it keeps it a query with the same rows."""
    widened = trace(query)
    own = rows_of(store.query(query))
    more = rows_of(store.query(widened.query))
    assert [{k: r[k] for k in own.columns if k in r} for r in more.rows] == list(own.rows)


def test_only_select_has_rows(store: EmbeddedStore) -> None:
    """Another form is refused with a sentence, bad syntax as well."""
    with pytest.raises(QuestionError, match="ASK"):
        answer_query(store, "ASK { ?s ?p ?o }")
    with pytest.raises(QueryError):
        answer_query(store, "SELECT ?x { ?x ?p ")
    with pytest.raises(QueryError):
        answer_query(store, "DELETE WHERE { ?s ?p ?o }")
