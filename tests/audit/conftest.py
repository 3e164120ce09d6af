"""Audits that several tests look at, made once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sctbv_graph.audit import Report, audit_document
from sctbv_graph.corpus import Built, Corpus
from sctbv_graph.model import Knowledge
from sctbv_graph.registers import reference_quads
from tests.once import Once


@pytest.fixture(scope="session")
def report(built: Built, corpus: Corpus) -> Report:
    return audit_document(built, corpus.reference, "submission")


@pytest.fixture(scope="session")
def sample_report(
    once: Once, sample: Callable[[str], Built], knowledge: Knowledge
) -> Callable[[str], Report]:
    """Return a function: the audit of a plan of another province, by its name."""

    def audited(name: str) -> Report:
        built = sample(name)
        reference = tuple(reference_quads(knowledge, [built.plan]))
        return audit_document(built, reference, "submission")

    return lambda name: once(f"{name}, audited", lambda: audited(name))


@pytest.fixture(scope="session")
def audited_word(
    once: Once, rebuilt: Callable[[str], tuple[bytes, Built]], corpus: Corpus
) -> Report:
    """Return the audit of Plan 211 as a Word file."""
    return once(
        "211.docx, audited",
        lambda: audit_document(rebuilt("docx")[1], corpus.reference, "submission"),
    )


@pytest.fixture(autouse=True)
def _no_reasoner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the reasoner to the tests that are about it: it takes seconds for each audit."""
    if not request.node.path.name.startswith("test_consistency"):
        monkeypatch.setattr(
            "sctbv_graph.audit.findings.contradictions",
            lambda documents, *_: [([], []) for _ in documents],
        )
