"""Curated data from files to records: registers, trigger words.

Everything under ``data/reference/`` is curated and carries its source; the trigger words are the
hidden labels of ``ontology/concepts.ttl``.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.iris import CONCEPT
from sctbv_graph.model import Body, Knowledge, KnownDocument, KnownPlace, ThingId, Trigger
from sctbv_graph.once import once_for_each
from sctbv_graph.settings import bundle
from sctbv_graph.territory import Changes, unit_of

T = TypeVar("T")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_UNIT_SCHEME = "unit"


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's content; `ReferenceDataError` names the file and the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(
            f"Tệp dữ liệu “{path}” không đúng TOML ({error}); hãy sửa rồi chạy lại.",
            f"The data file “{path}” is not valid TOML ({error}); mend it and run again.",
        ) from None


def quoted(text: str) -> str:
    """Return a string of TOML; a JSON string is a basic string of TOML 1.0."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def tables_of(path: Path) -> dict[str, Any]:
    """Return what `read_toml` does, read again only where the file was changed; not to be changed.

    One file holds several tables, each of which somebody asks for.
    """
    stat = path.stat()
    return _tables_of(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=16)
def _tables_of(path: Path, _changed: int, _size: int) -> dict[str, Any]:
    return read_toml(path)


def read_records(
    folders: Iterable[Path], file: str, table: str, make: Callable[[dict[str, Any]], T]
) -> Iterator[T]:
    """Yield the entries of one table of one file in each data folder, in order.

    Raises `ReferenceDataError` where an entry carries no source, or lacks or adds a field.
    """
    for folder in folders:
        path = folder / "reference" / file
        if not path.is_file():
            continue
        loaded = tables_of(path)
        shared = {"read_in": loaded.get("read_in", [])}
        for number, own in enumerate(loaded.get(table, []), 1):
            entry = {**shared, **own}
            if not entry.get("source"):
                raise ReferenceDataError(
                    f"Mục {table} thứ {number} trong “{path}” không ghi nguồn (source).",
                    f"Entry {number} of {table} in “{path}” carries no source.",
                )
            try:
                yield make(entry)
            except (KeyError, TypeError) as error:
                raise ReferenceDataError(
                    f"Mục {table} thứ {number} trong “{path}” thiếu hoặc thừa trường: {error}.",
                    f"Entry {number} of {table} in “{path}” lacks or adds a field: {error}.",
                ) from None


def _body(entry: dict[str, Any]) -> Body:
    lists = {name: tuple(entry.get(name, ())) for name in ("spellings", "read_in")}
    return Body(**{**entry, **lists})


def _place(entry: dict[str, Any]) -> KnownPlace:
    return KnownPlace(**{**entry, "read_in": tuple(entry["read_in"])})


def _document(entry: dict[str, Any]) -> KnownDocument:
    return KnownDocument(
        id=ThingId(entry["type"], entry["key"]),
        name=entry["name"],
        cls=entry["class"],
        spellings=tuple(entry.get("spellings", ())),
        name_en=entry.get("name_en", ""),
        source=entry["source"],
        read_in=tuple(entry["read_in"]),
    )


@lru_cache(maxsize=4)
def load_vocabulary() -> dict[str, tuple[Trigger, ...]]:
    """Return scheme -> trigger words: notations, preferred and hidden Vietnamese labels.

    Units of QUDT (``http://qudt.org/vocab/unit/…``) come under the scheme "unit", together with
    the project's count units.
    """
    triggers: dict[str, list[Trigger]] = defaultdict(list)
    path = bundle() / "ontology" / "concepts.ttl"
    wanted = {_SKOS + name for name in ("hiddenLabel", "altLabel", "prefLabel", "notation")}
    for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if triple.predicate.value not in wanted or not isinstance(triple.object, ox.Literal):
            continue
        if triple.object.language not in (None, "vi") or not isinstance(
            triple.subject, ox.NamedNode
        ):
            continue
        iri = triple.subject.value
        if iri.startswith(CONCEPT):
            scheme, _, name = iri[len(CONCEPT) :].partition("/")
            if name:
                triggers[scheme].append(Trigger(triple.object.value, iri))
        elif "/unit/" in iri:
            triggers[_UNIT_SCHEME].append(Trigger(triple.object.value, iri))
    triggers[_UNIT_SCHEME].extend(triggers["count-unit"])
    return {scheme: tuple(sorted(set(found), key=str)) for scheme, found in triggers.items()}


def _law_names(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the names of laws: a list of words, of which no fact is said."""
    for folder in folders:
        path = folder / "reference" / "laws.toml"
        if path.is_file():
            names = read_toml(path).get("names", [])
            if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
                raise ReferenceDataError(
                    f"“names” trong “{path}” phải là danh sách tên luật (chuỗi ký tự).",
                    f"“names” in “{path}” must be a list of names of laws (strings).",
                )
            yield from names


FileState = tuple[tuple[str, int, int], ...]
"""What tells whether files were changed: name, time and size of each."""


def curated_state(folders: tuple[Path, ...], *others: Path) -> FileState:
    """Return the state of the curated files of the data folders, and of other files."""
    found = [*(p for folder in folders for p in (folder / "reference").glob("*.toml")), *others]
    stats = ((path, path.stat()) for path in sorted(found) if path.is_file())
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)


def load_knowledge(folders: tuple[Path, ...]) -> Knowledge:
    """Return the registers of the data folders, in order, with the trigger words.

    They are read again only where a file was changed since.
    """
    return knowledge_of((tuple(folders), curated_state(tuple(folders))))


@once_for_each
def knowledge_of(data: tuple[tuple[Path, ...], FileState]) -> Knowledge:
    """Return the registers of data folders in a state of their files."""
    folders, _ = data
    changes = Changes(read_records(folders, "events.toml", "event", dict))
    return Knowledge(
        vocabulary=load_vocabulary(),
        bodies=tuple(read_records(folders, "agencies.toml", "body", _body)),
        places=tuple(changes.dated(read_records(folders, "places.toml", "place", _place))),
        later_places=tuple(changes.later(read_records(folders, "territory.toml", "unit", unit_of))),
        documents=tuple(read_records(folders, "documents.toml", "document", _document)),
        folders=folders,
        laws=tuple(_law_names(folders)),
    )
