"""sources + decisions + reference → ``plans/*.trig`` → a store, swapped in whole.

A store is a folder named after the fingerprint of its inputs; ``current`` names the one in use
and is replaced in one step when the new one is complete. A build that is killed leaves a folder
that nothing names; the next build removes it. Stores are written one build at a time, so that what
nothing names is never what another build is at.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.corpus import built_documents, fingerprint, to_trig, whole_reference
from sctbv_graph.errors import StoreError
from sctbv_graph.files import alone, write_beside
from sctbv_graph.layers import merged
from sctbv_graph.model import Party, Plan, ThingId
from sctbv_graph.reference import load_knowledge
from sctbv_graph.review import name_of
from sctbv_graph.review.drafts import Name
from sctbv_graph.review.filed import stray_files
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, WritableStore


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: the store's folder, the plans' files, how many quads.

    ``told`` are the decisions that no longer fit their document, a sentence in each language.
    """

    store: Path
    plans: tuple[Path, ...]
    changed: tuple[Path, ...]
    quads: int
    told: tuple[tuple[str, str], ...] = ()


def _plan_folder(settings: Settings) -> Path:
    folder = settings.data_folders[-1] / "plans"
    writable = os.access(folder if folder.is_dir() else folder.parent, os.W_OK)
    return folder if writable else settings.work / "plans"


def build(settings: Settings) -> BuildReport:
    """Build everything and swap the new store in; raises `SctbvError` and keeps the old one.

    Documents are built one by one and laid down, so that memory does not grow with the corpus.
    """
    mark = fingerprint(settings)
    knowledge = load_knowledge(settings.data_folders)
    with _writing(settings.work) as written:
        parties: dict[ThingId, Party] = {}
        keys: list[str] = []
        plan: Plan | None = None
        told: list[tuple[str, str]] = []
        names: dict[str, Name] = {}
        for built in built_documents(settings, knowledge):
            written.add(built.quads)
            written.lay(f"{built.key}.trig", to_trig(built.quads))
            plan = built.plan
            for party in plan.parties:
                if party.registered:
                    parties.setdefault(party.id, party)  # of two filed ones the later tells
            keys.append(built.key)
            names[built.key] = name_of(plan)
            told += ((one.message("vi"), one.message("en")) for one in built.decided.told)
        # Of all plans the register needs the parties alone.
        plans = [replace(plan, parties=tuple(parties.values()))] if plan else []
        written.add(whole_reference(knowledge, plans))
        paths, changed = _write_plans(written, keys[::-1], _plan_folder(settings))
        if mark != fingerprint(settings):  # the plans are no input, so nothing has moved
            raise StoreError(
                "Dữ liệu nguồn thay đổi trong khi đang dựng; hãy chạy lại `sctbv build`.",
                "The sources changed during the build; run `sctbv build` again.",
            )
        path = _write_store(settings.work, mark, written)
    told += _stray(settings, names)
    return BuildReport(path, tuple(paths), tuple(changed), written.quads, tuple(told))


def _write_plans(
    written: _Written, keys: Iterable[str], folder: Path
) -> tuple[list[Path], list[Path]]:
    """Write one TriG file a document where it differs; return all paths and the changed ones."""
    paths, changed = [], []
    for key in keys:
        path = folder / f"{key}.trig"
        data = written.laid(path.name)
        paths.append(path)
        if not path.is_file() or path.read_bytes() != data:
            write_beside(path, data)
            changed.append(path)
    return paths, changed


def _stray(settings: Settings, names: Mapping[str, Name]) -> Iterator[tuple[str, str]]:
    """Yield which files of decisions are on documents that are not here."""
    for path in stray_files(settings.data_folders, names):
        yield (
            f"“{path}”: không có văn bản “{path.stem}” trong kho nên các quyết định chưa được dùng",
            f"“{path}”: there is no document “{path.stem}” here, its decisions are not used",
        )


