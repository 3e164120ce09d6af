"""How long a worker is at its job: when it gives way to others, and when it is ended."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator

from sctbv_graph.workers.shared import Started

_SLOW = 0.5
"""Seconds after which short queries of others go first."""
_BEHIND = 10
"""How much further back it then stands ("nice")."""


class Pace:
    """The clock of one worker; a job starts it, the pool's watch looks at it."""

    def __init__(self) -> None:
        """It stands still until the first job."""
        self._lock = threading.Lock()
        self._deadline = 0.0
        self._slow_after = 0.0
        self.slowed = False

    @contextlib.contextmanager
    def timed(self, seconds: float) -> Iterator[float]:
        """Let the watch end the process when a job takes longer; yield when that is."""
        now = time.monotonic()
        with self._lock:
            self._deadline = now + seconds
            self._slow_after = now + _SLOW
        try:
            yield now + seconds
        finally:
            with self._lock:
                self._deadline = 0.0

    def watch(self, now: float, process: Started | None) -> None:
        """End a process whose job is overdue, and have it give way to others where it is long."""
        with self._lock:
            if not self._deadline or process is None:
                return
            if now > self._deadline:
                process.kill()
            elif now > self._slow_after and not self.slowed and sys.platform != "win32":
                self.slowed = True  # until `recovered`
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, process.pid, _BEHIND)

    def recovered(self, pid: int) -> bool:
        """Give a process its old place again; root may, others have to start it anew."""
        if self.slowed and sys.platform != "win32":
            try:
                os.setpriority(os.PRIO_PROCESS, pid, 0)
            except OSError:
                return False
            self.slowed = False
        return True
