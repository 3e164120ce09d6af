"""Layout: gaps in the numbering, columns without a name, notes and their marks, open lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.roles import heading_role
from sctbv_graph.extract.table_header import header_of
from sctbv_graph.extract.tables import kind_of
from sctbv_graph.model import Element, Span, ThingId
from sctbv_graph.observe.place import Seen
from sctbv_graph.observe.records import Noticed

_ROMAN = re.compile(r"[\s*]*([IVXL]{1,5})[\s*]*[.)][\s*]*\S")
_ITEM = re.compile(r"[\s*]*(\d{1,2})[\s*]*[.)][\s*]+\S")
_MARK = re.compile(r"\[(\d{1,2})\]")
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50}
_DOTS = re.compile(r"\.{3,}|…")
_OPEN = re.compile(rf"(?:,\s*)?(?:{_DOTS.pattern})")
_VERBS = (
    "tập trung", "thực hiện", "tổ chức", "chủ trì", "phối hợp", "tuyên truyền", "hỗ trợ",
    "xây dựng", "giám sát", "tăng cường", "đẩy mạnh", "khai thác", "rà soát", "triển khai",
    "thúc đẩy",
    "phát triển", "hướng dẫn", "kiểm tra", "đề xuất", "tham mưu", "huy động", "bố trí", "lồng ghép",
    "quản lý", "vận động", "phổ biến", "xử lý", "áp dụng", "nâng cao", "đổi mới", "nghiên cứu",
    "khuyến khích", "bảo đảm", "đảm bảo", "lập", "ban hành", "chỉ đạo", "theo dõi", "cung cấp",
    "mở rộng", "đầu tư", "thu hút",
)  # fmt: skip
_BIDS = re.compile(
    r"\W*(?:\w\s*\)\s*)?"
    r"(?:(?:Trong đó|Đồng thời|Tiếp tục|Thường xuyên|Chủ động|Khẩn trương|Tích cực),?\s+)*"
    rf"(?:{'|'.join(_VERBS)})\b",
    re.IGNORECASE,
)
"""How a sentence begins that bids somebody do something; a report of what is so does not."""
_LIKE = re.compile(r"\b(?:như|ví dụ|chẳng hạn|bao gồm cả)\b\s*:?[^;.:]*\Z", re.IGNORECASE)
_KINDS = {"Objective": "objective", "Activity": "content", "ExpectedResult": "result"}
_NAMES = {"objective": "Mục tiêu", "content": "Nội dung", "result": "Kết quả", "lead": "Chủ trì",
          "coordinate": "Phối hợp", "time": "Thời gian"}  # fmt: skip


def layout(seen: Seen) -> Iterator[Noticed]:
    """Yield what is noticed about layout."""
    yield from _gaps(seen)
    yield from _columns(seen)
    yield from _marks(seen)
    yield from _open_lists(seen)


# -- numbering -----------------------------------------------------------------------------


def _gaps(seen: Seen) -> Iterator[Noticed]:
    """Yield a part or an item whose number does not follow the one before it."""
    part, item = 0, 0
    for piece in seen.in_zones("body"):
        if piece.cell:
            continue
        span = piece.span
        if match := _ROMAN.match(seen.text, *span):
            number = _roman(match[1])
            if number is None:
                continue
            if number != part + 1:
                yield _gap(seen, match, _to_roman(part + 1))
            part, item = number, 0
        elif match := _ITEM.match(seen.text, *span):
            number = int(match[1])
            # A list may begin anew under a smaller heading; it may not leave a number out.
            if number > item + 1 and item:
                yield _gap(seen, match, str(item + 1))
            item = number


def _gap(seen: Seen, match: re.Match[str], expected: str) -> Noticed:
    span = seen.back(Span(match.start(1), match.end(1)))
    return Noticed("numbering-gap", match[1], (span,), seen.about(span), expected)


def _roman(written: str) -> int | None:
    """Return the value of a Roman number, ``None`` where it is none."""
    total = 0
    for letter, after in zip(written, [*written[1:], "I"], strict=True):
        value = _ROMANS[letter]
        total += value if value >= _ROMANS[after] else -value
    return total if total > 0 and _to_roman(total) == written else None


def _to_roman(number: int) -> str:
    made = ""
    for value, letters in (
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            made, number = made + letters, number - value
    return made


# -- columns -------------------------------------------------------------------------------


def _columns(seen: Seen) -> Iterator[Noticed]:
    """Yield a table of tasks whose rows hold more kinds of cells than its headings name."""
    tables = [t for t in seen.source.tables if kind_of(t, seen.source.text) == "tasks"]
    if seen.source.format in {"txt", "md", "ocr"}:
        yield from _flattened_columns(seen)
        return
    for table in tables:
        header = header_of(table, seen.source.text)
        if header is None:
            continue
        for at, column in enumerate(header.columns):
            cells = [row[at] for row in table.rows[header.end :] if row[at].columns == 1]
            filled = [cell for cell in cells if cell.span is not None]
            if column.heading is None and filled:
                span = filled[0].span
                assert span is not None
                yield Noticed("column-unnamed", str(at + 1), (span,), seen.plan.document.id)


def _flattened_columns(seen: Seen) -> Iterator[Noticed]:
    """Tell by the kinds of cells that were made out: Plan 211 has contents and no such heading."""
    annex = next((e for e in seen.plan.elements if e.id.key.endswith("/annex")), None)
    if annex is None or len(annex.passages) < 4:
        return
    named = {heading_role(seen.source.words(p.span)) for p in annex.passages}
    held = {role: e for e in reversed(seen.plan.elements) for role in _held(e, annex)}
    for role, name in _NAMES.items():
        if role in held and role not in named:
            spans = (annex.passages[0].span, held[role].span)
            yield Noticed("column-unnamed", name, spans, annex.id)


def _held(element: Element, annex: Element) -> Iterator[str]:
    if element.cls == "Task" and element.part_of == annex.id:
        yield from (a.role for a in element.assignments if a.role != "participate")
        if element.time_frame:
            yield "time"
    elif element.part_of and element.part_of.type == "task" and element.cls in _KINDS:
        yield _KINDS[element.cls]


# -- notes ---------------------------------------------------------------------------------


def _marks(seen: Seen) -> Iterator[Noticed]:
    """Yield marks that no note answers and notes that no mark calls (flattened text only).

    A word processor keeps the two together; in text the mark is "[1]".
    """
    if seen.source.notes:
        return
    notes: dict[str, Span] = {}
    marks: dict[str, Span] = {}
    for piece in seen.pieces:
        for match in _MARK.finditer(seen.text, *piece.span):
            first = not seen.text[piece.span.start : match.start()].strip(" *\n")
            where = notes if piece.zone == "note" and first else marks
            where.setdefault(match[1], Span(match.start(), match.end()))
    for number, span in marks.items():
        if number not in notes:
            yield _mark(seen, "mark-without-note", span)
    for number, span in notes.items():
        if number not in marks:
            yield _mark(seen, "note-without-mark", span)


def _mark(seen: Seen, kind: str, span: Span) -> Noticed:
    back = seen.back(span)
    return Noticed(kind, seen.words(span), (back,), seen.about(back))


# -- open lists ----------------------------------------------------------------------------


def _open_lists(seen: Seen) -> Iterator[Noticed]:
    """Yield dots that leave open what is to be done (Plan 211, lines 33, 42).

    Only in solutions and duties, and not after "như …", which gives examples.
    """
    binding: dict[ThingId, Element] = {
        e.id: e for e in seen.plan.elements if e.cls in {"Solution", "Duty"}
    }
    for piece in seen.in_zones("body"):
        if piece.cell or not _DOTS.search(seen.text, *piece.span):
            continue
        for match in _OPEN.finditer(seen.text, *piece.span):
            back = seen.back(Span(match.start(), match.end()))
            before = seen.text[piece.span.start : match.start()]
            inside = max(before.rfind("("), before.rfind("“")) > max(
                before.rfind(")"), before.rfind("”")
            )
            sentence = re.split(r"(?<=[^.\d]\.)\s+", before)[-1]
            starts = (sentence, re.split(r":\s+", sentence)[-1])
            bids = any(_BIDS.match(start.lstrip("-–+*• \n")) for start in starts)
            if seen.about(back) in binding and bids and not _LIKE.search(before) and not inside:
                yield _open(seen, piece.span, match)


def _open(seen: Seen, piece: Span, match: re.Match[str]) -> Noticed:
    start = max(seen.text.rfind(sign, piece.start, match.start()) for sign in ",;:") + 1
    start = start or piece.start
    if not seen.text[start : match.start()].strip():
        start = max(seen.text.rfind(sign, piece.start, start - 1) for sign in ",;:") + 1
    words = Span(start + len(seen.text[start:]) - len(seen.text[start:].lstrip()), match.end())
    span = seen.back(words)
    return Noticed("open-list", seen.words(words), (span,), seen.about(span))
