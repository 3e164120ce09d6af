"""Which states are held in memory for the workers, from when on and for how long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.shared import POSSIBLE, Shared
from sctbv_graph.workers.snapshot import Snapshot

LINGER = 60.0
"""Seconds that a state is held after another took its place; no request takes longer."""
AGAIN = 60.0
"""Seconds between two times that one state is read, where the system ends who holds it."""


class Holding:
    """The processes that hold states; the newest state is the one that is served."""

    def __init__(self, limits: Limits, again: Callable[[Snapshot], None]) -> None:
        """``again`` is called, in a thread, with a state whose holder was found to be gone."""
        self._limits = limits
        self._again = again
        self.held: list[Shared] = []
        """Who holds a state, the newest first."""
        self._changing = threading.Lock()
        self._waiting: threading.Timer | None = None
        self._tried = 0.0
        self._stopped = False

    def of(self, snapshot: Snapshot) -> Shared | None:
        """Return who holds a state, if it is held.

        Where the system has ended who held the newest one (for want of memory, say), that is seen
        here, and the state is held anew a while later; workers open it by themselves until then.
        """
        for one in self.held:
            if one.id == snapshot.id:
                if not one.is_lost():
                    return one
                if one is self.held[0]:
                    self._renew(one, snapshot)
        return None

    def _renew(self, lost: Shared, snapshot: Snapshot) -> None:
        if not self._changing.acquire(blocking=False):
            return  # a state is being read just now; a query does not wait for that
        try:
            if self._waiting is None and not self._stopped:
                wait = max(lost.since, self._tried) + AGAIN - time.monotonic()
                self._waiting = threading.Timer(max(0.0, wait), self._renewed, (snapshot,))
                self._waiting.daemon = True
                self._waiting.start()
        finally:
            self._changing.release()

    def _renewed(self, snapshot: Snapshot) -> None:
        self._waiting, self._tried = None, time.monotonic()
        if self.held and self.held[0].id == snapshot.id:  # no other took its place meanwhile
            self._again(snapshot)

    def hold(self, snapshot: Snapshot) -> None:
        """Have a state held where that can be, and wait until it is.

        What was held before stays so for a while: requests under way began with it, and a build
        may have removed its files meanwhile.
        """
        if not (POSSIBLE and snapshot.lasting and self._limits.shared):
            return
        with self._changing:
            if any(one.id == snapshot.id and not one.is_lost() for one in self.held):
                return
            new = Shared(snapshot, self._limits)
            if not new.ready() or self._stopped:
                new.kill()
                return
            before, self.held = self.held[:1], [new, *self.held]
            for old in before:  # those before it are on their way already
                timer = threading.Timer(LINGER, self._let_go, (old,))
                timer.daemon = True
                timer.start()

    def _let_go(self, old: Shared) -> None:
        with self._changing:
            if old in self.held:
                self.held = [one for one in self.held if one is not old]
                old.close()

    def stop(self) -> None:
        """End the processes; no state is held any more."""
        self._stopped = True
        if self._waiting is not None:
            self._waiting.cancel()
        for shared in self.held:
            shared.kill()
