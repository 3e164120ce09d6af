"""The blocks of a Word part in their order: paragraphs, tables as grids, text boxes, sections."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from sctbv_graph.model import Span
from sctbv_graph.read.annotations import Section
from sctbv_graph.read.blocks import Block, Cell, Table
from sctbv_graph.read.builder import TextBuilder
from sctbv_graph.read.grid import spans_down
from sctbv_graph.read.numbering import Numbering
from sctbv_graph.read.package import too_large
from sctbv_graph.read.word_elements import cells_of, content, has_kept_words, rows_of
from sctbv_graph.read.word_names import inner, is_on, number, val, w
from sctbv_graph.read.word_runs import Found, RunReader
from sctbv_graph.read.word_styles import Styles

MAX_COLUMNS = 1000
MAX_CELLS = 1_000_000


@dataclass(slots=True)
class Lines:
    """Lines of one container, each with the automatic label before it, and tables among them."""

    spans: list[Span] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


class BodyReader:
    """Walks one part of the package; tables are counted over all parts of the document."""

    def __init__(
        self,
        part: str,
        root: etree._Element,
        styles: Styles,
        numbering: Numbering,
        builder: TextBuilder,
        found: Found,
        shown: str,
        first_table: int = 0,
    ) -> None:
        """Bind what the parts share: styles, counters, the text, what was met on the way."""
        self.runs = RunReader(part, root, styles, builder, found)
        self._styles = styles
        self._numbering = numbering
        self._builder = builder
        self._shown = shown
        self.tables = first_table
        self._cells = 0
        self._label = ""
        self.blocks: list[Block] = []
        self.sections: list[Section] = []

    # -- paragraphs ------------------------------------------------------------------------

    def _lines(self, element: etree._Element) -> Lines:
        """Write one paragraph; it stays open where its mark was deleted: the next one joins it."""
        properties = inner(element, w("pPr"))
        listed = self._styles.list_of(properties)
        mark = None if properties is None else inner(properties, w("rPr"))
        gone = mark is not None and any(
            mark.find(w(name)) is not None for name in ("del", "moveFrom")
        )
        first = not self._builder.in_line
        if listed and not (gone and not has_kept_words(element)):
            label = self._numbering.label(*listed) or ""
            if first:
                self._label = label
        self.runs.lines, self.runs.boxes = [], []
        self.runs.paragraph(element, properties)
        made = Lines()
        if not gone:
            self.runs.end_line()
            label, self._label = self._label, ""
            if label and not self.runs.lines:
                here = self._builder.length
                self.runs.lines = [Span(here, here)]
            made.labels = [label, *[""] * len(self.runs.lines[1:])] if self.runs.lines else []
        else:
            made.labels = [""] * len(self.runs.lines)
        made.spans = self.runs.lines
        return made

    def _end_open(self) -> Lines:
        """End a line that a deleted paragraph mark left open at the end of a container."""
        made = Lines()
        if self._builder.in_line:
            self.runs.lines = []
            self.runs.end_line()
            made.spans = self.runs.lines
            made.labels = [self._label, *[""] * len(made.spans[1:])] if made.spans else []
        self._label = ""
        return made

    # -- blocks ----------------------------------------------------------------------------

    def body(self, root: etree._Element, kind: str = "paragraph") -> None:
        """Write everything under an element as blocks of ``kind``."""
        for child in content(root):
            if child.tag == w("p"):
                self._paragraph(child, kind)
            elif child.tag == w("tbl"):
                self._blocks(self._end_open(), kind, None)
                self._table_block(child)
            elif child.tag == w("altChunk"):
                self.runs.found.unread.append((self._builder.here(), "altChunk"))
            elif child.tag == w("sectPr"):
                self._section(child)
            elif child.tag in {w("commentRangeStart"), w("commentRangeEnd")}:
                self.runs.comment_edge(child)
        self._blocks(self._end_open(), kind, None)

    def _paragraph(self, element: etree._Element, kind: str) -> None:
        properties = inner(element, w("pPr"))
        level = self._styles.heading_level(properties) if kind == "paragraph" else None
        lines = self._lines(element)
        boxes = self.runs.boxes
        self._blocks(lines, kind, level)
        for box in boxes:
            self.body(box, "textbox")
        section = None if properties is None else inner(properties, w("sectPr"))
        if section is not None:
            self._section(section)

    def _blocks(self, lines: Lines, kind: str, level: int | None) -> None:
        for span, label in zip(lines.spans, lines.labels, strict=True):
            if span.start == span.end:
                continue  # a number without words is no block of the text
            origin = "automatic" if label else None
            shape = "heading" if level is not None else kind
            self.blocks.append(Block(shape, span, label or None, origin, level))

    def _section(self, properties: etree._Element) -> None:
        """A section's properties stand at its end; it began where the one before it ended."""
        size = inner(properties, w("pgSz"))
        landscape = val(size, "orient") == "landscape" or (
            size is not None and number(val(size, "w"), 0) > number(val(size, "h"), 0)
        )
        self.sections.append(Section(self._builder.length, landscape))

    # -- tables ----------------------------------------------------------------------------

    def _table_block(self, element: etree._Element) -> None:
        start = self._builder.length
        table = self._table(element)
        end = max(start, self._builder.length - 1)
        self.blocks.append(Block("table", Span(start, end), table=table))

    def _table(self, element: etree._Element) -> Table:
        index = self.tables
        self.tables += 1
        rows: list[list[Cell]] = []
        heads = 0
        for row in rows_of(element):
            properties = inner(row, w("trPr"))
            if properties is not None and inner(properties, w("del")) is not None:
                self._deleted_row(row)
                continue
            header = None if properties is None else inner(properties, w("tblHeader"))
            if is_on(header) and heads == len(rows):
                heads += 1
            rows.append(self._row(row, properties, len(rows)))
            self._cells += len(rows[-1])
            if self._cells > MAX_CELLS:
                raise too_large(self._shown)
        width = max((len(row) for row in rows), default=0)
        if width * len(rows) > MAX_CELLS:
            raise too_large(self._shown)
        for at, made in enumerate(rows):
            made += [Cell(at, column, "empty") for column in range(len(made), width)]
        return Table(index, spans_down(rows), heads)

    def _row(
        self, element: etree._Element, properties: etree._Element | None, at: int
    ) -> list[Cell]:
        made: list[Cell] = []
        before = number(val(None if properties is None else inner(properties, w("gridBefore"))), 0)
        for _ in range(min(max(before, 0), MAX_COLUMNS)):
            made.append(Cell(at, len(made), "empty"))
        for cell in cells_of(element):
            own = inner(cell, w("tcPr"))
            look = {} if own is None else {one.tag: one for one in reversed(own)}
            if w("cellDel") in look:
                self._deleted_row(cell)
                continue
            span = number(val(look.get(w("gridSpan"))), 1)
            span = min(max(span, 1), MAX_COLUMNS - len(made) if len(made) < MAX_COLUMNS else 1)
            covered = any(
                w(merge) in look and (val(look[w(merge)]) or "continue") == "continue"
                for merge in ("vMerge", "hMerge")
            )
            lines = self._cell(cell)
            state = "merged" if covered else "value" if lines.spans else "empty"
            labels = tuple(lines.labels) if any(lines.labels) else ()
            made.append(
                Cell(at, len(made), state, tuple(lines.spans), 1, span, labels=labels,
                     tables=tuple(lines.tables))
            )  # fmt: skip
            made += [Cell(at, len(made) + more, "merged") for more in range(span - 1)]
            if len(made) > MAX_COLUMNS:
                raise too_large(self._shown)
        return made

    def _cell(self, element: etree._Element) -> Lines:
        made = Lines()
        for child in content(element):
            if child.tag == w("p"):
                lines = self._lines(child)
                boxes = self.runs.boxes
                _extend(made, lines)
                for box in boxes:
                    _extend(made, self._cell(box))
            elif child.tag == w("tbl"):
                _extend(made, self._end_open())
                table = self._table(child)
                made.tables.append(table)
                for row in table.rows:
                    for cell in row:
                        made.spans += cell.paragraphs
                        made.labels += cell.labels or [""] * len(cell.paragraphs)
        _extend(made, self._end_open())
        return made

    def _deleted_row(self, element: etree._Element) -> None:
        """List the words of a row or cell that a tracked change took out."""
        self.runs.deleted("".join(t.text or "" for t in element.iter(w("t"), w("delText"))))


def _extend(made: Lines, more: Lines) -> None:
    made.spans += more.spans
    made.labels += more.labels
    made.tables += more.tables
