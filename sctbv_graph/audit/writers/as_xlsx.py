"""The report as a workbook: a row a finding, and a sheet of what was checked."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from sctbv_graph.audit.catalogue import find_profile, groups, load_audit_rules
from sctbv_graph.audit.places import locate
from sctbv_graph.audit.records import SEVERITIES, Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.words import BASIS, SEVERITY, WORDS, said, say_place, shorten

_FILL = {"blocker": "F4B6B6", "error": "F9D6D5", "warning": "FDEBC8", "hint": "DCEBF7"}
_HEADS = {
    "vi": (
        ("Mức", 12), ("Quy tắc", 10), ("Nhóm", 18), ("Nội dung", 60), ("Vị trí", 32),
        ("Nguyên văn", 50), ("Cách sửa", 50), ("Cơ sở", 18), ("Trạng thái", 24),
        ("Mã phát hiện", 20),
    ),
    "en": (
        ("Severity", 12), ("Rule", 10), ("Group", 18), ("Message", 60), ("Place", 32),
        ("Quote", 50), ("How to mend", 50), ("Basis", 18), ("State", 24), ("Fingerprint", 20),
    ),
}  # fmt: skip
_CHECKED = {
    "vi": (("Quy tắc", 10), ("Tên", 50), ("Kết quả", 18), ("Số phát hiện", 14), ("Ghi chú", 70)),
    "en": (("Rule", 10), ("Title", 50), ("Result", 18), ("Findings", 14), ("Note", 70)),
}
_SHEETS = {
    "vi": ("Phát hiện", "Đã kiểm những gì", "Tóm tắt"),
    "en": ("Findings", "What was checked", "Summary"),
}
_CELL_LIMIT = 32_767
"""Characters that a cell of Excel holds."""


class _InMemory(ExcelWriter):  # its stubs lack the attributes that its own method uses
    """Writes sheets without the temporary files of ``Workbook.save``: drafts are private."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet into the archive."""
        written = io.BytesIO()
        writer = WorksheetWriter(ws, written)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # noqa: SLF001
        self._archive.writestr(ws.path[1:], written.getvalue())  # type: ignore[attr-defined]
        self.manifest.append(ws)


def write_xlsx(report: Report, lang: str, strict: bool = False) -> bytes:
    """Return the report as a workbook of Excel."""
    book = Workbook()
    findings, checked, told = book.worksheets[0], book.create_sheet(), book.create_sheet()
    for sheet, name in zip((findings, checked, told), _SHEETS[lang], strict=True):
        sheet.title = name
    _head(findings, _HEADS[lang])
    for finding in report.findings:
        _append(findings, _row(report, finding, lang), _FILL[finding.severity])
    _head(checked, _CHECKED[lang])
    for row in _checked(report, lang):
        _append(checked, row, None)
    told.column_dimensions["A"].width = 24
    told.column_dimensions["B"].width = 110
    for row in _summary(report, lang, strict):
        _append(told, row, None)
    for sheet in (findings, checked):
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
    return buffer.getvalue()


def _head(sheet: Worksheet, heads: tuple[tuple[str, int], ...]) -> None:
    for number, (name, width) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number, name).font = Font(bold=True)


def _append(sheet: Worksheet, row: tuple[str | int, ...], fill: str | None) -> None:
    at = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for number, value in enumerate(row, 1):
        cell = sheet.cell(at, number)
        if isinstance(value, int):
            cell.value = value
        else:
            cell.value = _text(value)
            # A draft may hold “=…”: what is quoted from it is words, never a formula.
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if fill is not None and number == 1:
            cell.fill = PatternFill("solid", fgColor=fill)
            cell.font = Font(bold=True)


def _text(value: str) -> str:
    kept = "".join(c for c in value if c in "\t\n" or c >= " ")
    return kept[:_CELL_LIMIT]


def _row(report: Report, finding: Finding, lang: str) -> tuple[str, ...]:
    words = WORDS[lang]
    places = [say_place(locate(report.source, p), lang) for p in finding.evidence]
    state = words[finding.state] if finding.state else ""
    waiver = finding.waiver
    if waiver is not None:
        state = words["waived_until"].format(
            name=waiver.name, expires=f"{waiver.expires:%d/%m/%Y}", reason=waiver.reason
        )
    return (
        SEVERITY[lang][finding.severity],
        finding.rule.id,
        groups().get(finding.rule.group, {}).get(lang, finding.rule.group),
        said(finding, lang),
        "\n".join(places),
        "\n".join(shorten(p.quote, 300) for p in finding.evidence),
        finding.fix[lang],
        BASIS[lang].get(finding.basis, finding.basis),
        state,
        finding.fingerprint,
    )


def _checked(report: Report, lang: str) -> list[tuple[str | int, ...]]:
    words = WORDS[lang]
    found: dict[str, int] = {}
    for finding in report.findings:
        found[finding.rule.id] = found.get(finding.rule.id, 0) + 1
    rows: list[tuple[str | int, ...]] = []
    for identity, number in sorted(found.items()):
        title = load_audit_rules()[identity].title[lang]
        rows.append((identity, title, words["findings"], number, ""))
    for one in report.passed:
        note = one.message[lang] if one.rule.right_select else ""
        rows.append((one.rule.id, one.rule.title[lang], words["passed"], 0, note))
    rows += [
        (left.rule.id, left.rule.title[lang], words["not"], 0, left.reason[lang])
        for left in report.not_checked
    ]
    return rows


def _summary(report: Report, lang: str, strict: bool) -> list[tuple[str | int, ...]]:
    words = WORDS[lang]
    rows: list[tuple[str | int, ...]] = [
        (words["report"], words["fail" if report.fails(strict) else "pass"]),
        ("Tệp" if lang == "vi" else "File", report.source.name),
        ("SHA-256", report.source.sha256),
        ("Hồ sơ" if lang == "vi" else "Profile", find_profile(report.profile).label[lang]),
        ("Tóm tắt" if lang == "vi" else "Summary", summary(report, lang, strict)),
    ]
    rows += [(SEVERITY[lang][s], report.counts[s]) for s in SEVERITIES]
    rows += [
        (words["remarks"], one.vi if lang == "vi" else one.en) for one in report.source.remarks
    ]
    rows += [(words["gone"], f"{g.rule} {g.message.get(lang, '')}") for g in report.gone]
    return rows
