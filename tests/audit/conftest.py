"""The audit of Plan 211, made once."""

from __future__ import annotations

import pytest

from sctbv_graph.audit import Report, audit_document
from sctbv_graph.corpus import Built, Corpus


@pytest.fixture(scope="session")
def report(built: Built, corpus: Corpus) -> Report:
    return audit_document(built, corpus.reference, "submission")


@pytest.fixture(autouse=True)
def _no_reasoner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the reasoner to the tests that are about it: it takes seconds for each audit."""
    if not request.node.path.name.startswith("test_consistency"):
        monkeypatch.setattr(
            "sctbv_graph.audit.findings.contradictions",
            lambda documents, *_: [([], []) for _ in documents],
        )
