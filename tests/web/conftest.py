"""The portal over a store on disk, built once; the checkout's own folders stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.build import open_store
from sctbv_graph.publish.margin import all_findings
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web import create_app


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings with a workspace of their own, so that plans are written there."""
    folder = tmp_path_factory.mktemp("portal")
    (folder / "data").mkdir()
    return Settings(workspace=folder / "data", store=folder / "store")


@pytest.fixture(scope="session")
def disk_store(settings: Settings) -> EmbeddedStore:
    """Return the store that a server opens."""
    return open_store(settings, lambda *_: None)


@pytest.fixture(scope="session")
def client(settings: Settings, disk_store: EmbeddedStore) -> Iterator[TestClient]:
    """Return a client of the portal that follows no redirect by itself."""
    app = create_app(settings, disk_store)
    all_findings(app.state.site.pages)  # else the first page says that they are being made
    with TestClient(app, follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="session")
def source(settings: Settings) -> str:
    """Return the text of Plan 211 as the server reads it, and the curated files after it."""
    folder: Path = settings.data_folders[0]
    paths = [folder / "sources" / "211-KH-UBND.txt", *sorted(folder.glob("reference/*.toml"))]
    return "\n".join(path.read_bytes().decode("utf-8") for path in paths)
