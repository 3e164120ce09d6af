"""A few worker processes: a job waits for one that is free; one that was ended is replaced."""

from __future__ import annotations

import asyncio
import atexit
import queue
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
from sctbv_graph.workers.evaluate import Done, Job
from sctbv_graph.workers.process import Process
from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.shared import POSSIBLE, Shared
from sctbv_graph.workers.snapshot import Snapshot
from sctbv_graph.workers.trial import Update

_WAIT = 15.0
_SHORT = 8_000
"""Longest query, in characters, that is sent without waiting: its frame fits into a pipe."""
_LINGER = 60.0
"""Seconds that a state is held after another took its place; no request takes longer."""
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
        self._processes = [
            Process(self.limits, self._folder, i, self._held) for i in range(self.limits.workers)
        ]
        self._free: queue.LifoQueue[Process] = queue.LifoQueue()
        for process in reversed(self._processes):
            self._free.put(process)
        self._cache = Cache(self.limits.cache)
        self._busy = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._shared: list[Shared] = []
        self._holding = threading.Lock()
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
        try:
            process = self._free.get(timeout=_WAIT)
        except queue.Empty:
            self._count("busy")
            return *_said(Done("busy"), self.limits), None
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
        try:
            process = self._free.get(timeout=_WAIT)
        except queue.Empty:
            return _said(Done("busy"), self.limits)[0]
        try:
            with self._watched():
                done = process.try_update(update, copy)
        finally:
            self._give_back(process, None)
        if done.status in ("ok", "query"):
            return done
        vi, en = _UPDATE_ENDED.get(done.status, _UPDATE_ENDED["failed"])
        said = {"seconds": f"{self.limits.update:g}", "memory": self.limits.memory}
        return Done(done.status, vi.format(**said), en.format(**said))

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
        try:
            process = self._free.get_nowait()
        except queue.Empty:
            return None
        if process.is_ready(snapshot):
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
        return *_said(done, self.limits), None

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

    def _held(self, snapshot: Snapshot) -> Shared | None:
        """Return who holds a state in memory, if it is held."""
        fits = (one for one in self._shared if one.id == snapshot.id and not one.lost)
        return next(fits, None)

    def _hold(self, snapshot: Snapshot) -> None:
        """Have a state held in memory where that can be.

        What was held before stays so for a while: requests under way began with it, and a build
        may have removed its files meanwhile.
        """
        if not (POSSIBLE and snapshot.lasting and self.limits.shared):
            return
        with self._holding:
            if self._held(snapshot):
                return
            new = Shared(snapshot, self.limits)
            if not new.ready() or self._stopped:
                new.kill()
                return
            before, self._shared = self._shared[:1], [new, *self._shared]
            for old in before:  # those before it are on their way already
                timer = threading.Timer(_LINGER, self._let_go, (old,))
                timer.daemon = True
                timer.start()

    def _let_go(self, old: Shared) -> None:
        with self._holding:
            if old in self._shared:
                self._shared = [one for one in self._shared if one is not old]
                old.close()

    def warm(self, snapshot: Snapshot) -> None:
        """Start every process, and open a state in each, one after another.

        Where they can share it in memory, that is done first; queries are answered meanwhile.
        """
        self._hold(snapshot)
        taken = []
        try:
            for _ in self._processes:
                taken.append(self._free.get(timeout=_WAIT))
                with self._watched():
                    taken[-1].make_ready(snapshot)
        except queue.Empty:
            pass
        finally:
            for process in reversed(taken):
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
            for shared in self._shared:
                shared.kill()
            shutil.rmtree(self._folder, ignore_errors=True)
            atexit.unregister(self.stop)


_UPDATE_ENDED = {
    "time": (
        "Lệnh cập nhật chạy quá {seconds} giây nên đã bị dừng, không có gì được ghi; hãy chia nhỏ.",
        "The update took more than {seconds} s and was stopped, nothing was written; split it.",
    ),
    "memory": (
        "Lệnh cập nhật cần quá {memory} MB bộ nhớ nên đã bị dừng, không có gì được ghi.",
        "The update needs over {memory} MB of memory and was stopped, nothing was written.",
    ),
    "failed": (
        "Tiến trình thử lệnh cập nhật dừng bất thường, không có gì được ghi; hãy thử lại.",
        "The process that tried the update ended unexpectedly, nothing was written; try again.",
    ),
}


def _said(done: Done, limits: Limits) -> tuple[Done, bytes]:
    """Return an end with its sentences."""
    vi, en = {
        "time": (
            f"Truy vấn chạy quá {limits.seconds:g} giây nên đã bị dừng; hãy thêm điều kiện.",
            f"The query took more than {limits.seconds:g} s and was stopped; narrow it down.",
        ),
        "memory": (
            f"Truy vấn cần quá {limits.memory} MB bộ nhớ nên đã bị dừng; hãy thêm điều kiện.",
            f"The query needs over {limits.memory} MB of memory and was stopped; narrow it down.",
        ),
        "busy": (
            "Máy chủ đang bận; hãy thử lại sau vài giây.",
            "The server is busy; try again in a few seconds.",
        ),
    }.get(
        done.status,
        (
            "Tiến trình truy vấn dừng bất thường; hãy thử lại.",
            "The process of the query ended unexpectedly; try again.",
        ),
    )
    return Done(done.status, vi, en), b""
