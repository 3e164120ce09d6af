"""What the tests share: Plan 211 read, built and stored once."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph.corpus import Built, Corpus, build_corpus
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import EmbeddedStore

# Each server of the tests starts as many processes; two are enough to see that there are several.
os.environ.setdefault("SCTBV_QUERY_WORKERS", "2")

PLAN = "211-kh-ubnd-ca-mau-2024"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests that take minutes to `.ci/run`."""
    if os.environ.get("SCTBV_HEAVY") == "1":
        return
    skip = pytest.mark.skip(reason="takes minutes, .ci/run runs it: SCTBV_HEAVY=1")
    for item in items:
        if item.get_closest_marker("heavy"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Return the bundled corpus, built from its sources."""
    return build_corpus(Settings())


@pytest.fixture(scope="session")
def built(corpus: Corpus) -> Built:
    """Return Plan 211."""
    (found,) = [document for document in corpus.documents if document.key == PLAN]
    return found


@pytest.fixture(scope="session")
def text() -> str:
    """Return the text of Plan 211, nothing changed."""
    return (bundle() / "data/sources/211-KH-UBND.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def store(corpus: Corpus) -> EmbeddedStore:
    """Return a store of the corpus in memory."""
    quads: list[ox.Quad] = [*corpus.reference]
    for document in corpus.documents:
        quads += document.quads
    return EmbeddedStore.in_memory(quads)


@pytest.fixture(scope="session")
def golden() -> Path:
    """Return the folder of expected answers."""
    return Path(__file__).parent / "golden"
