"""The short way to `/sparql`: of what stands around every route only what its answers need.

FastAPI and Starlette look for the route, for a body to check and for files to close, each in a
layer of its own, and together they cost as much as a small query. Programs ask here, so requests
to this one address go past them; whatever else is asked of it (HEAD, OPTIONS, `/sparql/`) goes the
long way to the same functions, and these are what OpenAPI describes.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sctbv_graph.web import sparql
from sctbv_graph.web.headers import Headers
from sctbv_graph.web.packed import Packed
from sctbv_graph.web.watch import Watch

_PATH = "/sparql"
_METHODS = ("GET", "POST")
_ROUTE = Route(_PATH, sparql.query_by_get)
"""Under which name requests are counted: that of the long way."""


async def _answered(scope: Scope, receive: Receive, send: Send) -> None:
    scope["route"] = _ROUTE
    request = Request(scope, receive, send)
    if scope["method"] == "POST":
        answer = await sparql.query_by_post(request)
    else:
        answer = await sparql.query_by_get(request)
    await answer(scope, receive, send)


class Application(FastAPI):
    """FastAPI's application with the short way; `open_lane` opens it."""

    def __init__(self, **options: Any) -> None:
        """``options`` are FastAPI's."""
        super().__init__(**options)
        self._lane: ASGIApp | None = None

    def open_lane(self) -> None:
        """Begin to use it, when all handlers of exceptions are there."""
        # From the inside out, as in `create_app`.
        lane: ASGIApp = ExceptionMiddleware(_answered, handlers=self.exception_handlers)
        lane = Watch(Headers(Packed(lane)))
        self._lane = ServerErrorMiddleware(lane)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, by the one way or the other."""
        if (
            self._lane is not None
            and scope["type"] == "http"
            and scope["path"] == _PATH
            and scope["method"] in _METHODS
        ):
            scope["app"] = self
            await self._lane(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
