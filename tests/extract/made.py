"""Plans made for one test each: a Word file or a workbook with the tables it is about."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl

from sctbv_graph.corpus import Built, build_document
from sctbv_graph.read.open import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings

BODY = """ỦY BAN NHÂN DÂN
TỈNH BẮC NINH
Số: 45/KH-UBND
Bắc Ninh, ngày 12 tháng 3 năm 2025
KẾ HOẠCH
Phát triển cây xanh trên địa bàn tỉnh Bắc Ninh năm 2025
I. MỤC TIÊU
1. Trồng mới ít nhất 500 ha rừng.
II. NHIỆM VỤ VÀ GIẢI PHÁP
1. Tuyên truyền
- Tuyên truyền về trồng cây.
III. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính
- Chủ trì bố trí kinh phí.
Nơi nhận:
- Sở Tài chính;
- Lưu: VT.
CHỦ TỊCH
Nguyễn Văn An""".splitlines()

Rows = Sequence[Sequence[Any]]


def word_plan(*annexes: tuple[Sequence[str], Rows], merged: Sequence[str] = ()) -> bytes:
    """Return a plan as a Word file: each annex is its lines and the rows of a table.

    ``merged`` names ranges to merge in the first table, "A1:A2" as in a sheet.
    """
    document = docx.Document()
    for line in BODY:
        document.add_paragraph(line)
    for number, (lines, rows) in enumerate(annexes):
        for line in lines:
            document.add_paragraph(line)
        table = document.add_table(len(rows), max(map(len, rows)))
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                table.cell(at, column).text = str(words)
        for where in merged if number == 0 else ():
            first, last = (openpyxl.utils.cell.coordinate_from_string(c) for c in where.split(":"))
            place = [
                (r - 1, openpyxl.utils.column_index_from_string(c) - 1) for c, r in (first, last)
            ]
            kept = table.cell(*place[0]).text
            table.cell(*place[0]).merge(table.cell(*place[1])).text = kept
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def sheet_plan(rows: Rows) -> bytes:
    """Return a plan as a workbook: its text in one sheet, a line a row, its annex in another."""
    book = openpyxl.Workbook()
    text: Any = book.active
    text.title = "Kế hoạch"
    for at, line in enumerate(BODY, 1):
        text.cell(at, 1, line)
    annex: Any = book.create_sheet("Phụ lục")
    annex.cell(1, 1, "PHỤ LỤC")
    annex.cell(2, 1, "Danh mục nhiệm vụ năm 2025")
    for at, row in enumerate(rows, 4):
        for column, words in enumerate(row, 1):
            annex.cell(at, column, words if words != "" else None)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def built(name: str, data: bytes) -> Built:
    """Return what the program makes of a file."""
    return build_document(read_bytes(data, name), load_knowledge(Settings().data_folders))
