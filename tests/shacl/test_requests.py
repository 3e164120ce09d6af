"""Many queries asked in one request: what they give asked one by one, in the same order."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sctbv_graph.audit.catalogue import shape_files
from sctbv_graph.audit.rows import rows_each, rows_together
from sctbv_graph.corpus import Corpus
from sctbv_graph.errors import ShapesError
from sctbv_graph.shacl import validate
from sctbv_graph.shacl.ahead import Step, request_of, rows_ahead
from sctbv_graph.shacl.asking import Timing
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.files import read_shapes_files
from sctbv_graph.shacl.tokens import spelt_out
from sctbv_graph.store import EmbeddedStore
from tests.shacl.compare import turtle

DATA = ":a a :C ; :p 1 , 2 , 3 . :b a :C ; :p 2 . :c a :C ; :p 0.30 . _:x a :C ; :q 'x'@vi , _:x ."


def store() -> ox.Store:
    """Return the data in a store that may be written."""
    made = ox.Store()
    made.extend(ox.Quad(q.subject, q.predicate, q.object) for q in turtle(DATA))
    return made


def step(text: str, *names: str) -> Step:
    """Return a query as a step."""
    return Step(spelt_out(text, [("t", "urn:test:")]), names)


def alone(data: ox.Store, one: Step) -> list[dict[str, object]]:
    """Return the rows of a query asked by itself."""
    answers = data.query(one.query)
    assert isinstance(answers, ox.QuerySolutions)
    return [
        {name: row[name] for name in one.names if row[name] is not None} for row in answers
    ]  # fmt: skip


def test_rows_are_those_of_each_query_in_its_order() -> None:
    """Blank nodes, words, unbound variables, equal rows and an order that was asked for."""
    steps = [
        step("SELECT ?s ?v WHERE { ?s t:p ?v } ORDER BY DESC(?v) ?s", "s", "v"),
        step("SELECT ?v ?s WHERE { ?s t:p ?v } ORDER BY ?v ?s", "v", "s"),
        step("SELECT ?s ?v WHERE { ?s a t:C OPTIONAL { ?s t:p ?v } }", "s", "v"),
        step("SELECT ?v WHERE { ?s t:q ?v }", "v"),
        step("SELECT ?c WHERE { ?s a ?c }", "c"),
        step("SELECT (SUM(?v) AS ?sum) ?s WHERE { ?s t:p ?v } GROUP BY ?s ORDER BY ?s", "sum", "s"),
        step("SELECT ?s WHERE { ?s t:r ?v }", "s"),
    ]
    data = store()
    found = rows_ahead(data, request_of(steps))
    for one in steps:
        assert found[one.query] == alone(data, one)
        assert [list(row) for row in found[one.query]] == [list(row) for row in alone(data, one)]
    assert len(found[steps[4].query]) == 4
    assert list(data.named_graphs()) == []


def test_a_refused_request_leaves_nothing_behind() -> None:
    """Nothing is then known of any of its queries, and nothing stands in the store."""
    data = store()
    good, bad = step("SELECT ?s WHERE { ?s t:p 1 }", "s"), step("SELECT ?s WHERE { ?s t:p", "s")
    assert rows_ahead(data, request_of([good, bad])) == {}
    assert list(data.named_graphs()) == []
    assert len(data) == len(store())


def test_all_rules_find_the_same_asked_one_by_one(corpus: Corpus) -> None:
    """On the bundled corpus, result for result, in the same order."""
    quads = [*(q for d in corpus.documents for q in d.quads), *corpus.reference]
    shapes = read_shapes_files(shape_files())
    timings: list[Timing] = []
    one_by_one = validate(quads, shapes, timings=timings).results
    together = validate(quads, shapes).results
    assert len(together) > 60
    assert [str(r) for r in together] == [str(r) for r in one_by_one]
    assert len(timings) > 60


SHAPES = "".join(
    f":S{n} a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:select '''SELECT $this WHERE "
    f"{{ {{}} }}''' ] .\n".replace("{}", "$this <urn:test:p> " + str(n))
    for n in range(40)
)


def test_of_many_shapes_the_broken_one_is_named() -> None:
    """The engine refuses a whole request; the message names the shape at fault all the same."""
    unknown = SHAPES.replace("<urn:test:p> 3 ", "t:p 3 ")
    assert unknown != SHAPES
    with pytest.raises(ShapesError) as caught:
        validate(turtle(DATA), turtle(unknown))
    assert "urn:test:S3" in caught.value.message("vi")


def test_a_text_that_looks_into_graphs_sees_no_rows() -> None:
    """Where one does, no rows are put into graphs meanwhile."""
    looks = (
        ":G a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:select "
        "'SELECT $this WHERE { $this a ?t . GRAPH ?g { ?row ?name ?value } }' ] ."
    )
    data = Data(store(), scratch=True)
    found = validate(data, turtle(SHAPES + looks)).results
    assert {(str(r.root), str(r.focus)) for r in found} == {
        ("<urn:test:S1>", "<urn:test:a>"),
        ("<urn:test:S2>", "<urn:test:a>"),
        ("<urn:test:S2>", "<urn:test:b>"),
        ("<urn:test:S3>", "<urn:test:a>"),
    }


def test_what_rules_ask_beside_their_shapes() -> None:
    """One request gives what each query gives; one that is refused is told by the query alone."""
    data = EmbeddedStore(store())
    queries = [
        "SELECT ?s WHERE { ?s <urn:test:p> 2 } ORDER BY ?s",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?c }",
    ]
    assert rows_together(data, queries) == [list(rows) for rows in rows_each(data, queries)]
