"""Web pages of law sites: paragraphs and tables of the document, the site's own words marked.

Menus, headers, comments and advertising stay in the text and are marked as noise: nothing is
dropped that a reader of the page sees. Scripts and styles show nothing and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block, Cell, Reading, Table
from sctbv_graph.read.builder import TextBuilder
from sctbv_graph.read.grid import spans_down
from sctbv_graph.read.package import damaged, too_large
from sctbv_graph.read.text import decode

MAX_CELLS = 500_000
_SILENT = {"script", "style", "noscript", "template", "head", "svg", "iframe", "select", "input",
           "button", "textarea"}  # fmt: skip
_SITE = {"nav", "header", "footer", "aside", "form"}
_SITE_NAME = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|sidebar|footer|header|breadcrumbs?|comments?|share|social|"
    r"related|banner|ads?|quang-?cao|login|popup|toolbar|lien-?quan)(?:$|[\s_-])",
    re.IGNORECASE,
)
_INLINE = {"a", "b", "i", "u", "em", "strong", "span", "font", "sup", "sub", "small", "big",
           "s", "strike", "del", "ins", "mark", "code", "abbr", "label", "q", "cite"}  # fmt: skip
_HEADING = re.compile(r"h([1-6])\Z")


def read_html(data: bytes, shown: str) -> Reading:
    """Return the page's blocks; raises `InputError` where it holds no elements or is no text."""
    text, remarks = decode(data, shown)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged(shown) from error
    reader = _Reader(shown)
    body: etree._Element | None = root.find("body")
    reader.block(body if body is not None else root, noise=False)
    reader.end("paragraph", noise=False)
    return Reading(reader.builder.text, tuple(reader.blocks), remarks=remarks)


class _Reader:
    """Walks the elements; text of inline elements gathers until a block element ends it."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self.builder = TextBuilder()
        self.blocks: list[Block] = []
        self._waiting: list[str] = []
        self._tables = 0
        self._cells = 0

    def block(self, element: etree._Element, noise: bool, level: int | None = None) -> None:
        """Read everything under an element that stands on lines of its own."""
        kind = "heading" if level else "paragraph"
        self._say(element.text)
        for child in element.iterchildren():
            self._child(child, noise, kind, level)
            self._say(child.tail)

    def _child(self, child: etree._Element, noise: bool, kind: str, level: int | None) -> None:
        tag = str(child.tag).lower()
        if "(" in tag or tag in _SILENT or _is_hidden(child):  # a comment's tag is a function
            return
        if tag in _INLINE:
            self.block(child, noise, level)
        elif tag in {"br", "hr"}:
            self.end(kind, noise, level)
        elif tag == "table" and _is_grid(child):
            self.end(kind, noise, level)
            self._table(child, noise)
        else:
            self.end(kind, noise, level)
            heading = _HEADING.match(tag)
            inner = int(heading[1]) if heading else None
            own = noise or tag in _SITE or _is_site(child)
            if tag == "li":
                self._waiting.append("- ")
            self.block(child, own, inner)
            self.end("heading" if inner else "paragraph", own, inner)

    def _say(self, text: str | None) -> None:
        if text:
            self._waiting.append(text)

    def _line(self) -> Span | None:
        words = " ".join("".join(self._waiting).split())
        self._waiting.clear()
        return self.builder.line(words) if words and words != "-" else None

    def end(self, kind: str, noise: bool, level: int | None = None) -> None:
        """Make a block of the words that wait."""
        span = self._line()
        if span:
            self.blocks.append(Block(kind, span, level=level, noise=noise))

    # -- tables ----------------------------------------------------------------------------

    def _table(self, element: etree._Element, noise: bool) -> None:
        start, index = self.builder.length, self._tables
        self._tables += 1
        taken: dict[tuple[int, int], Cell] = {}
        heads = at = 0
        for row in _rows(element):
            column = 0
            cells = list(row.iterchildren("td", "th"))
            if cells and at == heads and all(c.tag == "th" for c in cells):
                heads += 1
            for cell in cells:
                while (at, column) in taken:
                    column += 1
                wide, tall = _reach(cell, "colspan"), _reach(cell, "rowspan")
                self._cells += wide * tall
                if self._cells > MAX_CELLS:
                    raise too_large(self._shown)
                spans = self._cell(cell, noise)
                state = "value" if spans else "empty"
                for r in range(tall):
                    for c in range(wide):
                        taken.setdefault((at + r, column + c), Cell(at + r, column + c, "merged"))
                taken[at, column] = Cell(at, column, state, tuple(spans), 1, wide)
                column += wide
            at += 1
        width = max((c + 1 for r, c in taken if r < at), default=0)
        if width * at > MAX_CELLS:
            raise too_large(self._shown)
        rows = [[taken.get((r, c)) or Cell(r, c, "empty") for c in range(width)] for r in range(at)]
        table = Table(index, spans_down(rows), heads)
        end = max(start, self.builder.length - 1)
        self.blocks.append(Block("table", Span(start, end), table=table, noise=noise))

    def _cell(self, element: etree._Element, noise: bool) -> list[Span]:
        """Read a cell's paragraphs; a table inside it gives its words line by line."""
        outer, self.blocks = self.blocks, []
        self.block(element, noise)
        self.end("paragraph", noise)
        inside, self.blocks = self.blocks, outer
        spans: list[Span] = []
        for block in inside:
            if block.table is None:
                spans.append(block.span)
            else:
                spans += [s for row in block.table.rows for c in row for s in c.paragraphs]
        return spans


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _reach(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), 1000) if text.isdigit() and len(text) < 5 else 1


def _is_grid(table: etree._Element) -> bool:
    """Tell a table from a page's frame: a frame is one cell, or holds headings and lists."""
    rows = list(_rows(table))
    cells = [len(list(row.iterchildren("td", "th"))) for row in rows]
    return max(cells, default=0) > 1 and next(table.iter("h1", "h2", "nav", "form"), None) is None


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _is_site(element: etree._Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _SITE_NAME.search(names) is not None
