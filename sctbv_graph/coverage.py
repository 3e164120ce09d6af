"""Which blocks of a source carry evidence of a fact, and which the program did not understand.

Nothing of a document is dropped in silence: each block (a paragraph, a line, a cell of a table)
either lies under a passage that some fact of the graph rests on, or is a formula that says
nothing about the plan (the country's name and motto, "Nơi nhận:"), or is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.model import Span, trim
from sctbv_graph.read.blocks import SourceDocument

_FORMULA = re.compile(
    r"(?:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM|"
    r"Độc lập\s*-\s*Tự do\s*-\s*Hạnh phúc|Nơi nhận\s*:?|[\W_]*)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BlockUse:
    """One block of a source: where it stands, and which nodes of the graph rest on it.

    ``table``, ``row`` and ``column`` count from 0 and are given for a cell. ``formula`` tells a
    block that says nothing about the plan; ``nodes`` are IRIs, sorted.
    """

    span: Span
    line: int
    nodes: tuple[str, ...]
    formula: bool = False
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @property
    def understood(self) -> bool:
        """Whether some fact rests on the block, or it is a formula."""
        return bool(self.nodes) or self.formula


@dataclass(frozen=True, slots=True)
class Coverage:
    """The blocks of a source in order, each with what rests on it."""

    blocks: tuple[BlockUse, ...]

    @property
    def missed(self) -> tuple[BlockUse, ...]:
        """The blocks that no fact rests on and that are no formula."""
        return tuple(block for block in self.blocks if not block.understood)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many blocks there are of each kind."""
        formulas = sum(block.formula and not block.nodes for block in self.blocks)
        return {
            "blocks": len(self.blocks),
            "evidence": len(self.blocks) - formulas - len(self.missed),
            "formula": formulas,
            "not-understood": len(self.missed),
        }


def coverage(source: SourceDocument, quads: Iterable[ox.Quad]) -> Coverage:
    """Return which blocks of a source the evidence in ``quads`` lies in.

    A block is covered by a passage that shares at least one character with it.
    """
    passages = sorted(evidence_spans(quads))
    used, waiting = [], 0
    active: list[tuple[int, int, str]] = []
    for span, place in _blocks(source):
        while waiting < len(passages) and passages[waiting][0] < span.end:
            active.append(passages[waiting])
            waiting += 1
        active = [item for item in active if item[1] > span.start]
        nodes = sorted({node for start, end, node in active if start < span.end and end > start})
        formula = _FORMULA.match(source.plain[span.start : span.end].strip()) is not None
        used.append(BlockUse(span, source.line_at(span.start), tuple(nodes), formula, *place))
    return Coverage(tuple(used))


def evidence_spans(quads: Iterable[ox.Quad]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and node of every passage of evidence in ``quads``."""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    nodes: list[tuple[str, str]] = []
    names = {iris.term(name): name for name in ("startOffset", "endOffset", "hasEvidence")}
    for quad in quads:
        name = names.get(quad.predicate.value)
        if name is None or not isinstance(quad.subject, ox.NamedNode):
            continue
        if name == "hasEvidence" and isinstance(quad.object, ox.NamedNode):
            nodes.append((quad.object.value, quad.subject.value))
        elif isinstance(quad.object, ox.Literal):
            offsets = starts if name == "startOffset" else ends
            offsets[quad.subject.value] = int(quad.object.value)
    for where, node in nodes:
        if where in starts and where in ends:
            yield starts[where], ends[where], node


def _blocks(source: SourceDocument) -> Iterator[tuple[Span, tuple[int | None, ...]]]:
    """Yield every block with words, the cells of tables one by one, in the order of the text."""
    for block in source.blocks:
        if block.table is None:
            yield trim(source.text, block.span), ()
            continue
        for cells in block.table.rows:
            for cell in cells:
                if cell.span is not None:
                    yield trim(source.text, cell.span), (block.table.index, cell.row, cell.column)
