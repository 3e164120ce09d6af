"""The command that serves portal and endpoint."""

from __future__ import annotations

import argparse
import os
from typing import Any

from sctbv_graph.cli.common import Commands, say, store_of
from sctbv_graph.settings import TOKEN, Settings


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.web import serve

    return serve(
        settings,
        _store(args, settings),
        args.host,
        args.port,
        say(settings),
        processes=args.processes,
        access_log=args.access_log,
    )


def _store(args: argparse.Namespace, settings: Settings) -> Any:
    """Return the store to serve: one that can be written where the environment has the token."""
    from sctbv_graph.build import open_writable
    from sctbv_graph.store import is_remote

    if os.environ.get(TOKEN, "").strip() and not is_remote(args.store):
        return open_writable(settings, say(settings))
    return store_of(args, settings)


def register(commands: Commands) -> None:
    """Add the command of this module."""
    one = commands.add(
        "serve", _serve, "chạy cổng / serve portal and endpoint", "serve --port 8000"
    )
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8000)
    one.add_argument(
        "--processes", type=int, default=1, help="số tiến trình / processes (POSIX, chỉ đọc)"
    )
    one.add_argument(
        "--access-log", action="store_true",
        help="ghi nhật ký JSON ra stderr / write a JSON log without personal data to stderr",
    )  # fmt: skip
