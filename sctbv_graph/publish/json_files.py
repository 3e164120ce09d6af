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
        return b"".join((*_lines(made), b"\n"))
    pieces = [b"{"]
    for name, said in made.items():
        pieces.append(f"{',' if len(pieces) > 1 else ''}\n {_on_one(name)}: ".encode())
        pieces += _lines(said) if isinstance(said, list | Iterator) else [_on_one(said).encode()]
    return b"".join((*pieces, b"\n}\n"))


def _lines(members: Iterable[Any]) -> Iterator[bytes]:
    """Yield a list with a line for each member: as bytes, for as text all take twice the room."""
    sign = b"[\n"
    for member in members:
        yield sign
        yield _on_one(member).encode()
        sign = b",\n"
    yield b"[]" if sign == b"[\n" else b"\n]"


_on_one = json.JSONEncoder(ensure_ascii=False).encode
