"""Which element of one plan is which of another: by their words, numbers and marks left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from sctbv_graph.vietnamese.fold import fold

T = TypeVar("T")


def words_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring words of a text, folded, without numbers.

    >>> sorted(words_of("Tổ chức 02 lớp"))
    ['chức lớp', 'tổ chức']
    """
    words = [w for w in re.findall(r"\w+", fold(text)) if not any(c.isdigit() for c in w)]
    if len(words) < 2:
        return frozenset(words)
    return frozenset(f"{a} {b}" for a, b in pairwise(words))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two texts are, from 0 to 1: the share of what they have in common."""
    both = len(one | other)
    return len(one & other) / both if both else 1.0


def pair(
    before: Sequence[T], after: Sequence[T], score: Callable[[T, T], float], least: float
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Return the pairs, the best first taken, and what is left over on either side, in order."""
    rated = [
        (score(a, b), -abs(i - j), i, j) for i, a in enumerate(before) for j, b in enumerate(after)
    ]
    taken: dict[int, int] = {}
    used: set[int] = set()
    for rating, _, i, j in sorted(rated, key=lambda r: (-r[0], -r[1], r[2], r[3])):
        if rating >= least and i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    return (
        [(before[i], after[j]) for i, j in sorted(taken.items())],
        [a for i, a in enumerate(before) if i not in taken],
        [b for j, b in enumerate(after) if j not in used],
    )
