"""What a build makes before anybody sees it: a new store, loaded piece by piece, and files.

All lies in folders that nothing names. A build that is killed leaves them; the next one removes
them. Stores are written one build at a time, so that what nothing names is never what another
build is at.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.errors import StoreError
from sctbv_graph.files import alone
from sctbv_graph.layers import merged

_PIECE = 20_000_000
"""Bytes of lines, some four plans, that are loaded together: the engine takes some 100 MiB for it.

All at once would take 2.3 GiB for 200 plans; a plan at a time gives it more to put in order.
"""


class Written:
    """What a build has made so far."""

    def __init__(self, stores: Path, folder: Path, mark: str) -> None:
        """``folder`` is for files; the store gets its place in ``stores``, named after ``mark``."""
        self.folder = folder
        self.quads = 0
        self._stores = stores
        self._mark = mark
        self._lines = folder / "piece.nq"
        self._target: Path | None = None
        self._store: ox.Store | None = None
        self._whole = False

    def add(self, quads: Iterable[ox.Quad], and_merged: bool = True) -> None:
        """Add quads and their merged copy."""
        held = list(quads)
        with self._told(), self._lines.open("ab") as file:
            for lines in lines_of(held, and_merged):
                file.write(lines)
        self._added(len(held))

    def take(self, lines: Path, quads: int) -> None:
        """Add what lies in a file as `lines_of` gives it, and remove the file.

        What lies in one file is loaded together: a blank node stays one in all its graphs.
        """
        with self._told():
            with self._lines.open("ab") as file, lines.open("rb") as more:
                shutil.copyfileobj(more, file, 1 << 20)
            lines.unlink()
        self._added(quads)

    def _added(self, quads: int) -> None:
        self.quads += quads
        if self._lines.stat().st_size > _PIECE:
            self._load()

    def _load(self) -> None:
        """Load the lines that are there into the new store, and forget them."""
        with self._told():
            if self._store is None:
                # A name of its own each time: building the same inputs again must not touch the
                # old store.
                prefix = f"{self._mark[:16]}-"
                self._target = Path(tempfile.mkdtemp(prefix=prefix, dir=self._stores))
                self._store = ox.Store(str(self._target))
            self._store.bulk_load(path=str(self._lines), format=ox.RdfFormat.N_QUADS)
            self._lines.unlink()

    def finished(self) -> Path:
        """Return the folder of the store when all is in it; whoever has it keeps it."""
        if self._lines.exists() or self._store is None:
            self._lines.touch()
            self._load()
        assert self._store is not None
        assert self._target is not None
        with self._told():
            self._store.flush()
            self._store.optimize()  # of millions of statements each is then found in half the time
        self._store = None  # closes the files before anybody opens them
        self._whole = True
        return self._target

    def close(self) -> None:
        """Remove a store that did not become whole."""
        self._store = None
        if self._target is not None and not self._whole:
            shutil.rmtree(self._target, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise no_store(self._stores, error) from None


def lines_of(quads: list[ox.Quad], and_merged: bool = True) -> Iterator[bytes]:
    """Yield quads as a store loads them, and their merged copy."""
    for some in (quads, merged(quads) if and_merged else ()):
        yield ox.serialize(some, format=ox.RdfFormat.N_QUADS) or b""


@contextmanager
def writing(work: Path, mark: str) -> Iterator[Written]:
    """Wait for other builds, and give what this one writes; raises `StoreError` where it cannot."""
    stores = work / "stores"
    try:
        stores.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise no_store(stores, error) from None
    with alone(work / "build.lock"):
        try:
            folder = tempfile.TemporaryDirectory(prefix="lines-", dir=stores)
        except OSError as error:
            raise no_store(stores, error) from None
        with folder as name:
            written = Written(stores, Path(name), mark)
            try:
                yield written
            finally:
                written.close()


def no_store(stores: Path, error: OSError) -> StoreError:
    """Return what is told where a store cannot be written."""
    return StoreError(
        f"Không dựng được kho ở “{stores}” ({error}); hãy kiểm tra quyền ghi và dung lượng.",
        f"The store cannot be built in “{stores}” ({error}); check rights and space.",
    )
