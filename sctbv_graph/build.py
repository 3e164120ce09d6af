"""sources + decisions + reference → ``plans/*.trig`` → a store, swapped in whole.

A store is a folder named after the fingerprint of its inputs; ``current`` names the one in use
and is replaced in one step when the new one is complete. A build that is killed leaves a folder
that nothing names; the next build removes it. Stores are written one build at a time, so that what
nothing names is never what another build is at.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.corpus import fingerprint, whole_reference
from sctbv_graph.errors import StoreError
from sctbv_graph.files import write_beside
from sctbv_graph.laid import laid_documents, lines_file, trig_file
from sctbv_graph.model import Party, Plan, ThingId
from sctbv_graph.reference import load_knowledge
from sctbv_graph.review.drafts import Name
from sctbv_graph.review.filed import stray_files
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, WritableStore
from sctbv_graph.written import Written, writing


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


def build(settings: Settings, processes: int = 1) -> BuildReport:
    """Build everything and swap the new store in; raises `SctbvError` and keeps the old one.

    Documents are built one by one and laid down, so that memory does not grow with the corpus.
    ``processes`` may do so beside each other, where the main module of the program is guarded
    (``if __name__ == "__main__"``): each of them imports it.
    """
    mark = fingerprint(settings)
    knowledge = load_knowledge(settings.data_folders)
    with writing(settings.work, mark) as written:
        parties: dict[ThingId, Party] = {}
        plan: Plan | None = None
        told: list[tuple[str, str]] = []
        names: dict[str, Name] = {}
        folder = written.folder
        with closing(laid_documents(settings, knowledge, folder, processes)) as documents:
            for laid in documents:
                written.take(lines_file(folder, laid.key), laid.quads)
                plan = laid.plan
                for party in plan.parties:
                    parties.setdefault(party.id, party)  # of two filed ones the later tells
                names[laid.key] = laid.name
                told += laid.told
        # Of all plans the register needs the parties alone.
        plans = [replace(plan, parties=tuple(parties.values()))] if plan else []
        written.add(whole_reference(knowledge, plans))
        paths, changed = _write_plans(folder, list(names)[::-1], _plan_folder(settings))
        if mark != fingerprint(settings):  # the plans are no input, so nothing has moved
            raise StoreError(
                "Dữ liệu nguồn thay đổi trong khi đang dựng; hãy chạy lại `sctbv build`.",
                "The sources changed during the build; run `sctbv build` again.",
            )
        path = _swapped_in(settings.work, mark, written)
    told += _stray(settings, names)
    return BuildReport(path, tuple(paths), tuple(changed), written.quads, tuple(told))


def _write_plans(laid: Path, keys: Iterable[str], folder: Path) -> tuple[list[Path], list[Path]]:
    """Write one TriG file a document where it differs; return all paths and the changed ones."""
    paths, changed = [], []
    for key in keys:
        path = trig_file(folder, key)
        data = trig_file(laid, key).read_bytes()
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


def write_store(work: Path, mark: str, quads: Iterable[ox.Quad]) -> Path:
    """Write a store, swap it in and remove what is left of old ones; wait for other builds."""
    with writing(work, mark) as written:
        written.add(quads, and_merged=False)
        return _swapped_in(work, mark, written)


def _swapped_in(work: Path, mark: str, written: Written) -> Path:
    """Finish a store, let it be the one in use, and return its folder."""
    target = written.finished()
    before = _named(work)[0]
    write_beside(work / "current", f"{target.name}\n{mark}\n".encode())
    _remove_old(target.parent, {target.name, before, written.folder.name})
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


def open_store(
    settings: Settings, say: Callable[[str, str], None], processes: int = 1
) -> EmbeddedStore:
    """Open the store, built first where it is missing or older than its inputs.

    ``say`` is told in Vietnamese and English when a build is needed; ``processes`` is for `build`.
    Raises `SctbvError` where the build fails, `StoreError` where no store is there after it.
    """
    found = current(settings)
    mark = fingerprint(settings)
    if found is None or found[1] != mark:
        say(
            "Đang dựng kho dữ liệu (chưa có hoặc cũ hơn dữ liệu nguồn)…",
            "Building the store (missing, or older than its inputs)…",
        )
        for vi, en in build(settings, processes).told:
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
