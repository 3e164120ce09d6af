"""HTTP/1.1 as uvicorn speaks it, with the head of an answer and its body in one packet.

uvicorn writes them one after the other, and its loop sends each at once: a client that waits wakes
up for a head, finds no answer yet, and takes the processor that the rest should be sent with. With
one client on a machine of few cores that was a quarter of the time in which a small query is
answered.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEAD, _ENDS = b"HTTP/1.", b"\r\n\r\n"
_LONG = 2**16
"""Bytes of a body from which on it is not copied behind its head."""


class _Joining:
    """A transport that holds a head back until its body comes, or until the loop goes round."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def write(self, data: bytes) -> None:
        """Send, or hold a head."""
        held, self._held = self._held, b""
        if not held and data.startswith(_HEAD) and data.endswith(_ENDS):
            self._held = data
            self._loop.call_soon(self._let_go)
        elif len(data) < _LONG:
            self._transport.write(held + data)
        else:
            self._transport.writelines([held, data])

    def _let_go(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        """Close when all is sent."""
        self._let_go()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        """Be the transport in all else."""
        return getattr(self._transport, name)


class Http(HttpToolsProtocol):
    """uvicorn's protocol on such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with a connection."""
        super().connection_made(cast("asyncio.Transport", _Joining(transport, self.loop)))
