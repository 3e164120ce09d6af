"""The project's own shapes on its own data: both engines, result for result."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from sctbv_graph.corpus import Corpus
from sctbv_graph.settings import bundle
from sctbv_graph.shacl import Report, Result, Triples, validate
from sctbv_graph.shacl.files import read_shapes_files
from tests.shacl.compare import differences, results


def shapes() -> Triples:
    """Return all bundled shapes: the audit's rules, those of the ontology, those of the model."""
    folder = bundle() / "shapes"
    return read_shapes_files(sorted([*folder.glob("*.ttl"), *folder.glob("model/*.ttl")]))


def quads(corpus: Corpus) -> list[ox.Quad]:
    """Return the bundled corpus with the ontology and the registers."""
    return [*(q for d in corpus.documents for q in d.quads), *corpus.reference]


# A part of Plan 211 with a thing of each kind: pySHACL asks each SPARQL rule of each node by
# itself, and takes minutes over the whole plan.
_PART = re.compile(r"/id/(document|objective|task|duty|part)/211-[^/#]+(/(11|II|V)(\.1)?)?(#|$)")


def broken(corpus: Corpus) -> list[ox.Quad]:
    """Return a part of the plan and what it names, every seventh statement left out."""
    plan = [
        q for d in corpus.documents for q in d.quads if _PART.search(str(q.subject).strip("<>"))
    ]
    named = {q.object for q in plan}
    near = [*plan, *(q for q in corpus.reference if q.subject in named)]
    return [q for i, q in enumerate(near) if i % 7 or q.predicate.value.endswith("#type")]


def rules(results: Iterable[Result]) -> set[str]:
    """Return the names of the shapes with targets under which something was found."""
    return {str(r.root).strip("<>").rpartition("/")[2] for r in results}


@pytest.mark.heavy  # pySHACL takes two minutes
def test_both_engines_agree(corpus: Corpus) -> None:
    """On a plan without a seventh of its statements the engines give the same results."""
    given = broken(corpus)
    statements = [ox.Quad(t.subject, t.predicate, t.object) for t in shapes()]
    assert differences(given, statements) == []
    found = validate(given, statements).results
    assert len(found) > 500
    assert {"EvidenceModel", "PlanElementModel", "OW-02", "DD-10", "Concept"} <= rules(found)


@pytest.fixture(scope="module")
def validated(corpus: Corpus) -> Report:
    """Return the report on the bundled corpus."""
    return validate(quads(corpus), shapes())


def test_the_corpus_fits_the_model(validated: Report) -> None:
    """Nothing is found under a shape of the model, and the audit's rules find what they should."""
    found = rules(validated.results)
    assert not [name for name in found if name.endswith("Model")]
    assert {"KP-01", "KP-03", "MT-01"} <= found


def test_nothing_goes_to_pyshacl(corpus: Corpus, validated: Report) -> None:
    """All bundled shapes compile, and a run gives the same report as another."""
    again = validate(list(reversed(quads(corpus))), shapes())
    assert not validated.left
    assert validated.graph() == again.graph()
    assert results(validated) == results(again)
