"""The process that holds a state in memory, and forks the workers: they share what it holds.

``python -m sctbv_graph.workers.holder SOCKET NAME PATH SECONDS MEGABYTES MOST``, on Linux. A worker
takes a few milliseconds to start and no memory for the data, and reads them several times faster
than from the disk. Messages come over a socket, each answered by one of JSON: b"fork" with the two
ends of pipes that the worker reads and writes, b"wait PID" for how it ended.

Only a process with one thread may fork without risk, so the store on disk, whose engine has
threads, is read by a process of its own.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.workers.guard import no_network
from sctbv_graph.workers.shared import LONGEST
from sctbv_graph.workers.worker import answer_jobs

_TOO_MANY = 3
_PARENT_DEATH_SIGNAL = 1
_THING = f"<{iris.ID}".encode()


def _read(path: Path, most: int, into: int) -> NoReturn:
    """Write a store on disk to a pipe as N-Quads, what belongs together in a row, and end."""
    code = 1
    try:
        store = EmbeddedStore.open(path)
        if not store.has_at_most(most):
            code = _TOO_MANY
        else:
            lines = (store.inner.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(True)
            lines.sort(key=neighbourhood)
            with os.fdopen(into, "wb") as pipe:
                pipe.writelines(lines)
            code = 0
    finally:
        os._exit(code)


def neighbourhood(line: bytes) -> bytes:
    """Return where a statement stands in memory: with all that is said of its document.

    The engine keeps statements where they came and follows them from one to the next; on the disk
    they lie by numbers drawn from their names. A query about one plan comes by a tenth of the
    memory, and is answered a quarter faster.

    >>> neighbourhood(b"<https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5> <p> 1 .")
    b'/211-kh-ubnd-ca-mau-2024/5> <p> 1 .'
    """
    return line[line.find(b"/", len(_THING)) :] if line.startswith(_THING) else line


def load(path: Path, most: int) -> ox.Store | None:
    """Return a store on disk as one in memory; ``None`` where it has over ``most`` statements.

    Raises `OSError` where it cannot be read.
    """
    outgoing, incoming = os.pipe()
    pid = os.fork()
    if pid == 0:
        _read(path, most, incoming)
    os.close(incoming)
    store = ox.Store()
    with os.fdopen(outgoing, "rb") as pipe:
        store.bulk_load(input=pipe, format=ox.RdfFormat.N_QUADS)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code == _TOO_MANY:
        return None
    if code:
        raise OSError(f"reading {path} ended with {code}")
    return store


def main() -> None:
    """Load, say so, and fork a worker for each message until the socket is closed."""
    number, name, path, seconds, memory, most = sys.argv[1:]
    channel = socket.socket(fileno=int(number))
    no_network()
    store = load(Path(path), int(most))
    channel.send(json.dumps({"ready": store is not None}).encode())
    if store is None:
        return
    gc.collect()
    gc.freeze()
    while True:
        message, pipes, _, _ = socket.recv_fds(channel, LONGEST, 2)
        if not message:
            break
        if message == b"fork":
            pid = os.fork()
            if pid == 0:
                channel.close()
                _work((EmbeddedStore(store), name), pipes, float(seconds), int(memory))
            for pipe in pipes:
                os.close(pipe)
            channel.send(json.dumps({"pid": pid}).encode())
        else:
            code = os.waitstatus_to_exitcode(os.waitpid(int(message.split()[1]), 0)[1])
            channel.send(json.dumps({"code": code}).encode())
    with contextlib.suppress(ChildProcessError):  # workers end what they were asked
        while True:
            os.wait()


def _work(
    holds: tuple[EmbeddedStore, str], pipes: list[int], seconds: float, memory: int
) -> NoReturn:
    """Be a worker until the input ends; the signal ends it where the holder is killed."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        with os.fdopen(pipes[0], "rb") as incoming, os.fdopen(pipes[1], "wb") as outgoing:
            answer_jobs(incoming, outgoing, seconds, memory, 0, holds)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
