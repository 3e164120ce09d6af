"""Pages and data of all things; where there are very many, made by several processes.

Each process opens the store for reading and makes whole things; this one does the rest of the site
meanwhile, and writes.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from sctbv_graph import iris as iris_of
from sctbv_graph.errors import SctbvError
from sctbv_graph.publish.description import write_descriptions
from sctbv_graph.publish.links import data_path, local
from sctbv_graph.publish.margin import all_findings
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.remembering import Remembering
from sctbv_graph.publish.site_links import SiteLinks, page_file
from sctbv_graph.publish.things import thing_page, things_with_pages
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, WritableStore

File = tuple[str, bytes]

ALONE = 300
"""As many things are made by one process before several are worth their start."""
_AT_ONCE = 25
"""Things that a process makes before it hands over: some 3 MB."""
_UNDER_WAY = 32
"""Parts that are made or wait to be taken: some 100 MB, however large the corpus is."""


@contextmanager
def things_of(pages: Pages, base: str) -> Iterator[Callable[[], Iterator[File]]]:
    """Give what yields the pages and the data of everything that has a page.

    Where several processes make them they begin at once, so that whoever has something else to do
    meanwhile does it before. Raises `SctbvError` where one of them was ended.
    """
    iris = things_with_pages(pages)
    path = _path_of(pages)
    count = os.cpu_count() or 1
    if path is None or len(iris) <= ALONE or count < 2:
        yield lambda: _of(pages, base, iris)
        return
    # A fork would take over half a store, so processes start anew.
    pool = ProcessPoolExecutor(
        count, get_context("spawn"), _begin, (pages.settings, path, base, pages.day)
    )
    try:
        makers = _Makers(pool, pages, iris)
        makers.begin()
        yield makers.files
    finally:
        pool.shutdown(cancel_futures=True)


class _Makers:
    """Things in parts, on their way through the processes; those that show findings come last."""

    def __init__(self, pool: ProcessPoolExecutor, pages: Pages, iris: Sequence[str]) -> None:
        self._pool = pool
        self._pages = pages
        audited = {iri: _shows_findings(pages, iri) for iri in iris}
        self._first = _parts([iri for iri in iris if not audited[iri]])
        self._last = _parts([iri for iri in iris if audited[iri]])
        self._under_way: deque[Future[list[File]]] = deque()

    def begin(self) -> None:
        """Hand out as much as may be under way."""
        self._submit(self._first, _UNDER_WAY)

    def files(self) -> Iterator[File]:
        """Yield the files, handing out what is left."""
        all_findings(self._pages)  # kept beside the store, where the processes find them
        more = chain(self._first, self._last)
        try:
            self._submit(more, _UNDER_WAY - len(self._under_way))
            while self._under_way:
                made = self._under_way.popleft().result()
                self._submit(more, 1)
                yield from made
        except BrokenProcessPool:
            raise SctbvError(
                "Một tiến trình viết trang đã bị dừng (hết bộ nhớ?); hãy chạy lại, "
                "phần đã viết được giữ.",
                "A process that makes pages was ended (out of memory?); run it again, "
                "what was written is kept.",
            ) from None

    def _submit(self, parts: Iterator[list[str]], count: int) -> None:
        for part in islice(parts, count):
            self._under_way.append(self._pool.submit(_make, part))


def _parts(iris: Sequence[str]) -> Iterator[list[str]]:
    return (list(iris[at : at + _AT_ONCE]) for at in range(0, len(iris), _AT_ONCE))


def _shows_findings(pages: Pages, iri: str) -> bool:
    return iri in pages.sources or iri.startswith(f"{iris_of.ID}task/")


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


_KEPT: list[tuple[Pages, str]] = []
"""What a process works with, made once."""


def _begin(settings: Settings, path: Path, base: str, day: date | None) -> None:
    _KEPT.append((Pages(settings, Remembering(EmbeddedStore.open(path)), day=day), base))


def _make(iris: list[str]) -> list[File]:
    pages, base = _KEPT[0]
    return list(_of(pages, base, iris))
