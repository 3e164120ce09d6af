"""Answers that were just made, kept while the data stays: what many ask for is made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

MOST = 32_000_000
"""How many bytes are kept."""


class Recent:
    """The latest answers by their tags; the one that was used longest ago goes first."""

    def __init__(self, most: int = MOST) -> None:
        """``most`` is in bytes."""
        self._most = most
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, tag: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer of a tag, made where it is not held; two threads may both make it."""
        with self._lock:
            if tag in self._held:
                self._held.move_to_end(tag)
                return self._held[tag]
        body = make()
        with self._lock:
            if tag not in self._held and len(body) <= self._most:
                self._held[tag] = body
                self._size += len(body)
            while self._size > self._most:
                _, oldest = self._held.popitem(last=False)
                self._size -= len(oldest)
        return body
