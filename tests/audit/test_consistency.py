"""OW-01: by a shape in every profile, by the reasoner before publication."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit import audit_document, audit_documents
from sctbv_graph.corpus import Built, Corpus
from sctbv_graph.terms import RDF

TASK = "task/211-kh-ubnd-ca-mau-2024/2"


def _with(built: Built, predicate: str, value: str) -> Built:
    """Return Plan 211 with one fact more about its second task."""
    name = ox.NamedNode(iris.graph(built.key, "stated"))
    subject = ox.NamedNode(iris.ID + TASK)
    fact = ox.Quad(subject, ox.NamedNode(predicate), ox.NamedNode(value), name)
    return Built(built.plan, built.source, (*built.quads, fact))


def test_one_thing_of_two_kinds_is_told_without_a_reasoner(built: Built, corpus: Corpus) -> None:
    """A task that is also an agency blocks; what the reasoner would say is not checked."""
    faulty = _with(built, RDF + "type", iris.term("Agency"))
    report = audit_document(faulty, corpus.reference, "submission")
    (finding,) = [f for f in report.findings if f.rule.id == "OW-01"]
    assert (finding.severity, finding.focus) == ("blocker", iris.ID + TASK)
    assert "Agency" in finding.message["vi"]
    assert "Task" in finding.message["vi"]
    assert finding.evidence


def test_a_sound_plan_says_that_the_reasoner_was_not_asked(built: Built, corpus: Corpus) -> None:
    report = audit_document(built, corpus.reference, "submission")
    reasons = {one.rule.id: one.reason for one in report.not_checked}
    assert "bộ suy luận chỉ chạy" in reasons["OW-01"]["vi"]
    assert "OW-01" not in {f.rule.id for f in report.findings}


def test_the_reasoner_finds_what_no_shape_looks_at(built: Built, corpus: Corpus) -> None:
    """A task that is issued by a body would be a document: told before publication only."""
    faulty = _with(built, iris.term("issuedBy"), iris.ID + "agency/so-cong-thuong-ca-mau")
    assert "OW-01" not in {
        f.rule.id for f in audit_document(faulty, corpus.reference, "submission").findings
    }
    found = [
        f
        for f in audit_document(faulty, corpus.reference, "publication").findings
        if f.rule.id == "OW-01"
    ]
    assert any(TASK in f.focus or "211-kh-ubnd-ca-mau-2024/2" in f.message["vi"] for f in found)
    assert {f.basis for f in found} == {"inferred"}


def test_of_several_documents_only_the_one_at_fault_is_told(built: Built, corpus: Corpus) -> None:
    """They are asked of together; each by itself only where together they contradict something."""
    faulty = _with(built, iris.term("issuedBy"), iris.ID + "agency/so-cong-thuong-ca-mau")
    told = [
        [f for f in report.findings if f.rule.id == "OW-01"]
        for report in audit_documents([built, faulty], corpus.reference, "publication")
    ]
    assert told[0] == []
    assert told[1]
