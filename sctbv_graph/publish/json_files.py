"""JSON files of a site: for programs as short as can be, for people a line for each row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def compact(made: object) -> bytes:
    """Return JSON without blanks, for what the pages' own scripts read."""
    return terse(made) + b"\n"


def terse(made: object) -> bytes:
    """Return the same without a line end, for a part of a file."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def indented(made: object) -> bytes:
    """Return JSON with a line for each value, for what is short."""
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def by_rows(made: Mapping[str, Any] | list[dict[str, Any]]) -> Iterator[bytes]:
    """Yield JSON with a line for each entry, and for each member of a list or iterator in it.

    So a changed row is a changed line, and what stands inside it is the library's quick work. It
    comes in pieces, for an answer of 20,000 rows is some 40 MB.
    """
    if isinstance(made, list):
        yield from _lines(made)
        yield b"\n"
        return
    sign = "{"
    for name, said in made.items():
        yield f"{sign}\n {_on_one(name)}: ".encode()
        sign = ","
        if isinstance(said, list | Iterator):
            yield from _lines(said)
        else:
            yield _on_one(said).encode()
    yield b"\n}\n"


def _lines(members: Iterable[Any]) -> Iterator[bytes]:
    """Yield a list with a line for each member."""
    sign = b"[\n"
    for member in members:
        yield sign
        yield _on_one(member).encode()
        sign = b",\n"
    yield b"[]" if sign == b"[\n" else b"\n]"


_on_one = json.JSONEncoder(ensure_ascii=False).encode
