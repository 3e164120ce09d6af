"""What is otherwise between two releases: things that came, went, or are said otherwise.

Both releases lie as sorted canonical lines, so they are walked side by side; what stands in one
alone is a change of the thing it is about. Where a document has another file than before, what
changed in its meaning is told as `sctbv diff` tells it.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.changes import compare
from sctbv_graph.corpus import Built, build_document, filed_sources
from sctbv_graph.publish.canonical import LINE
from sctbv_graph.publish.dumps import FOLDER
from sctbv_graph.publish.releases import Release
from sctbv_graph.query import text_of, view
from sctbv_graph.read import read
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import BASE, Settings
from sctbv_graph.store import EmbeddedStore, select

ALL = "all.nq.gz"
# Where in a file a passage stands is no part of what is said: another file moves them all.
_PLACE = {
    f"<{iris.term(name)}>".encode()
    for name in ("inFile", "startOffset", "endOffset", "startLine", "endLine", "page", "box",
                 "sheet", "tableIndex", "tableRow", "tableColumn")
}  # fmt: skip
_Named = tuple[dict[str, str], str]
_OURS = f"<{BASE}".encode()


@dataclass(slots=True)
class _Told:
    """How many statements of a thing came and went, by which properties."""

    came: int = 0
    went: int = 0
    properties: set[str] = field(default_factory=set)


def changes_between(
    settings: Settings,
    store: EmbeddedStore,
    last: Release,
    folder: Path,
    documents: Mapping[str, str],
) -> dict[str, Any]:
    """Return the changes from a release to the dumps in ``folder``, ready to be kept as JSON.

    ``added``, ``removed`` and ``changed`` list things with names, kind and numbers of statements;
    ``documents`` holds the changes in meaning of those whose file is another one.
    """
    told, before, after = _walk(last.folder / FOLDER / ALL, folder / FOLDER / ALL)
    made: dict[str, Any] = {"from": last.version, "added": [], "removed": [], "changed": []}
    names = _names(store, sorted(told))
    gone = _names_in(last.folder / FOLDER / ALL, told.keys() - after)
    for iri, one in sorted(told.items()):
        where = "added" if iri not in before else "removed" if iri not in after else "changed"
        labels, cls = names.get(iri) or gone.get(iri) or ({}, "")
        entry: dict[str, Any] = {"iri": iri, "name": labels, "class": cls}
        if where == "changed":
            entry |= {"came": one.came, "went": one.went, "properties": sorted(one.properties)}
        made[where].append(entry)
    made["documents"] = _meanings(settings, last.documents, documents)
    return made


def _walk(old: Path, new: Path) -> tuple[dict[str, _Told], set[str], set[str]]:
    """Walk two sorted dumps; return what is told of each thing, and the things of either side."""
    told: dict[str, _Told] = {}
    before, after = set[str](), set[str]()
    with gzip.open(old, "rb") as left, gzip.open(new, "rb") as right:
        mine, theirs = next(left, b""), next(right, b"")
        while mine or theirs:
            if mine == theirs:
                for thing in _about(mine):
                    before.add(thing)
                    after.add(thing)
                mine, theirs = next(left, b""), next(right, b"")
            elif mine and (not theirs or mine < theirs):
                for thing in _about(mine):
                    before.add(thing)
                    one = told.setdefault(thing, _Told())
                    one.went += 1
                    one.properties.add(_property(mine))
                mine = next(left, b"")
            else:
                for thing in _about(theirs):
                    after.add(thing)
                    one = told.setdefault(thing, _Told())
                    one.came += 1
                    one.properties.add(_property(theirs))
                theirs = next(right, b"")
    return told, before, after


def _about(line: bytes) -> Iterator[str]:
    """Yield the thing that a line speaks of: none for the merged copy, or a node without a name.

    A fragment speaks of its thing; a term of the ontology is a thing itself. Where in a file a
    passage stands says nothing of its thing.
    """
    read = LINE.fullmatch(line)
    if read and read["graph"] and read["subject"].startswith(_OURS):
        if line.split(b" ", 2)[1] in _PLACE:
            return
        iri = read["subject"][1:-1].decode()
        yield iri if iri.startswith(iris.DEF) else iris.document_of(iri)


def _property(line: bytes) -> str:
    return line.split(b" ", 2)[1][1:-1].decode()


def _names(store: EmbeddedStore, things: list[str]) -> dict[str, _Named]:
    """Return IRI -> its names by language and its class, as far as the store knows it."""
    found: dict[str, _Named] = {}
    for first in range(0, len(things), 500):
        nodes = " ".join(str(ox.NamedNode(iri)) for iri in things[first : first + 500])
        for row in select(store, view("names-and-classes").replace("# nodes", nodes)).rows:
            names, cls = found.setdefault(text_of(row["node"]), ({}, text_of(row["class"])))
            name = row.get("name")
            if isinstance(name, ox.Literal):
                names.setdefault(name.language or "", name.value)
            found[text_of(row["node"])] = names, cls
    return found


def _names_in(dump: Path, things: set[str]) -> dict[str, _Named]:
    """Return the same of things that only an earlier dump knows."""
    if not things:
        return {}
    store = ox.Store()
    with gzip.open(dump, "rb") as lines:
        kept = b"".join(line for line in lines if any(t in things for t in _about(line)))
    store.load(kept, format=ox.RdfFormat.N_QUADS)
    return _names(EmbeddedStore.in_memory(list(store)), sorted(things))


def _meanings(
    settings: Settings, before: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, Any]:
    """Return key of a document -> the changes in meaning, where its file is another one.

    The earlier file is kept beside the new one (`sctbv add`); where it is not, nothing is told.
    """
    paths = {str(entry.get("sha256")): path for path, entry in filed_sources(settings)}
    made: dict[str, Any] = {}
    for key, sha256 in sorted(now.items()):
        old = paths.get(before.get(key, ""))
        if before.get(key, sha256) != sha256 and old is not None:
            changes = compare(_built(settings, old, key), _built(settings, paths[sha256], key))
            made[key] = [asdict(change) for change in changes]
    return made


def _built(settings: Settings, path: Path, key: str) -> Built:
    return build_document(read(path), load_knowledge(settings.data_folders), key)
