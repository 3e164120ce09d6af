"""The application: routes put together, errors as sentences, headers on every answer."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

import sctbv_graph
from sctbv_graph.build import data_version
from sctbv_graph.errors import (
    LimitError,
    QuestionError,
    SctbvError,
    ServeError,
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
    ontology,
    portal,
    questions,
    resources,
    rules,
    search,
    sparql,
    update,
)
from sctbv_graph.web.asking import Asking
from sctbv_graph.web.headers import Headers
from sctbv_graph.web.methods import Methods
from sctbv_graph.web.render import STATIC, Site, language, wants_html
from sctbv_graph.workers import Limits

_PARTS = (
    ontology, portal, sparql, update, graphs, describe, questions, answers, search, resources,
    audit, rules, editor,
)  # fmt: skip


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.asking.stop()


def create_app(settings: Settings, store: Store, limits: Limits | None = None) -> FastAPI:
    """Return the application over one store; only the bearer of the token can write."""
    app = FastAPI(
        title="sctbv-graph",
        version=sctbv_graph.__version__,
        description="Knowledge graph of Vietnam's plans under Quyết định 889/QĐ-TTg.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    site = app.state.site = Site(settings, store)
    app.state.asking = Asking(site, limits)

    # The last added is the outermost.
    app.add_middleware(Methods)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Headers)

    @app.exception_handler(SctbvError)
    async def sentence(request: Request, error: SctbvError) -> Response:
        status = 422 if isinstance(error, QuestionError) else 400
        if isinstance(error, UnknownQuestionError):
            status = 404
        if isinstance(error, LimitError):
            status = 503 if error.kind == "busy" else 504
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

    @app.get("/health")
    def health() -> JSONResponse:
        """Say that the server answers and which data it serves."""
        return JSONResponse(
            {
                "status": "ok",
                "version": sctbv_graph.__version__,
                "data_version": data_version(settings),
            }
        )

    for part in _PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _said(request: Request, status: int, vi: str, en: str) -> Response:
    """Return a sentence, as a page for a browser and as plain text for a program."""
    site: Site = request.app.state.site
    text = en if language(request) == "en" else vi
    if wants_html(request):
        return site.page(request, "error.html", status=status, code=status, text=text)
    return PlainTextResponse(text + "\n", status)


def serve(
    settings: Settings, store: Store, host: str, port: int, say: Callable[[str, str], None]
) -> int:
    """Serve until interrupted; `ServeError` where the address cannot be had."""
    import uvicorn

    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServeError(
            f"Không mở được cổng {port} trên {host} ({error}); hãy chọn cổng khác với --port.",
            f"Port {port} on {host} cannot be opened ({error}); choose another with --port.",
        ) from None
    say(
        f"Cổng dữ liệu: http://{host}:{port}/ (Ctrl+C để dừng)",
        f"Portal: http://{host}:{port}/ (Ctrl+C to stop)",
    )
    config = uvicorn.Config(create_app(settings, store), log_level="warning")
    uvicorn.Server(config).run(sockets=[listener])
    return 0
