"""The title that a text gives a cited document: "Quyết định số 889/QĐ-TTg … về việc phê duyệt …".

In goes where a number, its date and its issuer end; out comes the span of the title, if one
follows. It may hold the numbers of other documents, and ends where the sentence goes on with one.
"""

from __future__ import annotations

import re

from sctbv_graph.extract.citations import NUMBER, TYPE_WORDS
from sctbv_graph.model import Span

_ENDS = re.compile(
    rf"[;.]|,\s*(?:Ủy ban|Uỷ ban|UBND)|(?:,|\s+và)\s+{TYPE_WORDS}\s+(?:số|\d)|"
    r"\s+và\s+hỗ\s+trợ|\Z"
)
_OPENS = re.compile(
    r"\s*,?\s*(?:\([^()]*\)\s*)?(?P<title>v/v|về|ban\s+hành|phê\s+duyệt|quy\s+định|hướng\s+dẫn|sửa\s+đổi|"
    r"bổ\s+sung|thông\s+báo|kết\s+luận|công\s+bố|giao|thành\s+lập|kiện\s+toàn|điều\s+chỉnh|thông\s+qua|"
    r"chi\s+tiết|tổ\s+chức|triển\s+khai|thực\s+hiện|đẩy\s+mạnh|tăng\s+cường|bãi\s+bỏ|quyết\s+định)\s",
    re.IGNORECASE,
)
_MOST_AFTER = 8
"""Words that may stand between a number inside a title and the "và" of the same title."""


def title_after(text: str, position: int, limit: int, number_end: int) -> Span | None:
    """Return the title that stands at ``position``, ``None`` where none does.

    ``number_end`` is where the cited document's own number ends; numbers behind it are those of
    the title.
    """
    opens = _OPENS.match(text, position, limit)
    return _title(text, opens.start("title"), limit, number_end) if opens else None


def _title(text: str, start: int, limit: int, number_end: int) -> Span | None:
    """Return the title as cited, up to where the sentence goes on with another document.

    "… về thực hiện Nghị quyết số 71/NQ-CP và Nghị quyết số 57-NQ/TW": both stand in the title.
    """
    end = start
    while True:
        stop = _ENDS.search(text, end, limit)
        end = stop.start() if stop else limit
        if stop is None or not stop.group().lstrip().startswith("và ") or stop.end() >= limit:
            break
        inner = [m.end() for m in NUMBER.finditer(text, max(start, number_end), end)]
        if not inner or len(text[inner[-1] : end].split()) > _MOST_AFTER:
            break
        end = stop.end()
    piece = text[start:end]
    words = piece.strip(" ,:\n")
    if len(words.split()) < 3 or words.startswith((")", "và ")):
        return None
    first = start + piece.index(words)
    return Span(first, first + len(words))
