"""What is made of something that many documents share, made once in a process.

Registers and curated graphs are large, do not change, and are the same objects from one document to
the next: comparing or hashing them would cost more than is saved, so they are known by identity.
Folders of files are known by what they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_MOST = 4
"""How many things are remembered; a process has one set of registers, tests have a few."""


class Once(Generic[Given, Made]):
    """A function that makes something of a thing the first time it sees it.

    The thing must not change. It is held as long as what was made of it.
    """

    def __init__(self, make: Callable[[Given], Made], name: Callable[[Given], Hashable]) -> None:
        """``name`` gives what a thing is known by."""
        self._make = make
        self._name = name
        self._known: dict[Hashable, tuple[Given, Made]] = {}

    def __call__(self, given: Given) -> Made:
        """Return what was made of a thing, or make it."""
        found = self._known.get(self._name(given))
        if found is None:
            self.know(given, made := self._make(given))
            return made
        return found[1]

    def know(self, given: Given, made: Made) -> None:
        """Remember what was made of a thing elsewhere, an earlier run for one."""
        while len(self._known) >= _MOST:
            self._known.pop(next(iter(self._known)), None)
        self._known[self._name(given)] = (given, made)

    def knows(self, given: Given) -> bool:
        """Tell whether something was made of a thing."""
        return self._name(given) in self._known


def once(make: Callable[[Given], Made]) -> Once[Given, Made]:
    """Return a function that makes something of a thing the first time it sees this very thing."""
    return Once(make, id)


Name = TypeVar("Name", bound=Hashable)


def once_for_each(make: Callable[[Name], Made]) -> Once[Name, Made]:
    """Return a function that makes something the first time it is given something equal."""
    return Once(make, lambda given: given)
