"""Answers that were given, by query and state of the data, up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from sctbv_graph.workers.evaluate import Done

_LONGEST = 2**20


class Cache:
    """The answers asked for last; older ones make room."""

    def __init__(self, megabytes: int) -> None:
        """``megabytes`` is how much is kept; 0 keeps nothing."""
        self._most = megabytes * 2**20
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[Done, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> tuple[Done, bytes] | None:
        """Return a kept answer."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, done: Done, body: bytes) -> None:
        """Keep an answer, if it is not too long."""
        if len(body) > min(_LONGEST, self._most):
            return
        with self._lock:
            before = self._kept.pop(key, None)
            if before is not None:
                self._size -= len(before[1])
            self._kept[key] = (done, body)
            self._size += len(body)
            while self._size > self._most or len(self._kept) > 10_000:
                _, (_, old) = self._kept.popitem(last=False)
                self._size -= len(old)
