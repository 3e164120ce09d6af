"""PDF files by pdfplumber: ruled tables as grids, the rest as paragraphs, page and box kept.

A PDF has neither paragraphs nor tables, only letters and lines at places. Tables are what ruled
lines enclose, page by page, and are put together again over page breaks (`pdf_tables`); paragraphs
are lines that a full line above them goes on into (`pdf_lines`).
"""

from __future__ import annotations

import io
import logging
from typing import Any

import pdfplumber

from sctbv_graph.errors import InputError
from sctbv_graph.model import Span
from sctbv_graph.read.annotations import Note
from sctbv_graph.read.blocks import Block, Cell, Reading, Remark, Table
from sctbv_graph.read.builder import TextBuilder
from sctbv_graph.read.grid import spans_down
from sctbv_graph.read.legacy import convert, encoding_of_font
from sctbv_graph.read.ocr import recognise
from sctbv_graph.read.package import damaged
from sctbv_graph.read.pdf_lines import Line, join_over_pages, page_lines, paragraphs
from sctbv_graph.read.pdf_tables import PageTable, page_tables, stitch
from sctbv_graph.read.pdf_words import stands_in

MAX_PAGES = 1000
_WORDS = {"x_tolerance": 2, "y_tolerance": 3, "keep_blank_chars": False}


def read_pdf(data: bytes, shown: str) -> Reading:
    """Return the paragraphs and tables of a PDF.

    Raises `InputError` where it is damaged, asks for a password, or is a scan that cannot be
    recognised here.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            found = _pages(book) if len(book.pages) <= MAX_PAGES else None
    except RecursionError:
        raise
    except Exception as error:
        if _asks_password(error):
            raise InputError(
                f"Tệp PDF “{shown}” cần mật khẩu để mở; hãy bỏ mật khẩu rồi đưa lại.",
                f"The PDF “{shown}” asks for a password; remove it and give the file anew.",
            ) from None
        raise damaged(shown) from error  # pdfminer raises whatever a broken object leads to
    if found is None:
        raise _too_long(shown)
    if not any(isinstance(item, PageTable) or item.text.strip() for item in found.items):
        return recognise(data, shown)
    return _Writer(found).reading()


class _Pages:
    """Lines and tables of all pages in reading order, and the pages without any letters."""

    def __init__(self) -> None:
        self.items: list[Line | PageTable] = []
        self.blank: list[int] = []
        self.legacy: dict[str, str] = {}


def _pages(book: Any) -> _Pages:
    found = _Pages()
    for number, page in enumerate(book.pages, 1):
        vni = _convert_letters(page.chars, found.legacy)
        words = page.extract_words(**_WORDS, extra_attrs=["size"])
        for word in words if vni else ():
            word["text"] = convert(word["text"], "vni")
        if not words:
            found.blank.append(number)
        tables = page_tables(page, words, number)
        inside = [table.box for table in tables]
        rest = [w for w in words if not any(stands_in(w, box) for box in inside)]
        lines = page_lines(rest, number, float(page.width), float(page.height))
        found.items += _in_order(lines, tables)
        page.close()
    return found


def _in_order(lines: list[Line], tables: list[PageTable]) -> list[Line | PageTable]:
    """Put the tables of a page among its lines, each before the first line below its top."""
    made: list[Line | PageTable] = []
    waiting = sorted(tables, key=lambda table: (table.top, table.left))
    for line in lines:
        while waiting and waiting[0].top < line.top and not line.split:
            made.append(waiting.pop(0))
        made.append(line)
    return made + waiting


def _convert_letters(chars: list[dict[str, Any]], legacy: dict[str, str]) -> bool:
    """Convert letters of TCVN3 fonts in place; tell whether the page is in a VNI font.

    VNI writes one letter as two, so it can only be converted word by word.
    """
    vni = 0
    for char in chars:
        encoding = encoding_of_font(char.get("fontname"))
        if encoding is None:
            continue
        legacy.setdefault(str(char["fontname"]), encoding)
        if encoding == "vni":
            vni += 1
        else:
            char["text"] = convert(char["text"], encoding)
    return vni * 2 > len(chars)


def _asks_password(error: BaseException | None) -> bool:
    while error is not None:
        if "Password" in type(error).__name__ or any(
            "Password" in type(a).__name__ for a in error.args
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _too_long(shown: str) -> InputError:
    return InputError(
        f"Tệp PDF “{shown}” có trên {MAX_PAGES} trang; hãy tách riêng văn bản kế hoạch.",
        f"The PDF “{shown}” has over {MAX_PAGES} pages; give the plan's pages alone.",
    )


class _Writer:
    """Writes the items into one text."""

    def __init__(self, found: _Pages) -> None:
        self._found = found
        self._builder = TextBuilder()
        self._blocks: list[Block] = []
        self._notes: list[Note] = []
        self._tables = 0

    def reading(self) -> Reading:
        lines: list[Line] = []
        notes: list[Line] = []
        for item in stitch(self._found.items):
            if isinstance(item, PageTable):
                self._lines(lines)
                lines = []
                self._table(item)
            elif item.kind == "note":
                notes.append(item)
            else:
                lines.append(item)
        self._lines(lines)
        self._lines(notes)
        text = self._builder.text
        for block in self._blocks:
            if block.kind == "note":
                marker, _, _ = text[block.span.start : block.span.end].partition("]")
                at = text.find(marker + "]")
                anchor = Span(at, at + len(marker) + 1) if 0 <= at < block.span.start else None
                start = block.span.start + len(marker) + 1
                start += text[start : block.span.end].startswith(" ")
                self._notes.append(Note(marker.strip("["), anchor, Span(start, block.span.end)))
        return Reading(text, tuple(self._blocks), tuple(self._notes), remarks=self._remarks())

    def _lines(self, lines: list[Line]) -> None:
        for group in join_over_pages(paragraphs(lines)):
            span = self._builder.line(" ".join(line.text for line in group))
            if span:
                self._blocks.append(Block(group[0].kind, span, page=group[0].page))

    def _table(self, item: PageTable) -> None:
        start = self._builder.length
        rows: list[list[Cell]] = []
        for at, row in enumerate(item.rows):
            made: list[Cell] = []
            for column, cell in enumerate(row):
                spans = [s for text in cell.texts() if (s := self._builder.line(text))]
                state = "merged" if cell.merged else "value" if spans else "empty"
                made.append(
                    Cell(at, column, state, tuple(spans), 1, cell.columns, cell.page, cell.box)
                )
            rows.append(made)
        table = Table(self._tables, spans_down(rows), item.header_rows)
        self._tables += 1
        end = max(start, self._builder.length - 1)
        self._blocks.append(Block("table", Span(start, end), table=table, page=item.page))

    def _remarks(self) -> tuple[Remark, ...]:
        made = []
        if self._found.blank:
            pages = ", ".join(map(str, self._found.blank))
            made.append(
                Remark(
                    "page-without-text",
                    None,
                    f"Trang {pages} không có chữ (ảnh quét hoặc trang trắng) nên không đọc được",
                    f"Pages {pages} hold no letters (a scan or blank) and were not read",
                )
            )
        made += [
            Remark(
                "legacy-font",
                None,
                f"Phông cũ “{font}” đã chuyển sang Unicode; hãy so lại",
                f"Legacy font “{font}” converted to Unicode; compare it",
            )
            for font in self._found.legacy
        ]
        return tuple(made)
