"""Tables whole in Markdown: a row a line, cells between pipes, a line of dashes under the heads.

As GitHub Flavored Markdown has them (section 4.10), and pandoc writes them. A line break inside a
cell is written ``<br>``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sctbv_graph.model import Span, trim
from sctbv_graph.read.blocks import Block, Cell, Table

_DASHES = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\|?\s*\Z")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def with_pipe_tables(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text, a line each, its tables made one block each."""
    lines = [block.span for block in blocks]
    made: list[Block] = []
    index = tables = 0
    while index < len(lines):
        found = pipe_table(text, lines, index, tables)
        if found is None:
            made.append(blocks[index])
            index += 1
        else:
            index, table = found
            made.append(table)
            tables += 1
    return tuple(made)


def pipe_table(
    text: str, lines: Sequence[Span], first: int, number: int
) -> tuple[int, Block] | None:
    """Return the line after the table that begins at a line, and the table; none for no table.

    ``number`` counts the tables of the file. A row has as many cells as the heads are; what a row
    lacks is a cell that is lost, what it has more goes to its last.
    """
    if first + 1 >= len(lines):
        return None
    dashes = lines[first + 1]
    if not _DASHES.match(text, dashes.start, dashes.end):
        return None
    heads = _cells(text, lines[first])
    width = len(_cells(text, dashes))
    if len(heads) != width or width < 2:
        return None
    end = first + 2
    while end < len(lines) and _PIPE.search(text, lines[end].start, lines[end].end):
        end += 1
    rows = [heads, *(_cells(text, line) for line in lines[first + 2 : end])]
    header = 1 if any(span.end > span.start for span in heads) else 0
    made = tuple(_row(text, at, row, width) for at, row in enumerate(rows))
    whole = Span(lines[first].start, lines[end - 1].end)
    return end, Block("table", whole, table=Table(number, made, header))


def _cells(text: str, line: Span) -> list[Span]:
    """Return what stands between the pipes of a line; those at its ends are its frame."""
    inner = trim(text, line)
    start, end = inner.start, inner.end
    if text[start:end].startswith("|"):
        start += 1
    if end > start and text[start:end].endswith("|") and not text[start:end].endswith("\\|"):
        end -= 1
    return _parted(text, Span(start, end), _PIPE)


def _parted(text: str, span: Span, sign: re.Pattern[str]) -> list[Span]:
    """Return what stands between the signs in a span, without blanks around."""
    signs = sign.finditer(text, span.start, span.end)
    edges = [span.start, *(at for found in signs for at in found.span()), span.end]
    return [trim(text, Span(a, b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _row(text: str, at: int, spans: Sequence[Span], width: int) -> tuple[Cell, ...]:
    held = [*spans[: width - 1]]
    if len(spans) >= width:
        held.append(Span(spans[width - 1].start, spans[-1].end))
    made = [
        Cell(at, column, "value" if span.end > span.start else "empty", _paragraphs(text, span))
        for column, span in enumerate(held)
    ]
    made += [Cell(at, column, "unknown") for column in range(len(held), width)]
    return tuple(made)


def _paragraphs(text: str, span: Span) -> tuple[Span, ...]:
    return tuple(part for part in _parted(text, span, _BREAK) if part.end > part.start)
