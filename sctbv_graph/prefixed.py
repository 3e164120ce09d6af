"""Turtle and TriG as the engine writes them, with the prefixes in one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox


def written_with_prefixes(
    statements: Sequence[ox.Triple] | Sequence[ox.Quad],
    known: Mapping[str, str],
    form: ox.RdfFormat = ox.RdfFormat.TURTLE,
) -> tuple[dict[str, str], str]:
    """Return prefix -> its line, sorted, and all that follows them; ``known``: prefix -> namespace.

    The engine declares every prefix, used or not, in the order of a hash table.
    """
    written = ox.serialize(statements, format=form, prefixes=dict(known))
    assert isinstance(written, bytes)
    lines = written.decode().splitlines(keepends=True)
    first = next((i for i, line in enumerate(lines) if not line.startswith("@prefix")), len(lines))
    heads = {line.split()[1].removesuffix(":"): line for line in sorted(lines[:first])}
    return heads, "".join(lines[first:])
