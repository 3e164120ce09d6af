"""Who publishes the data, under which licence, and when what was filed: from the data folders.

``portal.toml`` of a data folder says who and how; a workspace's entries stand for the bundled
ones. ``sources.toml`` says which files there are. Nothing here is asked of a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sctbv_graph import iris
from sctbv_graph.corpus import LISTING, filed_sources
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import text_of, view
from sctbv_graph.reference import read_toml
from sctbv_graph.settings import Settings
from sctbv_graph.store import select

FILE = "portal.toml"
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Portal:
    """Who publishes and what is published; "" stands for what nobody said."""

    publisher: Said
    homepage: str
    email: str
    title: Said
    description: Said
    licence: str
    licence_name: str
    themes: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of a document, as ``sources.toml`` has it; ``received`` only where it says so."""

    document: str
    file: str
    sha256: str
    version: int
    primary: bool
    received: date | None
    licence: str
    obtained_from: str


def load_portal(settings: Settings) -> Portal:
    """Return what the data folders say; `ReferenceDataError` names a broken file."""
    publisher: dict[str, Any] = {}
    data: dict[str, Any] = {}
    themes: list[Mapping[str, Any]] = []
    path = settings.data_folders[0] / FILE
    for folder in settings.data_folders:
        if (folder / FILE).is_file():
            path = folder / FILE
            read = read_toml(path)
            publisher |= read.get("publisher", {})
            data |= read.get("data", {})
            themes = read.get("theme", themes)
    try:
        return Portal(
            _said(publisher["name"]),
            str(publisher.get("homepage", "")),
            str(publisher.get("email", "")),
            _said(data["title"]),
            _said(data["description"]),
            str(data["licence"]),
            str(data["licence_name"]),
            {str(theme["iri"]): _said(theme["name"]) for theme in themes},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ReferenceDataError(
            f"“{path}” không đúng (thiếu hoặc sai {error}); xem docs/portal.md.",
            f"“{path}” is wrong (lacks {error}, or it is of another kind); see docs/portal.md.",
        ) from None


def _said(written: Mapping[str, Any]) -> Said:
    return {lang: str(written[lang]) for lang in ("vi", "en")}


def filed(pages: Pages) -> list[Filed]:
    """Return the files of the corpus, the version in use of each document last.

    Which document a file is of, the listing says, else the graph by the file's hash.
    """
    known = {
        text_of(row["hash"]): text_of(row["document"])
        for row in select(pages.store, view("files")).rows
    }
    found = []
    for path, entry in filed_sources(pages.settings):
        sha256 = str(entry.get("sha256", ""))
        key = entry.get("document", "")
        document = known.get(sha256, "") or (iris.thing("document", key) if key else "")
        if document:
            found.append(
                Filed(
                    document,
                    str(entry["file"]),
                    sha256,
                    int(entry.get("version", 1)),
                    bool(entry.get("primary", False)),
                    _day(entry.get("received"), path.parent / LISTING),
                    str(entry.get("licence", "")),
                    str(entry.get("obtained_from", "")),
                )
            )
    return sorted(found, key=lambda one: (one.document, one.version, one.file))


def _day(written: object, listing: Path) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise ReferenceDataError(
            f"“{listing}”: received = “{written}” không phải là ngày (năm-tháng-ngày).",
            f"“{listing}”: received = “{written}” is no day (year-month-day).",
        ) from None
