"""Updates that bring data of an older version of the ontology up to date.

``ontology/migrations/{version}/NN-name.ru``, in the order of versions and names; the policy is in
``docs/versioning.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.settings import bundle

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Migration:
    """One SPARQL update and the version whose data it makes."""

    version: Version
    name: str
    path: Path

    def apply(self, store: ox.Store) -> None:
        """Run the update on a store, all of it or nothing."""
        store.update(self.path.read_text(encoding="utf-8"))


def parse_version(text: str) -> Version:
    """Return a version as numbers; `ReferenceDataError` where it is none.

    >>> parse_version("0.10.0") > parse_version("0.9.1")
    True
    """
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and part.isascii() for part in parts):
        raise ReferenceDataError(
            f"“{text}” không phải số phiên bản; hãy viết như 0.1.0.",
            f"“{text}” is no version; write it like 0.1.0.",
        )
    return tuple(int(part) for part in parts)


def migrations(folder: Path | None = None) -> list[Migration]:
    """Return the migrations of a folder, the bundled ones where none is named, in order."""
    top = bundle() / "ontology" / "migrations" if folder is None else folder
    return sorted(
        Migration(parse_version(path.parent.name), path.stem, path) for path in top.glob("*/*.ru")
    )


def migrate(store: ox.Store, since: str, folder: Path | None = None) -> list[Migration]:
    """Bring data of the version ``since`` up to date; return the updates that ran, in order.

    Raises `ReferenceDataError` where ``since`` is no version.
    """
    start = parse_version(since)
    due = [migration for migration in migrations(folder) if migration.version > start]
    for migration in due:
        migration.apply(store)
    return due


def lost_terms(declared: set[str], folder: Path | None = None) -> set[str]:
    """Return released terms that are declared no more and that no later migration speaks of."""
    top = bundle() / "ontology" / "migrations" if folder is None else folder
    lost = set()
    for listing in sorted(top.glob("*/terms.txt")):
        version = parse_version(listing.parent.name)
        later = " ".join(
            m.path.read_text(encoding="utf-8") for m in migrations(folder) if m.version > version
        )
        released = set(listing.read_text(encoding="utf-8").split())
        lost |= {
            n for n in released - declared if f"def#{n}>" not in later and f":{n}" not in later
        }
    return lost
