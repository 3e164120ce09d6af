"""Pages and data of all things; where there are very many, made by several processes.

Each process opens the store for reading, is handed the audits, and makes whole things; this one
writes.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path

from sctbv_graph.audit.records import Report
from sctbv_graph.publish.description import write_descriptions
from sctbv_graph.publish.links import data_path, local
from sctbv_graph.publish.margin import keep_reports, reports_of
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.remembering import Remembering
from sctbv_graph.publish.site_links import SiteLinks, page_file
from sctbv_graph.publish.things import thing_page, things_with_pages
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, WritableStore

File = tuple[str, bytes]

ALONE = 1500
"""As many things are made by one process before several are worth their start."""
_AT_ONCE = 40
"""Things that a process makes before it hands over: some 10 MB."""


def all_things(pages: Pages, base: str) -> Iterator[File]:
    """Yield the pages and the data of everything that has a page, in the order of the IRIs."""
    iris = things_with_pages(pages)
    path = _path_of(pages)
    if path is None or len(iris) <= ALONE or (os.cpu_count() or 1) < 2:
        yield from _of(pages, base, iris)
        return
    yield from _shared(pages, base, path, iris)


def _path_of(pages: Pages) -> Path | None:
    """Return the folder of the store where several processes may read it."""
    store = pages.store
    if isinstance(store, EmbeddedStore) and not isinstance(store, WritableStore):
        return store.path
    return None


def _of(pages: Pages, base: str, iris: Iterable[str]) -> Iterator[File]:
    for iri in iris:
        path = local(iri)
        for lang in LANGUAGES:
            links = SiteLinks(base, path, lang)
            yield page_file(path, lang), thing_page(pages, iri, lang, links).encode()
        for suffix, data in write_descriptions(pages.store, iri).items():
            yield data_path(iri, suffix).removeprefix("/"), data


def _shared(pages: Pages, base: str, path: Path, iris: Sequence[str]) -> Iterator[File]:
    """Yield the files of things in their order, made by as many processes as there are cores."""
    count = os.cpu_count() or 1
    parts = (list(iris[at : at + _AT_ONCE]) for at in range(0, len(iris), _AT_ONCE))
    with ProcessPoolExecutor(
        count,
        multiprocessing.get_context("spawn"),  # a fork would take over half a store
        _begin,
        (pages.settings, path, base, pages.day, reports_of(pages)),
    ) as pool:
        # No more is under way than the writer can take up soon, so that memory stays bounded.
        under_way: deque[Future[list[File]]] = deque(
            pool.submit(_make, part) for part in islice(parts, 3 * count)
        )
        while under_way:
            made = under_way.popleft().result()
            for part in islice(parts, 1):
                under_way.append(pool.submit(_make, part))
            yield from made


_KEPT: list[tuple[Pages, str]] = []
"""What a process works with, made once."""


def _begin(
    settings: Settings, path: Path, base: str, day: date | None, audits: dict[str, Report]
) -> None:
    pages = Pages(settings, Remembering(EmbeddedStore.open(path)), day=day)
    keep_reports(pages, audits)
    _KEPT.append((pages, base))


def _make(iris: list[str]) -> list[File]:
    pages, base = _KEPT[0]
    return list(_of(pages, base, iris))
