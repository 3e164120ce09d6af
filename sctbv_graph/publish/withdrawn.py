"""Things that were published once and are no more: their addresses answer 410, not 404.

A data folder may hold ``withdrawn.toml``. The addresses of things are cited, so one that goes is
listed there, never just dropped::

    [[withdrawn]]
    id = "agency/so-cong-thong-ca-mau"          # type and key
    since = 2026-03-01
    successor = "agency/so-cong-thuong-ca-mau"  # where there is one
    reason = { vi = "Sai chính tả.", en = "Misspelt." }
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sctbv_graph import iris
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.reference import read_toml
from sctbv_graph.settings import Settings

FILE = "withdrawn.toml"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A thing that is no more: since when, why, and what stands for it ("" where nothing does)."""

    iri: str
    since: date
    successor: str
    reason: Mapping[str, str]


def load_withdrawn(settings: Settings) -> dict[str, Withdrawn]:
    """Return what the data folders list, by IRI; `ReferenceDataError` names a broken entry."""
    found = {}
    for folder in settings.data_folders:
        path = folder / FILE
        if path.is_file():
            for entry in read_toml(path).get("withdrawn", []):
                made = _withdrawn(path, entry)
                found[made.iri] = made
    return found


def _withdrawn(path: Path, entry: Mapping[str, Any]) -> Withdrawn:
    try:
        successor = entry.get("successor", "")
        reason = entry["reason"]
        return Withdrawn(
            _thing(entry["id"]),
            date.fromisoformat(str(entry["since"])),
            _thing(successor) if successor else "",
            {lang: str(reason[lang]) for lang in ("vi", "en")},
        )
    except (KeyError, TypeError, ValueError) as error:
        said = entry.get("id", "?")
        raise ReferenceDataError(
            f"Mục “{said}” trong “{path}” không đúng ({error}); cần id, since, reason.vi, "
            "reason.en.",
            f"The entry “{said}” in “{path}” is wrong ({error}); it needs id, since, reason.vi, "
            "reason.en.",
        ) from None


def _thing(id_: str) -> str:
    type_, _, key = id_.partition("/")
    return iris.thing(type_, key)
