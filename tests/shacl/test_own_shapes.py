"""The project's own shapes on its own data: both engines, result for result."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph.corpus import Corpus
from sctbv_graph.settings import bundle
from sctbv_graph.shacl import Triples, validate
from sctbv_graph.shacl.files import read_shapes_files
from tests.shacl.compare import differences, results


def shapes() -> Triples:
    """Return all bundled shapes."""
    return read_shapes_files(sorted((bundle() / "shapes").glob("*.ttl")))


def quads(corpus: Corpus) -> list[ox.Quad]:
    """Return the bundled corpus with the ontology and the registers."""
    return [*(q for d in corpus.documents for q in d.quads), *corpus.reference]


def test_both_engines_agree(corpus: Corpus) -> None:
    """On the corpus, and on the corpus without half of its statements, results are the same."""
    whole = quads(corpus)
    statements = [ox.Quad(t.subject, t.predicate, t.object) for t in shapes()]
    broken = [q for i, q in enumerate(whole) if i % 7 or q.predicate.value.endswith("#type")]
    assert differences(whole, statements) == []
    assert len(validate(broken, statements).results) > 100
    assert differences(broken, statements) == []


def test_nothing_goes_to_pyshacl(corpus: Corpus) -> None:
    """All bundled shapes compile, and a run gives the same report as another."""
    data = quads(corpus)
    first, second = validate(data, shapes()), validate(list(reversed(data)), shapes())
    assert not first.left
    assert first.graph() == second.graph()
    assert results(first) == results(second)
