"""Decisions as TOML: read with their places, appended to a document's file.

``decisions/KEY.toml`` of a data folder holds tables ``[[decision]]`` with ``fact``, ``quote``,
``within``, ``value``, ``name``, ``date`` and ``reason``. A form that a person filled in has the
same tables; there ``name`` and ``date`` may stand once at the top, and a table whose ``value`` is
empty is no decision. What is decided on a draft without a number is filed with the draft's name
(`review.drafts`) and counts for every later state of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sctbv_graph.errors import InputError, ReferenceDataError
from sctbv_graph.files import write_beside
from sctbv_graph.reference import quoted, read_toml
from sctbv_graph.review.drafts import Name, as_of, files_of, in_time, names_in
from sctbv_graph.review.records import Decision
from sctbv_graph.vietnamese.dates import parse_day

_TEXTS = ("fact", "quote", "within", "value", "name", "reason")
_KEYS = {*_TEXTS, "date", "line"}


def load_decisions(
    folders: Iterable[Path], key: str, name: Name | None = None
) -> tuple[Decision, ...]:
    """Return the decisions on a document that the data folders hold, a workspace's last.

    Before them stand those on earlier states of it, a draft of the same ``name``, as decisions on
    the document ``key``. Raises `ReferenceDataError` with file, entry and field where one is not
    whole.
    """
    folders = tuple(folders)
    earlier = files_of(folders, name, key) if name else []
    paths = [folder / "decisions" / f"{key}.toml" for folder in folders]
    own = (d for path in paths if path.is_file() for d in read_decisions(path, key))
    before = in_time([*as_of(read_decisions(p, p.stem), p.stem, key)] for p in earlier)
    return (*before, *own)


def stray_files(folders: Iterable[Path], documents: Mapping[str, Name]) -> list[Path]:
    """Return the files that hold decisions on documents that are not in the corpus.

    ``documents`` are those that are, by key, with their names.
    """
    names = tuple(documents.values())
    return [
        path
        for folder in folders
        for path in sorted((folder / "decisions").glob("*.toml"))
        if path.stem not in documents
        and "decision" in (loaded := read_toml(path))
        and not any(one.names_same(name) for one in names_in(loaded) for name in names)
    ]


def read_decisions(path: Path, key: str, name: Name | None = None) -> list[Decision]:
    """Return the filled decisions of one file on the document ``key``.

    A form made from an earlier state of a draft of this ``name`` counts for it. Raises
    `InputError` where there is no such file, `ReferenceDataError` where it is broken or for
    another document.
    """
    try:
        loaded = read_toml(path)
    except OSError as error:
        raise InputError(
            f"Không đọc được tệp quyết định “{path}” ({error.strerror}).",
            f"The file of decisions “{path}” cannot be read ({error.strerror}).",
        ) from None
    stated = loaded.get("document", key)
    earlier = name is not None and any(one.names_same(name) for one in names_in(loaded))
    if not isinstance(stated, str) or (stated != key and not earlier):
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
    made = [
        _decision(path, number, {**shared, **entry})
        for number, entry in enumerate(entries, 1)
        if entry.get("value", None) != ""
    ]
    return made if stated == key else list(as_of(made, stated, key))


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


def append_decisions(path: Path, decisions: Sequence[Decision], name: Name) -> None:
    """Append decisions to a document's file, in one step; what it holds already stays as it is.

    An earlier decision on the same fact stays too: of several the last counts. Of a draft the
    file also tells the name. Who calls sees to it that nobody else appends meanwhile.
    """
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    told = before and any(one.names_same(name) for one in names_in(read_toml(path)))
    head = [name.as_toml()] if name.draft and name.title and not told else []
    write_beside(path, (before + gap + "\n".join([*head, *map(as_toml, decisions)])).encode())


def as_toml(decision: Decision) -> str:
    """Return one decision as a table of TOML."""
    lines = ["[[decision]]"]
    lines += [f"{name} = {quoted(getattr(decision, name))}" for name in _TEXTS[:5]]
    lines += [f"date = {decision.day.isoformat()}", f"reason = {quoted(decision.reason)}"]
    return "\n".join(lines) + "\n"
