"""A state of the store in memory once for all workers, seen from the server.

A process of its own holds it (`sctbv_graph.workers.holder`) and forks the workers. Linux only:
elsewhere, and while the state is being read, each worker opens it for itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, Protocol

from sctbv_graph.settings import TOKEN
from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.snapshot import Snapshot

POSSIBLE = sys.platform == "linux" and hasattr(os, "pidfd_open")
LONGEST = 1_000
"""Longest message to the process that holds a state, or from it, in bytes."""
_GROUP, _GROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
_BYTES = 330
"""What a statement takes in memory: 709 MiB were measured with 2.2 million."""


class Started(Protocol):
    """What the server does with a worker's process: the part of `subprocess.Popen` it needs."""

    pid: int

    @property
    def stdin(self) -> IO[bytes] | None:
        """What it reads."""

    @property
    def stdout(self) -> IO[bytes] | None:
        """What it writes."""

    def poll(self) -> int | None:
        """Return how it ended, ``None`` while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return how; `TimeoutExpired` where it takes longer."""

    def kill(self) -> None:
        """End it at once."""


def worker_environment() -> dict[str, str]:
    """Return the environment of a worker: the write token is no business of strangers' queries."""
    return {key: value for key, value in os.environ.items() if key != TOKEN}


def evaluating_environment() -> dict[str, str]:
    """Return the environment of a process that evaluates: glibc keeps more of what was freed.

    The engine takes and frees thousands of small pieces a query, and glibc has seven of each size
    at hand; with more a query takes a seventh less time. Before glibc 2.30 the count is one byte,
    and a larger one than this overflows it. What an operator set stays.
    """
    return {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=127", **worker_environment()}


def _most(limits: Limits) -> int:
    """Return how many statements are held: with them half of the free memory stays free.

    A worker takes none at first; the engine counts who uses a statement, so those that queries
    come by become each worker's own.
    """
    free = []
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free.append(1024 * next(int(x.split()[1]) for x in lines if x.startswith("MemAvailable")))
    for path in _limits_of_groups(_GROUP, _GROUPS):
        with contextlib.suppress(OSError, ValueError):  # "max" where there is none
            free.append(int(path.read_text(encoding="ascii")))
    return min([limits.shared, *(one // 2 // (limits.workers + 1) // _BYTES for one in free)])


def _limits_of_groups(own: Path, root: Path) -> list[Path]:
    """Return the files with the memory limits of this process: its group's, and those around it.

    A container sees its own group as the root; a service of systemd (MemoryMax=) stands deeper.
    """
    found = [root]
    with contextlib.suppress(OSError, StopIteration):
        lines = own.read_text(encoding="utf-8").splitlines()
        group = next(line[3:] for line in lines if line.startswith("0::"))
        for name in group.strip("/").split("/"):
            found.append(found[-1] / name)
    return [folder / "memory.max" for folder in found]


class Shared:
    """One state in memory; as a process that is asked for workers."""

    def __init__(self, snapshot: Snapshot, limits: Limits) -> None:
        """Begin to read a state; `ready` waits until that is done."""
        self.id = snapshot.id
        self.since = time.monotonic()
        self._lost = False
        self._lock = threading.Lock()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own module
                [
                    sys.executable, "-m", "sctbv_graph.workers.holder",
                    str(theirs.fileno()), snapshot.id, snapshot.path,
                    str(limits.seconds), str(limits.memory), str(_most(limits)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=evaluating_environment(),
            )  # fmt: skip

    def ready(self) -> bool:
        """Wait until workers can be had; tell whether they can: a large state is not taken."""
        with contextlib.suppress(OSError):
            return bool(self._told().get("ready"))
        return False

    def is_lost(self) -> bool:
        """Tell whether the process has ended, though nobody here asked it to."""
        return self._lost or self._process.poll() is not None

    def worker(self) -> Forked:
        """Return a new worker that holds the state; `OSError` where the holder has ended."""
        ours_in, theirs_in = os.pipe()
        theirs_out, ours_out = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._channel, [b"fork"], [theirs_out, theirs_in])
                pid = self._told()["pid"]
        except OSError:
            self._lost = True
            os.close(ours_in)
            os.close(ours_out)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return Forked(self, pid, os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb"))

    def ended(self, pid: int) -> int:
        """Return how a worker ended that has ended: what `subprocess.Popen` calls its code."""
        try:
            with self._lock:
                self._channel.send(b"wait %d" % pid)
                return int(self._told()["code"])
        except OSError:  # the holder was killed, and its workers with it
            self._lost = True
            return -signal.SIGKILL

    def _told(self) -> dict[str, Any]:
        message = self._channel.recv(LONGEST)
        if not message:
            raise OSError("the process that holds the data has ended")
        found: dict[str, Any] = json.loads(message)
        return found

    def close(self) -> None:
        """Ask for no more workers; the process ends when the last of them has."""
        self._channel.close()
        threading.Thread(target=self._process.wait, daemon=True).start()

    def kill(self) -> None:
        """End the process and its workers."""
        self._process.kill()
        self._process.wait()
        self._channel.close()


class Forked:
    """A worker that is a child of another process: known by a file that stands for it."""

    def __init__(self, shared: Shared, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        """``shared`` is whose child it is. The number is its own until its end was asked for."""
        self.pid = pid
        self.stdin: IO[bytes] | None = stdin
        self.stdout: IO[bytes] | None = stdout
        self._shared = shared
        self._file = os.pidfd_open(pid)
        self._code: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Return how it ended, ``None`` while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return how; `TimeoutExpired` where it takes longer."""
        if self._code is not None:
            return self._code
        end = select.poll()  # one for each call: two threads may not wait with the same
        end.register(self._file, select.POLLIN)
        if not end.poll(None if timeout is None else timeout * 1_000):
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        with self._lock:
            if self._code is None:
                self._code = self._shared.ended(self.pid)
                os.close(self._file)
        return self._code

    def kill(self) -> None:
        """End it at once."""
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def _send(self, number: int) -> None:
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._code is None:
                signal.pidfd_send_signal(self._file, number)
