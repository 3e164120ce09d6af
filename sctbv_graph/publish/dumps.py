"""The data as files to take away: all of them, and each document's; with hashes.

``all`` holds what the store holds: the named graphs, layer by layer, and the merged graph as the
default graph. The same data give the same bytes: statements are sorted, gzip gets no time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import to_trig
from sctbv_graph.layers import merged
from sctbv_graph.publish.canonical import Canonical
from sctbv_graph.publish.json_files import indented
from sctbv_graph.store import EmbeddedStore

FOLDER = "dumps"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
MERGED = "merged"
_AT_ONCE = 1_000
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

    def done(zipped: _Zipped, name: str, of: str, statements: int) -> tuple[str, bytes]:
        body = zipped.done()
        media, sha256 = _MEDIA[name.rpartition(".")[2]], hashlib.sha256(body).hexdigest()
        made.append(Dump(f"{name}.gz", media, len(body), sha256, statements, of))
        return made[-1].name, body

    with Canonical(store.inner) as data:
        everything, digest, count = _Zipped(), hashlib.sha256(), 0
        for piece, lines in _pieces(data.lines()):
            digest.update(piece)
            count += lines
            everything.write(piece)
        yield done(everything, "all.nq", "", count)
        trig, merged_graph = _Zipped(), _Zipped()
        key, document = "", _Document()
        for graph, statements in data.graphs():
            of = next(iter(documents_of([graph])), "")
            if of != key and key:
                yield from (done(*parts) for parts in document.dumps(key))
                document = _Document()
            key = of
            number = 0
            trig.open(graph)
            for piece, some in _pieces(statements):
                number += some
                trig.write(piece)
                if not graph:
                    merged_graph.write(piece)
                elif of:
                    document.add(graph, piece)
            trig.close(graph)
            if not graph:
                yield done(merged_graph, "merged.nt", MERGED, number)
        if key:
            yield from (done(*parts) for parts in document.dumps(key))
        yield done(trig, "all.trig", "", count)
    sums = "".join(f"{dump.sha256}  {dump.name}\n" for dump in made)
    yield SUMS, sums.encode()
    manifest = Manifest(count, digest.hexdigest(), tuple(made))
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


class _Document:
    """The lines of one document's layers, as they come."""

    def __init__(self) -> None:
        self._layers: dict[str, list[bytes]] = {}

    def add(self, graph: str, lines: bytes) -> None:
        self._layers.setdefault(graph, []).append(lines)

    def dumps(self, key: str) -> Iterator[tuple[_Zipped, str, str, int]]:
        """Yield the layers as TriG, and what is believed of the document as Turtle."""
        trig = _Zipped()
        quads: list[ox.Quad] = []
        for graph, lines in self._layers.items():
            trig.open(graph)
            for some in lines:
                trig.write(some)
            trig.close(graph)
            read = ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
            node = ox.NamedNode(graph)
            quads += [ox.Quad(t.subject, t.predicate, t.object, node) for t in read]
        yield trig, f"documents/{key}.trig", key, len(quads)
        believed, ttl = merged(quads), _Zipped()
        ttl.write(to_trig(tuple(believed)))  # TriG without graphs is Turtle
        yield ttl, f"documents/{key}.ttl", key, len(believed)


class _Zipped:
    """A gzip file that grows and names neither a time nor a file (RFC 1952)."""

    def __init__(self) -> None:
        self._made = io.BytesIO()
        # The next levels take three times as long and save a fiftieth.
        self._file = gzip.GzipFile("", "wb", 6, self._made, mtime=0)

    def write(self, piece: bytes) -> None:
        self._file.write(piece)

    def open(self, graph: str) -> None:
        """Begin a graph of TriG; the default graph needs no sign."""
        if graph:
            self.write(f"<{graph}> {{\n".encode())

    def close(self, graph: str) -> None:
        if graph:
            self.write(b"}\n")

    def done(self) -> bytes:
        self._file.close()
        return self._made.getvalue()


def _pieces(lines: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield lines joined, many at a time, and how many they are."""
    while some := [*islice(lines, _AT_ONCE)]:
        yield b"".join(some), len(some)
