"""Puts one defect into the mended Plan 211, as ``mutations.toml`` says."""

from __future__ import annotations

import io
import tomllib
import zipfile
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from tests.audit.mend import mended_lines, mended_tasks
from tests.rebuild import word
from tests.rebuild.truth import Task

_FIELDS = {field.name for field in fields(Task)}
_BODY = "word/document.xml"


def mutations() -> list[dict[str, Any]]:
    """Return the mutations, each as its table says."""
    text = (Path(__file__).parent / "mutations.toml").read_text(encoding="utf-8")
    made: list[dict[str, Any]] = tomllib.loads(text)["mutation"]
    return made


def mutated(change: dict[str, Any]) -> bytes:
    """Return the Word file with one mutation; what it names must be there to change."""
    lines, rows = mended_lines(), list(mended_tasks())
    if "line" in change:
        lines[change["line"]] = _put(lines[change["line"]], change)
    elif "task" in change or "copy" in change:
        at = next(
            i for i, t in enumerate(rows) if t.number == change.get("task", change.get("copy"))
        )
        row = _row(rows[at], change)
        rows = [*rows, row] if "copy" in change else [*rows[:at], row, *rows[at + 1 :]]
    made = word.build(lines, tuple(rows))
    return _in_file(made, change) if change.get("xml") else made


def _row(task: Task, change: dict[str, Any]) -> Task:
    if "cell" in change:
        paragraphs = getattr(task, change["cell"])
        assert any(change["find"] in text for text in paragraphs), change["name"]
        put = tuple(text.replace(change["find"], change["put"]) for text in paragraphs)
        return replace(task, **{change["cell"]: put})
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in change.items()
        if name in _FIELDS and name != "name"
    }
    return replace(task, **values)


def _put(text: str, change: dict[str, Any]) -> str:
    assert text.count(change["find"]) == 1, change["name"]
    return text.replace(change["find"], change["put"])


def _in_file(data: bytes, change: dict[str, Any]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == _BODY:
                part = _put(part.decode(), change).encode()
            new.writestr(entry.filename, part)
    return made.getvalue()
