"""What is known to go wrong in Virtuoso, in the beginnings of sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer could be wrong: the beginning of a sentence in each language."""

    vi: str
    en: str


DIVIDED = Doubt(
    "Virtuoso chia số nguyên bỏ phần lẻ", "Virtuoso divides whole numbers without their rest"
)
SUBTRACTED = Doubt("Virtuoso trừ hai ngày sai", "Virtuoso subtracts days wrongly")
CYCLE = Doubt(
    "Virtuoso bỏ sót nút đầu của đường lặp (+)",
    "Virtuoso leaves the first node of a cycle out of a path with +",
)
DESCRIBED = Doubt(
    "DESCRIBE của Virtuoso thêm cả câu trỏ vào và bỏ nút trống",
    "Virtuoso's DESCRIBE adds what points there and leaves out blank nodes",
)
MONTHS = Doubt(
    "Virtuoso so sánh tháng, năm và giờ không như SPARQL",
    "Virtuoso compares months, years and times otherwise than SPARQL",
)
UNTRUE = Doubt(
    "Virtuoso trả giá trị đúng/sai tính được thành số 0, 1",
    "Virtuoso gives truth values that were worked out as the numbers 0 and 1",
)
LETTERS = Doubt(
    "Virtuoso ghép chữ có dấu với chữ trong truy vấn thành chữ hỏng",
    "Virtuoso garbles letters with marks where it joins them to words of the query",
)
ADDRESSED = Doubt(
    "Virtuoso trả IRI chọn bằng IF hoặc COALESCE thành chữ",
    "Virtuoso gives an IRI that IF or COALESCE chose as text",
)
EXPRESSIONS = Doubt(
    "Biểu thức chính quy của Virtuoso sai với chữ có dấu",
    "Virtuoso's regular expressions go wrong on letters with marks",
)
SUMMED = Doubt(
    "Virtuoso cộng không dòng nào thành không có giá trị",
    "Virtuoso's sum over no rows has no value",
)
VALUES = Doubt(
    "Virtuoso bỏ mất mọi dòng của UNION có nhánh chỉ là VALUES",
    "Virtuoso loses all rows of a UNION of which one branch is VALUES alone",
)
CHOSEN = Doubt(
    "Virtuoso chọn sai trong COALESCE nhiều biến hoặc sau UNION",
    "Virtuoso chooses wrongly in COALESCE of several variables or behind a UNION",
)
OUTSIDE = Doubt(
    "Virtuoso xét sai FILTER trong OPTIONAL so với biến ở ngoài",
    "Virtuoso goes wrong on a FILTER in an OPTIONAL that compares with a variable from outside",
)
TWICE = Doubt(
    "Virtuoso đếm hai lần một phát biểu có ở hai đồ thị",
    "Virtuoso counts a statement twice that stands in two graphs",
)


def unknown(name: str) -> Doubt:
    """Return the doubt about a function that is on no list."""
    return Doubt(
        f"Hàm {name} của Virtuoso chưa được đối chiếu",
        f"Virtuoso's function {name} has not been held against another engine",
    )
