"""How much one client may ask, so that none takes the server from the others."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from fastapi import Request
from starlette.exceptions import HTTPException

from sctbv_graph.workers import Limits

_KNOWN = 10_000
_PATIENCE = 15.0


@dataclass(slots=True)
class _Client:
    """What is known of a client: what it may still start, and how many of its queries run."""

    left: float
    seen: float
    turns: anyio.Semaphore
    inside: int = field(default=0)


class Clients:
    """The clients of late, by address; nothing of them is written down."""

    def __init__(self, limits: Limits) -> None:
        """``limits`` says how many queries at once, and how many a second."""
        self._limits = limits
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._inside = 0

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """Wait until the client may have a query evaluated.

        Raises 429 where it asks too often, 503 where too many wait already or it waits too long.
        """
        limits = self._limits
        client = self._known(request.client.host if request.client else "")
        now = time.monotonic()
        client.left = min(limits.burst, client.left + (now - client.seen) * limits.rate)
        client.seen = now
        if client.left < 1:
            seconds = max(1, round((1 - client.left) / limits.rate))
            raise HTTPException(
                429,
                "Quá nhiều truy vấn từ một máy, hãy hỏi thưa hơn. / Too many queries; slow down.",
                headers={"Retry-After": str(seconds)},
            )
        client.left -= 1
        if self._inside >= limits.waiting + limits.workers:
            raise _busy()
        self._inside += 1
        client.inside += 1
        try:
            await _acquired(client.turns)
            try:
                yield
            finally:
                client.turns.release()
        finally:
            self._inside -= 1
            client.inside -= 1

    def _known(self, name: str) -> _Client:
        found = self._clients.get(name)
        if found is None:
            found = _Client(
                self._limits.burst, time.monotonic(), anyio.Semaphore(self._limits.each)
            )
            self._clients[name] = found
            while len(self._clients) > _KNOWN:
                oldest, one = next(iter(self._clients.items()))
                if one.inside:
                    break
                del self._clients[oldest]
        self._clients.move_to_end(name)
        return found


async def _acquired(turns: anyio.Semaphore) -> None:
    """Take a turn; 503 where none becomes free in time."""
    try:
        turns.acquire_nowait()
    except anyio.WouldBlock:
        with anyio.move_on_after(_PATIENCE) as waited:
            await turns.acquire()
        if waited.cancelled_caught:
            raise _busy() from None


def _busy() -> HTTPException:
    return HTTPException(
        503,
        "Máy chủ đang bận; hãy thử lại sau vài giây. / The server is busy; try again shortly.",
        headers={"Retry-After": "2"},
    )
