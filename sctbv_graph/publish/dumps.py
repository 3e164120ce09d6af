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
from itertools import groupby

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import to_trig
from sctbv_graph.layers import merged
from sctbv_graph.publish.canonical import has_blank, lines_of, renamed
from sctbv_graph.store import EmbeddedStore

FOLDER = "dumps"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
MERGED = "merged"
_BLOCK = 5_000
_Graph = ox.NamedNode | ox.DefaultGraph
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


class _Data:
    """The statements of a store, blank nodes under their canonical names, graph by graph."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._inner = store.inner
        self._blank = renamed(self._inner)
        self.graphs: list[ox.NamedNode] = sorted(
            (g for g in self._inner.named_graphs() if isinstance(g, ox.NamedNode)), key=str
        )

    def all(self) -> Iterator[ox.Quad]:
        """Yield everything; nothing is held in memory but what has blank nodes."""
        yield from (quad for quad in self._inner if not has_blank(quad))
        yield from self._blank

    def graph(self, name: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Triple]:
        """Yield the statements of one graph."""
        for quad in self._inner.quads_for_pattern(None, None, None, name):
            if not has_blank(quad):
                yield quad.triple
        yield from (quad.triple for quad in self._blank if quad.graph_name == name)


def dump_files(store: EmbeddedStore) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each file of the folder ``dumps``; hashes and manifest come last."""
    data = _Data(store)
    default = ox.DefaultGraph()
    canonical, made = _Counted(), []

    def done(name: str, of: str, body: bytes, statements: int) -> tuple[str, bytes]:
        media = _MEDIA[name.rpartition(".")[2]]
        sha256 = hashlib.sha256(body).hexdigest()
        made.append(Dump(f"{name}.gz", media, len(body), sha256, statements, of))
        return made[-1].name, body

    body = _zipped(canonical.through(lines_of(data.all())))
    yield done("all.nq", "", body, canonical.lines)
    graphs: list[_Graph] = [default, *data.graphs]
    blocks = (block for graph in graphs for block in _blocks(data.graph(graph), graph))
    yield done("all.trig", "", _zipped(blocks), canonical.lines)
    counted = _Counted()
    body = _zipped(counted.through(lines_of(_quads(data.graph(default), default))))
    yield done("merged.nt", MERGED, body, counted.lines)
    for key, layers in documents_of(data.graphs).items():
        quads = [quad for graph in layers for quad in _quads(data.graph(graph), graph)]
        yield done(f"documents/{key}.trig", key, _zipped([to_trig(tuple(quads))]), len(quads))
        believed = merged(quads)
        yield done(f"documents/{key}.ttl", key, _zipped([to_trig(tuple(believed))]), len(believed))
    sums = "".join(f"{dump.sha256}  {dump.name}\n" for dump in made)
    yield SUMS, sums.encode()
    manifest = Manifest(canonical.lines, canonical.digest.hexdigest(), tuple(made))
    written = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    yield MANIFEST, written.encode()


def names_of(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return key of a document, "" for all -> the names of its dumps, without making them."""
    found = {"": ["all.nq.gz", "all.trig.gz", "merged.nt.gz"]}
    return found | {k: [f"documents/{k}.trig.gz", f"documents/{k}.ttl.gz"] for k in keys}


def read_manifest(written: bytes) -> Manifest:
    """Return the manifest of a folder of dumps from its bytes."""
    read = json.loads(written)
    dumps = tuple(Dump(**dump) for dump in read["dumps"])
    return Manifest(read["statements"], read["canonical"], dumps, read["algorithm"])


def documents_of(graphs: Iterable[ox.NamedNode]) -> dict[str, list[ox.NamedNode]]:
    """Return key of a document -> the graphs of its layers, those of registers left out."""
    found: dict[str, list[ox.NamedNode]] = {}
    for graph in graphs:
        key, _, layer = graph.value.removeprefix(iris.GRAPH).rpartition("/")
        if graph.value.startswith(iris.GRAPH) and key != "reference" and layer in iris.LAYERS:
            found.setdefault(key, []).append(graph)
    return found


class _Counted:
    """Counts and hashes lines that go through."""

    def __init__(self) -> None:
        self.lines = 0
        self.digest = hashlib.sha256()

    def through(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.lines += 1
            self.digest.update(line)
            yield line


def _quads(triples: Iterable[ox.Triple], graph: _Graph) -> Iterator[ox.Quad]:
    return (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _blocks(triples: Iterable[ox.Triple], graph: _Graph) -> Iterator[bytes]:
    """Yield a graph as TriG, some thousand statements at a time, a subject never divided.

    Blocks of one graph may follow each other (TriG, 2.2), so a large one is never held whole.
    """
    held: list[bytes] = []
    lines = lines_of(_quads(triples, ox.DefaultGraph()))
    for _, about in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        held += about
        if len(held) >= _BLOCK:
            yield _block(held, graph)
            held = []
    if held:
        yield _block(held, graph)


def _block(lines: list[bytes], graph: _Graph) -> bytes:
    read = ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
    return to_trig(tuple(ox.Quad(t.subject, t.predicate, t.object, graph) for t in read))


def _zipped(pieces: Iterable[bytes]) -> bytes:
    """Return pieces as one gzip file that names neither a time nor a file (RFC 1952)."""
    made = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=made, compresslevel=9, mtime=0) as file:
        for piece in pieces:
            file.write(piece)
    return made.getvalue()
