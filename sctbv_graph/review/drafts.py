"""How a draft is known before it has a number, so that decisions follow it from state to state.

A draft's key is a hash of its file, another with every edit. What stays is what it is called: type,
title and issuer. Decisions on a document without a number are filed with these, as a table
``[[draft]]``; a document of the same name takes them up, also when it has got its number. Another
file name changes nothing, and another title makes another document: next year's plan must not
inherit this year's decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sctbv_graph.model import Plan
from sctbv_graph.reference import quoted, read_toml
from sctbv_graph.review.records import Decision
from sctbv_graph.vietnamese.fold import fold, squeeze

_FIELDS = ("type", "title", "issuer")


@dataclass(frozen=True, slots=True)
class Name:
    """What a plan is called: a concept of the scheme document-type, its title, its issuer's key.

    ``draft`` tells that its text gives no number, or no date.
    """

    type: str
    title: str
    issuer: str
    draft: bool = True

    def names_same(self, other: Name) -> bool:
        """Tell whether two plans are called the same; letters and blanks may differ in form."""
        return self._told() == other._told() and bool(self.title)

    def _told(self) -> tuple[str, str, str]:
        return self.type, fold(self.title), self.issuer

    def as_toml(self) -> str:
        """Return the table that a file of decisions, or a form, carries."""
        lines = [f"{name} = {quoted(getattr(self, name))}" for name in _FIELDS]
        return "\n".join(["[[draft]]", *lines]) + "\n"


def name_of(plan: Plan) -> Name:
    """Return what a plan is called."""
    own = plan.document
    issuer = own.issuer.key if own.issuer else ""
    draft = own.number is None or own.date is None  # what its key needs
    return Name(own.type or "", squeeze(own.title or ""), issuer, draft)


def names_in(loaded: Mapping[str, Any]) -> tuple[Name, ...]:
    """Return the drafts that a file of decisions, or a form, says it is about."""
    tables = loaded.get("draft", [])
    if not isinstance(tables, list):
        return ()
    return tuple(
        Name(**{field: str(table.get(field, "")) for field in _FIELDS}, draft=True)
        for table in tables
        if isinstance(table, dict)
    )


def files_of(folders: Iterable[Path], name: Name, key: str) -> list[Path]:
    """Return the files with decisions on earlier states of a plan: not its own file, ``KEY.toml``.

    Raises `ReferenceDataError` where a file of the folder is broken.
    """
    return [
        path
        for folder in folders
        for path in sorted((folder / "decisions").glob("*.toml"))
        if path.stem != key and any(name.names_same(other) for other in _names(path))
    ]


def _names(path: Path) -> tuple[Name, ...]:
    about = path.stat()
    return _names_at(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=4096)
def _names_at(path: Path, _changed: int, _size: int) -> tuple[Name, ...]:
    """Read the names once for each state of a file: a corpus asks for them for every document."""
    return names_in(read_toml(path))


def as_of(decisions: Iterable[Decision], before: str, key: str) -> Iterator[Decision]:
    """Yield decisions on the document ``before`` as decisions on the document ``key``."""
    old = re.compile(rf"^([a-z-]+/){re.escape(before)}(?=[/#]|$)")
    for one in decisions:
        fact, value = (old.sub(rf"\g<1>{key}", said) for said in (one.fact, one.value))
        yield replace(one, fact=fact, value=value)


def in_time(files: Iterable[Sequence[Decision]]) -> list[Decision]:
    """Return the decisions of several files, the file that was decided on last at the end."""
    filled = [list(one) for one in files if one]
    return [d for one in sorted(filled, key=lambda f: max(d.day for d in f)) for d in one]
