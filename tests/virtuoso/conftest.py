"""Virtuoso 7, started by the tests on loopback with files of its own: no service is touched.

They run with SCTBV_VIRTUOSO=1, where `virtuoso-t` is installed; `.ci/run` does both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sctbv_graph.push import push
from sctbv_graph.store import EmbeddedStore, RemoteStore, read_target
from tests import peers
from tests.asked_for import skip_unless_asked

_HERE = Path(__file__).parent
ROWS = 1_500
"""What this server cuts tables off at: fewer than some answers have rows."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip this folder's tests where Virtuoso is not asked for."""
    skip_unless_asked("SCTBV_VIRTUOSO", "Virtuoso 7", _HERE, items)


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run Virtuoso and yield the address of its endpoint."""
    with peers.virtuoso(tmp_path_factory.mktemp("virtuoso"), ROWS) as started:
        yield started.address


@pytest.fixture(scope="session")
def remote(virtuoso: str, store: EmbeddedStore) -> RemoteStore:
    """Return the server with the corpus in it, pushed as a user pushes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCTBV_STORE_USER", "dba")
        patch.setenv("SCTBV_STORE_PASSWORD", "dba")
        made = RemoteStore(read_target(virtuoso))
    push(store, made, "0123456789abcdef", lambda *_: None)
    return made
