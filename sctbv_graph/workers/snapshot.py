"""States of a store that workers open: folders and files that no longer change."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.store import EmbeddedStore, WritableStore


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state: its name, where it is, and whether that is a store on disk or N-Quads.

    ``lasting`` is one that no write will replace: worth being held in memory.
    """

    id: str
    path: str
    on_disk: bool
    lasting: bool = False


class Snapshots:
    """Makes the states of one store, when they are asked for and the store has changed."""

    def __init__(self, store: EmbeddedStore) -> None:
        """``store`` is in memory, on disk for reading, or on disk and written."""
        self._store = store
        self._lock = threading.Lock()
        self._made: Snapshot | None = None
        self._folder: Path | None = None
        self._count = 0

    def of(self, version: str) -> Snapshot:
        """Return the state of a version of the data, made where it is another one.

        It holds all that was written before this call.
        """
        with self._lock:
            if self._made is None or self._made.id != version:
                before, self._made = self._made, self._make(version)
                if before is not None and before.path != self._made.path:
                    _remove(Path(before.path))
            return self._made

    def holds(self, version: str) -> bool:
        """Tell whether the state of a version is there already, so that `of` does not wait."""
        made = self._made
        return made is not None and made.id == version

    @contextmanager
    def copy(self) -> Iterator[Snapshot]:
        """Make a state that may be written and is removed afterwards, however its user ended."""
        with self._lock:
            made = self._copied("")
        try:
            yield made
        finally:
            _remove(Path(made.path))

    def _make(self, version: str) -> Snapshot:
        store = self._store
        if store.path is not None and not isinstance(store, WritableStore):
            return Snapshot(version, str(store.path), True, True)
        return self._copied(version)

    def _copied(self, version: str) -> Snapshot:
        store = self._store
        if self._folder is None:
            self._folder = _folder_for(store.path)
        self._count += 1
        target = self._folder / str(self._count)
        if store.path is not None:
            store.inner.backup(str(target))
            return Snapshot(version, str(target), True)
        store.inner.dump(str(target), format=ox.RdfFormat.N_QUADS)
        return Snapshot(version, str(target), False)

    def close(self) -> None:
        """Remove what was made."""
        with self._lock:
            self._made = None
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None


def _folder_for(path: Path | None) -> Path:
    """Make the folder for the states of a store: beside it, for hard links need one disk.

    One process writes a store, so what is there already was left by one that was killed.
    """
    if path is None:
        return Path(tempfile.mkdtemp(prefix="sctbv-"))
    prefix = f"{path.name}-states-"
    for left in path.parent.glob(f"{prefix}*"):
        _remove(left)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=path.parent))


def _remove(path: Path) -> None:
    """Remove a state; a worker that has it open goes on reading."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def open_snapshot(snapshot: Snapshot, small: int) -> EmbeddedStore:
    """Open a state: in memory where it has at most ``small`` statements, else from the disk."""
    if not snapshot.on_disk:
        store = ox.Store()
        store.bulk_load(path=snapshot.path, format=ox.RdfFormat.N_QUADS)
        return EmbeddedStore(store)
    found = EmbeddedStore.open(Path(snapshot.path))
    if not found.has_at_most(small):
        return found
    store = ox.Store()
    store.bulk_extend(found.inner)
    return EmbeddedStore(store)
