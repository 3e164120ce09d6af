"""The workbook readers: values written as plans write them, and every trap said at its cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from sctbv_graph.corpus import build_document
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.read import SourceDocument, read_bytes
from tests.rebuild import sheet
from tests.rebuild.fields import differences, expected, found


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read_rows(rows: list[list[Any]], change: Any = None) -> SourceDocument:
    book = openpyxl.Workbook()
    active: Any = book.active
    for row in rows:
        active.append(row)
    if change:
        change(active)
    return read_bytes(saved(book), "a.xlsx")


def said(source: SourceDocument) -> dict[str, str]:
    return {remark.kind: remark.vi for remark in source.remarks}


@pytest.fixture(scope="module")
def rebuilt() -> SourceDocument:
    """Return the annex of Plan 211 rebuilt in Excel, as read."""
    return read_bytes(sheet.build(), "phu-luc.xlsx")


def test_the_annex_alone_gives_every_field(
    rebuilt: SourceDocument, knowledge: Knowledge, flat: Plan
) -> None:
    built = build_document(rebuilt, knowledge)
    assert differences(expected(flat), found(built.plan, rebuilt)) == []
    assert built.plan.document.id == flat.document.id, "the caption names the plan"
    assert [t.amount for t in built.plan.totals] == [t.amount for t in flat.totals]
    sheets = [q.object for q in built.quads if q.predicate.value.endswith("#sheet")]
    assert {getattr(value, "value", "") for value in sheets} == {"Phụ lục"}


def test_a_number_typed_as_text_is_said(rebuilt: SourceDocument) -> None:
    (remark,) = rebuilt.remarks
    assert remark.kind == "number-as-text"
    assert remark.at is not None
    assert rebuilt.quote(remark.at) == "1.310"
    assert "Phụ lục!J18" in remark.vi


def test_values_are_written_as_plans_write_them() -> None:
    def formats(active: Any) -> None:
        active["B2"].number_format = "#,##0"
        active["D2"].number_format = "0%"
        active["E2"].number_format = "dd/mm/yyyy"
        active["F2"].number_format = "00"

    source = read_rows(
        [["a", "b", "c", "d", "e", "f"], [2025, 1310, 857.6, 0.7, dt.date(2024, 10, 2), 1]], formats
    )
    assert source.text.splitlines()[6:] == ["2025", "1.310", "857,6", "70%", "02/10/2024", "01"]


def test_a_rounded_display_is_said_and_the_stored_value_kept() -> None:
    def formats(active: Any) -> None:
        active["B2"].number_format = "#,##0"

    source = read_rows([["a", "b", "c"], ["x", 3312.6, "y"]], formats)
    assert "3.312,6" in source.text
    assert "hiển thị 3.313" in said(source)["shown-rounded"]


def test_a_formula_never_calculated_is_unknown() -> None:
    source = read_rows([["a", "b", "c"], ["x", 5, 6], ["Tổng", "=SUM(B2:B2)", 6]])
    cell = source.tables[0].rows[2][1]
    assert (cell.state, cell.paragraphs) == ("unknown", ())
    assert "=SUM(B2:B2)" in said(source)["uncalculated-formula"]


def test_hidden_rows_columns_and_sheets_are_read_and_said() -> None:
    book = openpyxl.Workbook()
    active: Any = book.active
    for row in (["a", "b", "c"], ["x", "ẩn", "y"], ["z", "t", "u"]):
        active.append(row)
    active.row_dimensions[2].hidden = True
    active.column_dimensions["B"].hidden = True
    other = book.create_sheet("Phụ")
    other.append(["trang ẩn"])
    other.sheet_state = "hidden"
    source = read_bytes(saved(book), "a.xlsx")
    assert {"hidden-row", "hidden-column", "hidden-sheet"} == set(said(source))
    assert "ẩn\n" in source.text
    assert source.text.endswith("trang ẩn\n")


def test_merged_and_empty_cells_are_told_apart() -> None:
    def merge(active: Any) -> None:
        active.merge_cells("A2:A3")
        active.merge_cells("B1:C1")

    source = read_rows([["a", "b", None, "d"], ["x", "y", None, "z"], [None, "u", "v", "w"]], merge)
    rows = source.tables[0].rows
    assert [cell.state for cell in rows[0]] == ["value", "value", "merged", "value"]
    assert (rows[1][0].rows, rows[2][0].state, rows[1][2].state) == (2, "merged", "empty")
    assert rows[0][1].columns == 2


def test_lines_above_and_below_the_table_are_paragraphs() -> None:
    source = read_rows(
        [["PHỤ LỤC"], ["Đơn vị tính: triệu đồng"], [], ["TT", "Tên", "Số"], [1, "a", 2], [],
         ["Người lập biểu"]]
    )  # fmt: skip
    assert [block.kind for block in source.blocks] == ["paragraph", "paragraph", "table",
                                                       "paragraph"]  # fmt: skip


def test_ten_thousand_rows_are_read() -> None:
    rows: list[list[Any]] = [["TT", "Tên nhiệm vụ", "Kinh phí"]]
    rows += [[n, f"Nhiệm vụ {n}", n] for n in range(1, 10_001)]
    (table,) = read_rows(rows).tables
    assert len(table.rows) == 10_001


def test_a_far_cell_and_a_huge_merge() -> None:
    """A stray cell at the end of the sheet costs nothing; a merge over all of it is refused."""

    def far(active: Any) -> None:
        active["XFD1048576"] = "xa"

    source = read_rows([["a", "b", "c"], ["x", "y", "z"]], far)
    assert source.text.endswith("xa\n")
    data = saved(openpyxl.Workbook())
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(
                    b"</sheetData>",
                    b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
                ).replace(
                    b"<sheetData/>",
                    b'<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
                )
            new.writestr(name, part)
    with pytest.raises(Exception, match="quá lớn"):
        read_bytes(made.getvalue(), "a.xlsx")


def test_a_plan_with_an_empty_sheet_is_refused() -> None:
    with pytest.raises(Exception, match="không có chữ nào"):
        read_bytes(saved(openpyxl.Workbook()), "a.xlsx")
