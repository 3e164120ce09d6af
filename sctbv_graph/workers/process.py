"""One worker process, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from sctbv_graph.workers.evaluate import Done, Job
from sctbv_graph.workers.exchange import Answer, answer_of, exchange, exchanged, head_of
from sctbv_graph.workers.frames import packed
from sctbv_graph.workers.pace import Pace
from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.shared import Shared, Started, evaluating_environment
from sctbv_graph.workers.snapshot import Snapshot
from sctbv_graph.workers.trial import Update

_START = 300.0
"""Longest, in seconds, that opening a state of the store may take."""


_LOST = Done("failed")
"""Of a process that went with the one that held its state: no fault of the job."""


class _ClosedError(Exception):
    """The pool was stopped: no process is started any more."""


class Process:
    """A worker; one thread at a time gives it jobs, the pool's watch ends it."""

    def __init__(
        self,
        limits: Limits,
        folder: Path,
        number: int,
        shared: Callable[[Snapshot], Shared | None] = lambda _: None,
    ) -> None:
        """``folder`` is where it leaves long answers, ``number`` tells it from others.

        ``shared`` tells who holds a state in memory.
        """
        self._limits = limits
        self._shared = shared
        self._of: Shared | None = None
        """Who forked the process."""
        self._file = folder / f"answer-{number}"
        self._answers = 0
        self._process: Started | None = None
        self._opened = ""
        self._starting = threading.Lock()
        self._closed = False
        self._pace = Pace()
        self._spoilt = False

    def _running(self, snapshot: Snapshot) -> Started:
        with self._starting:
            return self._started(snapshot)

    def _started(self, snapshot: Snapshot) -> Started:
        process, shared = self._process, self._shared(snapshot)
        if process is None or process.poll() is not None or self._of is not shared:
            self.end()
            if self._closed:
                raise _ClosedError
            process = self._process = self._forked(shared) or self._opening()
            self._opened = snapshot.id if self._of else ""
            self._pace.slowed = False
        return process

    def _forked(self, shared: Shared | None) -> Started | None:
        """Start it as one that holds a state already; ``None`` where nobody does any more."""
        self._of = shared
        if shared is not None:
            with contextlib.suppress(OSError):
                return shared.worker()
        self._of = None
        return None

    def _opening(self) -> Started:
        """Start it as one that opens a state by itself."""
        limits = self._limits
        return subprocess.Popen(  # noqa: S603  our own module
            [
                sys.executable, "-m", "sctbv_graph.workers.worker",
                str(limits.seconds), str(limits.memory), str(limits.small),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=evaluating_environment(),
        )  # fmt: skip

    def make_ready(self, snapshot: Snapshot) -> bool:
        """Start it and open a state, so that the first query does not wait for that.

        Where the state is held in memory by now, it is started anew as one that shares it.
        """
        if self.is_ready(snapshot) and self._of is self._shared(snapshot):
            return True
        try:
            return self._talk(snapshot, None, _START)[0].status == "ok"
        except _ClosedError:
            return False

    def run(self, job: Job, snapshot: Snapshot) -> Answer:
        """Do one job: an answer of bytes, or the file where a long one is.

        What was under way when the system ended who holds the state is asked once more.
        """
        answer = self._run(job, snapshot)
        return self._run(job, snapshot) if answer[0] is _LOST else answer

    def _run(self, job: Job, snapshot: Snapshot) -> Answer:
        if not self.make_ready(snapshot):
            return Done("failed"), b"", None
        try:
            return self._talk(snapshot, job, self._limits.seconds)
        except _ClosedError:
            return Done("failed"), b"", None

    def try_update(self, update: Update, copy: Snapshot) -> Done:
        """Carry out an update on a copy; the state that is open for queries stays open."""
        seconds = self._limits.update
        try:
            process = self._running(copy)
        except _ClosedError:
            return Done("failed")
        assert process.stdin is not None
        assert process.stdout is not None
        file = self._next_file()
        head = head_of(copy, None, file) | {"seconds": seconds}
        done = Done()
        # First nothing: the time that a process needs to start is not the update's.
        for what, limit in ((None, _START), (asdict(update), seconds)):
            with self._pace.timed(limit) as until:
                asked = head | {"update": what}
                frame = exchange(process.stdin, process.stdout, asked, until)
            if frame is None:
                return self._broken(process, file, until)[0]
            done = answer_of(frame)[0]
        return done

    def _talk(self, snapshot: Snapshot, job: Job | None, seconds: float) -> Answer:
        process = self._running(snapshot)
        assert process.stdin is not None
        assert process.stdout is not None
        file = self._next_file()
        with self._pace.timed(seconds) as until:
            frame = exchange(process.stdin, process.stdout, head_of(snapshot, job, file), until)
        if frame is None:
            return self._broken(process, file, until)
        self._opened = snapshot.id
        return answer_of(frame)

    def is_ready(self, snapshot: Snapshot) -> bool:
        """Tell whether it runs and has a state open, so that a job can be sent at once."""
        process = self._process
        return self._opened == snapshot.id and process is not None and process.poll() is None

    async def ask(self, job: Job, snapshot: Snapshot) -> Answer:
        """Do one job as `run` does, without a thread; only where it `is_ready`.

        Not on Windows, whose event loop does not wait for pipes.
        """
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        file = self._next_file()
        try:
            with self._pace.timed(self._limits.seconds) as until:
                frame = await exchanged(
                    process.stdin.fileno(),
                    process.stdout.fileno(),
                    packed(head_of(snapshot, job, file)),
                    until,
                )
        except BaseException:  # cancelled: what it would still answer is nobody's
            self._spoilt = True
            process.kill()
            raise
        if frame is not None:
            return answer_of(frame)
        answer = await asyncio.to_thread(self._broken, process, file, until)
        return await asyncio.to_thread(self._run, job, snapshot) if answer[0] is _LOST else answer

    def _next_file(self) -> Path:
        self._answers += 1
        return self._file.with_name(f"{self._file.name}-{self._answers}")

    def _broken(self, process: Started, file: Path, until: float) -> Answer:
        """Return why a process gave no answer; what it left is removed.

        A killed one dies when the system lets it run, which on a busy machine is later: who asked
        does not wait for that, who starts it anew does.
        """
        if time.monotonic() >= until:
            process.kill()
            self._spoilt = True
            done = Done("time")
        else:
            done = Done("memory") if _aborted(process) else Done("failed")
            if self._of is not None and self._of.is_lost():
                done = _LOST
            self.end()
        file.unlink(missing_ok=True)
        return done, b"", None

    def watch(self, now: float) -> None:
        """End it where its job is overdue, and give way to others where it takes long."""
        self._pace.watch(now, self._process)

    def recover(self) -> bool:
        """Take its old place among the processes again; where it cannot, it is to be replaced."""
        pid = self.pid
        return not self._spoilt and pid is not None and self._pace.recovered(pid)

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        self._opened = ""
        self._spoilt = False
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    def close(self) -> None:
        """End the process; it is not started again."""
        with self._starting:
            self._closed = True
            self.end()

    @property
    def pid(self) -> int | None:
        """The number of the process, ``None`` where it does not run."""
        return self._process.pid if self._process is not None else None


def _aborted(process: Started) -> bool:
    """Tell whether a process ended for want of memory: the engine aborts, or the system kills."""
    try:
        return process.wait(timeout=5) in (-6, -9, -11)
    except subprocess.TimeoutExpired:
        return False
