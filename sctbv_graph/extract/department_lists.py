"""Departments under one head: "Các Sở: Tài chính, Xây dựng, Văn hóa, Thể thao và Du lịch".

Each name stands for the department of that name. Names hold commas and "và", so those of the
register are matched first, the longest; another is what stands up to the next comma or "và".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.party_words import starts_party
from sctbv_graph.model import Body, Span
from sctbv_graph.vietnamese.fold import Token

_JOINS = {",", "và", ";"}


@dataclass(frozen=True, slots=True)
class Department:
    """One name of such a list: a body of the register, or only its words."""

    span: Span
    body: Body | None
    last: int  # the token after it


def opens_list(words: list[Token], position: int) -> int:
    """Return the token after "các sở :", 0 where no such list begins at ``position``."""
    texts = [word.text for word in words[position : position + 3]]
    if texts == ["các", "sở", ":"]:
        return position + 3
    return position + 2 if texts[:2] == ["sở", ":"] else 0


def departments(
    lexicon: Lexicon, text: str, words: list[Token], position: int
) -> Iterator[Department]:
    """Yield the departments of a list from its first name on."""
    while position < len(words) and text[words[position].start].isupper():
        head = words[position]._replace(text="sở")
        known = lexicon.bodies.match_at([head, *words[position:]], 0)
        if known and known.last > 1:
            last = position + known.last - 1
            body: Body | None = known.value
        else:
            last, body = position + 1, None
            while (
                last < len(words) and words[last].text not in _JOINS and words[last].text.isalnum()
            ):
                last += 1
        yield Department(Span(words[position].start, words[last - 1].end), body, last)
        if last >= len(words) or words[last].text not in _JOINS:
            return
        position = last + 1
        if position < len(words) and words[position].text in _JOINS:
            position += 1
        if position < len(words) and _names_a_body(lexicon, text, words, position):
            return


def _names_a_body(lexicon: Lexicon, text: str, words: list[Token], position: int) -> bool:
    """Tell whether a body with a head of its own begins: the list of departments has ended."""
    if lexicon.bodies.match_at(words, position) is not None:
        return True
    rest = " ".join(word.text for word in words[position : position + 5]) + " "
    return starts_party(text, words[position].start, rest)
