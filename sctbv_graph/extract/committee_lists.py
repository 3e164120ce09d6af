"""Several People's Committees under one head: "UBND huyện Năm Căn, Ngọc Hiển, xã Khánh Hòa".

A name after a comma goes on with the list where it can be a place, and no party's own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.party_places import PROPER
from sctbv_graph.extract.party_words import STARTS
from sctbv_graph.model import Span
from sctbv_graph.vietnamese.fold import UPPER, Token, fold

_HEAD = re.compile(
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND)\s+(huyện|thành phố|thị xã|xã|phường|thị trấn)\s+",
    re.IGNORECASE,
)
_NEXT_PROPER = re.compile(rf"\s*,\s*(?:(xã|phường|thị trấn|huyện)\s+)?(?=[{UPPER}])")


@dataclass(frozen=True, slots=True)
class Committee:
    """One committee of a list: the kind of its place as written, and the place's name."""

    kind: str
    name: str
    span: Span
    last: int  # the token after it


def committees(
    lexicon: Lexicon, text: str, span: Span, words: list[Token], first: int
) -> Iterator[Committee]:
    """Yield the committees of a list that begins at the token ``first``; none where none does."""
    head = _HEAD.match(text, words[first].start, span.end)
    proper = PROPER.match(text, head.end(), span.end) if head else None
    if head is None or proper is None:
        return
    kind, start = head[1], head.start()
    while proper is not None:
        end = proper.end()
        after = next((i for i, word in enumerate(words) if word.start >= end), len(words))
        yield Committee(kind, proper.group(), Span(start, end), after)
        if after < len(words) and words[after].text == "(":
            return
        following = _NEXT_PROPER.match(text, end, span.end)
        if not following or _known_body_at(lexicon, words, following.end()):
            return
        proper = PROPER.match(text, following.end(), span.end)
        if following[1] is None and proper and not _is_place(lexicon, kind, proper.group()):
            return
        kind = following[1] or kind
        start = following.start(1) if following[1] else following.end()


def _is_place(lexicon: Lexicon, kind: str, name: str) -> bool:
    """Tell whether a capitalised name after a comma can be a further place of the list."""
    folded = fold(name)
    return not any(folded == s or folded.startswith(s + " ") for s in STARTS) and (
        fold(f"{kind} {name}") in lexicon.place_names or len(name.split()) <= 3
    )


def _known_body_at(lexicon: Lexicon, words: list[Token], offset: int) -> bool:
    index = next((i for i, word in enumerate(words) if word.start >= offset), None)
    return index is not None and lexicon.bodies.match_at(words, index) is not None
