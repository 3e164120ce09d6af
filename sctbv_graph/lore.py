"""What noticing rests on, from files to records: spellings, abbreviations, subjects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.observe.records import Lore, Spelling, Theme, Variants
from sctbv_graph.once import once_for_each
from sctbv_graph.reference import read_records, tables_of

ORTHOGRAPHY = "orthography.toml"
THEMES = "themes.toml"


def _spelling(entry: dict[str, Any]) -> Spelling:
    return Spelling(entry["wrong"], entry["right"], tuple(entry.get("unless", ())))


def _variants(entry: dict[str, Any]) -> Variants:
    return Variants(tuple(entry["forms"]), tuple(entry.get("unless", ())))


def _theme(entry: dict[str, Any]) -> Theme:
    return Theme(
        entry["key"], entry["name"], entry["reach"], tuple(entry["words"]), entry.get("broader", "")
    )


@once_for_each
def load_lore(folders: tuple[Path, ...]) -> Lore:
    """Return the spellings and subjects of the data folders, in order.

    Raises `ReferenceDataError` where an entry lacks its source or a field, or a subject belongs to
    one that is not there.
    """
    names = ("known_abbreviations", "doubles", "particles", "compounds")
    lists: dict[str, set[str]] = {name: set() for name in names}
    for folder in folders:
        path = folder / "reference" / ORTHOGRAPHY
        if path.is_file():
            for name, words in lists.items():
                words.update(tables_of(path).get(name, ()))
    themes = tuple(read_records(folders, THEMES, "theme", _theme))
    keys = {theme.key for theme in themes}
    for theme in themes:
        if theme.broader and theme.broader not in keys:
            raise ReferenceDataError(
                f"Chủ đề “{theme.key}” thuộc “{theme.broader}”, mà không có chủ đề ấy.",
                f"The subject “{theme.key}” belongs to “{theme.broader}”, which is not there.",
            )
    return Lore(
        spellings=tuple(read_records(folders, ORTHOGRAPHY, "spelling", _spelling)),
        variants=tuple(read_records(folders, ORTHOGRAPHY, "variants", _variants)),
        known_abbreviations=frozenset(word.upper() for word in lists["known_abbreviations"]),
        doubles=frozenset(lists["doubles"]),
        particles=frozenset(lists["particles"]),
        compounds=frozenset(lists["compounds"]),
        themes=themes,
    )
