"""Starting the server: one process or several, stopped without breaking off an answer."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from sctbv_graph.build import open_store
from sctbv_graph.errors import ServeError
from sctbv_graph.settings import Settings, read_settings
from sctbv_graph.store import RemoteStore, Store, WritableStore
from sctbv_graph.web.app import create_app
from sctbv_graph.web.warm import warm
from sctbv_graph.web.watch import log_to_stderr
from sctbv_graph.workers import Limits

HTTP = "sctbv_graph.web.joined:Http"
"""How uvicorn speaks HTTP here."""
_HANDED_ON = "SCTBV_SERVE"
"""The environment variable by which the processes of a server know what to serve."""


def serve(
    settings: Settings,
    store: Store,
    host: str,
    port: int,
    say: Callable[[str, str], None],
    *,
    processes: int = 1,
    access_log: bool = False,
) -> int:
    """Serve until interrupted; `ServeError` where it cannot be begun.

    SIGTERM ends it when the answers under way are whole, or their queries at their limit.
    """
    import uvicorn

    limits = Limits.from_environment()
    if processes > 1 and isinstance(store, (WritableStore, RemoteStore)):
        raise ServeError(
            "Chỉ kho dựng sẵn, chỉ đọc mới chạy được với nhiều tiến trình; hãy bỏ --processes.",
            "Only a built store, for reading, is served by several processes; drop --processes.",
        )
    listener = _listener(host, port)
    if access_log:
        log_to_stderr()
    say(
        f"Cổng dữ liệu: http://{host}:{port}/ (Ctrl+C để dừng)",
        f"Portal: http://{host}:{port}/ (Ctrl+C to stop)",
    )
    options: dict[str, Any] = {
        "http": HTTP,
        "log_level": "warning",
        "access_log": False,  # ours is another, and theirs is written out before it is thrown away
        "timeout_graceful_shutdown": int(limits.seconds) + 5,
    }
    if processes == 1:
        app = create_app(settings, store, limits)
        threading.Thread(target=_warm, args=(app,), daemon=True).start()
        config = uvicorn.Config(app, **options)
        uvicorn.Server(config).run(sockets=[listener])
        return 0
    _hand_on(settings, access_log)
    config = uvicorn.Config(
        "sctbv_graph.web.starting:handed_on", factory=True, workers=processes, **options
    )
    from uvicorn.supervisors import Multiprocess

    Multiprocess(config, sockets=[listener]).run()
    return 0


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where a socket says that it is TCP; else every
    # second packet of an answer waits 40 ms for the client's word on the first.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServeError(
            f"Không mở được cổng {port} trên {host} ({error}); hãy chọn cổng khác với --port.",
            f"Port {port} on {host} cannot be opened ({error}); choose another with --port.",
        ) from None
    return listener


def _hand_on(settings: Settings, access_log: bool) -> None:
    """Tell the processes of the server what to serve, and where to count together."""
    os.environ[_HANDED_ON] = json.dumps({"settings": settings.written(), "access_log": access_log})
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="sctbv-metrics-")


def handed_on() -> FastAPI:
    """Return the application of one of several processes."""
    told = json.loads(os.environ[_HANDED_ON])
    settings = read_settings(told["settings"])
    if told["access_log"]:
        log_to_stderr()
    app = create_app(settings, open_store(settings, lambda *_: None))
    threading.Thread(target=_warm, args=(app,), daemon=True).start()
    return app


def _warm(app: FastAPI) -> None:
    app.state.asking.warm()
    warm(app.state.site)
