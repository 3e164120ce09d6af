"""A few worker processes: a job waits for one that is free; one that was ended is replaced."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sctbv_graph.store import is_steady
from sctbv_graph.workers.cache import Cache
from sctbv_graph.workers.ends import QUERY, UPDATE, said
from sctbv_graph.workers.evaluate import Done, Job
from sctbv_graph.workers.free import Free
from sctbv_graph.workers.holding import Holding
from sctbv_graph.workers.process import Process
from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.snapshot import Snapshot
from sctbv_graph.workers.trial import Update

_WAIT = 15.0
_SHORT = 8_000
"""Longest query, in characters, that is sent without waiting: its frame fits into a pipe."""
_LOOK = 0.05
"""Seconds between two looks of the watch."""


class Pool:
    """The processes; they are started when a job first needs them."""

    def __init__(
        self, limits: Limits | None = None, told: Callable[[str], None] = lambda _: None
    ) -> None:
        """``limits`` are those of the environment where none are given.

        ``told`` is called with how each query ended.
        """
        self._told = told
        self.limits = limits or Limits.from_environment()
        self.ended: Counter[str] = Counter()
        """How many queries came to which end."""
        self._folder = Path(tempfile.mkdtemp(prefix="sctbv-answers-"))
        self._holding = Holding(self.limits, self.warm)
        self._processes = [
            Process(self.limits, self._folder, i, self._holding.of)
            for i in range(self.limits.workers)
        ]
        self._free: Free[Process] = Free()
        for process in reversed(self._processes):
            self._free.put(process)
        self._cache = Cache(self.limits.cache)
        self._busy = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._watch: threading.Thread | None = None
        atexit.register(self.stop)

    def run(self, job: Job, snapshot: Snapshot) -> tuple[Done, bytes, Path | None]:
        """Do one job: an answer of bytes, or the file where a long one is, to be removed.

        The status is "time" or "memory" where it took too much, "busy" where no process became
        free in time.
        """
        kept = self._kept(job, snapshot)
        if kept is not None:
            return *kept, None
        process = self._free.take(_WAIT)
        if process is None:
            self._count("busy")
            return said(Done("busy"), QUERY, self.limits), b"", None
        try:
            with self._watched():
                done, body, file = process.run(job, snapshot)
        finally:
            self._give_back(process, snapshot)
        return self._told_of(job, snapshot, done, body, file)

    def try_update(self, update: Update, copy: Snapshot) -> Done:
        """Carry out an update on a copy that is made for it; status as `run` has it.

        Also where it is "ok" nothing has happened to the store yet.
        """
        process = self._free.take(_WAIT)
        if process is None:
            return said(Done("busy"), UPDATE, self.limits)
        try:
            with self._watched():
                done = process.try_update(update, copy)
        finally:
            self._give_back(process, None)
        return said(done, UPDATE, self.limits)

    async def ask(self, job: Job, snapshot: Snapshot) -> tuple[Done, bytes, Path | None]:
        """Do one job as `run` does; where a process is ready, without a thread for it.

        A hop to a thread and back costs more than a small query.
        """
        kept = self._kept(job, snapshot)
        if kept is not None:
            return *kept, None
        process = self._ready(job, snapshot)
        if process is None:
            return await asyncio.to_thread(self.run, job, snapshot)
        try:
            with self._watched():
                done, body, file = await process.ask(job, snapshot)
        finally:
            self._give_back(process, snapshot)
        return self._told_of(job, snapshot, done, body, file)

    def _ready(self, job: Job, snapshot: Snapshot) -> Process | None:
        """Take a free process that has the state open, if there is one and it can be asked so."""
        if sys.platform == "win32" or len(job.query) > _SHORT:
            return None
        process = self._free.take()
        if process is None or process.is_ready(snapshot):
            return process
        self._free.put(process)
        return None

    def _kept(self, job: Job, snapshot: Snapshot) -> tuple[Done, bytes] | None:
        kept = self._cache.get((snapshot.id, job)) if self.limits.cache else None
        if kept is not None:
            self._count("cached")
        return kept

    def _give_back(self, process: Process, snapshot: Snapshot | None) -> None:
        if process.recover():
            self._free.put(process)
        else:
            self._replace(process, snapshot)

    def _told_of(
        self, job: Job, snapshot: Snapshot, done: Done, body: bytes, file: Path | None
    ) -> tuple[Done, bytes, Path | None]:
        """Count an answer, and keep it where it can be given again."""
        self._count(done.status)
        if done.status == "ok" and file is None and self.limits.cache and is_steady(job.query):
            self._cache.put((snapshot.id, job), done, body)
        if done.status in ("ok", "query"):
            return done, body, file
        return said(done, QUERY, self.limits), b"", None

    def _count(self, end: str) -> None:
        self.ended[end] += 1
        self._told(end)

    def _replace(self, process: Process, snapshot: Snapshot | None) -> None:
        """Start a process anew, while nobody waits for it; without a state at its next job."""

        def start() -> None:
            process.end()
            if not self._stopped:
                if snapshot is not None:
                    with self._watched():
                        process.make_ready(snapshot)
                self._free.put(process)

        threading.Thread(target=start, daemon=True).start()

    def warm(self, snapshot: Snapshot) -> None:
        """Start every process, and open a state in each, one after another.

        Where they can share it in memory, that is done first; queries are answered meanwhile.
        """
        self._holding.hold(snapshot)
        for process in self._processes:
            if self._free.take_this(process, _WAIT):
                try:
                    with self._watched():
                        process.make_ready(snapshot)
                finally:
                    self._free.put(process)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Have the watch look as long as a process works."""
        with self._changed:
            if self._watch is None:
                self._watch = threading.Thread(target=self._look, daemon=True)
                self._watch.start()
            self._busy += 1
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1

    def _look(self) -> None:
        while not self._stopped:
            with self._changed:
                self._changed.wait_for(lambda: self._busy or self._stopped)
            time.sleep(_LOOK)
            now = time.monotonic()
            for process in self._processes:
                process.watch(now)

    def pids(self) -> list[int]:
        """Return the numbers of the processes that run."""
        return [process.pid for process in self._processes if process.pid is not None]

    def stop(self) -> None:
        """End all processes."""
        if not self._stopped:
            self._stopped = True
            with self._changed:
                self._changed.notify()
            for process in self._processes:
                process.close()
            self._holding.stop()
            shutil.rmtree(self._folder, ignore_errors=True)
            atexit.unregister(self.stop)
