"""Virtuoso 7 as the store: the same answers as embedded, or a sentence; never a wrong one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from sctbv_graph import iris
from sctbv_graph.audit import audit_document
from sctbv_graph.audit.fetched import fetch_built
from sctbv_graph.claim import Claim, new_name
from sctbv_graph.corpus import Built
from sctbv_graph.errors import LimitError, QueryError, RemoteError
from sctbv_graph.push import _Pusher, canonical, pull, push, record_of
from sctbv_graph.query import answer, load_questions
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.search import build_index, search
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore, Rows, graph_of, read_target, rows_of
from sctbv_graph.store.copies import Copies
from sctbv_graph.store.writer import Writer
from tests.conftest import PLAN
from tests.remote.test_answers import cells
from tests.remote.test_portal import portal, words
from tests.virtuoso.conftest import ROWS

PREFIX = (
    "PREFIX sctbv: <https://w3id.org/sctbv/def#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of queries that were worked out here, from copies."""
    made: list[str] = []
    query = Copies.query

    def noted(self: Copies, sparql: str, *rest: object) -> object:
        made.append(sparql)
        return query(self, sparql, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Copies, "query", noted)
    return made


@pytest.mark.parametrize("name", list(load_questions()))
def test_every_question(store: EmbeddedStore, remote: RemoteStore, name: str) -> None:
    """Rows, their order, labels and evidence are those of the embedded store."""
    ours, theirs = answer(store, name, evidence=True), answer(remote, name, evidence=True)
    assert [cells(row) for row in theirs.rows] == [cells(row) for row in ours.rows]
    assert theirs.rests_on == ours.rests_on
    assert theirs.labels == ours.labels


def test_search(store: EmbeddedStore, remote: RemoteStore) -> None:
    """The names, more of them than the server gives at once, are all found."""
    ours, theirs = build_index(store, {}), build_index(remote, {})
    assert len(ours) == len(theirs) > ROWS / 2
    for typed in ("dam doi", "lúa tôm", "so cong thuong", "889"):
        assert search(theirs, typed) == search(ours, typed)


def test_pull_and_push_again(store: EmbeddedStore, remote: RemoteStore) -> None:
    """Every graph comes back as it was, truth values and blank nodes too; nothing is sent again."""
    by_name: dict[str, list[ox.Triple]] = {}
    for quad in pull(remote, lambda *_: None):
        assert isinstance(quad.graph_name, ox.NamedNode)
        by_name.setdefault(quad.graph_name.value, []).append(quad.triple)
    assert sorted(by_name) == store.graph_names()
    for name, triples in by_name.items():
        assert canonical(triples) == canonical(graph_of(store, name))
    assert push(store, remote, "0123456789abcdef", lambda *_: None).sent == ()


def test_audit(remote: RemoteStore, built: Built) -> None:
    """A document fetched from there has the findings of its file."""
    settings = Settings()
    reference = reference_quads(load_knowledge(settings.data_folders), [built.plan])
    ours = audit_document(built, tuple(reference), "submission")
    document = iris.thing("document", PLAN)
    theirs = audit_document(*fetch_built(remote, document, settings), "submission")
    assert [f.fingerprint for f in theirs.findings] == [f.fingerprint for f in ours.findings]


