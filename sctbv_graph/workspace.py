"""A workspace of one's own: a data folder on top of the bundled one, into which files are filed.

A file is copied first and listed after, each written beside and renamed: killed in between, the
listing still names only what is whole, and adding the file again ends the work. The file's bytes
are never changed. A changed file of a document is a new version; the one before is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sctbv_graph.corpus import LISTING, Built, build_document, filed_sources
from sctbv_graph.errors import InputError
from sctbv_graph.files import alone, write_beside
from sctbv_graph.iris import is_key
from sctbv_graph.read import SourceDocument, read
from sctbv_graph.reference import load_knowledge, read_toml
from sctbv_graph.review import open_doubts
from sctbv_graph.settings import Settings

FOLDERS = ("sources", "reference", "decisions", "plans")
_HEAD = (
    "# Files as received, written by `sctbv add`. The sha256 is checked on every build.\n"
    "# One file of a document is primary; an earlier version is kept and named `replaced_by`.\n"
)


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a file: ``state`` is "new", "version" or "same"; ``path`` where it lies."""

    state: str
    key: str
    path: Path
    version: int
    built: Built | None
    before: str = ""  # the version that this one follows, by its file


def init(folder: Path) -> bool:
    """Make a workspace of a folder, new or empty; ``False`` where it is one already.

    Raises `InputError` where the folder holds something else.
    """
    if (folder / "sources" / LISTING).is_file():
        return False
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            f"“{folder}” đã có nội dung khác; hãy chọn một thư mục mới hoặc trống.",
            f"“{folder}” holds something else already; choose a new or empty folder.",
        )
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_beside(folder / "sources" / LISTING, _HEAD.encode())
    return True


def add(
    file: Path,
    settings: Settings,
    obtained_from: str = "",
    licence: str = "",
    document: str = "",
    received: date | None = None,
) -> Filed:
    """File a document's file: read it, extract it, keep it with its hash.

    ``document`` is the key of the document where the file itself does not tell it (a draft
    without a number), ``received`` the day on which it came, which the feed of changes tells.
    Raises `InputError` on a file that is no plan or that cannot be read, and where there is no
    workspace; then nothing has changed.
    """
    workspace = settings.workspace
    if workspace is None or not (workspace / "sources" / LISTING).is_file():
        raise InputError(
            "Chưa có thư mục làm việc; hãy chạy `sctbv init THƯ-MỤC` rồi thêm `--data THƯ-MỤC`.",
            "There is no workspace; run `sctbv init DIR` and give `--data DIR`.",
        )
    source = read(file)
    with alone(settings.work / "add.lock"):
        more = {"obtained_from": obtained_from or "not said", "licence": licence or "not said"}
        if received:
            more["received"] = received.isoformat()
        return _file(file, source, settings, workspace, document, more)


def _file(
    file: Path,
    source: SourceDocument,
    settings: Settings,
    workspace: Path,
    document: str,
    more: Mapping[str, str],
) -> Filed:
    """File what was read, with ``more`` in its entry; nobody else is changing the listing."""
    for path, entry in filed_sources(settings):
        if entry.get("sha256") == source.sha256:
            return Filed("same", entry.get("document", ""), path, entry.get("version", 1), None)
    if document and not is_key(document):
        raise InputError(
            f"“{document}” không phải là khóa văn bản (ví dụ 211-kh-ubnd-ca-mau-2024).",
            f"“{document}” is no key of a document (for example 211-kh-ubnd-ca-mau-2024).",
        )
    built = build_document(source, load_knowledge(settings.data_folders), document)
    key = built.key
    listing = workspace / "sources" / LISTING
    entries = [dict(entry) for entry in read_toml(listing).get("source", [])]
    earlier = [e for _, e in filed_sources(settings) if e.get("document") == key]
    version = max((int(e.get("version", 1)) for e in earlier), default=0) + 1
    name = f"{key}.v{version}{file.suffix.lower()}"
    for entry in entries:
        if entry.get("document") == key and entry.get("primary"):
            entry |= {"primary": False, "replaced_by": name}
    entries.append(
        {
            "file": name,
            "sha256": source.sha256,
            "primary": True,
            "document": key,
            "version": version,
            "received_as": file.name,
            **more,
        }
    )
    write_beside(listing.parent / name, file.read_bytes())
    write_beside(listing, _listing(entries))
    before = str(earlier[-1]["file"]) if earlier else ""
    state = "version" if earlier else "new"
    return Filed(state, key, listing.parent / name, version, built, before)


def _listing(entries: list[dict[str, Any]]) -> bytes:
    return (_HEAD + "".join(_entry(entry) for entry in entries)).encode()


def _entry(entry: Mapping[str, Any]) -> str:
    """Return one entry as TOML; a JSON string is a basic string of TOML 1.0."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()]
    return "\n[[source]]\n" + "\n".join(lines) + "\n"


def doubts(built: Built) -> list[tuple[str, str]]:
    """Return what the reader is not sure of: the basis and the reason of each such fact."""
    found = open_doubts(built.plan, built.source, built.quads, built.decided)
    return [(one.basis, one.reason) for one in found]
