"""Doubts and suggested ties as a TOML to fill in, comments in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sctbv_graph.reference import quoted
from sctbv_graph.review.drafts import Name
from sctbv_graph.review.records import Doubt
from sctbv_graph.vietnamese.fold import squeeze
from sctbv_graph.vietnamese.numbers import format_number

_HEAD = {
    "vi": (
        "Những điểm còn ngờ của “{file}” ({key}): {count}; gợi ý chờ xác nhận: {ties}.",
        "",
        "Cách điền: ghi tên người quyết định (name) và ngày (date) một lần ở dưới; ở mỗi điểm",
        "muốn quyết định, ghi value (một trong các cách đọc) và reason (vì sao). Điểm nào để",
        "value trống thì vẫn còn ngờ. Không sửa fact, quote, within: chúng cho biết quyết định",
        "còn đúng chỗ hay không. Nộp lại: sctbv review “{file}” --decide TỆP-NÀY.toml",
        "",
        "Thứ tự: tiền trước chữ. Đơn vị tiền, cột kinh phí, ai làm, bao giờ, văn bản nào, bao",
        "nhiêu, số thứ tự, cuối cùng là ô chữ; trong mỗi loại, điểm chưa có giá trị trước điểm",
        "đã suy ra, rồi đến số tiền liên quan, rồi đến vị trí trong văn bản. Sau cùng là gợi ý.",
    ),
    "en": (
        "What is in doubt in “{file}” ({key}): {count}; suggestions to be confirmed: {ties}.",
        "",
        "To fill in: give name (who decides) and date once below; at each point that you decide",
        "give value (one of the readings) and reason (why). A point whose value stays empty",
        "stays in doubt. Leave fact, quote and within alone: they tell whether a decision still",
        "speaks of the same place. Hand it in: sctbv review “{file}” --decide THIS-FILE.toml",
        "",
        "Order: money before words. Unit of money, columns of amounts, who, when, which document,",
        "how much, row numbers, last cells of words; within a kind what has no value yet before",
        "what was inferred, then by the money that hangs on it, then by place in the text.",
        "Last come the suggestions.",
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
    "suggestion": (
        "GỢI Ý: DÒNG NÀO CỦA PHỤ LỤC PHỤC VỤ MỤC TIÊU, GIẢI PHÁP NÀO",
        "SUGGESTIONS: WHICH ROW OF THE ANNEX SERVES WHICH OBJECTIVE OR SOLUTION",
    ),
}
_TIES = {
    "vi": (
        "Văn bản không nói dòng nào phục vụ mục tiêu nào; chương trình chỉ thấy nội dung gần nhau.",
        "confirm: đúng, từ nay kiểm tra coi là dữ kiện; reject: sai, không gợi ý nữa. quote là tên",
        "dòng, within là mục tiêu hoặc giải pháp. Trước hết là những chỗ chưa có gợi ý nào mạnh.",
    ),
    "en": (
        "No document says which row serves what; the program only sees that they are about the",
        "same. confirm: right, the audit takes it as a fact; reject: wrong, suggest it no more.",
        "quote is the name of the row, within the objective or solution. First come those that no",
        "strong suggestion leads to.",
    ),
}
_DRAFT = {
    "vi": "Văn bản chưa có số: quyết định đi theo tên và cơ quan ban hành dưới đây, đừng sửa.",
    "en": "The document has no number yet: decisions follow the name and issuer below; leave them.",
}
_LIKELIHOOD = {"strong": ("mạnh", "strong"), "weak": ("yếu", "weak")}
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
_OF_TIE = {
    "confirm": ("đúng, dòng này phục vụ", "right, the row serves it"),
    "reject": ("sai, không gợi ý nữa", "wrong, suggest it no more"),
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
    found: Sequence[Doubt], key: str, name: Name, file: str, lang: str, decided: int = 0
) -> str:
    """Return the TOML; of a document without a number it carries the ``name``.

    ``found`` are its doubts and after them its suggested ties, ``decided`` how many decisions a
    person has taken already.
    """
    at = 1 if lang == "en" else 0
    spoken = "en" if at else "vi"
    ties = sum(one.kind == "suggestion" for one in found)
    said = {"file": file, "key": key, "count": len(found) - ties, "ties": ties}
    lines = [_comment(line.format(**said)) for line in _HEAD[spoken]]
    if decided:
        word = ("Đã quyết định", "Decided already")[at]
        lines += ["#", f"# {word}: {decided} (decisions/{key}.toml)."]
    lines += ["", f"document = {quoted(key)}", 'name = ""', 'date = ""']
    if name.draft and name.title:
        lines += ["", _comment(_DRAFT[spoken]), *name.as_toml().splitlines()]
    number = 0
    for kind, group in groupby(found, key=lambda doubt: doubt.kind):
        alike = list(group)
        lines += ["", "", f"# ===== {_TITLES[kind][at]} ({len(alike)}) ====="]
        lines += map(_comment, _TIES[spoken] if kind == "suggestion" else ())
        for doubt in alike:
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
    if doubt.likelihood:
        basis = f"{('gợi ý', 'suggested')[at]} ({_LIKELIHOOD[doubt.likelihood][at]})"
    yield _comment(f"{basis}: {doubt.reason or '—'}")
    if doubt.current:
        yield _comment(f"{('Đang đọc', 'Read as')[at]}: {_meant(doubt.current, at)}")
    offered = [_meant(value, at, doubt.kind) for value in doubt.choices]
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


def _meant(value: str, at: int, kind: str = "") -> str:
    meaning = _OF_TIE.get(value) if kind == "suggestion" else _MEANINGS.get(value)
    return f"{value} ({meaning[at]})" if meaning else value


def _cut(text: str) -> str:
    words = squeeze(text)
    return words if len(words) <= _LONG else words[:_LONG].rsplit(" ", 1)[0] + "…"


def _comment(text: str) -> str:
    return f"# {squeeze(text)}".rstrip()
