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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.corpus import Corpus, build_corpus, fingerprint, to_trig
from sctbv_graph.errors import StoreError
from sctbv_graph.files import alone, write_beside
from sctbv_graph.layers import merged
from sctbv_graph.review import name_of
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


def write_plans(corpus: Corpus, folder: Path) -> tuple[list[Path], list[Path]]:
    """Write one TriG file a document where it differs; return all paths and the changed ones."""
    paths, changed = [], []
    for built in corpus.documents:
        path = folder / f"{built.key}.trig"
        data = to_trig(built.quads)
        paths.append(path)
        if not path.is_file() or path.read_bytes() != data:
            write_beside(path, data)
            changed.append(path)
    return paths, changed


def build(settings: Settings) -> BuildReport:
    """Build everything and swap the new store in; raises `SctbvError` and keeps the old one."""
    mark = fingerprint(settings)
    corpus = build_corpus(settings)
    paths, changed = write_plans(corpus, _plan_folder(settings))
    mark_after = fingerprint(settings)  # the plans are no input, so nothing has moved
    if mark != mark_after:
        raise StoreError(
            "Dữ liệu nguồn thay đổi trong khi đang dựng; hãy chạy lại `sctbv build`.",
            "The sources changed during the build; run `sctbv build` again.",
        )
    quads = [*corpus.reference, *(quad for built in corpus.documents for quad in built.quads)]
    path = write_store(settings.work, mark, [*quads, *merged(quads)])
    told = tuple(_told(corpus, settings))
    return BuildReport(path, tuple(paths), tuple(changed), len(quads), told)


def _told(corpus: Corpus, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what decisions are not honoured, and why."""
    for built in corpus.documents:
        for one in built.decided.told:
            yield one.message("vi"), one.message("en")
    documents = {built.key: name_of(built.plan) for built in corpus.documents}
    for path in stray_files(settings.data_folders, documents):
        yield (
            f"“{path}”: không có văn bản “{path.stem}” trong kho nên các quyết định chưa được dùng",
            f"“{path}”: there is no document “{path.stem}” here, its decisions are not used",
        )


def write_store(work: Path, mark: str, quads: list[ox.Quad]) -> Path:
    """Write a store, swap it in and remove what is left of old ones; wait for other builds."""
    stores = work / "stores"
    try:
        stores.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_store(stores, error) from None
    with alone(work / "build.lock"):
        return _write_store(work, mark, quads)


def _no_store(stores: Path, error: OSError) -> StoreError:
    return StoreError(
        f"Không dựng được kho ở “{stores}” ({error}); hãy kiểm tra quyền ghi và dung lượng.",
        f"The store cannot be built in “{stores}” ({error}); check rights and space.",
    )


def _write_store(work: Path, mark: str, quads: list[ox.Quad]) -> Path:
    stores = work / "stores"
    target = None
    try:
        # A name of its own each time: building the same inputs again must not touch the old store.
        target = Path(tempfile.mkdtemp(prefix=f"{mark[:16]}-", dir=stores))
        store = ox.Store(str(target))
        store.bulk_extend(quads)
        store.flush()
        del store  # closes the files before anybody opens them
    except OSError as error:
        if target is not None:
            shutil.rmtree(target, ignore_errors=True)
        raise _no_store(stores, error) from None
    before = _named(work)[0]
    write_beside(work / "current", f"{target.name}\n{mark}\n".encode())
    _remove_old(stores, {target.name, before})
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

    ``say`` is told in Vietnamese and English when a build is needed.
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
