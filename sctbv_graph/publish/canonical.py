"""The canonical form of data: RDFC-1.0, N-Quads in the order of their code points.

RDF Dataset Canonicalization (W3C Recommendation, 2024). Blank nodes get the names ``c14n0``,
``c14n1``, … of that algorithm (pyoxigraph's); what has none is written as it is. Only statements
with blank nodes decide these names, so only they are given to the algorithm. The engine writes all
data to a temporary file once; where they are more than fit in memory, sorted pieces lie in such
files while they are merged.
"""

from __future__ import annotations

import heapq
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, groupby
from pathlib import Path
from typing import IO, Self

import pyoxigraph as ox

PIECE = 300_000
"""How many lines are sorted in memory at once, or some more."""
_AT_ONCE = 1_000_000
"""Bytes that are read at once, some 5,000 lines."""

# One line of canonical N-Quads: IRIs hold no ">", a quote inside a literal stands behind "\".
LINE = re.compile(
    rb"(?P<triple>(?P<subject>\S+) \S+ "
    rb'(?:<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@\S+)?))'
    rb"(?: (?P<graph><[^>]*>|_:\S+))? \.\n"
)


class Canonical:
    """The statements of a store as lines, blank nodes under their canonical names.

    A context: what lies in temporary files is gone when it ends.
    """

    def __init__(self, store: ox.Store) -> None:
        """Nothing is read before the context begins."""
        self._store = store
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Write all data to a file, and give their names to the blank nodes."""
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        self._all = Path(folder) / "all.nq"
        self._store.dump(str(self._all), format=ox.RdfFormat.N_QUADS)
        with self._all.open("rb") as lines:
            self._renamed = renamed(lines)
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the files."""
        self._stack.close()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of everything as N-Quads: the canonical form."""
        self._graphs = _Graphs(self._all.parent)
        for line in in_order(chain(_plain(self._all), [self._renamed])):
            self._graphs.add(line)
            yield line

    def graphs(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each graph, the default one ("") first, with its lines as N-Triples, sorted.

        They are those of `lines`, after all of these were taken.
        """
        for graph in self._graphs.names():
            yield graph[1:-1].decode(), self._graphs.lines(graph)


class _Graphs:
    """Sorted lines of N-Quads as the sorted N-Triples of each graph, in files where they are many.

    Statements of one graph stand in the same order with and without its name: what follows their
    triple is a blank in either case.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[bytes, list[bytes]] = {}
        self._count = 0
        self._files: dict[bytes, Path] = {}

    def add(self, line: bytes) -> None:
        """Put a line to its graph."""
        graph, triple = _parted(line)
        self._held.setdefault(graph, []).append(triple)
        self._count += 1
        if self._count >= PIECE:
            self._lay_down()

    def _lay_down(self) -> None:
        for graph, lines in self._held.items():
            path = self._files.setdefault(graph, self._folder / f"{len(self._files)}.nt")
            with path.open("ab") as file:
                file.writelines(lines)
        self._held.clear()
        self._count = 0

    def names(self) -> list[bytes]:
        """Return the graphs, sorted; the default one is b"" and comes first."""
        return sorted(self._held.keys() | self._files.keys())

    def lines(self, graph: bytes) -> Iterator[bytes]:
        """Yield the lines of a graph."""
        if graph in self._files:
            with self._files[graph].open("rb") as file:
                yield from file
        yield from self._held.get(graph, ())


def renamed(lines: Iterable[bytes]) -> list[bytes]:
    """Return those lines of a dataset that have blank nodes, these canonically named."""
    dataset = ox.Dataset(quad for line in lines if _may_be_blank(line) for quad in _blank(line))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def in_order(lines: Iterable[list[bytes]]) -> Iterator[bytes]:
    """Yield lines, which come some at a time, sorted and each once; UTF-8 sorts as code points do.

    The engine writes them in the canonical form of N-Quads: one blank between terms, the escapes
    that RDFC-1.0 names and no others, no datatype ``xsd:string``.
    """
    with ExitStack() as stack:
        pieces: list[Iterable[bytes]] = []
        held: list[bytes] = []
        for some in lines:
            held += some
            if len(held) >= PIECE:
                pieces.append(_laid_down(held, stack))
                held = []
        held.sort()
        for line, _ in groupby(heapq.merge(*pieces, held) if pieces else held):
            yield line


def _parted(line: bytes) -> tuple[bytes, bytes]:
    """Return the graph of a line, b"" for the default one, and its triple as a line.

    No term but a literal has a blank inside, and no literal ends as an IRI does: what stands behind
    the last blank of a line is a graph if it is an IRI, and if something is left for an object.
    """
    said, _, last = line[:-3].rpartition(b" ")
    if last[:1] == b"<" and b'"' not in last and said.count(b" ") >= 2:
        return last, said + b" .\n"
    return b"", line


def _plain(file: Path) -> Iterator[list[bytes]]:
    """Yield the lines of a file that have no blank node, some at a time."""
    with file.open("rb") as lines:
        while some := lines.readlines(_AT_ONCE):
            yield [line for line in some if not (_may_be_blank(line) and _blank(line))]


def _may_be_blank(line: bytes) -> bool:
    """Tell whether a line may have a blank node: a literal may look like one."""
    return line.startswith(b"_:") or b" _:" in line


def _blank(line: bytes) -> list[ox.Quad]:
    """Return the statement of a line where it has a blank node."""
    return [
        quad
        for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS)
        if isinstance(quad.subject, ox.BlankNode)
        or isinstance(quad.object, ox.BlankNode)
        or isinstance(quad.graph_name, ox.BlankNode)
    ]


def _laid_down(lines: list[bytes], stack: ExitStack) -> IO[bytes]:
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  the stack closes it
    lines.sort()
    file.writelines(lines)
    file.seek(0)
    return file
