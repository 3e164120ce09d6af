"""Old Excel workbooks (.xls) by python-calamine: no formats, no formulas, no hidden rows."""

from __future__ import annotations

import io

import python_calamine as calamine

from sctbv_graph.errors import InputError
from sctbv_graph.read.blocks import Reading, Remark
from sctbv_graph.read.package import damaged
from sctbv_graph.read.sheet_values import value_text
from sctbv_graph.read.sheets import Sheet, SheetWriter

_LIMITS = Remark(
    "old-excel",
    None,
    "Tệp .xls: không thấy được định dạng số, công thức và dòng ẩn; nên lưu lại thành .xlsx",
    "An .xls file: number formats, formulas and hidden rows cannot be seen; save it as .xlsx",
)


def read_xls(data: bytes, shown: str) -> Reading:
    """Return every sheet of an old workbook; raises `InputError` where it is damaged."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_sheet(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except calamine.PasswordError:
        raise InputError(
            f"Tệp “{shown}” được đặt mật khẩu; hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại.",
            f"The file “{shown}” is protected by a password; open it in Excel, remove the "
            "password and save it again.",
        ) from None
    except Exception as error:
        raise damaged(shown) from error
    except BaseException as error:
        # A panic of the Rust library comes as a class of its own, outside Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(shown) from error
    writer = SheetWriter(shown)
    for sheet in sheets:
        writer.write(sheet)
    return Reading(writer.builder.text, tuple(writer.blocks), remarks=(*writer.remarks, _LIMITS))


def _sheet(source: calamine.CalamineSheet) -> Sheet:
    made = Sheet(source.name)
    for row, values in enumerate(source.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            text = value_text(value)
            if text.strip():
                made.cells[row, column] = text
    for first, last in source.merged_cell_ranges or ():
        made.merges.append((first[0], first[1], last[0], last[1]))
    return made
