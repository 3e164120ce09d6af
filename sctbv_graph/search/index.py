"""The index: SQLite FTS5 over a folded copy of every name and of every line of the sources.

SQLite's own `remove_diacritics` leaves đ as it is and does not find "dong thap" in "Đồng Tháp", so
the copy is folded here (`vietnamese.fold.plain`): no marks, đ as d, abbreviations spelt out. The
originals stand beside the copy, and hits are marked in them. The index is made from the store,
kept beside it under the version of the data, and made anew when that changes.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sctbv_graph import iris
from sctbv_graph.build import data_version
from sctbv_graph.query import load_questions, text_of, view
from sctbv_graph.query.texts import source_texts
from sctbv_graph.read import SourceDocument
from sctbv_graph.settings import Settings
from sctbv_graph.store import Store, each_row
from sctbv_graph.terms import DCTERMS, SKOS
from sctbv_graph.vietnamese.fold import plain

FORMAT = 1
"""Raised when the tables or the folding change, so that an old index is not used."""

_TABLES = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, kind TEXT, iri TEXT, class TEXT, title TEXT, body TEXT,
  document TEXT, line INTEGER, start INTEGER);
CREATE INDEX entry_iri ON entry (iri);
CREATE VIRTUAL TABLE words USING fts5 (title, names, body, content='',
  tokenize="unicode61 remove_diacritics 0");
"""
_NAMES = (SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "notation", DCTERMS + "title",
          iris.DEF + "documentNumber")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: ``kind`` is "thing", "concept", "term", "question" or "text"."""

    kind: str
    iri: str
    class_: str
    title: str
    names: str
    body: str
    document: str = ""
    line: int = 0
    start: int = 0


class Index:
    """An open index; one connection, used by one thread at a time."""

    def __init__(self, path: Path | str) -> None:
        """Open the file at ``path`` for reading, or keep ":memory:" for building."""
        self.path = str(path)
        self.connection = sqlite3.connect(self.path, check_same_thread=False)

    def __len__(self) -> int:
        """Count the entries."""
        return int(self.connection.execute("SELECT COUNT(*) FROM entry").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def _things(store: Store) -> Iterator[Entry]:
    classes: dict[str, str] = {}
    for row in each_row(store, view("search-classes")):
        name = text_of(row["class"]).partition("#")[2]
        thing = text_of(row["thing"])
        if thing not in classes or _says_more(name, classes[thing]):
            classes[thing] = name
    labels: dict[str, dict[str, list[str]]] = {}
    for row in each_row(store, view("search-things")):
        said = labels.setdefault(text_of(row["thing"]), {})
        said.setdefault(text_of(row["property"]), []).append(text_of(row["text"]))
    for thing, said in sorted(labels.items()):
        yield from _entry_of(thing, classes.get(thing, ""), said)


def _says_more(name: str, held: str) -> bool:
    """Tell which of a thing's classes it is found as: the narrower one, else the first by name."""
    narrower = {"Target", "AgencyUnit"}
    if name in narrower:
        return held not in narrower or name > held
    return held not in narrower and name < held


def _entry_of(thing: str, class_: str, said: Mapping[str, list[str]]) -> Iterator[Entry]:
    own = sorted(said.get(SKOS + "prefLabel", ()), key=lambda label: (label.isascii(), label))
    body = " ".join(said.get(iris.DEF + "statedText", ()))
    if thing.startswith(iris.ID):
        # Fragments are found through the thing they belong to, but for what is no repetition of it.
        if "#" in thing or not (own or body):
            return
        kind = "thing"
    elif thing.startswith(iris.CONCEPT):
        kind, class_ = "concept", "Concept"
    elif thing.startswith(iris.DEF):
        kind, class_ = "term", "Term"
    else:
        return
    if not own and not body:
        return
    title = own[0] if own else body[:120]
    names = own[1:] + [text for name in _NAMES for text in sorted(said.get(name, ()))]
    yield Entry(kind, thing, class_, title, " · ".join(dict.fromkeys(names)), body)


def _questions() -> Iterator[Entry]:
    for question in load_questions().values():
        words = [w for said in (question.words or {}).values() for w in said]
        names = " · ".join([question.question["en"], question.name, *words])
        yield Entry(
            "question", iris.question(question.name), "Question", question.question["vi"], names, ""
        )


def _lines(store: Store, texts: Mapping[str, SourceDocument]) -> Iterator[Entry]:
    """Yield every line of the sources with the narrowest thing that was cut from it."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for row in each_row(store, view("search-places")):
        place = int(text_of(row["start"])), int(text_of(row["end"])), text_of(row["thing"])
        spans.setdefault(text_of(row["document"]), []).append(place)
    for document, source in sorted(texts.items()):
        owned = _owned(spans.get(document, ()))
        starts = [start for start, _, _ in owned]
        start = 0
        for number, line in enumerate(source.text.split("\n"), start=1):
            if line.strip():
                inside = owned[bisect_left(starts, start) : bisect_left(starts, start + len(line))]
                widest = max(inside, key=lambda span: span[1] - span[0], default=None)
                owner = widest[2] if widest else document
                yield Entry("text", owner, "", "", "", line, document, number, start)
            start += len(line) + 1


def _owned(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the passages of things narrower than a document, by place."""
    whole = ((start, end, iris.document_of(thing)) for start, end, thing in spans)
    return sorted(s for s in whole if not s[2].startswith(f"{iris.ID}document/"))


def entries_of(store: Store, texts: Mapping[str, SourceDocument]) -> Iterator[Entry]:
    """Yield everything that can be found, in the order of the index; lines of texts come last."""
    yield from _things(store)
    yield from _questions()
    yield from _lines(store, texts)


def build_index(
    store: Store, texts: Mapping[str, SourceDocument], path: Path | str = ":memory:"
) -> Index:
    """Build an index of a store and of source texts, in memory or as a file."""
    index = Index(path)
    with index.connection:
        index.connection.executescript(_TABLES)
        for number, entry in enumerate(entries_of(store, texts), start=1):
            index.connection.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, entry.kind, entry.iri, entry.class_, entry.title, entry.body,
                 entry.document, entry.line, entry.start),
            )  # fmt: skip
            index.connection.execute(
                "INSERT INTO words (rowid, title, names, body) VALUES (?, ?, ?, ?)",
                (number, plain(entry.title), plain(entry.names), plain(entry.body)),
            )
    return index


def open_index(settings: Settings, store: Store, remote: bool = False) -> Index:
    """Return the index of a store: the file beside it where it fits the data, else a new one.

    Where the folder cannot be written (or the store is elsewhere), the index is kept in memory.
    """
    version = data_version(settings)
    if remote or not version:
        return build_index(store, source_texts(settings, store))
    path = settings.work / f"search-{version}-{FORMAT}.sqlite"
    if path.is_file():
        return Index(path)
    try:
        handle, name = tempfile.mkstemp(dir=settings.work, prefix=".search-")
    except OSError:
        return build_index(store, source_texts(settings, store))
    os.close(handle)
    build_index(store, source_texts(settings, store), name).close()
    try:
        Path(name).replace(path)
    except OSError:  # another process of Windows holds it open: it is the same index
        return Index(name)
    for old in settings.work.glob("search-*.sqlite"):
        if old != path:
            old.unlink(missing_ok=True)
    return Index(path)
