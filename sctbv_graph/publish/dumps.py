"""The data as files to take away: all of them, and each document's; with hashes.

``all`` holds what the store holds: the named graphs, layer by layer, and the merged graph as the
default graph. The same data give the same bytes: statements are sorted, gzip gets no time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby

from sctbv_graph import iris
from sctbv_graph.publish.canonical import Canonical
from sctbv_graph.publish.gzipped import Gzipped, Stretch, end, zipped
from sctbv_graph.publish.json_files import indented
from sctbv_graph.publish.line_turtle import believed_turtle
from sctbv_graph.store import EmbeddedStore

FOLDER = "dumps"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
MERGED = "merged"
_MEDIA = {"nq": "application/n-quads", "trig": "application/trig", "ttl": "text/turtle",
          "nt": "application/n-triples"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dump:
    """One file: its name in the folder, its bytes, and of what it holds the statements.

    ``of`` is the key of a document, "" for all, "merged" for the merged graph alone.
    """

    name: str
    media: str
    size: int
    sha256: str
    statements: int
    of: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder of dumps holds; ``canonical`` is the SHA-256 of the RDFC-1.0 form of all."""

    statements: int
    canonical: str
    dumps: tuple[Dump, ...]
    algorithm: str = "RDFC-1.0, SHA-256"

    def of(self, key: str) -> tuple[Dump, ...]:
        """Return the files of a document, of all ("") or of the merged graph ("merged")."""
        return tuple(dump for dump in self.dumps if dump.of == key)


def dump_files(store: EmbeddedStore) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each file of the folder ``dumps``; hashes and manifest come last."""
    made: list[Dump] = []

    def done(body: bytes, name: str, of: str, statements: int) -> tuple[str, bytes]:
        media, sha256 = _MEDIA[name.rpartition(".")[2]], hashlib.sha256(body).hexdigest()
        made.append(Dump(f"{name}.gz", media, len(body), sha256, statements, of))
        return made[-1].name, body

    with Canonical(store.inner) as data:
        told = _Told()
        yield done(zipped(told.of(data.everything())), "all.nq", "", told.count)
        trig = Gzipped()
        if "" in data.graphs():
            merged_graph, said = Gzipped(), _Told()
            _write(said.of(data.graph("")), trig, merged_graph)
            end(merged_graph)
            yield done(merged_graph.done(), "merged.nt", MERGED, said.count)
        for key, graphs in _by_document(data.graphs()):
            own, layers, said = Gzipped(), dict[str, bytes](), _Told()
            for name in graphs:
                text = said.of(data.graph(name))
                if key:
                    layers[name[1:-1]] = b"".join(text)
                    text = iter([layers[name[1:-1]]])
                _write(_as_trig(name, text), trig, *([own] if key else []))
            if key:
                end(own)
                yield done(own.done(), f"documents/{key}.trig", key, said.count)
                turtle, count = believed_turtle(layers)
                yield done(zipped([turtle]), f"documents/{key}.ttl", key, count)
        end(trig)
        yield done(trig.done(), "all.trig", "", told.count)
    sums = "".join(f"{dump.sha256}  {dump.name}\n" for dump in made)
    yield SUMS, sums.encode()
    manifest = Manifest(told.count, told.sha256, tuple(made))
    yield MANIFEST, indented(asdict(manifest))


def names_of(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return key of a document, "" for all -> the names of its dumps, without making them."""
    found = {"": ["all.nq.gz", "all.trig.gz", "merged.nt.gz"]}
    return found | {k: [f"documents/{k}.trig.gz", f"documents/{k}.ttl.gz"] for k in keys}


def read_manifest(written: bytes) -> Manifest:
    """Return the manifest of a folder of dumps from its bytes."""
    read = json.loads(written)
    dumps = tuple(Dump(**dump) for dump in read["dumps"])
    return Manifest(read["statements"], read["canonical"], dumps, read["algorithm"])


def documents_of(graphs: Iterable[str]) -> dict[str, list[str]]:
    """Return key of a document -> the graphs of its layers, those of registers left out."""
    found: dict[str, list[str]] = {}
    for graph in graphs:
        key, _, layer = graph.removeprefix(iris.GRAPH).rpartition("/")
        if graph.startswith(iris.GRAPH) and key != "reference" and layer in iris.LAYERS:
            found.setdefault(key, []).append(graph)
    return found


def _by_document(graphs: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the key of a document, "" for none, and names of graphs of it, which stand together.

    Names are as in lines; the default graph is left out.
    """
    named = (name for name in graphs if name)
    for key, some in groupby(named, lambda name: next(iter(documents_of([name[1:-1]])), "")):
        yield key, list(some)


def _as_trig(name: str, text: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a graph of TriG."""
    yield f"{name} {{\n".encode()
    yield from text
    yield b"}\n"


def _write(text: Iterator[bytes], *files: Gzipped) -> None:
    stretch = Stretch(*files)
    for piece in text:
        stretch.write(piece)
    stretch.end()


class _Told:
    """Lines as they pass: how many, and their hash."""

    def __init__(self) -> None:
        self.count = 0
        self._digest = hashlib.sha256()

    def of(self, text: Iterator[bytes]) -> Iterator[bytes]:
        for piece in text:
            self.count += piece.count(b"\n")
            self._digest.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
