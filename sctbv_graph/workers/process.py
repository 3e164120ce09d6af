"""One worker process, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any

from sctbv_graph.workers.evaluate import Done, Job
from sctbv_graph.workers.frames import packed, read_frame, unpacked, write_frame
from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.shared import Shared, Started, evaluating_environment
from sctbv_graph.workers.snapshot import Snapshot
from sctbv_graph.workers.trial import Update

_SNAPSHOT = [field.name for field in fields(Snapshot)]
_JOB = [field.name for field in fields(Job)]
_START = 300.0
"""Longest, in seconds, that opening a state of the store may take."""
_DYING = 0.25
"""Seconds that a killed process has to die before its job is given up."""


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
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._closed = False
        self._deadline = 0.0
        self._slow_after = 0.0
        self.slowed = False
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
            self.slowed = False
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

    def run(self, job: Job, snapshot: Snapshot) -> tuple[Done, bytes, Path | None]:
        """Do one job: an answer of bytes, or the file where a long one is."""
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
        head = _head(copy, None, file) | {"seconds": seconds}
        done = Done()
        # First nothing: the time that a process needs to start is not the update's.
        for what, limit in ((None, _START), (asdict(update), seconds)):
            with self._timed(limit) as until:
                asked = head | {"update": what}
                frame = _exchange(process.stdin, process.stdout, asked, until)
            if frame is None:
                return self._broken(process, file, until)[0]
            done = _answer(*frame)[0]
        return done

    def _talk(
        self, snapshot: Snapshot, job: Job | None, seconds: float
    ) -> tuple[Done, bytes, Path | None]:
        process = self._running(snapshot)
        assert process.stdin is not None
        assert process.stdout is not None
        file = self._next_file()
        with self._timed(seconds) as until:
            frame = _exchange(process.stdin, process.stdout, _head(snapshot, job, file), until)
        if frame is None:
            return self._broken(process, file, until)
        self._opened = snapshot.id
        return _answer(*frame)

    def is_ready(self, snapshot: Snapshot) -> bool:
        """Tell whether it runs and has a state open, so that a job can be sent at once."""
        process = self._process
        return self._opened == snapshot.id and process is not None and process.poll() is None

    async def ask(self, job: Job, snapshot: Snapshot) -> tuple[Done, bytes, Path | None]:
        """Do one job as `run` does, without a thread; only where it `is_ready`.

        Not on Windows, whose event loop does not wait for pipes.
        """
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        file = self._next_file()
        try:
            with self._timed(self._limits.seconds) as until:
                frame = await _exchanged(
                    process.stdin.fileno(),
                    process.stdout.fileno(),
                    packed(_head(snapshot, job, file)),
                    until,
                )
        except BaseException:  # cancelled: what it would still answer is nobody's
            self._spoilt = True
            process.kill()
            raise
        if frame is None:
            return await asyncio.to_thread(self._broken, process, file, until)
        return _answer(*frame)

    def _next_file(self) -> Path:
        self._answers += 1
        return self._file.with_name(f"{self._file.name}-{self._answers}")

    @contextlib.contextmanager
    def _timed(self, seconds: float) -> Iterator[float]:
        """Let the watch end the process when a job takes longer; yield when that is."""
        until = time.monotonic() + seconds
        with self._lock:
            self._deadline = until
            self._slow_after = time.monotonic() + 0.5
        try:
            yield until
        finally:
            with self._lock:
                self._deadline = 0.0

    def _broken(
        self, process: Started, file: Path, until: float
    ) -> tuple[Done, bytes, Path | None]:
        """Return why a process gave no answer; what it left is removed.

        A killed one dies when the system lets it run, which on a busy machine is later: who asked
        does not wait for that, who starts it anew does.
        """
        if time.monotonic() >= until:
            process.kill()
            self._spoilt = True
            status = "time"
        else:
            status = "memory" if _aborted(process) else "failed"
            self.end()
        file.unlink(missing_ok=True)
        return Done(status), b"", None

    def watch(self, now: float) -> bool:
        """End it where its job is overdue, and give way to others where it takes long.

        Returns whether it has a job.
        """
        with self._lock:
            if not self._deadline:
                return False
            process = self._process
            if process is None:
                return False
            if now > self._deadline:
                process.kill()
            elif now > self._slow_after and not self.slowed and sys.platform != "win32":
                # Short queries of others go first. See `recover`.
                self.slowed = True
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, process.pid, 10)
            return True

    def recover(self) -> bool:
        """Take its old place among the processes again; root may, others have to start it anew."""
        if self._spoilt:
            return False
        if self.slowed and self.pid is not None and sys.platform != "win32":
            try:
                os.setpriority(os.PRIO_PROCESS, self.pid, 0)
            except OSError:
                return False
            self.slowed = False
        return self.pid is not None

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


def _head(snapshot: Snapshot, job: Job | None, file: Path) -> dict[str, object]:
    # asdict copies deeply, which costs more than all else here.
    return {
        "snapshot": {name: getattr(snapshot, name) for name in _SNAPSHOT},
        "job": {name: getattr(job, name) for name in _JOB} if job is not None else None,
        "file": str(file),
    }


def _answer(head: dict[str, Any], body: bytes) -> tuple[Done, bytes, Path | None]:
    return Done(**head["done"]), body, Path(head["file"]) if head["file"] else None


async def _exchanged(
    incoming: int, outgoing: int, frame: bytes, until: float
) -> tuple[dict[str, Any], bytes] | None:
    """Send a frame and return the one that comes back; ``None`` where none does in time."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[tuple[dict[str, Any], bytes] | None] = loop.create_future()
    data = bytearray()

    def read() -> None:
        try:
            chunk = os.read(outgoing, 2**18)
        except OSError:
            chunk = b""
        data.extend(chunk)
        found = unpacked(data) if chunk else None
        if (found is not None or not chunk) and not came.done():
            came.set_result(found)

    def give_up() -> None:
        if not came.done():
            came.set_result(None)

    loop.add_reader(outgoing, read)
    late = loop.call_later(until - time.monotonic() + _DYING, give_up)
    try:
        os.write(incoming, frame)
        return await came
    except OSError:  # it ended before it was asked
        return None
    finally:
        late.cancel()
        loop.remove_reader(outgoing)
        os.set_blocking(outgoing, True)  # uvloop changes it, and `run` reads the same pipe


def _exchange(
    incoming: IO[bytes], outgoing: IO[bytes], head: dict[str, object], until: float
) -> tuple[dict[str, Any], bytes] | None:
    try:
        write_frame(incoming, head)
        if sys.platform != "win32":  # where no pipe can be waited for with a limit
            answer = select.poll()
            answer.register(outgoing, select.POLLIN)
            if not answer.poll(max(0.0, until - time.monotonic() + _DYING) * 1000):
                return None
        return read_frame(outgoing)
    except (OSError, ValueError):
        return None


def _aborted(process: Started) -> bool:
    """Tell whether a process ended for want of memory: the engine aborts, or the system kills."""
    try:
        return process.wait(timeout=5) in (-6, -9, -11)
    except subprocess.TimeoutExpired:
        return False
