"""The tokens of a SPARQL text (SPARQL 1.1, 19.8): enough to look at it, and to add to it.

The engine alone judges whether a text is right. Every pattern is bounded, so that no text makes
this slow: a prefix longer than 40 letters is taken as a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<var>[?$]\w+)
    |(?P<name>(?:[^\W\d_][\w.-]{0,40})?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<sign>\^\^|&&|\|\||!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One token with its place in the query; ``kind`` is a group of the pattern above."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in capitals, or "" where the token is none."""
        return self.text.upper() if self.kind == "word" else ""


KEPT = 4_000
"""Longest text, in characters, of which what was found is kept: a request looks several times."""


def pieces_of(query: str) -> tuple[Piece, ...]:
    """Return the tokens of a query, without blanks and comments."""
    return _of_short(query) if len(query) <= KEPT else _pieces(query)


@lru_cache(maxsize=128)
def _of_short(query: str) -> tuple[Piece, ...]:
    return _pieces(query)


def _pieces(query: str) -> tuple[Piece, ...]:
    found = []
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "sign"
        if kind not in ("space", "comment"):
            found.append(Piece(kind, match.group(), match.start(), match.end()))
    return tuple(found)


def closing(pieces: Sequence[Piece], first: int) -> int:
    """Return the index of the bracket that closes the one at ``first``; the end if none does."""
    opening = pieces[first].text
    shut = {"{": "}", "(": ")", "[": "]"}[opening]
    depth = 0
    for index in range(first, len(pieces)):
        if pieces[index].kind != "sign":
            continue
        if pieces[index].text == opening:
            depth += 1
        elif pieces[index].text == shut:
            depth -= 1
            if depth == 0:
                return index
    return len(pieces) - 1
