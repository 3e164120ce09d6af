"""The text as the extractor looks at it, and the way back to the text as read.

A Word file keeps what flattened text has in the line itself elsewhere: automatic numbers beside
the words, the letterhead in a table without borders, page headers among the blocks. Letters may be
decomposed (NFD) or look-alikes. The view writes all of it out as lines of plain letters; spans
found in it are led back to the very characters of the file, which stay what evidence quotes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from operator import attrgetter, is_
from typing import Any

from sctbv_graph import model
from sctbv_graph.extract.tables import kind_of
from sctbv_graph.model import Passage, Plan, Span
from sctbv_graph.read.blocks import Block, Cell, SourceDocument, Table
from sctbv_graph.vietnamese.alike import meant

_CLUSTER = re.compile("[^\u0300-\u036f\n][\u0300-\u036f]+|[\u00ad\u200b-\u200f\u2060\ufeff]+")
_MARK = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_ODD = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060ÐðаеорсхуіАВЕКМНОРСТХІ]")
_LEFT_OUT = {"header", "footer"}


class _Way:
    """The way back from written lines to the text as read, stretch by stretch.

    A stretch is copied, character for character, or written from some characters as a whole.
    """

    def __init__(self) -> None:
        self.length = 0
        self._at: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []  # none of a stretch that is copied

    def copied(self, length: int, start: int) -> None:
        """Go on with characters that stand so in the text as read, from ``start``."""
        self._add(length, start, _COPIED)

    def written(self, length: int, start: int, end: int) -> None:
        """Go on with characters that were written from those of ``start`` to ``end``."""
        self._add(length, start, end)

    def _add(self, length: int, start: int, end: int) -> None:
        if length:
            self._at.append(self.length)
            self._starts.append(start)
            self._ends.append(end)
            self.length += length

    def start(self, offset: int) -> int:
        """Return where the character was read that stands at an offset; after all, the end."""
        if offset >= self.length:
            return self.end(self.length - 1)
        stretch = bisect_right(self._at, offset) - 1
        copied = self._ends[stretch] == _COPIED
        return self._starts[stretch] + (offset - self._at[stretch] if copied else 0)

    def end(self, offset: int) -> int:
        """Return where what was read for the character at an offset ends."""
        stretch = bisect_right(self._at, offset) - 1
        end = self._ends[stretch]
        return self._starts[stretch] + offset - self._at[stretch] + 1 if end == _COPIED else end


_COPIED = -1


@dataclass(frozen=True)
class View:
    """A document as lines of plain letters, and the ``way`` back, ``None`` if nothing moved."""

    source: SourceDocument
    way: _Way | None = None

    def back(self, span: Span) -> Span:
        """Return the characters of the file that a span of the view was written from."""
        if self.way is None:
            return span
        start = self.way.start(span.start)
        return Span(start, self.way.end(span.end - 1) if span.end > span.start else start)

    def restore(self, plan: Plan) -> Plan:
        """Return the records with every span led back to the text as read.

        A passage that rests on an automatic number alone has no characters in the file and goes.
        """
        if self.way is None:
            return plan
        made: Plan = self._restored(plan)
        return made

    def _restored(self, value: Any) -> Any:
        kind = type(value)
        if kind is Span:
            return self.back(value)
        if kind is tuple:
            made = [self._restored(item) for item in value]
            return tuple([v for v in made if type(v) is not Passage or not _is_empty(v.span)])
        parts = _parts(kind)  # type: ignore[arg-type]
        if parts is None:
            return value
        # A plan has thousands of records: they are made anew without `replace`, which is slow.
        get, places = parts
        old = get(value)
        new = list(old)
        for place in places:
            if old[place]:
                new[place] = self._restored(old[place])
        return value if all(map(is_, new, old)) else kind(*new)


_NAME = re.compile(r"\w+")
_Parts = tuple[Callable[[Any], tuple[Any, ...]], tuple[int, ...]]


@cache
def _parts(cls: type) -> _Parts | None:
    """Return what gives the fields of a record and which may hold spans; none for other things."""
    if not is_dataclass(cls):
        return None
    places = tuple(i for i, one in enumerate(fields(cls)) if _holds_spans(str(one.type)))
    if not places:
        return None
    names = [one.name for one in fields(cls)]
    get = attrgetter(*names)
    return (get if len(names) > 1 else lambda value: (get(value),)), places


@cache
def _holds_spans(annotation: str) -> bool:
    """Tell whether a field of the model may hold a span, by its annotation."""
    for name in _NAME.findall(annotation):
        cls = getattr(model, name, None)
        if cls is Span or (
            is_dataclass(cls) and any(_holds_spans(str(one.type)) for one in fields(cls))
        ):
            return True
    return False


def _is_empty(span: Span) -> bool:
    return span.start == span.end


_LAYOUT = re.compile(r"Nơi\s+nhận|CỘNG\s+H[OÒ]|Độc\s+lập\s*-|^\s*Số\s*:", re.MULTILINE)


def _unlaid(block: Block, text: str) -> list[Block]:
    """Return a block as it is; the cells of a letterhead or an end as the lines they are.

    Offsets do not move: the signs of emphasis are blanks already.
    """
    if block.table is None or len(block.table.rows) > 4:
        return [block]
    spans = [span for row in block.table.rows for cell in row for span in cell.paragraphs]
    if not any(_LAYOUT.search(text, span.start, span.end) for span in spans):
        return [block]
    return [Block("line", span) for span in spans]


def view(source: SourceDocument) -> View:
    """Return how the extractor looks at a document; flattened text is looked at as it is."""
    odd = _ODD.search(source.text) is not None
    torn = source.format in {"txt", "md"}
    special = not torn and any(_is_special(block, source.text) for block in source.blocks)
    if torn and not odd and (source.plain != source.text or any(b.table for b in source.blocks)):
        lines = tuple(made for block in source.blocks for made in _unlaid(block, source.plain))
        return View(replace(source, text=source.plain, blocks=lines))
    if not odd and not special:
        return View(source)
    writer = _Writer(source.text, torn)
    blocks = [made for block in source.blocks for made in writer.block(block)]
    seen = replace(
        source, text="".join(writer.text), blocks=tuple(blocks), notes=(), changes=(),
        comments=(), remarks=(), pieces=(),
    )  # fmt: skip
    return View(seen, writer.way)


def _is_special(block: Block, text: str) -> bool:
    if block.kind in _LEFT_OUT or block.noise or block.label_origin == "automatic":
        return True
    if block.table is None:
        return False
    labels = any(cell.label for row in block.table.rows for cell in row)
    return labels or kind_of(block.table, text) == "layout"


class _Writer:
    """Writes blocks out, remembering of each stretch where it came from."""

    def __init__(self, raw: str, torn: bool) -> None:
        self._raw = raw
        self._letters = meant(raw)
        self._torn = torn  # flattened text, whose tables the extractor takes as they are
        self.text: list[str] = []
        self.way = _Way()

    def block(self, block: Block) -> list[Block]:
        """Return what a block becomes: itself, lines of a layout table, or nothing."""
        if block.kind in _LEFT_OUT or block.noise:
            return []
        if block.table is None:
            label = block.label if block.label_origin == "automatic" else None
            return [replace(block, span=self._line(block.span, label or ""))]
        if self._torn or kind_of(block.table, self._raw) != "layout":
            return [self._table(block, block.table)]
        return [
            Block("paragraph", self._line(span, label), page=block.page, sheet=block.sheet)
            for row in block.table.rows
            for cell in row
            for span, label in zip(cell.paragraphs, _labels(cell), strict=True)
            if span.end > span.start or label
        ]

    def _table(self, block: Block, table: Table) -> Block:
        start = self.way.length
        rows = tuple(tuple(self._cell(cell) for cell in row) for row in table.rows)
        end = max(start, self.way.length - 1)
        return replace(block, span=Span(start, end), table=replace(table, rows=rows))

    def _cell(self, cell: Cell) -> Cell:
        spans = [
            self._line(span, label)
            for span, label in zip(cell.paragraphs, _labels(cell), strict=True)
        ]
        return replace(cell, paragraphs=tuple(spans), labels=()) if spans else cell

    def _line(self, span: Span, label: str) -> Span:
        start = self.way.length
        if label:
            self._put(f"{label} " if span.end > span.start else label, span.start, span.start)
        self._words(span)
        end = self.way.length
        self._put("\n", span.end, span.end)
        return Span(start, end)

    def _put(self, text: str, start: int, end: int) -> None:
        self.text.append(text)
        self.way.written(len(text), start, end)

    def _words(self, span: Span) -> None:
        """Write the characters of a span: composed, look-alikes replaced, invisible ones left."""
        at = span.start
        if _MARK.search(self._raw, at, span.end) is None:
            self._plain(at, span.end)
            return
        for match in _CLUSTER.finditer(self._raw, span.start, span.end):
            self._plain(at, match.start())
            composed = unicodedata.normalize("NFC", match.group())
            if composed[0].isprintable():
                self._put(meant(composed), match.start(), match.end())
            at = match.end()
        self._plain(at, span.end)

    def _plain(self, start: int, end: int) -> None:
        self.text.append(self._letters[start:end])
        self.way.copied(end - start, start)


def _labels(cell: Cell) -> tuple[str, ...]:
    return cell.labels or ("",) * len(cell.paragraphs)
