"""The command that serves portal and endpoint."""

from __future__ import annotations

import argparse

from sctbv_graph.cli.common import Commands, say, store_of
from sctbv_graph.settings import Settings


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.web import serve

    return serve(settings, store_of(args, settings), args.host, args.port, say(settings))


def register(commands: Commands) -> None:
    """Add the command of this module."""
    one = commands.add(
        "serve", _serve, "chạy cổng / serve portal and endpoint", "serve --port 8000"
    )
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8000)
