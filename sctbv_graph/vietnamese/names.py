"""Finding known names in running text, longest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sctbv_graph.vietnamese.fold import Token, places_of, tokens

T = TypeVar("T")


@dataclass(slots=True)
class _Node(Generic[T]):
    children: dict[str, _Node[T]] = field(default_factory=dict)
    value: T | None = None


@dataclass(frozen=True, slots=True)
class NameMatch(Generic[T]):
    """A known name at ``tokens[first:last]``, characters ``start`` to ``end`` of the text."""

    value: T
    first: int
    last: int
    start: int
    end: int


class NameIndex(Generic[T]):
    """Spellings of known things, matched token by token, the longest first.

    Names hold commas and "và" ("Sở Văn hóa, Thể thao và Du lịch"), so a list of names is read
    by matching before it is split. Nothing is matched nearly: one letter off is another name.
    """

    def __init__(self, spellings: Iterable[tuple[str, T]]) -> None:
        """Index ``(spelling, value)`` pairs; a spelling given twice keeps the first value."""
        self._root: _Node[T] = _Node()
        for spelling, value in spellings:
            node = self._root
            for token in tokens(spelling):
                node = node.children.setdefault(token.text, _Node())
            if node.value is None:
                node.value = value

    def match_at(self, words: Sequence[Token], first: int) -> NameMatch[T] | None:
        """Return the longest known name that starts at token ``first``."""
        node, best = self._root, None
        for position in range(first, len(words)):
            child = node.children.get(words[position].text)
            if child is None:
                break
            node = child
            if node.value is not None:
                best = NameMatch(
                    node.value, first, position + 1, words[first].start, words[position].end
                )
        return best

    def beginnings(self, text: str) -> list[int]:
        """Return where words stand in a text with which a known name may begin."""
        return places_of(self._root.children, text)

    def find_all(self, words: Sequence[Token]) -> list[NameMatch[T]]:
        """Return the names that stand in the tokens, left to right, without overlap."""
        found, after, begins = [], 0, self._root.children
        for position, (word, _, _) in enumerate(words):
            # Most words begin no name.
            if word in begins and position >= after and (match := self.match_at(words, position)):
                found.append(match)
                after = match.last
        return found

    def values_in(self, words: Sequence[str]) -> Iterator[T]:
        """Yield what the names in some folded words stand for, as `find_all` finds them.

        >>> list(NameIndex([("Sở Y tế", 1), ("y tế", 2)]).values_in(["sở", "y", "tế", "y", "tế"]))
        [1, 2]
        """
        after, begins = 0, self._root.children
        for position, word in enumerate(words):
            if position < after or word not in begins:
                continue
            node, at = begins[word], position + 1
            best = None if node.value is None else (at, node.value)
            while at < len(words) and (child := node.children.get(words[at])) is not None:
                node, at = child, at + 1
                best = best if node.value is None else (at, node.value)
            if best is not None:
                after, value = best
                yield value
