"""The portal of the bundled corpus as files, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sctbv_graph.publish.site import publish
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

BASE = "https://example.org/du-lieu/sctbv/"


@pytest.fixture(scope="session")
def site(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, inside another, as a host may have it."""
    folder = tmp_path_factory.mktemp("host") / "du-lieu" / "sctbv"
    publish(Settings(), store, folder, BASE, lambda *_: None)
    return folder
