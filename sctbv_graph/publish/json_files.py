"""JSON files of a site: for programs as short as can be, for people a line for each row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def compact(made: object) -> bytes:
    """Return JSON without blanks, for what the pages' own scripts read."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def indented(made: object) -> bytes:
    """Return JSON with a line for each value, for what is short."""
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def by_rows(made: Mapping[str, Any] | list[dict[str, Any]]) -> bytes:
    """Return JSON with a line for each entry, and for each member of a list or iterator in it.

    So a changed row is a changed line, and what stands inside it is the library's quick work.
    """
    if isinstance(made, list):
        return (_lines(made) + "\n").encode()
    entries = [
        f" {_on_one(name)}: "
        + (_lines(said) if isinstance(said, list | Iterator) else _on_one(said))
        for name, said in made.items()
    ]
    return ("{\n" + ",\n".join(entries) + "\n}\n").encode()


def _lines(members: Iterable[Any]) -> str:
    lines = ",\n".join(map(_on_one, members))
    return f"[\n{lines}\n]" if lines else "[]"


_on_one = json.JSONEncoder(ensure_ascii=False).encode
