"""The documents of a corpus laid down as files; where they are many, by several processes.

What is large of a document goes through files. What a build must know of it beyond them is small,
so that neither a process nor what they tell each other grows with the corpus.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sctbv_graph.corpus import (
    Built,
    build_document,
    built_documents,
    primary_sources,
    read_filed,
    to_trig,
)
from sctbv_graph.errors import StoreError
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.processes import context, end_with_parent, settle
from sctbv_graph.reference import load_knowledge
from sctbv_graph.review import name_of
from sctbv_graph.review.drafts import Name
from sctbv_graph.settings import Settings
from sctbv_graph.written import lines_of, no_store

PROCESSES = min(os.cpu_count() or 1, 4)
"""As many make documents; more would wait for the one that loads them, and each takes memory."""
ALONE = 10
"""As many documents are made by this process before several are worth their start."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What a build must know of a document, beside its files.

    ``plan`` names the parties of the register and nothing else of what the document says;
    ``told`` are the decisions that no longer fit it, a sentence in each language.
    """

    key: str
    quads: int
    plan: Plan
    name: Name
    told: tuple[tuple[str, str], ...]


def lines_file(folder: Path, key: str) -> Path:
    """Return the file of a document's quads and of their merged copy."""
    return folder / f"{key}.nq"


def trig_file(folder: Path, key: str) -> Path:
    """Return the file of a document's graphs as they are kept with the data."""
    return folder / f"{key}.trig"


def laid_documents(
    settings: Settings, knowledge: Knowledge, folder: Path, processes: int = 1
) -> Generator[Laid]:
    """Lay the documents down in a folder one by one, in the order of `built_documents`.

    Raises as that does, and `StoreError` where a file cannot be written or a process was ended.
    """
    filed = primary_sources(settings)
    named = [entry.get("document", "") for _, entry in filed]
    # Where the listing does not name a document, only its text tells whether it is another version
    # of one that was there already.
    if processes < 2 or len(filed) <= ALONE or not all(named):
        for built in built_documents(settings, knowledge):
            yield _lay(built, folder)
        return
    work = [(*one, named[i] not in named[:i]) for i, one in enumerate(filed)]
    pool = ProcessPoolExecutor(processes, context(__name__), _begin, (settings, folder))
    try:
        for laid in pool.map(_laid, work):
            if laid is not None:
                yield laid
    except BrokenProcessPool:
        raise StoreError(
            "Một tiến trình dựng văn bản đã bị dừng (hết bộ nhớ?); kho cũ được giữ, "
            "hãy chạy lại `sctbv build`.",
            "A process that builds documents was ended (out of memory?); the old store is kept, "
            "run `sctbv build` again.",
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


_KEPT: list[tuple[Knowledge, Path]] = []
"""What a process works with, loaded once."""


def _begin(settings: Settings, folder: Path) -> None:
    end_with_parent()
    _KEPT.append((load_knowledge(settings.data_folders), folder))
    settle()


def _laid(work: tuple[Path, dict[str, Any], bool]) -> Laid | None:
    """Lay one source down; of a version that another one stands for, only look whether it is."""
    path, entry, newest = work
    knowledge, folder = _KEPT[0]
    source = read_filed(path, entry)
    return _lay(build_document(source, knowledge, entry["document"]), folder) if newest else None


def _lay(built: Built, folder: Path) -> Laid:
    try:
        with lines_file(folder, built.key).open("wb") as file:
            file.writelines(lines_of(list(built.quads)))
        trig_file(folder, built.key).write_bytes(to_trig(built.quads))
    except OSError as error:
        raise no_store(folder.parent, error) from None
    told = tuple((one.message("vi"), one.message("en")) for one in built.decided.told)
    return Laid(built.key, len(built.quads), _registered(built.plan), name_of(built.plan), told)


def _registered(plan: Plan) -> Plan:
    """Return a plan of which only the parties of the register are left."""
    parties = tuple(party for party in plan.parties if party.registered)
    return replace(
        plan,
        elements=(),
        totals=(),
        spoken_totals=(),
        recipients=(),
        archive=None,
        signature=None,
        documents=(),
        parties=parties,
        places=(),
    )
