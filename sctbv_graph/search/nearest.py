"""What stands nearest to an address at which there is nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph import iris
from sctbv_graph.search.index import Index
from sctbv_graph.vietnamese.fold import plain


@dataclass(frozen=True, slots=True)
class Near:
    """A thing that may have been meant: its IRI and what it is called."""

    iri: str
    title: str


def nearest(index: Index, iri: str, limit: int = 5) -> list[Near]:
    """Return things that may have been meant by an IRI: its neighbours, then like-named things.

    A key is made of the words of a name, so the words of a wrong key find names; a number that a
    plan does not have (task 22 of 21) finds the numbers beside it.
    """
    found = [*_neighbours(index, iri, limit), *_like_named(index, iri, limit)]
    return list({near.iri: near for near in found}.values())[:limit]


def _neighbours(index: Index, iri: str, limit: int) -> list[Near]:
    """Return the things beside it under the same document, those with the next numbers first."""
    above, _, last = iri.rpartition("/")
    if above.count("/") <= iris.ID.count("/"):  # …/id/agency: all agencies are no neighbours
        return []
    rows = index.connection.execute(
        "SELECT iri, title FROM entry WHERE iri >= ? AND iri < ? AND kind IN ('thing', 'concept')",
        (above + "/", above + "0"),  # "0" is the sign after "/"
    ).fetchall()
    rows.sort(key=lambda row: (_distance(row[0].rpartition("/")[2], last), row[0]))
    return [Near(iri, title) for iri, title in rows[:limit]]


def _distance(one: str, other: str) -> int:
    numbers = [[int(n) for n in re.findall(r"\d+", text)] for text in (one, other)]
    if not all(numbers):
        return 0
    return sum(abs(a - b) for a, b in zip(*numbers, strict=False))


def _like_named(index: Index, iri: str, limit: int) -> list[Near]:
    """Return the things whose names share the rarest words with the key."""
    type_, _, key = iri.removeprefix(iris.ID).removeprefix(iris.CONCEPT).partition("/")
    words = [word for word in plain(key.replace("-", " ")).split() if word.isalnum()]
    if not words:
        return []
    asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
    rows = index.connection.execute(
        "SELECT entry.iri, entry.title FROM words JOIN entry ON entry.id = words.rowid "
        "WHERE words MATCH ? AND entry.kind IN ('thing', 'concept') "
        "ORDER BY entry.iri NOT LIKE ?, bm25(words, 5.0, 3.0, 0.5) LIMIT ?",
        (asked, f"{iris.ID}{type_}/%", limit),
    ).fetchall()
    return [Near(iri, title) for iri, title in rows]
