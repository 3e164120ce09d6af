"""The application: routes put together, errors as sentences, headers on every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

import sctbv_graph
from sctbv_graph.errors import (
    LimitError,
    QuestionError,
    RemoteError,
    SctbvError,
    UnknownQuestionError,
)
from sctbv_graph.settings import Settings
from sctbv_graph.store import Store
from sctbv_graph.web import (
    answers,
    audit,
    describe,
    editor,
    graphs,
    health,
    ontology,
    open_data,
    portal,
    questions,
    releases,
    resources,
    rules,
    search,
    sparql,
    update,
)
from sctbv_graph.web.asking import Asking
from sctbv_graph.web.headers import Headers
from sctbv_graph.web.lane import Application
from sctbv_graph.web.methods import Methods
from sctbv_graph.web.openapi import EVERYWHERE
from sctbv_graph.web.packed import LEAST, LEVEL
from sctbv_graph.web.reload import Reload
from sctbv_graph.web.render import STATIC, Site, language, wants_html
from sctbv_graph.web.watch import Watch
from sctbv_graph.workers import Limits

_PARTS = (
    ontology, portal, sparql, update, graphs, describe, questions, answers, search, resources,
    audit, rules, editor, health, open_data, releases,
)  # fmt: skip


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    reload = Reload(app)
    reload.start()
    yield
    reload.stop()
    app.state.asking.stop()
    if hasattr(app.state, "auditor"):
        app.state.auditor.stop()


def create_app(settings: Settings, store: Store, limits: Limits | None = None) -> FastAPI:
    """Return the application over one store; only the bearer of the token can write."""
    app = Application(
        title="sctbv-graph",
        version=sctbv_graph.__version__,
        description="Knowledge graph of Vietnam's plans under Quyết định 889/QĐ-TTg.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        responses=EVERYWHERE,
    )
    site = app.state.site = Site(settings, store)
    app.state.asking = Asking(site, limits)

    # The last added is the outermost.
    app.add_middleware(Methods)
    app.add_middleware(GZipMiddleware, minimum_size=LEAST, compresslevel=LEVEL)
    app.add_middleware(Headers)
    app.add_middleware(Watch)

    @app.exception_handler(SctbvError)
    async def sentence(request: Request, error: SctbvError) -> Response:
        status = 422 if isinstance(error, QuestionError) else 400
        if isinstance(error, UnknownQuestionError):
            status = 404
        if isinstance(error, LimitError):
            status = {"busy": 503, "rows": 400}.get(error.kind, 504)
        if isinstance(error, RemoteError):
            status = 502
        return _said(request, status, error.vi, error.en)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and error.detail == "Not Found":
            return _said(
                request,
                404,
                f"Không có gì ở địa chỉ “{request.url.path}”; hãy bắt đầu từ trang chủ.",
                f"There is nothing at “{request.url.path}”; start from the home page.",
            )
        made = PlainTextResponse(str(error.detail) + "\n", error.status_code)
        made.headers.update(error.headers or {})
        return made

    for part in _PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.open_lane()
    return app


def _said(request: Request, status: int, vi: str, en: str) -> Response:
    """Return a sentence, as a page for a browser and as plain text for a program."""
    site: Site = request.app.state.site
    text = en if language(request) == "en" else vi
    if wants_html(request):
        return site.page(request, "error.html", status=status, code=status, text=text)
    return PlainTextResponse(text + "\n", status)
