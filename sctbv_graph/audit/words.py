"""The words of every report, Vietnamese and English, and how a place is said."""

from __future__ import annotations

from sctbv_graph.audit.places import Place
from sctbv_graph.audit.records import Finding

SEVERITY = {
    "vi": {"blocker": "CHẶN", "error": "LỖI", "warning": "CẢNH BÁO", "hint": "GỢI Ý"},
    "en": {"blocker": "BLOCKER", "error": "ERROR", "warning": "WARNING", "hint": "HINT"},
}
BASIS = {
    "vi": {
        "read": "đọc trong văn bản",
        "forced": "suy ra chắc chắn",
        "inferred": "suy đoán",
        "open": "còn để ngỏ",
        "confirmed": "người đã xác nhận",
    },
    "en": {
        "read": "read in the text",
        "forced": "follows for certain",
        "inferred": "inferred",
        "open": "left open",
        "confirmed": "confirmed by a person",
    },
}
WORDS = {
    "vi": {
        "line": "dòng",
        "row": "hàng",
        "column": "cột",
        "table": "bảng",
        "page": "trang",
        "sheet": "trang tính",
        "total_row": "hàng tổng",
        "fix": "Cách sửa",
        "why": "Vì sao",
        "clause": "Căn cứ",
        "more": "và {n} chỗ nữa",
        "passed": "Đã kiểm, đạt",
        "not": "Chưa kiểm được",
        "fail": "CHƯA ĐẠT",
        "pass": "ĐẠT",
        "none": "Không có phát hiện nào.",
        "waived": "Được miễn trừ",
        "waived_until": "{name} miễn trừ đến hết {expires}: {reason}",
        "new": "mới",
        "unchanged": "còn nguyên",
        "gone": "Đã hết so với báo cáo trước",
        "basis": "Cơ sở",
        "findings": "Phát hiện",
        "rules": "Quy tắc",
        "report": "Kết quả kiểm tra",
        "remarks": "Lưu ý khi đọc tệp",
    },
    "en": {
        "line": "line",
        "row": "row",
        "column": "column",
        "table": "table",
        "page": "page",
        "sheet": "sheet",
        "total_row": "row of totals",
        "fix": "How to mend",
        "why": "Why",
        "clause": "Rests on",
        "more": "and {n} more places",
        "passed": "Checked and right",
        "not": "Not checked",
        "fail": "FAIL",
        "pass": "PASS",
        "none": "Nothing found.",
        "waived": "Waived",
        "waived_until": "waived by {name} until {expires}: {reason}",
        "new": "new",
        "unchanged": "unchanged",
        "gone": "Gone since the last report",
        "basis": "Basis",
        "findings": "Findings",
        "rules": "Rules",
        "report": "Audit report",
        "remarks": "Noticed while reading the file",
    },
}


def say_place(place: Place, lang: str) -> str:
    """Return a place in words: "dòng 97, hàng tổng", "bảng 2, hàng 5, cột 8 “Ghi chú”".

    In a file with cells the cell is named and the line left out: nobody sees lines in Word.
    """
    words = WORDS[lang]
    parts = []
    if place.sheet:
        parts.append(f"{words['sheet']} “{place.sheet}”")
    if place.page is not None:
        parts.append(f"{words['page']} {place.page}")
    if place.cell is not None:
        if not place.sheet:
            parts.append(f"{words['table']} {place.table}")
        total = f" – {words['total_row']}" if place.annex_row == 0 else ""
        heading = f" “{place.heading}”" if place.heading else ""
        parts.append(f"{words['row']} {place.cell[0]}{total}")
        parts.append(f"{words['column']} {place.cell[1]}{heading}")
        return ", ".join(parts)
    parts.append(f"{words['line']} {place.line}")
    if place.annex_row == 0:
        parts.append(words["total_row"])
    elif place.annex_row is not None:
        parts.append(f"{words['row']} {place.annex_row}")
    if place.heading:
        parts.append(f"{words['column']} “{place.heading}”")
    return ", ".join(parts)


def said(finding: Finding, lang: str) -> str:
    """Return what a finding says, with the name of its thing where the message names none."""
    message = finding.message.get(lang, finding.message.get("vi", ""))
    if not finding.label or finding.figures:
        return message
    return f"{message}: {shorten(finding.label)}"


def shorten(text: str, limit: int = 90) -> str:
    """Return a text on one line, cut at a word where it is longer than ``limit``.

    >>> shorten("một hai ba", 7)
    'một…'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + "…"
