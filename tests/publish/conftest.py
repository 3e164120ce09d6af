"""The portal of the bundled corpus as files, written once.

Of the things one of each kind is made; with SCTBV_FULL=1 every one (`.ci/run` does that).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sctbv_graph.publish import many
from sctbv_graph.publish.links import local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.site import publish
from sctbv_graph.publish.things import things_with_pages
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

BASE = "https://example.org/du-lieu/sctbv/"
NAMED = ("/211-kh-ubnd-ca-mau-2024/11", "/basis", "/basis/read", "/211-kh-ubnd-ca-mau-2024")
"""Ends of the IRIs that tests name."""
FULL = os.environ.get("SCTBV_FULL") == "1"


@pytest.fixture(scope="session")
def every_thing(store: EmbeddedStore) -> list[str]:
    """Return the IRIs of everything that has a page."""
    return things_with_pages(Pages(Settings(), store))


@pytest.fixture(scope="session")
def iris(every_thing: list[str]) -> list[str]:
    """Return the things that are looked at: one of each kind, or all."""
    kinds = {"/".join(local(iri).split("/")[:3]): iri for iri in every_thing}
    named = {iri for iri in every_thing if iri.endswith(NAMED)}
    return every_thing if FULL else sorted({*kinds.values(), *named})


@pytest.fixture(scope="session")
def site(store: EmbeddedStore, iris: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, inside another, as a host may have it."""
    folder = tmp_path_factory.mktemp("host") / "du-lieu" / "sctbv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many, "things_with_pages", lambda _: iris)
        publish(Settings(), store, folder, BASE, lambda *_: None)
    return folder
