"""The doubts of a document as a TOML to fill in, comments in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sctbv_graph.review.filed import quoted
from sctbv_graph.review.records import Doubt
from sctbv_graph.vietnamese.fold import squeeze
from sctbv_graph.vietnamese.numbers import format_number

_HEAD = {
    "vi": (
        "Những điểm còn ngờ của “{file}” ({key}): {count}.",
        "",
        "Cách điền: ghi tên người quyết định (name) và ngày (date) một lần ở dưới; ở mỗi điểm",
        "muốn quyết định, ghi value (một trong các cách đọc) và reason (vì sao). Điểm nào để",
        "value trống thì vẫn còn ngờ. Không sửa fact, quote, within: chúng cho biết quyết định",
        "còn đúng chỗ hay không. Nộp lại: sctbv review “{file}” --decide TỆP-NÀY.toml",
        "",
        "Thứ tự: tiền trước chữ. Đơn vị tiền, cột kinh phí, ai làm, bao giờ, văn bản nào, bao",
        "nhiêu, số thứ tự, cuối cùng là ô chữ; trong mỗi loại, điểm chưa có giá trị trước điểm",
        "đã suy ra, rồi đến số tiền liên quan, rồi đến vị trí trong văn bản.",
    ),
    "en": (
        "What is in doubt in “{file}” ({key}): {count}.",
        "",
        "To fill in: give name (who decides) and date once below; at each point that you decide",
        "give value (one of the readings) and reason (why). A point whose value stays empty",
        "stays in doubt. Leave fact, quote and within alone: they tell whether a decision still",
        "speaks of the same place. Hand it in: sctbv review “{file}” --decide THIS-FILE.toml",
        "",
        "Order: money before words. Unit of money, columns of amounts, who, when, which document,",
        "how much, row numbers, last cells of words; within a kind what has no value yet before",
        "what was inferred, then by the money that hangs on it, then by place in the text.",
    ),
}
_TITLES = {
    "unit": ("ĐƠN VỊ TIỀN", "UNIT OF MONEY"),
    "column": ("CỘT KINH PHÍ", "COLUMNS OF AMOUNTS"),
    "role": ("AI LÀM", "WHO"),
    "time": ("BAO GIỜ", "WHEN"),
    "document": ("VĂN BẢN NÀO", "WHICH DOCUMENT"),
    "quantity": ("BAO NHIÊU", "HOW MUCH"),
    "row": ("SỐ THỨ TỰ DÒNG", "ROW NUMBERS"),
    "cell": ("Ô CHỮ: MỤC TIÊU, NỘI DUNG HAY KẾT QUẢ", "WORDS: OBJECTIVE, CONTENT OR RESULT"),
    "other": ("ĐIỀU KHÁC", "OTHER"),
}
_MEANINGS = {
    "local-budget": ("ngân sách địa phương", "local budget"),
    "central-budget": ("ngân sách trung ương", "central budget"),
    "other-source": ("nguồn khác", "other source"),
    "objective": ("mục tiêu", "objective"),
    "content": ("nội dung", "content"),
    "result": ("kết quả", "result"),
    "confirm": ("đúng như đang đọc", "right as it is read"),
    "reject": ("sai, bỏ dữ kiện này", "wrong, withdraw this fact"),
    "unidentified": ("không rõ văn bản nào", "nobody can say which"),
    "vnd": ("đồng", "dong"),
    "thousand-vnd": ("nghìn đồng", "thousand dong"),
    "million-vnd": ("triệu đồng", "million dong"),
    "billion-vnd": ("tỷ đồng", "billion dong"),
}
_MORE = {
    "time": ("hoặc năm khác, ví dụ 2024", "or another year, for example 2024"),
    "document": (
        "hoặc khóa của văn bản, ví dụ document/889-qd-ttg-2020",
        "or the key of the document, for example document/889-qd-ttg-2020",
    ),
}
_PLACE = {
    "startLine": ("dòng", "line"),
    "sheet": ("trang tính", "sheet"),
    "page": ("trang", "page"),
    "tableIndex": ("bảng", "table"),
    "tableRow": ("hàng", "row"),
    "tableColumn": ("cột", "column"),
}
_LONG = 96


def form(
    doubts: Sequence[Doubt], key: str, file: str, lang: str, decided: Iterable[str] = ()
) -> str:
    """Return the TOML; ``decided`` are facts that a person has decided already."""
    at = 1 if lang == "en" else 0
    said = {"file": file, "key": key, "count": len(doubts)}
    lines = [_comment(line.format(**said)) for line in _HEAD["en" if at else "vi"]]
    settled = len(list(decided))
    if settled:
        word = ("Đã quyết định", "Decided already")[at]
        lines += ["#", f"# {word}: {settled} (decisions/{key}.toml)."]
    lines += ["", f"document = {quoted(key)}", 'name = ""', 'date = ""']
    number = 0
    for kind, group in groupby(doubts, key=lambda doubt: doubt.kind):
        found = list(group)
        lines += ["", "", f"# ===== {_TITLES[kind][at]} ({len(found)}) ====="]
        for doubt in found:
            number += 1
            lines += ["", *_entry(doubt, number, at)]
    return "\n".join(lines) + "\n"


def _entry(doubt: Doubt, number: int, at: int) -> Iterator[str]:
    place = ", ".join(f"{_PLACE[name][at]} {value}" for name, value in _places(doubt))
    money = ""
    if doubt.weight and doubt.kind != "cell":
        dong = f"{doubt.weight:,.0f} VND" if at else f"{format_number(doubt.weight)} đồng"
        money = f" · {dong}"
    yield _comment(f"{number}. “{_cut(doubt.quote)}” — {_cut(doubt.within)} ({place}){money}")
    basis = {"open": ("để ngỏ", "open"), "inferred": ("suy ra", "inferred")}[doubt.basis][at]
    yield _comment(f"{basis}: {doubt.reason or '—'}")
    if doubt.current:
        yield _comment(f"{('Đang đọc', 'Read as')[at]}: {_meant(doubt.current, at)}")
    offered = [_meant(value, at) for value in doubt.choices]
    offered += [_MORE[doubt.kind][at]] if doubt.kind in _MORE and "#" in doubt.fact else []
    yield _comment(f"{('Chọn', 'Choose')[at]}: {' | '.join(offered)}")
    unlikely = [value for value in doubt.choices if value not in doubt.likely]
    if doubt.kind == "column" and unlikely and doubt.likely:
        word = ("chỉ khi ghi chú trong bảng sai", "only where a note in the table is wrong")[at]
        yield _comment(f"({word}: {', '.join(unlikely)})")
    yield "[[decision]]"
    yield f"fact = {quoted(doubt.fact)}"
    yield f"quote = {quoted(doubt.quote)}"
    yield f"within = {quoted(doubt.within)}"
    yield 'value = ""'
    yield 'reason = ""'


def _places(doubt: Doubt) -> Iterator[tuple[str, str]]:
    for name in _PLACE:
        if name in doubt.place:
            yield name, doubt.place[name]


def _meant(value: str, at: int) -> str:
    meaning = _MEANINGS.get(value)
    return f"{value} ({meaning[at]})" if meaning else value


def _cut(text: str) -> str:
    words = squeeze(text)
    return words if len(words) <= _LONG else words[:_LONG].rsplit(" ", 1)[0] + "…"


def _comment(text: str) -> str:
    return f"# {squeeze(text)}".rstrip()
