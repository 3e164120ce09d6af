"""What every command uses: where results and progress go, the store, one document built."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands registered so far; ``common`` holds the options that all of them have."""

    made: Any  # argparse gives its sub-parsers no public type
    common: argparse.ArgumentParser

    def add(self, name: str, run: Command, text: str, example: str) -> argparse.ArgumentParser:
        """Add a command with its one-line help and an example; return its parser."""
        parser: argparse.ArgumentParser = self.made.add_parser(
            name,
            parents=[self.common],
            help=text,
            description=text,
            epilog=f"Ví dụ: sctbv {example}",
        )
        parser.set_defaults(run=run)
        return parser


def say(settings: Settings) -> Callable[[str, str], None]:
    """Return what tells the user, on stderr, how long work goes on."""
    return lambda vi, en: print(en if settings.lang == "en" else vi, file=sys.stderr)


def out(text: str) -> None:
    """Write a result to stdout, ended by a newline."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def day_of(written: str) -> date:
    """Return the day that an option names, today's where it names none; else `InputError`."""
    if not written:
        return date.today()  # noqa: DTZ011  the day where the user is
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InputError(
            f"“{written}” không phải là ngày; hãy viết năm-tháng-ngày, ví dụ 2026-11-25.",
            f"“{written}” is no day; write year-month-day, for example 2026-11-25.",
        ) from None


def store_of(args: argparse.Namespace, settings: Settings) -> Any:
    """Return the store that ``--store`` names, else the embedded one, built where needed."""
    from sctbv_graph.build import open_store
    from sctbv_graph.laid import PROCESSES

    return remote_of(args) or open_store(settings, say(settings), PROCESSES)


def remote_of(args: argparse.Namespace) -> Any:
    """Return the store at another server that ``--store`` names, ``None`` where it names none."""
    from sctbv_graph.store import is_remote, read_target

    if not is_remote(args.store):
        return None
    from sctbv_graph.store import RemoteStore  # with all that speaks HTTP

    return RemoteStore(read_target(args.store, args.dialect or ""))


def version_of(store: Any, settings: Settings) -> str:
    """Return the name of the data that a store holds: a remote one says itself what was pushed."""
    from sctbv_graph.build import data_version
    from sctbv_graph.store import RemoteStore

    return str(store.data_version()) if isinstance(store, RemoteStore) else data_version(settings)


def built_of(path: str, settings: Settings, telling: Callable[[Any], None] | None = None) -> Any:
    """Return one document, built from its file, and the reference quads it stands on.

    ``telling`` is given each part of its quads as it comes; see `build_on_reference`.
    """
    from sctbv_graph.corpus import build_on_reference, filed_sources
    from sctbv_graph.read import read
    from sctbv_graph.reference import load_knowledge

    knowledge = load_knowledge(settings.data_folders)
    # A file of the corpus is the document that its listing says.
    filed = (e.get("document", "") for p, e in filed_sources(settings) if p == Path(path))
    return build_on_reference(read(Path(path)), knowledge, next(filed, ""), telling)


def source_of(given: str, settings: Settings) -> str:
    """Return the file that is meant: the one given, or the source of a document's IRI.

    Raises `InputError` where that document has no source here.
    """
    from sctbv_graph import iris
    from sctbv_graph.corpus import source_file
    from sctbv_graph.errors import InputError

    thing = iris.parse(given)
    if thing is None:
        return given
    path = source_file(settings, thing.key)
    if path is None:
        raise InputError(
            f"Không có văn bản nguồn của “{given}” trong kho; hãy đưa tệp.",
            f"There is no source of “{given}” here; give the file.",
        )
    return str(path)
