"""The command ``sctbv``: parse, call one function, print.

Results go to stdout, what is going on to stderr. Exit codes: 0 done, 1 an audit found what its
profile forbids, 2 it could not be done (one sentence says why).
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

import sctbv_graph
from sctbv_graph.cli import (
    ask,
    audit,
    check,
    documents,
    lookup,
    publish,
    release,
    review,
    serve,
    stores,
    workspace,
)
from sctbv_graph.cli.common import Commands
from sctbv_graph.errors import InputError, SctbvError
from sctbv_graph.settings import Settings, default_language

_ASK_A_STORE = {"ask", "search", "sparql", "list", "audit", "serve"}
"""The commands that can ask a store at another server."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sctbv",
        description="Knowledge graph of Vietnam's sustainable production and consumption plans.",
        epilog="Ví dụ / example: sctbv ask tasks --format csv; sctbv audit ke-hoach.txt",
    )
    parser.add_argument("--version", action="version", version=sctbv_graph.__version__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", metavar="DIR", help="thư mục làm việc / workspace")
    common.add_argument("--store", metavar="DIR|URL|TOML", help="kho dữ liệu / store")
    common.add_argument("--dialect", metavar="NAME", help="loại kho ở xa / kind of remote store")
    common.add_argument("--lang", choices=("vi", "en"), help="ngôn ngữ / language")
    made = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    commands = Commands(made, common)
    modules = (
        documents, workspace, review, audit, ask, lookup, check, release, publish, serve, stores,
    )  # fmt: skip
    for module in modules:
        module.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without ``argv`` the one of this process."""
    code = _run(argv)
    if argv is None:
        # The process ends, and what it made with it: nobody need look through it for garbage.
        gc.freeze()
    return code


def _run(argv: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = _parser().parse_args(argv)
    lang = args.lang or default_language()
    remote = args.store and ("://" in args.store or args.store.endswith(".toml"))
    store = Path(args.store) if args.store and not remote else None
    settings = Settings(Path(args.data) if args.data else None, store, lang)
    try:
        if settings.workspace is not None and not settings.workspace.is_dir():
            raise InputError(
                f"Không có thư mục “{settings.workspace}” (--data).",
                f"There is no folder “{settings.workspace}” (--data).",
            )
        if remote and args.command not in _ASK_A_STORE:
            raise InputError(
                f"`sctbv {args.command}` làm trên tệp ở đây, không dùng kho ở xa; hãy bỏ --store.",
                f"`sctbv {args.command}` works on files here, not on a remote store; "
                "leave --store out.",
            )
        return int(args.run(args, settings))
    except SctbvError as error:
        print(error.message(lang), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
