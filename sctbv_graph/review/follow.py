"""A decision follows its words: rows and parts are numbered anew when a draft is edited.

A decision names a node, and keeps the words that it stands at (``quote``) and those of the thing
around it (``within``). Where the node has other words now, or is no more, the decision speaks of
the one place of its kind that has them; where several have, nobody can say which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sctbv_graph import iris
from sctbv_graph.graph.analysis import fragment_of
from sctbv_graph.review.records import Decision
from sctbv_graph.review.stated import Stated, short
from sctbv_graph.review.suggestions import ends, is_tie, words
from sctbv_graph.vietnamese.fold import squeeze

Words = tuple[str, str]
"""The words of a fact and those around it, blanks squeezed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A decision with the fact it speaks of now, and how many places would do (1 if it stayed)."""

    decision: Decision
    places: int
    moved: bool = False


class Places:
    """Where the words of decisions stand in a document, looked up when a decision does not fit."""

    def __init__(self, stated: Stated) -> None:
        """Bind the statements of the document, suggested ties among them."""
        self._stated = stated
        self._known: dict[tuple[str, Words], list[str]] | None = None

    def find(self, decision: Decision) -> Found:
        """Return a decision at the place that its words have now."""
        said = _squeezed(decision.quote, decision.within)
        kind = _kind(decision.fact)
        if not kind.endswith("#money-unit") and self._words(decision.fact) != said:
            where = self._where(kind, said)
            if len(where) == 1:
                return Found(replace(decision, fact=where[0]), 1, moved=True)
            return Found(decision, len(where))
        return Found(decision, 1)

    def _where(self, kind: str, said: Words) -> list[str]:
        """Return the facts of a kind that have these words; of ties, between any such ends."""
        stated = self._stated
        if kind.endswith("#suggestion"):
            rows = [n for n in self._all("task") if words(stated, n, n)[0] == said[0]]
            parts = [n for n in self._all(kind.partition("#")[0]) if _label(stated, n) == said[1]]
            return [
                f"{part}#{fragment_of(row)}"
                for part in map(short, parts)
                for row in map(short, rows)
            ]
        if self._known is None:
            self._known = {}
            for fact in (short(n) for n in stated.nodes() if stated.local(n, "basis")):
                here = self._words(fact)
                if here is not None and not is_tie(fact):
                    self._known.setdefault((_kind(fact), here), []).append(fact)
        return self._known.get((kind, said), [])

    def _all(self, kind: str) -> list[str]:
        """Return the things of a kind that the document states, not their fragments."""
        start = f"{iris.ID}{kind}/"
        return [n for n in self._stated.nodes() if n.startswith(start) and "#" not in n]

    def _words(self, fact: str) -> Words | None:
        """Return the words that stand at a fact now, ``None`` where there is no such node."""
        stated, node = self._stated, iris.ID + fact
        if is_tie(fact):
            found = ends(stated, fact)
            return _squeezed(*words(stated, *found)) if found else None
        if not stated.all(node, "type"):
            return None
        quote = stated.one(stated.first_passage(node), "exactQuote")
        return _squeezed(quote, stated.one(stated.owner(node), "label"))


def _kind(fact: str) -> str:
    """Return what sort of node a fact is: of its name all but keys and numbers.

    >>> _kind("task/211-kh-ubnd-ca-mau-2024/15#budget-1")
    'task#budget'
    """
    thing, hash_, fragment = fact.partition("#")
    if is_tie(fact):
        fragment = "suggestion"
    return thing.partition("/")[0] + hash_ + re.sub(r"-?\d.*", "", fragment)


def _label(stated: Stated, node: str) -> str:
    return squeeze(stated.one(node, "label"))


def _squeezed(quote: str, within: str) -> Words:
    return squeeze(quote), squeeze(within)
