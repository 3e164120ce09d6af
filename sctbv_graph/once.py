"""What is made of something that many documents share, made once in a process.

Registers and curated graphs are large, do not change, and are the same objects from one document to
the next: comparing or hashing them would cost more than is saved, so they are known by identity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_MOST = 4
"""How many things are remembered; a process has one set of registers, tests have a few."""


def once(make: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """Return a function that makes something of a thing the first time it sees this very thing.

    The thing must not change. It is held as long as what was made of it.
    """
    known: dict[int, tuple[Given, Made]] = {}

    @wraps(make)
    def made(given: Given) -> Made:
        found = known.get(id(given))
        if found is None:
            found = (given, make(given))
            while len(known) >= _MOST:
                known.pop(next(iter(known)), None)
            known[id(given)] = found
        return found[1]

    return made
