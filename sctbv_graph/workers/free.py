"""The processes that are free: the one that worked last is taken first, or a certain one."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Free(Generic[T]):
    """What is free, and who waits for it."""

    def __init__(self) -> None:
        """Nothing is free yet."""
        self._free: list[T] = []
        self._asked_for: list[T] = []
        """What somebody waits for by itself; who takes any leaves it."""
        self._changed = threading.Condition()

    def __len__(self) -> int:
        """Count what is free."""
        return len(self._free)

    def put(self, one: T) -> None:
        """Give one back, or let it be had for the first time."""
        with self._changed:
            self._free.append(one)
            self._changed.notify_all()

    def take(self, timeout: float = 0.0) -> T | None:
        """Take any, the one that came back last; ``None`` where none does in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._last() is not None, timeout)
            found = self._last()
            if found is not None:
                self._free.remove(found)
            return found

    def _last(self) -> T | None:
        return next((one for one in reversed(self._free) if one not in self._asked_for), None)

    def take_this(self, one: T, timeout: float) -> bool:
        """Take a certain one when it is free; tell whether it was in time.

        Nobody else takes it meanwhile: who waits for one after the other comes to all of them,
        however busy they are.
        """
        with self._changed:
            self._asked_for.append(one)
            try:
                if not self._changed.wait_for(lambda: one in self._free, timeout):
                    return False
                self._free.remove(one)
                return True
            finally:
                self._asked_for.remove(one)
                self._changed.notify_all()
