"""Headers of every answer: what a browser may do with it, and who may read it from elsewhere."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'"
_ALWAYS = {
    b"content-security-policy": CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    # Open data: read from any page, but never with a visitor's credentials, and never written.
    b"access-control-allow-origin": b"*",
    b"access-control-expose-headers": b"ETag, Link, Sctbv-Truncated, Sctbv-Verdict, Retry-After",
}
_PREFLIGHT = {
    b"access-control-allow-methods": b"GET, HEAD, POST, OPTIONS",
    b"access-control-allow-headers": b"Accept, Accept-Language, Content-Type, If-None-Match",
    b"access-control-max-age": b"86400",
}


class Headers:
    """The middleware; a header that an answer has already stays as it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the start of the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = _ALWAYS | _PREFLIGHT if scope["method"] == "OPTIONS" else _ALWAYS

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                headers += [(k, v) for k, v in wanted.items() if k not in there]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, with_headers)
