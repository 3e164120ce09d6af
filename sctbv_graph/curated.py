"""Entries of curated data: what stands in ``data/reference/*.toml``, and on which lines.

A file holds arrays of tables (``[[act]]``). Every entry carries its source in words (``source``)
and as nodes (``read_in``: documents and pages), its own or the file's. An entry is kept with its
place in the file, so that a fact of the graph can point at the lines it was read from.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.model import Span

_HEADING = re.compile(r"^\[\[(?P<table>[a-z_]+)\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_AFTER = re.compile(r"^(?:\[|#)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CuratedFile:
    """A file of curated data; ``text`` is decoded and otherwise unchanged."""

    path: Path
    sha256: str
    size: int
    text: str

    @property
    def stem(self) -> str:
        """Return the file's name without its ending: the name of its graph."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of an array, with its characters in the file."""

    table: str
    number: int
    fields: Mapping[str, Any]
    file: CuratedFile
    span: Span

    @property
    def quote(self) -> str:
        """Return the entry exactly as it stands in the file."""
        return self.file.text[self.span.start : self.span.end]

    @property
    def lines(self) -> tuple[int, int]:
        """Return the first and the last line, from 1."""
        text = self.file.text
        first = text.count("\n", 0, self.span.start) + 1
        return first, first + text.count("\n", self.span.start, self.span.end - 1)

    def wrong(self, vi: str, en: str) -> ReferenceDataError:
        """Return an error that names the file, the entry and its line."""
        at = self.lines[0]
        return ReferenceDataError(
            f"“{self.file.path}”, dòng {at}, mục {self.table} thứ {self.number}: {vi}.",
            f"“{self.file.path}”, line {at}, entry {self.number} of {self.table}: {en}.",
        )


def _spans(text: str) -> dict[str, list[Span]]:
    """Return table -> the spans of its entries, in order."""
    found: dict[str, list[Span]] = {}
    for match in _HEADING.finditer(text):
        after = _AFTER.search(text, match.end())
        piece = text[match.start() : after.start() if after else len(text)].rstrip()
        found.setdefault(match["table"], []).append(Span(match.start(), match.start() + len(piece)))
    return found


def read_file(path: Path) -> list[Entry]:
    """Return the entries of one file.

    Raises `ReferenceDataError` on what is not TOML in UTF-8, and on an entry without a source.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ReferenceDataError(
            f"Không đọc được tệp dữ liệu “{path}” ({error.strerror}).",
            f"The data file “{path}” cannot be read ({error.strerror}).",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(
            f"Tệp dữ liệu “{path}” không đúng TOML ({error}); hãy sửa rồi chạy lại.",
            f"The data file “{path}” is not valid TOML ({error}); mend it and run again.",
        ) from None
    file = CuratedFile(path, hashlib.sha256(data).hexdigest(), len(data), text)
    spans = _spans(text)
    shared = {"read_in": tables["read_in"]} if "read_in" in tables else {}
    entries = []
    for table, found in tables.items():
        if not isinstance(found, list) or table == "read_in":
            continue
        places = spans.get(table, [])
        if len(places) != len(found):
            raise ReferenceDataError(
                f"“{path}”: mỗi mục {table} phải bắt đầu bằng một dòng [[{table}]].",
                f"“{path}”: each entry of {table} must begin with a line [[{table}]].",
            )
        for number, (fields, span) in enumerate(zip(found, places, strict=True), 1):
            entry = Entry(table, number, {**shared, **fields}, file, span)
            if not str(fields.get("source", "")).strip():
                raise entry.wrong("không ghi nguồn (source)", "carries no source")
            entries.append(entry)
    return entries


def read_entries(folders: Iterable[Path], stems: Iterable[str]) -> Iterator[Entry]:
    """Yield the entries of the named files in each data folder that has them, in order."""
    wanted = list(stems)
    for folder in folders:
        for stem in wanted:
            path = folder / "reference" / f"{stem}.toml"
            if path.is_file():
                yield from read_file(path)
