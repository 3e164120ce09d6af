"""What an operator sees of the requests: counts and times, and a log without personal data.

No address of a client, no text of a query, no token, no name of a file: of a request the method,
the route as it is written in the program, the status, the time and the size.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("sctbv.access")
REQUESTS = Counter("sctbv_requests", "Requests by route and status", ["method", "route", "status"])
SECONDS = Histogram(
    "sctbv_request_seconds", "Time of a request", ["route"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)  # fmt: skip
BYTES = Counter("sctbv_response_bytes", "Bytes of answers, as they were sent", ["route"])
QUERIES = Counter("sctbv_queries", "Strangers' queries by how they ended", ["end"])
RUNNING = Gauge("sctbv_requests_running", "Requests under way", multiprocess_mode="livesum")


def metrics() -> tuple[bytes, str]:
    """Return the figures of all processes of this server in Prometheus' format, and its type."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        registry.register(AllProcesses(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class AllProcesses(Collector):
    """The figures of all processes of a server, which each keeps in files of a folder.

    A process that begins makes a file first and gives it its size then: in between there is nothing
    to read in it, and the library's own collector fails.
    """

    def __init__(self, folder: str) -> None:
        """Collect from a folder."""
        self._folder = Path(folder)

    def collect(self) -> Iterable[Metric]:
        """Return what the files say by now."""
        from prometheus_client.multiprocess import MultiProcessCollector

        begun = [str(file) for file in self._folder.glob("*.db") if file.stat().st_size]
        merged: Iterable[Metric] = MultiProcessCollector.merge(begun, accumulate=True)  # type: ignore[no-untyped-call]
        return merged


def route_of(scope: Scope) -> str:
    """Return the route of a request as the program writes it, "other" where there is none."""
    if "route" not in scope and scope.get("path", "").startswith("/static/"):
        return "/static"
    path = getattr(scope.get("route"), "path", "")
    return path if isinstance(path, str) and path else "other"


class Watch:
    """The middleware; it stands around all others."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request when its answer is whole, or broken off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status, size = 500, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        RUNNING.inc()
        try:
            await self._app(scope, receive, counted)
        finally:
            RUNNING.dec()
            took = time.perf_counter() - start
            method, route = scope["method"], route_of(scope)
            method = method if method in _METHODS else "other"
            requests, seconds, sent = _figures(method, route, status)
            requests.inc()
            seconds.observe(took)
            sent.inc(size)
            if LOG.isEnabledFor(logging.INFO):
                LOG.info(_line(method, route, status, took, size))


_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}


@lru_cache(maxsize=1_000)
def _figures(method: str, route: str, status: int) -> tuple[Counter, Histogram, Counter]:
    """Return what counts requests of a kind, their times and their bytes."""
    return (
        REQUESTS.labels(method, route, str(status)),
        SECONDS.labels(route),
        BYTES.labels(route),
    )


def _line(method: str, route: str, status: int, took: float, size: int) -> str:
    return json.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": method,
            "route": route,
            "status": status,
            "ms": round(took * 1000, 1),
            "bytes": size,
        }
    )


def log_to_stderr() -> None:
    """Write the access log to stderr, a JSON object a line."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
