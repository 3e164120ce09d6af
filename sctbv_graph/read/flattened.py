"""Text as law sites flatten it to Markdown: hard wraps, emphasis, tables torn to a cell a line.

A paragraph is a group of lines between blank ones; a table is a run of cells between lines that
hold one pipe. Of a torn table the order of the cells is left, and the border between two rows
looks like an empty cell: `grid` finds the rows again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block
from sctbv_graph.read.dense import MARKER, OPEN_END, body_after, dense_groups, is_dense, is_wrapped
from sctbv_graph.read.pipe_table import pipe_table
from sctbv_graph.read.torn import Segment, grid

_CAPITAL_AFTER_DASH = re.compile(r"[*\s]*[-–+•]\s+[*“\"]*[^\Wa-zà-ỹđ]")
_BARE = re.compile(r"[\s*_=~|-]*\Z")
_NOTHING = re.compile(r"[\s*_]*\Z|\s*[-=_*]{4,}\s*\Z")
_STARS = re.compile(r"\*{1,2}")
_ENDS = re.compile(r"[.;:,!?…][*\s\"”)]*\Z")
_SENTENCE_ENDS = re.compile(r"[.;:!?][*\s\"”)]*\Z")
_FIXED = ("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
          "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "HỘI ĐỒNG NHÂN DÂN", "PHÓ CHỦ TỊCH")  # fmt: skip
_CEREMONIAL = re.compile(
    r"Nơi nhận|CỘNG H|(?:ỦY|UỶ) BAN|HỘI ĐỒNG|CHỦ TỊCH|GIÁM ĐỐC|(?:KT|TM|TL|TUQ)\.", re.IGNORECASE
)
"""What stands in the cells of the letterhead and the end, where each line is its own."""
_FORMULA_LINE = re.compile(
    r"[*\s]*(?:(?:KT|TM|TL|TUQ)\.\s*[A-ZĐ]|(?:[ỦU][ỶY] BAN NHÂN DÂN|UBND)\b[^a-z]*\Z|"
    r"Nơi nhận\s*:|[^a-z]*CỘNG H[OÒ][AÀ] XÃ HỘI)"
)
"""The same outside of cells: a group with such a line is the letterhead or the end."""


def is_flattened_markdown(text: str) -> bool:
    """Tell whether blank lines part the paragraphs, or lone pipes the cells."""
    lines = text.split("\n")
    blank = sum(not line.strip() for line in lines[:-1])
    pipes = sum(line.strip() == "|" for line in lines)
    return pipes >= 4 or blank * 5 >= len(lines) > 8 or is_wrapped(lines)


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and tables of a flattened text, in order."""
    blocks: list[Block] = []
    group: list[Span] = []
    lines = _lines(text)
    dense = is_dense(text, lines)
    index = tables = 0

    def close() -> None:
        parts = dense_groups(text, group) if dense else [group]
        found = [span for part in parts for span in paragraphs(text, part)]
        blocks.extend(Block("paragraph", span) for span in found)
        group.clear()

    while index < len(lines):
        words = text[lines[index].start : lines[index].end].strip()
        if whole := pipe_table(text, lines, index, tables):
            close()
            index, table = whole
            blocks.append(table)
            tables += 1
            continue
        if words.startswith("|"):
            close()
            stop = body_after(text, lines, index) if dense else len(lines)
            end, segments, marked = _table(text, lines[:stop], index)
            made = grid(text, segments, tables, marked)
            here = lines[index:end]
            if made:
                first, last = segments[0].at, segments[-1].at
                blocks.extend(_beside(text, [s for s in here if s.end <= first.start]))
                blocks.append(Block("table", Span(first.start, last.end), table=made))
                blocks.extend(_beside(text, [s for s in here if s.start >= last.end]))
                tables += 1
            else:
                blocks.extend(_beside(text, here))
            index = end
            continue
        if _BARE.match(words):
            close()
        else:
            group.append(lines[index])
        index += 1
    close()
    return tuple(blocks)


def _beside(text: str, lines: Sequence[Span]) -> list[Block]:
    """Return what stands between the pipes of a torn table but in none of its cells."""
    worded = [s for s in lines if not _BARE.match(text[s.start : s.end])]
    return [Block("paragraph", span) for span in paragraphs(text, worded)]


def _lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append(Span(start, start + len(line.removesuffix("\r"))))
        start += len(line) + 1
    return spans


