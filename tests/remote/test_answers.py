"""A store at another server gives what the embedded one gives."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.errors import QueryError
from sctbv_graph.query import answer, answer_query, load_questions
from sctbv_graph.results import serialize
from sctbv_graph.search import build_index, search
from sctbv_graph.store import EmbeddedStore, RemoteStore, Row, rows_of
from tests.conftest import PLAN
from tests.remote.servers import Behaviour

Serve = Callable[[Behaviour], str]


def cells(row: Row) -> dict[str, object]:
    """Return a row whose lists joined by commas are in order: in what order, no store promises."""
    made: dict[str, object] = dict(row)
    for name, term in row.items():
        if isinstance(term, ox.Literal) and ", " in term.value and not term.language:
            made[name] = sorted(term.value.split(", "))
    return made


@pytest.mark.parametrize("name", list(load_questions()))
def test_every_question(store: EmbeddedStore, remote: RemoteStore, name: str) -> None:
    """Rows, their order, labels and evidence are those of the embedded store."""
    ours, theirs = answer(store, name, evidence=True), answer(remote, name, evidence=True)
    assert len(theirs.rows) == len(ours.rows) > 0
    assert [cells(row) for row in theirs.rows] == [cells(row) for row in ours.rows]
    assert theirs.rests_on == ours.rests_on
    assert theirs.labels == ours.labels


def test_a_question_with_parameters(store: EmbeddedStore, remote: RemoteStore) -> None:
    """Names are looked up at the server; a name that fits nothing is told as ever."""
    given = {"agency": "so cong thuong"}
    assert answer(remote, "agency-work", given) == answer(store, "agency-work", given)


def test_search(store: EmbeddedStore, remote: RemoteStore) -> None:
    """The index made from the server finds what the one made from the embedded store finds."""
    ours, theirs = build_index(store, {}), build_index(remote, {})
    assert len(ours) == len(theirs) > 500
    for typed in ("dam doi", "lúa tôm", "so cong thuong", "889"):
        assert search(theirs, typed) == search(ours, typed)


def test_graphs(store: EmbeddedStore, remote: RemoteStore) -> None:
    """GRAPH sees the graphs of the project, whose names and sizes are the same."""
    assert remote.graph_names() == store.graph_names()
    sizes = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    assert rows_of(remote.query(sizes)) == rows_of(store.query(sizes))
    one = [iris.graph(PLAN, "computed")]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert rows_of(remote.query(count, one)) == rows_of(store.query(count, one))
    assert rows_of(remote.query(count, [])) == rows_of(store.query(count, []))


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p 'x' }",
        "ASK { ?s a <https://w3id.org/sctbv/def#Task> }",
        "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c . FILTER(ISIRI(?s)) }",
        "SELECT * { ?s <https://w3id.org/sctbv/def#ordinal> ?n } ORDER BY ?n ?s LIMIT 3 OFFSET 2",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/sctbv/graph/none> { ?s ?p ?o } # end",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/sctbv/graph/reference/places> { ?s ?p ?o }",
    ],
)
def test_queries_of_every_form(store: EmbeddedStore, remote: RemoteStore, query: str) -> None:
    """Each form gives the same; statements of a graph in any order."""
    graph = "nt" if query.startswith("CONSTRUCT") else None
    ours, theirs = (serialize(s.query(query), graph) for s in (store, remote))
    assert sorted(theirs.splitlines()) == sorted(ours.splitlines())


def test_terms_survive(
    two_graphs: EmbeddedStore, fresh: RemoteStore, pushed: Callable[..., object]
) -> None:
    """Languages, types, quotes and blank nodes come back as they were."""
    pushed(two_graphs, fresh)
    query = "SELECT ?p ?o { <urn:a> ?p ?o } ORDER BY ?p ?o"
    assert rows_of(fresh.query(query)) == rows_of(two_graphs.query(query))
    path = "PREFIX : <https://w3id.org/sctbv/def#> SELECT ?x { <urn:c> :two/:of/:in ?x }"
    assert [row["x"] for row in rows_of(fresh.query(path)).rows] == [ox.Literal("y")]
    blank = rows_of(fresh.query("SELECT ?b { <urn:c> ?p ?b }")).rows
    assert len({row["b"] for row in blank if isinstance(row["b"], ox.BlankNode)}) == 2


def test_a_syntax_error_is_told(remote: RemoteStore) -> None:
    """What the server says of it stands in the sentence."""
    with pytest.raises(QueryError, match="400") as caught:
        remote.query("SELECT ?s { ?s ?p }")
    assert "1:20" in caught.value.en


def test_a_table_cut_in_silence_is_found_out(store: EmbeddedStore, serve: Serve) -> None:
    """A server that gives 90 rows of anything: the whole answer comes, worked out from its graphs.

    Its 90 rows of 200 statements are not passed on, nor is a count of them.
    """
    data = ox.Store()
    merged, more = (ox.NamedNode(n) for n in (iris.MERGED, "https://w3id.org/sctbv/graph/x/stated"))
    for number in range(200):
        triple = (ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal(str(number)))
        data.add(ox.Quad(*triple, merged))
        data.add(ox.Quad(*triple, more))
    behaviour = Behaviour(data, rows=90)
    remote = RemoteStore(serve(behaviour))
    query = "SELECT ?s ?o { ?s <urn:p> ?o }"
    assert len(rows_of(remote.query(query)).rows) == 200
    assert len(rows_of(remote.query(f"{query} LIMIT 90")).rows) == 90
    assert len(rows_of(remote.query(f"{query} LIMIT 89")).rows) == 89
    assert len(rows_of(remote.query(f"{query} LIMIT 150")).rows) == 150
    assert len(remote.graph(None)) == 200


def test_a_cut_table_of_large_graphs_is_refused(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the graphs are too large to be fetched, a sentence says so; no part is passed on."""
    monkeypatch.setattr("sctbv_graph.store.copies.MAX_STATEMENTS", 150)
    data = ox.Store()
    for number in range(200):
        data.add(ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal("x"),
                         ox.NamedNode(iris.MERGED)))  # fmt: skip
    remote = RemoteStore(serve(Behaviour(data, rows=90)))
    with pytest.raises(QueryError, match="cắt kết quả"):
        remote.query("SELECT ?s { ?s <urn:p> ?o }")


def test_answers_with_evidence_of_a_query_of_ones_own(
    store: EmbeddedStore, remote: RemoteStore
) -> None:
    """`sctbv sparql --evidence` leads to the same quotes."""
    query = (
        "PREFIX sctbv: <https://w3id.org/sctbv/def#> SELECT ?lead (COUNT(?task) AS ?n) "
        "{ ?task a sctbv:Task ; sctbv:isLedBy ?lead } GROUP BY ?lead ORDER BY ?lead"
    )
    ours, theirs = answer_query(store, query), answer_query(remote, query)
    assert theirs.rests_on == ours.rests_on
    assert any(rests.passages for rests in ours.rests_on)
