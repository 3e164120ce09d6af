"""HEAD, OPTIONS and Allow for every path, once: routes say GET, POST, PUT, DELETE.

Written as plain ASGI: Starlette's function middleware costs more than a small query does.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = ("GET", "POST", "PUT", "DELETE")


def allowed(app: Starlette, scope: Scope) -> list[str]:
    """Return the methods of a path: HEAD where there is GET, OPTIONS where there is any."""
    found = []
    for method in _METHODS:
        probe = {**scope, "method": method}
        for route in app.router.routes:
            if route.matches(probe)[0] == Match.FULL:
                if method == "GET" or not isinstance(route, Mount):  # files are for reading
                    found.append(method)
                break
    if "GET" in found:
        found.insert(found.index("GET") + 1, "HEAD")
    return [*found, "OPTIONS"] if found else []


class Methods:
    """The middleware; ``app`` is what it stands around."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer OPTIONS; answer HEAD as GET without its body; name all methods in a 405."""
        if scope["type"] != "http" or scope["method"] not in ("HEAD", "OPTIONS", *_OTHER):
            await self._checked(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        elif scope["method"] == "OPTIONS" and (methods := allowed(scope["app"], scope)):
            headers = [(b"allow", ", ".join(methods).encode())]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._checked(scope, receive, send)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        before = dict(scope)  # a mounted application writes into the scope

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                methods = ", ".join(allowed(scope["app"], before)).encode()
                message["headers"] = [
                    *((k, v) for k, v in message.get("headers", ()) if k.lower() != b"allow"),
                    (b"allow", methods),
                ]
            await send(message)

        await self._app(scope, receive, named)


_OTHER = ("TRACE", "CONNECT", "PATCH")


def _without_body(send: Send) -> Send:
    async def head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return head