def paragraphs(text: str, lines: Sequence[Span], in_cell: bool = False) -> list[Span]:
    """Join the lines of one group that a hard wrap parted; return the paragraphs.

    Between blank lines everything is one paragraph but for marked items. In a cell of the
    letterhead or the end, where each line is its own, a line goes on only when it is open: an
    emphasis or parenthesis not closed, a small letter next, a word or sign that wants another.
    """
    form = _CEREMONIAL.search if in_cell else _FORMULA_LINE.match
    ceremonial = any(form(text, s.start, s.end) for s in lines)
    joined: list[Span] = []
    for line in lines:
        words = text[line.start : line.end]
        if not words.strip() or (in_cell and _NOTHING.match(words)):
            continue
        first = line.start + len(words) - len(words.lstrip())
        span = Span(first, line.start + len(words.rstrip()))
        if joined and _goes_on(text, joined[-1], span, in_cell, ceremonial):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _goes_on(text: str, before: Span, line: Span, in_cell: bool, ceremonial: bool) -> bool:
    above, words = text[before.start : before.end], text[line.start : line.end]
    marked = MARKER.match(words + " ") is not None
    if len(_STARS.findall(above)) % 2:
        return True
    if marked:
        if words.lstrip("* ")[:1] not in "-–+" or _ENDS.search(above):
            return False
        full = len(above.rsplit("\n", 1)[-1]) >= _WRAP  # the dash stands inside a sentence
        return (full and not in_cell) or not _CAPITAL_AFTER_DASH.match(words)
    if not ceremonial:
        return not in_cell or not _SENTENCE_ENDS.search(above) or len(above.split()) < 2
    bare, last = words.lstrip('*“"( '), above.rsplit("\n", 1)[-1].rstrip("* ")
    if bare[:1].islower() or above.count("(") > above.count(")") or OPEN_END.search(last):
        return True
    pair = f"{last} {words.strip('* ')}".upper()
    begun = last.split(".")[-1].strip().upper()
    if begun and any(f.startswith(begun) and f != begun and f in pair for f in _FIXED):
        return True
    return len(last) >= _WRAP and not _ENDS.search(last) and not words.isupper()


_WRAP = 60
"""A line at least as long as this was ended by the wrap, not by its writer."""


def _table(text: str, lines: list[Span], index: int) -> tuple[int, list[Segment], bool]:
    """Return the line after a table, its segments between pipes, whether a rule marks headings."""
    segments: list[Segment] = []
    cell: list[Span] = []
    opened = marked = False
    at = lines[index].start
    while index < len(lines):
        line = lines[index]
        words = text[line.start : line.end]
        bare = words.strip()
        if not bare and not cell and opened and not _pipe_follows(text, lines, index):
            break
        if bare.startswith("|") and len(bare) > 1:
            if cell:  # words before a row of one line belong to no cell of it
                segments.append(_cell(text, Span(cell[0].start, line.start), cell))
                cell = []
            row, rule = _whole_row(text, line)
            marked |= rule
            if row:
                segments += row
            opened = True
        elif bare == "|":
            if opened and (cell or not (segments and segments[-1].ends_row)):
                begun = cell[0].start if segments and segments[-1].ends_row else at
                segments.append(_cell(text, Span(begun, line.start), cell))
            opened, cell, at = True, [], line.end
        elif bare:
            cell.append(line)
        elif cell and not _pipe_follows(text, lines, index, within=40):
            break  # the table was never closed
        index += 1
    if cell:  # its last cell is a cell all the same
        segments.append(_cell(text, Span(cell[0].start, cell[-1].end), cell))
    return index, segments, marked


def _cell(text: str, at: Span, lines: Sequence[Span]) -> Segment:
    return Segment(at, tuple(paragraphs(text, lines, in_cell=True)))


def _pipe_follows(text: str, lines: list[Span], index: int, within: int = 0) -> bool:
    """Tell whether the next line with words is a pipe (or one of the next ``within``)."""
    seen = 0
    for line in lines[index : index + 60]:
        bare = text[line.start : line.end].strip()
        if bare.startswith("|"):
            return True
        seen += bool(bare)
        if seen > within:
            return False
    return False


def _whole_row(text: str, line: Span) -> tuple[list[Segment], bool]:
    """Read a row that stands on one line, ``| a | b |``; a rule ``|---|---|`` gives none."""
    words = text[line.start : line.end]
    if re.fullmatch(r"\s*\|[\s:|-]+", words):
        return [], True
    cells: list[Segment] = []
    edges = [m.start() for m in re.finditer(r"(?<!\\)\|", words)]
    if len(words.rstrip()) - 1 > edges[-1]:
        edges.append(len(words.rstrip()))
    for left, right in pairwise(edges):
        span = Span(line.start + left + 1, line.start + right)
        cells.append(Segment(span, tuple(paragraphs(text, [span], in_cell=True))))
    if cells:
        cells[-1] = Segment(cells[-1].at, cells[-1].paragraphs, ends_row=True)
    return cells, False
