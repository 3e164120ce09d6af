"""The audit of Plan 211, made once."""

from __future__ import annotations

import pytest

from sctbv_graph.audit import Report, audit_document
from sctbv_graph.corpus import Built, Corpus


@pytest.fixture(scope="session")
def report(built: Built, corpus: Corpus) -> Report:
    return audit_document(built, corpus.reference, "submission")
