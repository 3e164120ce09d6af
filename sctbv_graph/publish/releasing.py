"""Making a release: the data of now are laid down beside those of before, and compared."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sctbv_graph import iris
from sctbv_graph.build import data_version
from sctbv_graph.corpus import filed_sources
from sctbv_graph.errors import InputError
from sctbv_graph.files import alone, write_beside
from sctbv_graph.publish.dumps import FOLDER, MANIFEST, dump_files, read_manifest
from sctbv_graph.publish.json_files import indented
from sctbv_graph.publish.release_changes import changes_between
from sctbv_graph.publish.releases import (
    CHANGES,
    RECORD,
    RELEASES,
    Release,
    load_release,
    load_releases,
)
from sctbv_graph.query import text_of, view
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, select

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")


def make_release(
    settings: Settings, store: EmbeddedStore, version: str, day: date, note: Mapping[str, str]
) -> Release:
    """Lay down the data of now as a release and return it.

    Raises `InputError` on a name that cannot be an address, on one that is taken, on a day before
    that of the last release, and where nothing has changed since.
    """
    if not _VERSION.fullmatch(version):
        raise InputError(
            f"“{version}” không thể là tên bản phát hành; hãy dùng chữ cái không dấu, chữ số, "
            "dấu chấm, gạch nối, ví dụ 1.0.0 hoặc 2026-11.",
            f"“{version}” cannot name a release; use ASCII letters, digits, dots and hyphens, for "
            "example 1.0.0 or 2026-11.",
        )
    folder = settings.data_folders[-1] / RELEASES
    with alone(settings.work / "release.lock"):
        before = load_releases(settings)
        _check(version, day, before)
        folder.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            _lay_down(half, settings, store, version, day, note, before)
            half.chmod(0o755)
            half.rename(folder / version)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    return load_release(folder / version / RECORD)


def _check(version: str, day: date, before: list[Release]) -> None:
    if any(release.version == version for release in before):
        raise InputError(
            f"Bản phát hành “{version}” đã có và không bao giờ bị ghi đè; hãy chọn tên khác.",
            f"The release “{version}” is there already and never written over; choose another "
            "name.",
        )
    if before and day < before[-1].day:
        last = before[-1]
        raise InputError(
            f"Ngày {day.isoformat()} trước ngày của bản “{last.version}” ({last.day}).",
            f"{day.isoformat()} is before the day of the release “{last.version}” ({last.day}).",
        )


def _lay_down(
    folder: Path,
    settings: Settings,
    store: EmbeddedStore,
    version: str,
    day: date,
    note: Mapping[str, str],
    before: list[Release],
) -> None:
    for name, data in dump_files(store):
        write_beside(folder / FOLDER / name, data)
    manifest = read_manifest((folder / FOLDER / MANIFEST).read_bytes())
    last = before[-1] if before else None
    if last is not None and last.manifest.canonical == manifest.canonical:
        raise InputError(
            f"Dữ liệu không khác gì bản phát hành “{last.version}”; không cần bản mới.",
            f"The data are those of the release “{last.version}”; no new one is needed.",
        )
    texts = {entry.get("sha256") for _, entry in filed_sources(settings)}
    documents = {
        text_of(row["document"]).removeprefix(iris.DOCUMENT): text_of(row["hash"])
        for row in select(store, view("files")).rows
        if text_of(row["hash"]) in texts
    }
    record = {
        "version": version,
        "number": last.number + 1 if last else 1,
        "date": day.isoformat(),
        "previous": last.version if last else "",
        "data_version": data_version(settings),
        "note": dict(note),
        "documents": documents,
    }
    if last is not None:
        changes = changes_between(settings, store, last, folder, documents)
        write_beside(folder / CHANGES, indented(changes))
    write_beside(folder / RECORD, indented(record))