WRONG = {
    "whole numbers divided": "SELECT (?n / 2 AS ?x) { VALUES ?n { 1 2 3 } }",
    "divided by a variable": "SELECT (?n / ?m AS ?x) { VALUES (?n ?m) { (1 2) (3 2) } }",
    "sum over nothing": PREFIX + "SELECT (SUM(?n) AS ?x) { ?s sctbv:nothing ?n }",
    "days subtracted": PREFIX + "SELECT (?e - ?d AS ?x) "
    '{ VALUES (?d ?e) { ("2024-10-02"^^xsd:date "2024-10-10"^^xsd:date) } }',
    "truth worked out": "SELECT (?n > 1 AS ?x) { VALUES ?n { 1 2 } }",
    "truth in BIND": PREFIX + "SELECT ?u ?x { ?u sctbv:isUnitOf ?a "
    "BIND(EXISTS { ?a sctbv:isUnitOf ?b } AS ?x) }",
    "truth values stored": PREFIX + "SELECT ?t ?x { ?t sctbv:isTentative ?x }",
    "address chosen": PREFIX + "SELECT ?u (IF(BOUND(?b), sctbv:x, sctbv:y) AS ?x) "
    "{ ?u sctbv:isUnitOf ?a OPTIONAL { ?a sctbv:isUnitOf ?b } }",
    "months": PREFIX + "SELECT ?x { VALUES ?x "
    '{ "2024-10"^^xsd:gYearMonth "2023-01"^^xsd:gYearMonth } '
    'FILTER(?x < "2024-01"^^xsd:gYearMonth) }',
    "letters joined": PREFIX + 'SELECT (CONCAT("Số ", STR(?l)) AS ?x) '
    '{ ?u sctbv:isUnitOf ?a . ?a skos:prefLabel ?l FILTER(LANG(?l) = "vi") }',
    "regex": PREFIX + 'SELECT ?l { ?a skos:prefLabel ?l FILTER(REGEX(STR(?l), "Sở")) }',
    "contains": PREFIX + 'SELECT ?l { ?a skos:prefLabel ?l FILTER(CONTAINS(STR(?l), "Sở")) }',
    "before": PREFIX + 'SELECT (STRBEFORE(?l, "zzz") AS ?x) { ?a skos:prefLabel ?l } LIMIT 5',
    "path on what may be a cycle": PREFIX + "SELECT ?x { ?u sctbv:isUnitOf+ ?x }",
    "escape in a name": "PREFIX i: <https://w3id.org/sctbv/> SELECT ?p { i:def\\#Task ?p ?o }",
    "values in a union": PREFIX + "SELECT ?s { { VALUES ?s { <urn:a> <urn:b> } } "
    "UNION { ?s sctbv:isUnitOf ?a } }",
    "filter on what is bound outside": PREFIX
    + "SELECT ?line ?column { ?line a sctbv:BudgetLine ; sctbv:isMoneyFor ?task . ?task "
    "sctbv:isStatedIn ?plan OPTIONAL { ?line sctbv:statedColumn ?source } OPTIONAL { ?total a "
    "sctbv:StatedTotal ; sctbv:isMoneyFor ?plan ; sctbv:statedColumn ?totalled ; "
    "sctbv:amountVnd ?column FILTER(?totalled = ?source) } }",
    "several words": PREFIX + "SELECT ?s { VALUES ?l "
    '{ "Sở Công Thương"@vi "Sở Tài chính"@vi } ?s skos:prefLabel ?l }',
    "two graphs": "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/sctbv/graph/merged> "
    "FROM <https://w3id.org/sctbv/graph/reference/places> { ?s ?p ?o }",
    "joined without a separator": PREFIX
    + "SELECT (GROUP_CONCAT(?n) AS ?x) { SELECT ?n { ?s sctbv:ordinal ?n } ORDER BY ?n LIMIT 9 }",
}


def bag(rows: Rows) -> list[str]:
    """Return rows in an order of their own."""
    return sorted(str(sorted((k, str(v)) for k, v in row.items())) for row in rows.rows)


@pytest.mark.parametrize("name", list(WRONG))
def test_what_it_answers_wrongly(store: EmbeddedStore, remote: RemoteStore, name: str) -> None:
    """The answer is the embedded store's, by another wording or worked out here."""
    if name == "two graphs":
        count = rows_of(remote.query(WRONG[name])).rows[0]["n"]
        assert count == ox.Literal(remote.size(iris.MERGED))
        return
    assert bag(rows_of(remote.query(WRONG[name]))) == bag(rows_of(store.query(WRONG[name])))


