"""What a document says, as lines: letter by letter the same statements as its quads."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.audit.asked import parts_asked
from sctbv_graph.corpus import Built
from sctbv_graph.graph import written
from sctbv_graph.graph.evidence import Triples
from sctbv_graph.model import ThingId
from sctbv_graph.read import read_bytes
from sctbv_graph.said import Said, facts_of
from sctbv_graph.shacl.data import Data


@pytest.mark.parametrize(
    "words",
    ['Tập huấn "xanh"', "C:\\Kế hoạch", "dòng\r\nmới\ttiếp", "a\u2028b\u0085c\x00d", "\\n", "𝕏"],
)  # fmt: skip
def test_words_come_back_as_they_were_written(words: str) -> None:
    """Quotes, backslashes, line ends and what only looks like one are kept."""
    document = ThingId("document", "x")
    triples = Triples(document, read_bytes(b"x", "x.txt"), "stated")
    triples.add(written.node(document), "exactQuote", written.text(words))
    triples.add(written.node(document), "title", written.vietnamese(words))
    quote, title = triples.all()
    graph = ox.NamedNode(iris.graph("x", "stated"))
    assert (quote.object, quote.graph_name) == (ox.Literal(words), graph)
    assert title.object == ox.Literal(words, language="vi")


def test_quads_and_lines_are_the_same_statements(built: Built) -> None:
    """Plan 211's lines are its quads, in their order; so are those of one property."""
    said = built.quads
    assert isinstance(said, Said)
    read = ox.parse(said.lines(), format=ox.RdfFormat.N_TRIPLES)  # each term is checked
    assert [quad.triple for quad in read] == [quad.triple for quad in said]
    assert len(said) == len(list(said)) == len(set(said))
    quoted = [quad for quad in said if quad.predicate.value == iris.term("exactQuote")]
    assert said.having(iris.term("exactQuote")) == quoted
    lines = said.lines_naming({written.term("exactQuote")})
    assert lines.count(b"\n") == len(quoted) > 500


def test_pieces_are_the_whole_and_a_subject_has_its_own(built: Built) -> None:
    """Some subjects after the other give each statement once; one gives what stands on it."""
    said = built.quads
    assert isinstance(said, Said)
    pieces = list(said.pieces(100))
    assert [quad for piece in pieces for quad in piece] == list(said)
    assert len(pieces) > 10
    node = iris.thing("task", "211-kh-ubnd-ca-mau-2024/5")
    own = [q for q in said if q.subject == ox.NamedNode(node)]
    told = {(f"<{q.predicate.value}>", str(q.object)) for q in own}
    assert set(said.about(written.iri(node))) == told
    assert len({str(q.graph_name) for q in own}) > 1  # stated, and what follows


def test_made_of_quads_they_are_the_same(built: Built) -> None:
    """What was taken apart can be put together again."""
    some = list(built.quads)[::7]
    assert set(Said.of_quads(some)) == set(some)


def test_rules_are_asked_of_words_in_one_form() -> None:
    """Labels come to the rules in NFC; a quote comes as the file has it."""
    apart, one = "Kê\u0301 hoa\u0323ch", "Kế hoạch"
    facts = facts_of([("<urn:s>", "<urn:label>", written.vietnamese(apart)),
                      ("<urn:s>", "<urn:quote>", written.text(apart))])  # fmt: skip
    said = Said([("urn:g", facts)])
    store = Data.of_ready(parts_asked(said)).values
    assert {quad.object for quad in store} == {ox.Literal(one, language="vi"), ox.Literal(apart)}
