"""The canonical form of data: RDFC-1.0, N-Quads in the order of their code points.

RDF Dataset Canonicalization (W3C Recommendation, 2024). Blank nodes get the names ``c14n0``,
``c14n1``, … of that algorithm (pyoxigraph's); what has none is written as it is. Only statements
with blank nodes decide these names, so only they are given to the algorithm. The engine writes each
graph to a temporary file, where it is put in order; all together are sorted range by range
(`ranges.py`), so that the memory does not grow with the data.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from sctbv_graph.publish.ranges import Ranges, cuts_of, pieces

PIECE = 1 << 22
"""How many bytes of lines are sorted in memory at once, or some more; half as many save 2 MiB."""
_END = b" .\n"

# One line of canonical N-Quads: IRIs hold no ">", a quote inside a literal stands behind "\".
LINE = re.compile(
    rb"(?P<triple>(?P<subject>\S+) \S+ "
    rb'(?:<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@\S+)?))'
    rb"(?: (?P<graph><[^>]*>|_:\S+))? \.\n"
)
_Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Canonical:
    """The statements of a store as lines, blank nodes under their canonical names.

    A context: what lies in temporary files is gone when it ends. All is given as lines joined, many
    at a time.
    """

    def __init__(self, store: ox.Store) -> None:
        """Nothing is read before the context begins."""
        self._store = store
        self._stack = ExitStack()
        self._files: dict[str, Path] = {}

    def __enter__(self) -> Self:
        """Write all graphs to files, give their names to the blank nodes, put all in order."""
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        written: dict[str, Path] = {}
        blank: list[ox.Quad] = []
        for number, graph in enumerate([ox.DefaultGraph(), *self._store.named_graphs()]):
            file = folder / f"{number}.nt"
            self._store.dump(str(file), format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
            written[_name(graph)] = file
            blank += _with_blank_nodes(file, graph)
        renamed = _renamed(blank)
        cuts = cuts_of(written.values(), PIECE)
        self._all = self._stack.enter_context(Ranges(cuts))
        for name in sorted(written.keys() | renamed.keys()):
            file = folder / f"{len(self._files)}.sorted"
            end = f" {name} .\n".encode() if name else _END
            with file.open("wb") as sorted_file:
                for lines in _in_order(written.get(name), renamed.get(name, []), cuts):
                    sorted_file.write(b"".join(lines))
                    self._all.add(lines, _END, end)
            if file.stat().st_size:
                self._files[name] = file
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the files."""
        self._stack.close()

    def everything(self) -> Iterator[bytes]:
        """Yield the lines of all graphs as N-Quads: the canonical form."""
        return map(b"".join, self._all.lines())

    def graphs(self) -> list[str]:
        """Return the names of the graphs as they stand in lines, "" for the default one first."""
        return list(self._files)

    def graph(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a graph as N-Triples, sorted."""
        if name in self._files:
            yield from pieces(self._files[name], PIECE)


def _name(graph: _Graph) -> str:
    """Return the name of a graph as it stands in lines: "" for the default one, which comes first.

    Statements of one graph stand in the same order with and without its name: what follows their
    triple is a blank in either case.
    """
    return "" if isinstance(graph, ox.DefaultGraph) else str(graph)


def _renamed(quads: Iterable[ox.Quad]) -> dict[str, list[bytes]]:
    """Return graph -> lines of those statements that have blank nodes, these canonically named."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    found: dict[str, list[ox.Triple]] = {}
    for quad in dataset:
        found.setdefault(_name(quad.graph_name), []).append(quad.triple)
    return {name: _lines(triples) for name, triples in found.items()}


def _lines(triples: list[ox.Triple]) -> list[bytes]:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)


def _with_blank_nodes(file: Path, graph: _Graph) -> list[ox.Quad]:
    """Take from a file the lines that have blank nodes, or are of a graph that is one.

    The engine writes lines in the canonical form: one blank between terms, the escapes that
    RDFC-1.0 names and no others, no datatype ``xsd:string``.
    """
    found: list[ox.Quad] = []
    if any(_candidates(piece, graph) for piece in pieces(file, PIECE)):
        others = file.with_suffix(".others")
        with others.open("wb") as kept:
            for piece in pieces(file, PIECE):
                at = 0
                for start, stop in _candidates(piece, graph):
                    triple = _blank(piece[start:stop], graph)
                    if triple is not None:
                        found.append(
                            ox.Quad(triple.subject, triple.predicate, triple.object, graph)
                        )
                        kept.write(piece[at:start])
                        at = stop
                kept.write(piece[at:])
        others.replace(file)
    return found


def _candidates(piece: bytes, graph: _Graph) -> list[tuple[int, int]]:
    """Return where lines begin and end that may have a blank node: a literal may look like one."""
    found: list[tuple[int, int]] = []
    sign = b"\n" if isinstance(graph, ox.BlankNode) else b"_:"
    place = piece.find(sign)
    while place >= 0:
        stop = piece.index(b"\n", place) + 1
        found.append((piece.rfind(b"\n", 0, place) + 1, stop))
        place = piece.find(sign, stop)
    return found


def _blank(line: bytes, graph: _Graph) -> ox.Triple | None:
    """Return the statement of a line where it has a blank node or is in a graph that is one."""
    triple = next(ox.parse(line, format=ox.RdfFormat.N_TRIPLES)).triple
    nodes = (triple.subject, triple.object, graph)
    return triple if any(isinstance(node, ox.BlankNode) for node in nodes) else None


def _in_order(file: Path | None, renamed: list[bytes], cuts: list[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines of a graph, sorted, as many at a time as fit; its file is removed."""
    if file is None or file.stat().st_size <= PIECE:
        lines = file.read_bytes().splitlines(keepends=True) if file else []
        yield sorted(lines + renamed)
    else:
        with Ranges(cuts) as ranges:
            ranges.add(sorted(renamed))
            for piece in pieces(file, PIECE):
                ranges.add(sorted(piece.splitlines(keepends=True)))
            yield from ranges.lines()
    if file is not None:
        file.unlink()
