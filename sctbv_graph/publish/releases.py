"""Releases: states of the data that are kept for ever, each at its address ``/release/{version}/``.

`sctbv release VERSION` (`releasing.py`) lays one down in ``releases/{version}/`` of the data
folder: its dumps as they were (`dumps.py`), ``release.json`` with date and hashes, and
``changes.json`` with what is otherwise than in the release before. None of these is an input of a
build, and none is ever written again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sctbv_graph import iris
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.publish.dumps import FOLDER, MANIFEST, Manifest, read_manifest
from sctbv_graph.settings import Settings

RELEASES = "releases"
RECORD = "release.json"
CHANGES = "changes.json"


@dataclass(frozen=True, slots=True)
class Release:
    """One release; ``documents`` leads from a document's key to the SHA-256 of its file."""

    version: str
    number: int
    day: date
    previous: str
    data_version: str
    note: Mapping[str, str]
    documents: Mapping[str, str]
    manifest: Manifest
    folder: Path

    @property
    def iri(self) -> str:
        """Return the IRI of the data as released."""
        return iris.release(self.version)

    def changes(self) -> dict[str, Any]:
        """Return what is otherwise than in the release before, as `release_changes` wrote it."""
        path = self.folder / CHANGES
        read: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        return read


def load_releases(settings: Settings) -> list[Release]:
    """Return the releases of the data folders, oldest first.

    Raises `ReferenceDataError` naming one that is broken.
    """
    found = [
        load_release(path)
        for folder in settings.data_folders
        for path in (folder / RELEASES).glob(f"*/{RECORD}")
        if not path.parent.name.startswith(".")  # one that is being laid down
    ]
    return sorted(found, key=lambda release: (release.number, release.version))


def load_release(path: Path) -> Release:
    """Return a release from the path of its record; `ReferenceDataError` where it is broken."""
    try:
        read = json.loads(path.read_text("utf-8"))
        return Release(
            read["version"],
            read["number"],
            date.fromisoformat(read["date"]),
            read["previous"],
            read["data_version"],
            read["note"],
            read["documents"],
            read_manifest((path.parent / FOLDER / MANIFEST).read_bytes()),
            path.parent,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReferenceDataError(
            f"Bản phát hành “{path.parent}” bị hỏng ({error}); hãy lấy lại từ bản sao lưu.",
            f"The release “{path.parent}” is broken ({error}); bring it back from a backup.",
        ) from None
