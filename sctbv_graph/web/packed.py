"""Answers packed by gzip for who takes that; other requests go past what would pack them."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST, LEVEL = 1_000, 5
"""Bytes of an answer from which on it is packed, and how hard."""


class Packed:
    """The middleware; an answer that is not packed also says that it could have been (Vary)."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around ``app``."""
        self._app = app
        self._packing = GZipMiddleware(app, minimum_size=LEAST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pack an answer, or let it through."""
        if any(k == b"accept-encoding" and b"gzip" in v for k, v in scope["headers"]):
            await self._packing(scope, receive, send)
            return

        async def varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (k, v + b", Accept-Encoding" if k == b"vary" else v)
                    for k, v in message["headers"]
                ]
            await send(message)

        await self._app(scope, receive, varying)
