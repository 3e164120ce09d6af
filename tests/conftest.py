"""What the tests share: Plan 211 read, built and stored once."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph.corpus import Built, Corpus, build_corpus, build_document
from sctbv_graph.model import Knowledge
from sctbv_graph.query.texts import source_texts
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.search import Index, build_index
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import EmbeddedStore
from tests.beside import SAMPLES
from tests.once import Once

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


def pytest_collection_finish() -> None:
    """Look for garbage less often: a tenth of the time."""
    gc.set_threshold(20_000, 20, 20)


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
def index(store: EmbeddedStore) -> Iterator[Index]:
    """Return the index of the search over the corpus."""
    made = build_index(store, source_texts(Settings(), store))
    yield made
    made.close()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return what makes things once in a run, for all its workers."""
    base = tmp_path_factory.getbasetemp()
    return Once((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the bundled registers and vocabularies."""
    return load_knowledge(Settings().data_folders)


@pytest.fixture(scope="session")
def sample(once: Once, knowledge: Knowledge) -> Callable[[str], Built]:
    """Return a function: a plan of another province by its name, read and built."""

    def built(name: str) -> Built:
        file = f"{name}.md"
        if not (SAMPLES / file).is_file():
            pytest.skip(f"the sample plans are not part of the project, and not at {SAMPLES}")
        data = (SAMPLES / file).read_bytes()
        return once(file, lambda: build_document(read_bytes(data, file), knowledge), data)

    return built


@pytest.fixture(scope="session")
def rebuilt(once: Once, knowledge: Knowledge) -> Callable[[str], tuple[bytes, Built]]:
    """Return a function: Plan 211 rebuilt in a format ("docx"), its bytes and its graph."""
    from tests.rebuild import paper, sheet, word  # what they write with takes a second to import

    makers = {"docx": word.build, "xlsx": sheet.build, "pdf": paper.build}

    def made(suffix: str) -> tuple[bytes, Built]:
        data = makers[suffix]()
        return data, build_document(read_bytes(data, f"211.{suffix}"), knowledge)

    return lambda suffix: once(f"211.{suffix}", lambda: made(suffix))


@pytest.fixture(scope="session")
def golden() -> Path:
    """Return the folder of expected answers."""
    return Path(__file__).parent / "golden"
