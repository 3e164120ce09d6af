"""Audits in processes that are ended at a time limit, so that no file can hang the server."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import IO

from sctbv_graph.settings import Settings
from sctbv_graph.web.audit_worker import Done, Job
from sctbv_graph.workers import worker_environment
from sctbv_graph.workers.frames import read_frame, write_frame

SECONDS = 30.0
"""An audit takes longer than this only where something is wrong; then it is ended."""
WORKERS = 2
_WAIT = 15.0
_START = 60.0


class _Worker:
    """One process; it is started when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def _running(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None or process.poll() is not None:
            command = [sys.executable, "-m", "sctbv_graph.web.audit_worker"]
            if self._settings.workspace is not None:
                command.append(str(self._settings.workspace))
            process = self._process = subprocess.Popen(  # noqa: S603  our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=worker_environment(),
            )
            assert process.stdout is not None
            self._within(_START, process.stdout)  # the frame that says it is ready
        assert process.stdin is not None
        assert process.stdout is not None
        return process.stdin, process.stdout

    def _within(self, seconds: float, stream: IO[bytes]) -> tuple[dict[str, object], bytes] | None:
        """Read one frame; the process is ended where it takes longer than ``seconds``."""
        timer = threading.Timer(seconds, self.end)
        timer.start()
        try:
            return read_frame(stream)
        except (OSError, ValueError):
            return None
        finally:
            timer.cancel()

    def run(self, job: Job, data: bytes, seconds: float) -> tuple[Done, bytes]:
        """Do one job; "time" where it took too long, or the process ended over it."""
        incoming, outgoing = self._running()
        timer = threading.Timer(seconds, self.end)
        timer.start()
        try:
            write_frame(incoming, asdict(job), data)
            frame = read_frame(outgoing)
        except (OSError, ValueError):
            frame = None
        finally:
            timer.cancel()
        if frame is None:
            self.end()
            return Done("time"), b""
        head, body = frame
        head["lengths"] = tuple(head["lengths"])
        return Done(**head), body

    def end(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()


class Auditor:
    """A few processes that audit; a job waits for one that is free."""

    def __init__(
        self, settings: Settings, seconds: float = SECONDS, workers: int = WORKERS
    ) -> None:
        """``seconds`` is the longest that one audit may take."""
        self.seconds = seconds
        self._workers = [_Worker(settings) for _ in range(workers)]
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._free.put(worker)

    def run(self, job: Job, data: bytes) -> tuple[Done, bytes]:
        """Do one job; the status "busy" where no process became free in time."""
        try:
            worker = self._free.get(timeout=_WAIT)
        except queue.Empty:
            return Done("busy"), b""
        try:
            return worker.run(job, data, self.seconds)
        finally:
            self._free.put(worker)

    def stop(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
