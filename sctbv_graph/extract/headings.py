"""The rows of headings of a table whose spans are lost: which heading stands over which.

A torn table keeps the order of its headings and loses how many columns each covers: "STT", "Nội
dung", "Năm hiện hành 2025", "Năm 2026" over "Kế hoạch", "Ước thực hiện". The number of columns is
known from the rows below, so some headings of the upper row must cover those of the lower; which
ones is told by their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from sctbv_graph.extract.roles import MONEY_ROLES

_YEAR = re.compile(r".*\b20\d\d\b")
_COUNT = re.compile(r".*?\b(?:trong )?0?(\d)\s+năm\b")
_STATE = re.compile(r"(?:kế hoạch|dự toán|ước|đánh giá|thực hiện|số lượng|giá trị)")

RoleOf = Callable[[str], str | None]
"""What a heading says of its column: "name", "lead", …, a purse, "money", ``None`` for nothing."""

Paths = list[tuple[int, ...]]
"""For each column the indices of its headings, the uppermost first."""


def spread(
    upper: Sequence[str], lower: Sequence[str], width: int, role_of: RoleOf
) -> tuple[float, Paths] | None:
    """Return how ill it fits and for each of ``width`` columns the headings over it.

    Indices below ``len(upper)`` are of the upper row, those from there on of the lower; ``None``
    where no way fits. Words are folded.

    >>> spread(["tt", "địa điểm", "tọa độ"], ["x", "y"], 4, {"tt": "TT"}.get)[1]
    [(0,), (1,), (2, 3), (2, 4)]
    """
    covering = len(upper) + len(lower) - width
    if not 1 <= covering <= min(len(upper), len(lower)) or covering > 4:
        return None
    best: tuple[float, Paths] | None = None
    for parents in combinations(range(len(upper)), covering):
        for shares in _shares(len(lower), covering):
            price = _price(upper, lower, parents, shares, role_of)
            if best is None or price < best[0]:
                best = (price, _paths(len(upper), parents, shares))
    return best


def _shares(children: int, parents: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to give each parent at least one child, in order."""
    for cuts in combinations(range(1, children), parents - 1):
        edges = (0, *cuts, children)
        yield tuple(b - a for a, b in pairwise(edges))


def _paths(count: int, parents: tuple[int, ...], shares: tuple[int, ...]) -> Paths:
    paths: Paths = []
    child = count
    covered = dict(zip(parents, shares, strict=True))
    for index in range(count):
        if index not in covered:
            paths.append((index,))
            continue
        for _ in range(covered[index]):
            paths.append((index, child))
            child += 1
    return paths


def _price(
    upper: Sequence[str],
    lower: Sequence[str],
    parents: tuple[int, ...],
    shares: tuple[int, ...],
    role_of: RoleOf,
) -> float:
    """Return how ill one way fits: who covers others has no plain role, its children are alike."""
    price, child = 0.0, 0
    for parent, share in zip(parents, shares, strict=True):
        words, role = upper[parent], role_of(upper[parent])
        below = lower[child : child + share]
        child += share
        if role == "TT":
            price += 6.0
        elif role is not None and role not in MONEY_ROLES:
            price += 3.0
        elif role is None and parent <= 1 and _follows_number(upper, parent, role_of):
            price += 2.0  # the first words of a row name it
        price += 0.1 * parent
        if share == 1:
            price += 1.0
        kinds = {(bool(_YEAR.match(w)), bool(_STATE.match(w))) for w in below}
        price += 0.5 * (len(kinds) - 1)
        if role in MONEY_ROLES:  # a purse under money, not an estimate under an estimate
            price -= 0.6 * sum(role_of(w) in MONEY_ROLES - {"money"} for w in below)
        counted = _COUNT.match(words)
        if counted:
            price -= 1.0 if sum(bool(_YEAR.match(w)) for w in below) == int(counted[1]) else -1.0
        if _YEAR.match(words) and all(_YEAR.match(w) for w in below):
            price += 0.5  # a year over years
    return price


def _follows_number(upper: Sequence[str], parent: int, role_of: RoleOf) -> bool:
    return parent == 0 or (parent == 1 and role_of(upper[0]) == "TT")