class _Written:
    """What a build has made so far, in a folder that nothing names: lines of the store, files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lines = folder / "all.nq"
        self.quads = 0

    def add(self, quads: Iterable[ox.Quad], and_merged: bool = True) -> None:
        """Add quads and their merged copy."""
        held = list(quads)
        self.quads += len(held)
        for some in (held, merged(held) if and_merged else ()):
            self._append(self.lines.name, ox.serialize(some, format=ox.RdfFormat.N_QUADS) or b"")

    def lay(self, name: str, data: bytes) -> None:
        """Lay a file down until all is known to be whole."""
        self._append(name, data)

    def _append(self, name: str, data: bytes) -> None:
        try:
            with (self._folder / name).open("ab") as file:
                file.write(data)
        except OSError as error:
            raise _no_store(self._folder.parent, error) from None

    def laid(self, name: str) -> bytes:
        """Return a file."""
        return (self._folder / name).read_bytes()


@contextmanager
def _writing(work: Path) -> Iterator[_Written]:
    """Wait for other builds, and give a folder for what this one makes."""
    stores = work / "stores"
    try:
        stores.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_store(stores, error) from None
    with alone(work / "build.lock"):
        try:
            folder = tempfile.TemporaryDirectory(prefix="lines-", dir=stores)
        except OSError as error:
            raise _no_store(stores, error) from None
        with folder as name:
            yield _Written(Path(name))


def write_store(work: Path, mark: str, quads: Iterable[ox.Quad]) -> Path:
    """Write a store, swap it in and remove what is left of old ones; wait for other builds."""
    with _writing(work) as written:
        written.add(quads, and_merged=False)
        return _write_store(work, mark, written)


def _no_store(stores: Path, error: OSError) -> StoreError:
    return StoreError(
        f"Không dựng được kho ở “{stores}” ({error}); hãy kiểm tra quyền ghi và dung lượng.",
        f"The store cannot be built in “{stores}” ({error}); check rights and space.",
    )


def _write_store(work: Path, mark: str, written: _Written) -> Path:
    stores = work / "stores"
    target = None
    try:
        # A name of its own each time: building the same inputs again must not touch the old store.
        target = Path(tempfile.mkdtemp(prefix=f"{mark[:16]}-", dir=stores))
        store = ox.Store(str(target))
        store.bulk_load(path=str(written.lines), format=ox.RdfFormat.N_QUADS)
        store.flush()
        store.optimize()  # of millions of statements each is then found in half the time
        del store  # closes the files before anybody opens them
    except OSError as error:
        if target is not None:
            shutil.rmtree(target, ignore_errors=True)
        raise _no_store(stores, error) from None
    before = _named(work)[0]
    write_beside(work / "current", f"{target.name}\n{mark}\n".encode())
    _remove_old(stores, {target.name, before, written.lines.parent.name})
    return target


def _remove_old(stores: Path, keep: set[str]) -> None:
    """Remove all stores but the new one and the one before it, which may still be read."""
    for old in stores.iterdir():
        if old.name not in keep:
            shutil.rmtree(old, ignore_errors=True)


def _named(work: Path) -> tuple[str, str]:
    """Return what ``current`` says: the folder's name and the fingerprint, or two empty strings."""
    try:
        name, mark = (work / "current").read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return "", ""
    return name, mark


def current(settings: Settings) -> tuple[Path, str] | None:
    """Return the store in use and the fingerprint of its inputs, or ``None``."""
    name, mark = _named(settings.work)
    if not name:
        return None
    path = settings.work / "stores" / name
    return (path, mark) if path.is_dir() else None


def open_store(settings: Settings, say: Callable[[str, str], None]) -> EmbeddedStore:
    """Open the store, built first where it is missing or older than its inputs.

    ``say`` is told in Vietnamese and English when a build is needed. Raises `SctbvError` where the
    build fails, `StoreError` where no store is there after it.
    """
    found = current(settings)
    mark = fingerprint(settings)
    if found is None or found[1] != mark:
        say(
            "Đang dựng kho dữ liệu (chưa có hoặc cũ hơn dữ liệu nguồn)…",
            "Building the store (missing, or older than its inputs)…",
        )
        for vi, en in build(settings).told:
            say(vi, en)
        found = current(settings)
    if found is None:
        raise StoreError(
            f"Không tìm thấy kho dữ liệu trong “{settings.work}”; hãy chạy `sctbv build`.",
            f"There is no store in “{settings.work}”; run `sctbv build`.",
        )
    return EmbeddedStore.open(found[0])


def open_writable(settings: Settings, say: Callable[[str, str], None]) -> WritableStore:
    """Open the store that a server with a write token serves, for writing.

    It starts as a copy of the build and lives from what is written to it: a later build does not
    touch it, so nothing that was acknowledged is lost. To start anew, remove its folder.
    """
    path = settings.work / "written"
    if not path.is_dir():
        half = settings.work / "written.new"
        shutil.rmtree(half, ignore_errors=True)
        open_store(settings, say).inner.backup(str(half))
        half.rename(path)
    return WritableStore.open(path)


def data_version(settings: Settings) -> str:
    """Return the short name of the data in use: the start of its inputs' fingerprint."""
    found = current(settings)
    return found[1][:16] if found else ""
