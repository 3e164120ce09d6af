"""A job sent to a worker and what it answers, over the worker's pipes: by a thread or the loop."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

from sctbv_graph.workers.evaluate import Done, Job
from sctbv_graph.workers.frames import read_frame, unpacked, write_frame
from sctbv_graph.workers.snapshot import Snapshot

_SNAPSHOT = [field.name for field in fields(Snapshot)]
_JOB = [field.name for field in fields(Job)]
_DYING = 0.25
"""Seconds that a killed process has to die before its job is given up."""

Frame = tuple[dict[str, Any], bytes]
Answer = tuple[Done, bytes, Path | None]


def head_of(snapshot: Snapshot, job: Job | None, file: Path) -> dict[str, object]:
    """Return what a worker is told: a job, or to be ready; ``file`` is for a long answer."""
    # asdict copies deeply, which costs more than all else here.
    return {
        "snapshot": {name: getattr(snapshot, name) for name in _SNAPSHOT},
        "job": {name: getattr(job, name) for name in _JOB} if job is not None else None,
        "file": str(file),
    }


def answer_of(frame: Frame) -> Answer:
    """Return an answer of bytes, or the file where a long one is."""
    head, body = frame
    return Done(**head["done"]), body, Path(head["file"]) if head["file"] else None


def exchange(
    incoming: IO[bytes], outgoing: IO[bytes], head: dict[str, object], until: float
) -> Frame | None:
    """Send a frame and wait for the one that comes back; ``None`` where none does in time."""
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


async def exchanged(incoming: int, outgoing: int, frame: bytes, until: float) -> Frame | None:
    """Do what `exchange` does without a thread; the files by their numbers. Not on Windows."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[Frame | None] = loop.create_future()
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
        os.set_blocking(outgoing, True)  # uvloop changes it, and `exchange` reads the same pipe
