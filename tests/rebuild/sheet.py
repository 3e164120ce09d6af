"""The annex of Plan 211 as an Excel sheet: title above, headings of two rows, merged cells."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from openpyxl.styles import Alignment

from sctbv_graph.vietnamese.numbers import parse_number
from tests.rebuild.truth import COLUMNS, HEADINGS, Task, lines, shown, tasks

TYPED_AS_TEXT = 10
"""The task whose amount, 1.310, is typed as text."""


def build() -> bytes:
    """Return the workbook's bytes."""
    source = lines()
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Phụ lục"
    for row, line in enumerate((83, 84, 85), 1):
        sheet.cell(row, 1, source[line])
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=12)
    _headings(sheet, source)
    sheet.cell(7, 1, source[97])
    sheet.merge_cells("A7:H7")
    for column, line in enumerate((98, 99, 100), 9):
        _amount(sheet, 7, column, source[line])
    at = 8
    for task in tasks():
        _task(sheet, at, task)
        at += 1 + len(task.split)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _headings(sheet: Any, source: list[str]) -> None:
    heads = [source[86], source[87], source[88], "Nội dung", *source[89:93]]
    for column, text in enumerate(heads, 1):
        sheet.cell(5, column, text)
        sheet.merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)
    sheet.cell(5, 9, "Kinh phí thực hiện (triệu đồng)")
    sheet.merge_cells("I5:K5")
    for column, money in enumerate(COLUMNS, 9):
        sheet.cell(6, column, source[HEADINGS[money]])
    sheet.cell(5, 12, source[96])
    sheet.merge_cells("L5:L6")


def _amount(sheet: Any, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, int(parse_number(text) or 0))
    cell.number_format = "#,##0"


def _task(sheet: Any, at: int, task: Task) -> None:
    words = (task.name, task.objective, task.content, task.result, task.lead, task.coordinators)
    sheet.cell(at, 1, task.number)
    for column, paragraphs in enumerate(words, 2):
        if paragraphs:
            cell = sheet.cell(at, column, "\n".join(shown(task, paragraphs)))
            cell.alignment = Alignment(wrap_text=True)
    (time,) = task.time
    sheet.cell(at, 8, int(time) if time.isdigit() else shown(task, task.time)[0])
    if task.note:
        sheet.cell(at, 12, task.note[0])
    _money(sheet, at, task.money, typed=task.number == TYPED_AS_TEXT)
    for offset, (content, money) in enumerate(task.split, 1):
        for column in (1, 2, 3, 5, 6, 7, 8, 12):
            sheet.merge_cells(
                start_row=at, end_row=at + offset, start_column=column, end_column=column
            )
        sheet.cell(at + offset, 4, "\n".join(content))
        _money(sheet, at + offset, money, typed=False)


def _money(sheet: Any, row: int, money: dict[str, str], *, typed: bool) -> None:
    for column, name in enumerate(COLUMNS, 9):
        if name in money and typed:
            sheet.cell(row, column, money[name])
        elif name in money:
            _amount(sheet, row, column, money[name])
