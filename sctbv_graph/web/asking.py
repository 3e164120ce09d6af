"""The one way in which queries of strangers reach a store: by turns, in the pool, at a state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from sctbv_graph.query import MAX_ROWS
from sctbv_graph.store import EmbeddedStore, Store
from sctbv_graph.web.clients import Clients
from sctbv_graph.web.render import Site
from sctbv_graph.web.watch import QUERIES
from sctbv_graph.workers import (
    Done,
    Job,
    Limits,
    Pool,
    PooledStore,
    Snapshot,
    Snapshots,
    Update,
    evaluate,
)

T = TypeVar("T")


_counter = lru_cache(maxsize=32)(QUERIES.labels)


def _count(end: str) -> None:
    _counter(end).inc()


_CHUNK = 2**18


class Asking:
    """The pool of one server, the states of its store, and its clients."""

    def __init__(
        self, site: Site, limits: Limits | None = None, before: Asking | None = None
    ) -> None:
        """Nothing is started before the first query comes; ``before`` hands on its pool."""
        self.limits = limits or Limits.from_environment()
        self.pool: Pool = before.pool if before else Pool(self.limits, _count)
        self.clients: Clients = before.clients if before else Clients(self.limits)
        self._site = site
        self.threads: anyio.CapacityLimiter = (
            before.threads if before else anyio.CapacityLimiter(self.limits.workers)
        )
        # In the order in which they came; a limiter lets who comes late overtake who waits.
        self.places: anyio.Semaphore = (
            before.places if before else anyio.Semaphore(self.limits.workers, fast_acquire=True)
        )
        self.writing = anyio.Lock()
        """Held while an update is tried and done, so that both see the same data."""
        self._snapshots = Snapshots(site.store) if isinstance(site.store, EmbeddedStore) else None

    def snapshot(self) -> Snapshot:
        """Return the state of the store that holds all that was written before now."""
        assert self._snapshots is not None
        return self._snapshots.of(self._site.version)

    def evaluate(self, job: Job) -> tuple[Done, bytes, Path | None]:
        """Evaluate a query: an answer of bytes, or the file where a long one is.

        A store at another server is asked as it is: that server has its own limits.
        """
        if self._snapshots is None:
            return *evaluate(self._site.store, job), None
        return self.pool.run(job, self.snapshot())

    def try_update(self, update: Update) -> Done:
        """Carry out an update on a copy of the store, within its limits."""
        assert self._snapshots is not None
        with self._snapshots.copy() as copy:
            return self.pool.try_update(update, copy)

    async def answer(self, request: Request, job: Job) -> tuple[Done, bytes, Path | None]:
        """Evaluate a client's query when it is its turn."""
        async with self.clients.turn(request), self.places:
            if self._snapshots is not None and self._snapshots.holds(self._site.version):
                return await self.pool.ask(job, self.snapshot())
            return await asyncio.to_thread(self.evaluate, job)

    def store(self) -> Store:
        """Return the store for whatever is asked with a stranger's words."""
        inner = self._site.store
        if not isinstance(inner, EmbeddedStore):
            return inner
        return PooledStore(self.pool, self.snapshot, inner, MAX_ROWS + 1)

    async def turn(self, request: Request, work: Callable[[], T]) -> T:
        """Do some work of a client in a thread, when it is its turn."""
        async with self.clients.turn(request):
            return await anyio.to_thread.run_sync(work, limiter=self.threads)

    def warm(self) -> None:
        """Start the processes before the first query."""
        if self._snapshots is not None:
            self.pool.warm(self.snapshot())

    def stop(self) -> None:
        """End the processes and remove the states."""
        self.pool.stop()
        if self._snapshots is not None:
            self._snapshots.close()


def asking(request: Request) -> Asking:
    """Return the way to ask at the server of a request."""
    found: Asking = request.app.state.asking
    return found


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    finally:
        path.unlink(missing_ok=True)


def response(body: bytes, file: Path | None, media: str, headers: dict[str, str]) -> Response:
    """Return an answer of the pool as a response; a file is sent piece by piece, then removed."""
    if file is not None:
        size = {"Content-Length": str(file.stat().st_size)}
        return StreamingResponse(_chunks(file), media_type=media, headers={**headers, **size})
    return Response(body, media_type=media, headers=headers)


def whole(body: bytes, file: Path | None) -> bytes:
    """Return an answer of the pool as bytes; its file is removed."""
    if file is None:
        return body
    found = file.read_bytes()
    file.unlink(missing_ok=True)
    return found
