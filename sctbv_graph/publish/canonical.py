"""The canonical form of data: RDFC-1.0, N-Quads in the order of their code points.

RDF Dataset Canonicalization (W3C Recommendation, 2024). Blank nodes get the names ``c14n0``,
``c14n1``, … of that algorithm (pyoxigraph's); what has none is written as it is. Only statements
with blank nodes decide these names, so only they are given to the algorithm. Where the data are
more than fit in memory, sorted pieces lie in temporary files while they are merged.
"""

from __future__ import annotations

import hashlib
import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from typing import IO

import pyoxigraph as ox

PIECE = 300_000
"""How many lines are sorted in memory at once."""
_BATCH = 20_000


def has_blank(quad: ox.Quad) -> bool:
    """Tell whether a statement is about, or leads to, a node without a name."""
    return (
        isinstance(quad.subject, ox.BlankNode)
        or isinstance(quad.object, ox.BlankNode)
        or isinstance(quad.graph_name, ox.BlankNode)
    )


def renamed(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the statements of a dataset that have blank nodes, with the canonical names."""
    dataset = ox.Dataset(quad for quad in quads if has_blank(quad))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def canonical(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the statements of a dataset with canonical names of blank nodes, in any order."""
    blank = []
    for quad in quads:
        if has_blank(quad):
            blank.append(quad)
        else:
            yield quad
    yield from renamed(blank)


def lines_of(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """Yield statements as lines of N-Quads, sorted, each once.

    The engine writes them in the canonical form of N-Quads: one blank between terms, the escapes
    that RDFC-1.0 names and no others, no datatype ``xsd:string``. UTF-8 sorts as code points do.
    """
    with ExitStack() as stack:
        pieces: list[Iterable[bytes]] = []
        held: list[bytes] = []
        left = iter(quads)
        while batch := list(islice(left, _BATCH)):
            written = ox.serialize(batch, format=ox.RdfFormat.N_QUADS) or b""
            held += written.splitlines(keepends=True)
            if len(held) >= PIECE:
                pieces.append(_laid_down(held, stack))
                held = []
        held.sort()
        for line, _ in groupby(heapq.merge(*pieces, held) if pieces else held):
            yield line


def _laid_down(lines: list[bytes], stack: ExitStack) -> IO[bytes]:
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  the stack closes it
    lines.sort()
    file.writelines(lines)
    file.seek(0)
    return file


def canonical_hash(quads: Iterable[ox.Quad]) -> str:
    """Return the SHA-256 of the canonical form of a dataset.

    >>> one = ox.Quad(ox.BlankNode("a"), ox.NamedNode("urn:p"), ox.BlankNode("b"))
    >>> other = ox.Quad(ox.BlankNode("x"), ox.NamedNode("urn:p"), ox.BlankNode("a"))
    >>> canonical_hash([one]) == canonical_hash([other])
    True
    """
    digest = hashlib.sha256()
    for line in lines_of(canonical(quads)):
        digest.update(line)
    return digest.hexdigest()
