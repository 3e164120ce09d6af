"""The process that evaluates: ``python -m sctbv_graph.workers.worker SECONDS MEGABYTES SMALL``.

It reads jobs from its standard input and answers on its standard output, a frame each. It is
ended from outside when a job takes too long, so it needs no signal and runs on every system.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

from sctbv_graph.store import EmbeddedStore
from sctbv_graph.workers.evaluate import Done, Job, evaluate
from sctbv_graph.workers.frames import own_streams, read_frame, write_frame
from sctbv_graph.workers.guard import limit_memory, limit_processor, no_network
from sctbv_graph.workers.snapshot import Snapshot, open_snapshot
from sctbv_graph.workers.trial import Update, tried

_DONE = [field.name for field in fields(Done)]
INLINE = 2**20
"""Longest answer, in bytes, that goes through the pipe; a longer one is left in a file."""


def _job_of(head: dict[str, Any]) -> Job:
    for name in ("graphs", "named"):
        if head[name] is not None:
            head[name] = tuple(head[name])
    return Job(**head)


def _said(done: Done, file: str = "") -> dict[str, Any]:
    # asdict copies deeply, which costs as much as the rest of a frame.
    return {"done": {name: getattr(done, name) for name in _DONE}, "file": file}


def main() -> None:
    """Answer jobs until the input ends."""
    seconds, memory, small = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    incoming, outgoing = own_streams()
    no_network()
    answer_jobs(incoming, outgoing, seconds, memory, small)


def answer_jobs(
    incoming: IO[bytes],
    outgoing: IO[bytes],
    seconds: float,
    memory: int,
    small: int,
    holds: tuple[EmbeddedStore, str] | None = None,
) -> None:
    """Answer jobs until the input ends, or one comes for another state than it ``holds``.

    ``holds`` is a state in memory and its name, for a process that was forked with it. It opens no
    other: the engine of stores on disk needs its threads, which a fork does not have.
    """
    store, opened = holds or (None, "")
    if holds:
        limit_memory(memory)
    with contextlib.suppress(BrokenPipeError):
        while (frame := read_frame(incoming)) is not None:
            head = frame[0]
            snapshot = Snapshot(**head["snapshot"])
            if "update" in head:  # the state that is open stays so
                done = Done()
                if head["update"] is not None:
                    limit_memory(memory)
                    limit_processor(head["seconds"])
                    try:
                        done = tried(Update(**head["update"]), snapshot)
                    except MemoryError:
                        done = Done("memory")
                write_frame(outgoing, _said(done))
                continue
            if store is None or snapshot.id != opened:
                if holds:
                    return
                limit_memory(1 << 30)  # the store itself is no query
                store = None
                store, opened = open_snapshot(snapshot, small), snapshot.id
                gc.collect()
                gc.freeze()
                limit_memory(memory)
            if head["job"] is None:  # only to be ready
                write_frame(outgoing, _said(Done()))
                continue
            limit_processor(seconds)
            try:
                done, body = evaluate(store, _job_of(head["job"]))
            except MemoryError:
                done, body = Done("memory"), b""
            if len(body) > INLINE:
                Path(head["file"]).write_bytes(body)
                write_frame(outgoing, _said(done, head["file"]))
            else:
                write_frame(outgoing, _said(done), body)
            del body


if __name__ == "__main__":
    main()
