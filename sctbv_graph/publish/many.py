"""All parts of a site of files; where there are very many things, made by several processes.

Each process opens the store for reading and makes whole parts; this one writes meanwhile. What a
process must know of an audit's findings comes with its work, so that nothing grows with the corpus
but the list of its things.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph import iris as iris_of
from sctbv_graph.errors import SctbvError
from sctbv_graph.processes import end_with_parent, settle
from sctbv_graph.publish.audits import TOGETHER, documents_of
from sctbv_graph.publish.memory import give_back, large_apart
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.parts import Audited, Made, Part, make
from sctbv_graph.publish.processes import context
from sctbv_graph.publish.remembering import Remembering
from sctbv_graph.publish.site_parts import PRODUCERS, Site
from sctbv_graph.publish.things import things_with_pages
from sctbv_graph.query.texts import TextsOnDemand
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, Store, WritableStore

ALONE = 300
"""As many things are made by one process before several are worth their start."""
HELD = 200_000
"""As many statements, some eight plans, each process holds in memory: looking up takes a tenth.

They take 250 MiB in each; of more all read from the disk.
"""
_AT_ONCE = 25
"""Things that a process makes before it hands over: some 1 MB."""
_WAITING = 40
"""Parts of audited documents that suffice while further documents are audited."""
_UNDER_WAY = 3
"""Parts for each process that are made or wait to be written, however large the corpus is."""


class Makers:
    """All parts on their way: a document's things follow when its audit is there."""

    def __init__(
        self,
        pages: Pages,
        things: Iterable[str],
        start: Callable[[Part], Future[Made]],
        processes: int,
    ) -> None:
        """``things`` are all that have a page; ``start`` begins a part."""
        self._start = start
        self._processes = processes
        documents = documents_of(pages)
        self._things: dict[str, list[str]] = {document: [] for document in documents}
        apart: list[str] = []
        for iri in things:
            self._things.get(_document(iri), apart).append(iri)
        each = max(1, min(TOGETHER, -(-len(documents) // processes)))
        self._audits = deque(Part(audit=some) for some in _parts(documents, each))
        self._whole = deque(Part((vi, en), produce) for vi, en, produce in PRODUCERS)
        self._at_once = processes if len(documents) <= TOGETHER * processes else 1
        self._apart = deque(Part(things=some) for some in _parts(apart, _AT_ONCE))
        self._ready: deque[Part] = deque()
        self._under_way: dict[Future[Made], Part] = {}
        self.audited: list[Audited] = []

    def begin(self) -> None:
        """Hand out as much as may be under way."""
        most = _UNDER_WAY * self._processes if self._processes > 1 else 1
        while len(self._under_way) < most and (part := self._next()) is not None:
            self._under_way[self._start(part)] = part

    def files(self, say: Callable[[str, str], None]) -> Iterator[tuple[str, bytes | Path]]:
        """Yield the files as parts are made, handing out what is left.

        What lies in a file (`Made`) is removed when the next is asked for.
        """
        self.begin()
        while self._under_way:
            ended, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
            for future in ended:
                part, made = self._under_way.pop(future), future.result()
                if part.said[0]:
                    say(*part.said)
                self._follow(made.audited)
                self.begin()
                yield from _taken(made)
            del ended, future, made
            give_back()

    def _follow(self, audits: Iterable[Audited]) -> None:
        """Let the things of documents follow, now that their audits are there."""
        for audited in audits:
            things = self._things.pop(audited.document)
            self._ready += (
                Part(things=some, findings=audited.findings) for some in _parts(things, _AT_ONCE)
            )
            self.audited.append(Audited(audited.document, audited.name, audited.counts))

    def _next(self) -> Part | None:
        """Return what is to be done next.

        Something of documents is always under way, beside it a part about all data, which are the
        longest. These, and audits with their reasoner, take most memory: of many documents one at
        a time. Audits are begun while there are still things for the other processes.
        """
        under_way = self._under_way.values()
        audits = sum(bool(part.audit) for part in under_way)
        whole = sum(part.produce is not None for part in under_way)
        if self._audits and not audits and len(self._ready) < _WAITING:
            return self._audits.popleft()
        if self._whole and whole < self._at_once:
            return self._whole.popleft()
        if self._ready:
            return self._ready.popleft()
        if self._audits and audits < self._at_once:
            return self._audits.popleft()
        return self._apart.popleft() if self._apart else None


def pages_of(settings: Settings, store: EmbeddedStore, day: date) -> Pages:
    """Return the pages of a store that nobody writes meanwhile, told as of a day."""
    remembering = Remembering(store)
    texts = TextsOnDemand(settings, remembering)
    return Pages(settings, remembering, day=day, texts=texts)


def _taken(made: Made) -> Iterator[tuple[str, bytes | Path]]:
    for name, data in made.files:
        yield name, data
        if isinstance(data, Path):
            data.unlink()


@contextmanager
def makers_of(site: Site) -> Iterator[Makers]:
    """Give what makes all parts of a site; where several processes do, they have begun.

    Raises `SctbvError` where one of them was ended.
    """
    pages, path, count = site.pages, _path_of(site.pages), os.cpu_count() or 1
    things = things_with_pages(pages)
    give_back()
    if path is None or count < 2 or len(things) <= ALONE:
        yield Makers(pages, things, partial(_made, site), 1)
        return
    with ExitStack() as stack:
        told = pages.settings, path, site.base, site.stated, site.version, site.day
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sctbv-publish-")))
        held = _held(pages.store, folder)
        pool = ProcessPoolExecutor(count, context(), _begin, (*told, folder, held))
        stack.callback(pool.shutdown, cancel_futures=True)
        yield from _making(pages, things, pool, count)


def _making(
    pages: Pages, things: list[str], pool: ProcessPoolExecutor, count: int
) -> Iterator[Makers]:
    try:
        makers = Makers(pages, things, lambda part: pool.submit(_make, part), count)
        makers.begin()
        yield makers
    except BrokenProcessPool:
        raise SctbvError(
            "Một tiến trình viết trang đã bị dừng (hết bộ nhớ?); hãy chạy lại, "
            "phần đã viết được giữ.",
            "A process that makes pages was ended (out of memory?); run it again, "
            "what was written is kept.",
        ) from None


def _made(site: Site, part: Part) -> Future[Made]:
    """Make a part in this process."""
    made: Future[Made] = Future()
    made.set_result(make(site, part))
    return made


def _held(store: Store, folder: Path) -> Path | None:
    """Return a file of all statements for processes to hold, ``None`` where they are too many."""
    if not isinstance(store, EmbeddedStore) or not store.has_at_most(HELD):
        return None
    file = folder / "all.nq"
    store.inner.dump(str(file), format=ox.RdfFormat.N_QUADS)
    return file


def _document(iri: str) -> str:
    """Return the document that a thing would be of by its key: tasks, parts, the document itself.

    >>> _document("https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5")
    'https://w3id.org/sctbv/id/document/211-kh-ubnd-ca-mau-2024'
    """
    thing = iris_of.parse(iri)
    return iris_of.DOCUMENT + thing.key.partition("/")[0] if thing else ""


def _parts(iris: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(iris[at : at + size]) for at in range(0, len(iris), size))


def _path_of(pages: Pages) -> Path | None:
    """Return the folder of the store where several processes may read it."""
    store = pages.store
    if isinstance(store, EmbeddedStore) and not isinstance(store, WritableStore):
        return store.path
    return None


_KEPT: list[tuple[Site, Path]] = []
"""What a process works with, made once: the site, and a folder for what is large."""


def _begin(
    settings: Settings,
    path: Path,
    base: str,
    stated: bool,
    version: str,
    day: date,
    folder: Path,
    held: Path | None,
) -> None:
    end_with_parent()
    large_apart()
    if held is None:
        store = EmbeddedStore.open(path)
    else:
        store = EmbeddedStore(ox.Store(), path)
        store.inner.bulk_load(path=str(held), format=ox.RdfFormat.N_QUADS)
    pages = pages_of(settings, store, day)
    _KEPT.append((Site(pages, base, stated, version, day), folder))
    settle()


def _make(part: Part) -> Made:
    site, folder = _KEPT[0]
    try:
        return make(site, part, folder)
    finally:
        give_back()
