"""Why an answer is empty, as data and as sentences in both languages.

And since silence is not absence, it is always said which documents were read in full and which are
only known because others name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing without which there would be rows.

    ``kind`` is "parameter", "name" (nothing in the graph is called so), "part" (of the query) or
    "end" (HAVING, LIMIT or OFFSET); ``text`` is the parameter, name or part itself.
    """

    kind: str
    text: str
    value: str = ""
    rows: int = 0
    near: tuple[str, ...] = ()
    label: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no row, and what was searched."""

    causes: tuple[Cause, ...]
    read: tuple[str, ...]
    unread: int

    def sentences(self, lang: str) -> list[str]:
        """Return the explanation as sentences in a language."""
        made = [_sentence(cause, lang) for cause in self.causes]
        names = ", ".join(self.read[:6]) + ("…" if len(self.read) > 6 else "")
        if lang == "en":
            made.append(
                f"Searched: {len(self.read)} documents read in full ({names}). {self.unread} more "
                "are known only because others name them and were not read: that nothing was "
                "found does not mean that they say nothing."
            )
        else:
            made.append(
                f"Đã tìm trong {len(self.read)} văn bản đọc toàn văn ({names}). {self.unread} văn "
                "bản khác chỉ biết qua viện dẫn, chưa được đọc: không thấy ở đây không có nghĩa "
                "là chúng không nói đến."
            )
        return made


def _sentence(cause: Cause, lang: str) -> str:
    near = "; ".join(cause.near)
    name = (cause.label or {}).get(lang, cause.text)
    vi = lang != "en"
    if cause.kind == "parameter":
        said = (
            f"Tham số “{name}” = “{cause.value}” làm rỗng kết quả: bỏ nó thì có {cause.rows} dòng."
            if vi
            else f"The parameter “{name}” = “{cause.value}” empties the answer: without it "
            f"there are {cause.rows} rows."
        )
        there = "Gần nhất mà có dữ liệu" if vi else "Nearest with rows"
    elif cause.kind == "name":
        said = (
            f"Trong đồ thị không có “{cause.text}”."
            if vi
            else f"Nothing in the graph is called “{cause.text}”."
        )
        there = "Gần nhất" if vi else "Nearest"
    elif cause.kind == "end":
        said = (
            "Phần HAVING, LIMIT hoặc OFFSET bỏ hết các dòng tìm được."
            if vi
            else "HAVING, LIMIT or OFFSET leaves out every row that was found."
        )
        there = ""
    else:
        said = (
            f"Phần này làm rỗng kết quả: {cause.text}"
            if vi
            else f"This part empties the answer: {cause.text}"
        )
        there = "Gần nhất" if vi else "Nearest"
    return said + (f" {there}: {near}." if near else "")
