"""Excel workbooks (.xlsx, .xlsm) by openpyxl, read twice: the values and the formulas.

Traps that are said, each at its cell: a number typed as text (the sheet's own sums leave it out),
a formula that was never calculated, a value shown rounded, hidden rows, columns and sheets.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sctbv_graph.errors import SctbvError
from sctbv_graph.read.blocks import Reading, Remark
from sctbv_graph.read.package import Package, damaged, parse_xml, too_large
from sctbv_graph.read.sheet_values import shown_rounded, value_text
from sctbv_graph.read.sheets import MAX_CELLS, Sheet, SheetWriter
from sctbv_graph.vietnamese.numbers import format_number, parse_number

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def read_xlsx(package: Package, data: bytes) -> Reading:
    """Return every sheet of a workbook; raises `InputError` where it is damaged or a bomb."""
    _check(package)
    try:
        with warnings.catch_warnings():
            # What openpyxl does not keep (drawings, validation) it warns of; nothing is saved.
            warnings.simplefilter("ignore")
            formulas = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
            values = openpyxl.load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
        sheets = [
            _sheet(formulas[name], values[name])
            for name in (sheet.title for sheet in formulas.worksheets)
        ]
    except SctbvError:
        raise
    except MemoryError:
        raise too_large(package.shown) from None
    except (InvalidFileException, Exception) as error:
        # openpyxl raises whatever it meets in a broken part: KeyError, TypeError, XMLSyntaxError.
        raise damaged(package.shown) from error
    writer = SheetWriter(package.shown)
    for sheet in sheets:
        writer.write(sheet)
    remarks = list(writer.remarks)
    if any(name.endswith("vbaProject.bin") for name in package.names()):
        remarks.append(
            Remark("macros", None, "Tệp có macro; chỉ đọc nội dung, macro không được chạy",
                   "The file holds macros; only its cells were read, no macro was run")
        )  # fmt: skip
    return Reading(writer.builder.text, tuple(writer.blocks), remarks=tuple(remarks))


def _check(package: Package) -> None:
    """Unpack every XML part within limits, refuse entities and merges over millions of cells."""
    area = 0
    for name in package.names():
        if not name.endswith((".xml", ".rels")):
            continue
        part = package.read(name)
        if _DOCTYPE.search(part[:4096]) or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
            parse_xml(part, package.shown)
        for match in _MERGE.finditer(part):
            first, top, last, bottom = match.groups()
            wide = _column(last) - _column(first) + 1
            area += max(wide, 0) * max(int(bottom) - int(top) + 1, 0)
            if area > MAX_CELLS:
                raise too_large(package.shown)


def _column(letters: bytes) -> int:
    made = 0
    for letter in letters:
        made = made * 26 + letter - 64
    return made


def _sheet(formulas: Any, values: Any) -> Sheet:
    made = Sheet(formulas.title, hidden=formulas.sheet_state != "visible")
    made.merges = [
        (r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1)
        for r in formulas.merged_cells.ranges
    ]
    numbers: set[int] = set()
    typed: list[tuple[tuple[int, int], str]] = []
    # The cells that are there, not the rectangle up to the last one: that may be the whole sheet.
    for (row, column), cell in sorted(formulas._cells.items()):  # noqa: SLF001
        value = cell.value
        if value is None:
            continue
        key = (row - 1, column - 1)
        if cell.data_type == "f":
            value = values.cell(row, column).value
            if value is None:
                made.unknown.add(key)
                made.said.append(_uncalculated(key, cell.value))
                continue
        if isinstance(value, str) and value.startswith("#") and cell.data_type in {"e", "f"}:
            made.said.append(
                ("error-value", key, f"ô báo lỗi {value}", f"the cell holds the error {value}")
            )
        text = value_text(value, cell.number_format)
        if text.strip():
            made.cells[key] = text
        if isinstance(value, int | float) and not isinstance(value, bool):
            numbers.add(key[1])
            shown = shown_rounded(value, cell.number_format)
            if shown is not None:
                made.said.append(_rounded(key, text, shown))
        elif isinstance(value, str) and parse_number(value) is not None:
            typed.append((key, value))
    made.said += [_typed(key, text) for key, text in typed if key[1] in numbers]
    for row, dimension in formulas.row_dimensions.items():
        if dimension.hidden and any(r == row - 1 for r, _ in made.cells):
            made.hidden_rows.append(row - 1)
    for dimension in formulas.column_dimensions.values():
        if dimension.hidden:
            last = min(dimension.max or 0, (dimension.min or 0) + 1000)
            made.hidden_columns += [
                c - 1 for c in range(dimension.min or 1, last + 1)
                if any(column == c - 1 for _, column in made.cells)
            ]  # fmt: skip
    return made


def _uncalculated(key: tuple[int, int], formula: object) -> tuple[str, tuple[int, int], str, str]:
    text = getattr(formula, "text", None) or formula
    return (
        "uncalculated-formula",
        key,
        f"công thức “{text}” chưa được tính nên không có giá trị; hãy mở bằng Excel rồi lưu lại",
        f"the formula “{text}” was never calculated and has no value; open it in Excel and save",
    )


def _rounded(key: tuple[int, int], text: str, shown: str) -> tuple[str, tuple[int, int], str, str]:
    return (
        "shown-rounded",
        key,
        f"ô hiển thị {shown} nhưng giá trị lưu là {text}",
        f"the cell shows {shown}, the value stored is {text}",
    )


def _typed(key: tuple[int, int], text: str) -> tuple[str, tuple[int, int], str, str]:
    value = parse_number(text)
    meant = format_number(value) if value is not None else text
    return (
        "number-as-text",
        key,
        f"số “{text}” được gõ dạng chữ nên hàm SUM của bảng bỏ qua; đọc là {meant}",
        f"the number “{text}” is typed as text, so the sheet's SUM leaves it out; read as {meant}",
    )