def test_describe(store: EmbeddedStore, remote: RemoteStore) -> None:
    """What is said of a thing, and nothing of what points there."""
    query = f"DESCRIBE <{iris.thing('agency', 'so-cong-thuong-ca-mau')}>"
    ours, theirs = (set(s.query(query)) for s in (store, remote))
    assert ours == theirs


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?p ?o { ?s ?p ?o }",
        f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {ROWS + 500}",
        "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c ; ?p ?o }",
    ],
)
def test_what_it_cuts_off_comes_whole(
    store: EmbeddedStore, remote: RemoteStore, query: str
) -> None:
    """More rows than the server gives, and a graph whose rows it cuts off behind the scene."""
    ours, theirs = (list(s.query(query)) for s in (store, remote))  # type: ignore[arg-type]
    assert len(ours) == len(theirs)


def test_what_is_too_large_is_refused(remote: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the graphs cannot be fetched, the sentence says what the store would do."""
    monkeypatch.setattr("sctbv_graph.store.copies.MAX_STATEMENTS", 1_000)
    monkeypatch.setattr("sctbv_graph.store.copies.KEPT_SECONDS", -1)
    with pytest.raises(LimitError, match="cắt kết quả"):
        remote.query("SELECT ?s ?p ?o { ?s ?p ?o }")
    with pytest.raises(LimitError, match="trừ hai ngày"):
        remote.query(PREFIX + "SELECT (?b - ?a AS ?x) { ?f sctbv:startDate ?a ; sctbv:endDate ?b }")


def test_it_answers_itself_where_it_is_right(remote: RemoteStore, copied: list[str]) -> None:
    """The money by source, rewritten, is added up there, not here."""
    answer(remote, "money-by-source")
    assert copied == []


def test_a_syntax_error_has_its_place(remote: RemoteStore) -> None:
    """The sentence is the embedded engine's, with line and column."""
    for query in ("SELECT ?s { ?s ?p }", "SELECT (COALESCE AS ?x) {", "SELECT (1 - AS ?x) { }"):
        with pytest.raises(QueryError, match="1:"):
            remote.query(query)


def test_a_long_graph_is_put_in_place(
    store: EmbeddedStore, remote: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written beside in batches, blank nodes first, then moved; nothing is left beside it.

    Meanwhile another push is refused, afterwards it is not.
    """
    monkeypatch.setattr("sctbv_graph.push.BATCH", 700)
    name = "https://w3id.org/sctbv/graph/long/analysis"
    triples = list(graph_of(store, iris.reference_graph("sctbv")))
    writer = Writer(remote)
    claim, other = (Claim(remote, writer, new_name()) for _ in range(2))
    with claim.held(take_over=False):
        one = _Pusher(remote, writer, claim, lambda *_: None)
        try:
            one.send(name, triples, record_of(triples))
            assert canonical(remote.graph(name)) == canonical(triples)
            assert not [there for there in remote.all_names() if there.startswith(iris.PUSHING)]
            with pytest.raises(RemoteError, match="--take-over"), other.held(take_over=False):
                pass
        finally:
            one.drop(name)
    with other.held(take_over=False):
        assert other.check() is None


@pytest.mark.parametrize(
    "path",
    [
        f"/page/task/{PLAN}/5",
        "/page/agency/so-cong-thuong-ca-mau",
        f"/page/objective/{PLAN}/II.1",
        "/questions/totals.csv",
        "/search?q=dam+doi",
    ],
)
def test_pages_of_the_portal(store: EmbeddedStore, remote: RemoteStore, path: str) -> None:
    """Word for word those over the embedded store."""
    pages = []
    for one in (store, remote):
        with TestClient(portal(one), follow_redirects=False) as client:
            pages.append(client.get(path, headers={"Accept": "text/html"}))
    assert pages[1].status_code == 200
    assert words(pages[1].text) == words(pages[0].text)


def test_writing_needs_the_password(virtuoso: str) -> None:
    """Without it a push is told what it needs; reading needs none."""
    stranger = RemoteStore(read_target(virtuoso))
    with pytest.raises(RemoteError, match="SCTBV_STORE_PASSWORD"):
        Writer(stranger).drop("urn:x")
    assert bool(stranger.query("ASK {}"))
