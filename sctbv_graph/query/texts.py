"""The texts that evidence was cut from: which file of the data folders is whose."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from sctbv_graph.corpus import filed_sources
from sctbv_graph.errors import StoreError
from sctbv_graph.query.catalogue import view
from sctbv_graph.query.parameters import text_of
from sctbv_graph.read import SourceDocument, read, read_bytes
from sctbv_graph.settings import Settings
from sctbv_graph.store import Store, select

_HELD = 16
"""Documents that are held at once where they are read when they are needed."""
_PACKED = 2_000
"""Texts that are held packed, a fifth of their size: unpacking takes a thirtieth of reading."""


def source_texts(settings: Settings, store: Store) -> Mapping[str, SourceDocument]:
    """Return document IRI -> primary source, as the store says which file is whose."""
    documents = _documents(store)
    found = {}
    for path, _ in filed_sources(settings):
        source = read(path)
        if source.sha256 in documents:
            found[documents[source.sha256]] = source
    return found


class TextsOnDemand(Mapping[str, SourceDocument]):
    """The same where each is read when it is needed: whoever works through many plans needs few.

    A file that was changed since raises `StoreError`.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        """Look which files there are; they are not read yet."""
        documents = _documents(store)
        self._files: dict[str, tuple[Path, str]] = {}
        for path, _ in filed_sources(settings):
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            if sha256 in documents:
                self._files[documents[sha256]] = path, sha256
        self._read = lru_cache(maxsize=_HELD)(_unchanged)
        self._packed = lru_cache(maxsize=_PACKED)(self._pack)

    def __getitem__(self, document: str) -> SourceDocument:
        """Return the source of a document, read anew where it was not asked for of late."""
        return self._read(*self._files[document])

    def text(self, document: str) -> str:
        """Return the text alone: rows of an answer quote many documents in turn."""
        return zlib.decompress(self._packed(document)).decode("utf-8", "surrogatepass")

    def _pack(self, document: str) -> bytes:
        return zlib.compress(self[document].text.encode("utf-8", "surrogatepass"), level=1)

    def __contains__(self, document: object) -> bool:
        """Tell whether there is a text, without reading it."""
        return document in self._files

    def __iter__(self) -> Iterator[str]:
        """Yield the IRIs of the documents."""
        return iter(self._files)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self._files)


def text_of_source(texts: Mapping[str, SourceDocument], document: str) -> str:
    """Return the text of one of the documents alone."""
    return texts.text(document) if isinstance(texts, TextsOnDemand) else texts[document].text


def _unchanged(path: Path, sha256: str) -> SourceDocument:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError(
            f"Tệp nguồn “{path}” đã thay đổi trong khi đang đọc kho; hãy chạy lại lệnh.",
            f"The source “{path}” was changed while the store was read; run the command again.",
        )
    return read_bytes(data, path.name, str(path))


def _documents(store: Store) -> dict[str, str]:
    """Return SHA-256 of a file -> the document that it is of."""
    return {
        text_of(row["hash"]): text_of(row["document"]) for row in select(store, view("files")).rows
    }
