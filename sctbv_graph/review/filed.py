"""Decisions as TOML: read with their places, appended to a document's file.

``decisions/KEY.toml`` of a data folder holds tables ``[[decision]]`` with ``fact``, ``quote``,
``within``, ``value``, ``name``, ``date`` and ``reason``. A form that a person filled in has the
same tables; there ``name`` and ``date`` may stand once at the top, and a table whose ``value`` is
empty is no decision.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sctbv_graph.errors import InputError, ReferenceDataError
from sctbv_graph.files import write_beside
from sctbv_graph.reference import read_toml
from sctbv_graph.review.records import Decision
from sctbv_graph.vietnamese.dates import parse_day

_TEXTS = ("fact", "quote", "within", "value", "name", "reason")
_KEYS = {*_TEXTS, "date", "line"}


def load_decisions(folders: Iterable[Path], key: str) -> tuple[Decision, ...]:
    """Return the decisions on a document that the data folders hold, a workspace's last.

    Raises `ReferenceDataError` with file, entry and field where one is not whole.
    """
    paths = [folder / "decisions" / f"{key}.toml" for folder in folders]
    return tuple(d for path in paths if path.is_file() for d in read_decisions(path, key))


def stray_files(folders: Iterable[Path], keys: Iterable[str]) -> list[Path]:
    """Return the files that hold decisions on documents that are not in the corpus."""
    known = set(keys)
    return [
        path
        for folder in folders
        for path in sorted((folder / "decisions").glob("*.toml"))
        if path.stem not in known and "decision" in read_toml(path)
    ]


def read_decisions(path: Path, key: str) -> list[Decision]:
    """Return the filled decisions of one file on the document ``key``.

    Raises `InputError` where there is no such file, `ReferenceDataError` where it is broken or
    for another document.
    """
    try:
        loaded = read_toml(path)
    except OSError as error:
        raise InputError(
            f"Không đọc được tệp quyết định “{path}” ({error.strerror}).",
            f"The file of decisions “{path}” cannot be read ({error.strerror}).",
        ) from None
    stated = loaded.get("document", key)
    if stated != key:
        raise ReferenceDataError(
            f"Tệp “{path}” ghi document = “{stated}”, nhưng văn bản này là “{key}”.",
            f"The file “{path}” says document = “{stated}”, but this document is “{key}”.",
        )
    entries = loaded.get("decision", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise ReferenceDataError(
            f"Trong “{path}”, mỗi quyết định phải là một bảng [[decision]] (hai ngoặc vuông).",
            f"In “{path}” each decision is a table [[decision]] (two brackets).",
        )
    shared: dict[str, Any] = {k: loaded[k] for k in ("name", "date") if k in loaded}
    return [
        _decision(path, number, {**shared, **entry})
        for number, entry in enumerate(entries, 1)
        if entry.get("value", None) != ""
    ]


def _decision(path: Path, number: int, entry: Mapping[str, Any]) -> Decision:
    texts = {name: _text(entry.get(name)) for name in _TEXTS}
    day = _day(entry.get("date"))
    missing = [name for name, text in texts.items() if not text]
    missing += [] if day else ["date"]
    strange = sorted(set(entry) - _KEYS)
    fact = texts["fact"] or "?"
    if missing:
        named = ", ".join(missing)
        raise ReferenceDataError(
            f"Quyết định thứ {number} ({fact}) trong “{path}” thiếu hoặc sai: {named}; mỗi quyết "
            "định có fact, quote, within, value, name, date (ngày, ví dụ 2025-01-31), reason.",
            f"Decision {number} ({fact}) in “{path}” lacks or mistakes: {named}; each has fact, "
            "quote, within, value, name, date (a day, for example 2025-01-31), reason.",
        )
    if strange:
        named = ", ".join(strange)
        raise ReferenceDataError(
            f"Quyết định thứ {number} ({fact}) trong “{path}” có trường lạ: {named}.",
            f"Decision {number} ({fact}) in “{path}” has unknown fields: {named}.",
        )
    assert day is not None
    return Decision(**texts, day=day, file=path.name, number=number)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        return parse_day(value)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def append_decisions(path: Path, decisions: Sequence[Decision]) -> None:
    """Append decisions to a document's file, in one step; what it holds already stays as it is.

    An earlier decision on the same fact stays too: of several the last counts.
    """
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    write_beside(path, (before + gap + "\n".join(map(as_toml, decisions))).encode())


def as_toml(decision: Decision) -> str:
    """Return one decision as a table of TOML; a JSON string is a basic string of TOML 1.0."""
    lines = ["[[decision]]"]
    lines += [f"{name} = {quoted(getattr(decision, name))}" for name in _TEXTS[:5]]
    lines += [f"date = {decision.day.isoformat()}", f"reason = {quoted(decision.reason)}"]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
