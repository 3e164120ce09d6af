"""The tree of a plan's parts: depth by the order of styles, numbers that repeat, closings."""

from __future__ import annotations

import pytest

from sctbv_graph.extract.section import Section
from sctbv_graph.extract.sections import sections
from sctbv_graph.model import Span


def tree(*lines: str) -> tuple[str, tuple[Section, ...]]:
    """Return a text of one paragraph a line, and its sections."""
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    text = "\n".join(lines)
    return text, sections(text, spans)


def keys(parts: tuple[Section, ...]) -> list[str]:
    """Return the keys of all sections, closings too, in the order of the document."""
    return [section.key for part in parts for section in part.walk()]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["I. A", "1. B", "1.1. C", "a) D", "- E", "+ F", "b) G", "1.2. H", "2. I", "II. J"],
         ["I", "I.1", "I.1.1", "I.1.1.a", "I.1.1.a.1", "I.1.1.a.1.1", "I.1.1.b", "I.1.2", "I.2",
          "II"]),
        (["Phần thứ nhất", "ĐÁNH GIÁ", "I. A", "II. B", "Phần thứ hai", "MỤC TIÊU", "I. C"],
         ["phan-1", "phan-1.I", "phan-1.II", "phan-2", "phan-2.I"]),
        (["A. ĐÁNH GIÁ", "I. X", "1. Y", "B. MỤC TIÊU", "I. Z", "1. W"],
         ["A", "A.I", "A.I.1", "B", "B.I", "B.I.1"]),
        (["1. Mục đích", "a) X", "1) Y", "2) Z", "b) W", "2. Mục tiêu", "a) V"],
         ["1", "1.a", "1.a.1", "1.a.2", "1.b", "2", "2.a"]),
        (["I. A", "1. B", "a) C", "1. D", "2. E", "b) F", "2. G"],
         ["I", "I.1", "I.1.a", "I.1.a.1", "I.1.a.2", "I.1.b", "I.2"]),
        (["I. A", "h) B", "i) C", "k) D", "II. E", "i) F", "ii) G"],
         ["I", "I.h", "I.i", "I.k", "II", "II.i", "II.ii"]),
        (["III. A", "1. B", "III. C", "1. D", "1. E"], ["III", "III.1", "III-2", "III-2.1",
                                                        "III-2.1-2"]),
        (["I. A", "d) B", "đ) C", "e) D"], ["I", "I.d", "I.dd", "I.e"]),
        (["I. A", "I.1. B", "I.1.1. C", "I.2. D", "II. E", "II.1 F"],
         ["I", "I.1", "I.1.1", "I.2", "II", "II.1"]),
        (["I- MỤC TIÊU", "1. B", "a) C", "a.1) D", "a.2) E", "b) F", "II.NHIỆM VỤ"],
         ["I", "I.1", "I.1.a", "I.1.a.1", "I.1.a.2", "I.1.b", "II"]),
        (["Chương I", "MỤC TIÊU", "Điều 1. B", "1. C", "Điều 2. D", "Chương II", "Điều 3. E"],
         ["chuong-1", "chuong-1.dieu-1", "chuong-1.dieu-1.1", "chuong-1.dieu-2", "chuong-2",
          "chuong-2.dieu-3"]),
        (["MỤC ĐÍCH, YÊU CẦU", "- A", "CÁC CHỈ TIÊU", "1. B", "TỔ CHỨC THỰC HIỆN", "1. C"],
         ["de-muc-1", "de-muc-1.1", "de-muc-2", "de-muc-2.1", "de-muc-3", "de-muc-3.1"]),
    ],
)  # fmt: skip
def test_depth_and_keys(lines: list[str], expected: list[str]) -> None:
    """Every style opens and goes on where its list was left; no two sections share a key."""
    assert keys(tree(*lines)[1]) == expected


def test_parts_with_one_number_stay_two() -> None:
    """Both print "IV"; each has its own words and its own children."""
    text, parts = tree("IV. PHÂN CÔNG", "1. Sở Y tế", "IV. TỔ CHỨC THỰC HIỆN", "1. Các sở")
    assert [(p.label, p.key, text[p.span.start : p.span.end]) for p in parts] == [
        ("IV", "IV", "PHÂN CÔNG"),
        ("IV", "IV-2", "TỔ CHỨC THỰC HIỆN"),
    ]
    assert [c.key for p in parts for c in p.children] == ["IV.1", "IV-2.1"]


def test_title_on_the_line_below_its_number() -> None:
    """The title of "Phần thứ nhất" stands on the next line; a part may have none at all."""
    text, parts = tree("Phần thứ nhất", "TÌNH HÌNH THỰC HIỆN", "1. Kết quả", "Phần thứ hai", "I. A")
    assert text[parts[0].span.start : parts[0].span.end] == "TÌNH HÌNH THỰC HIỆN"
    assert parts[1].span.start == parts[1].span.end


def test_plain_paragraphs_under_a_short_bullet_are_its_own() -> None:
    """The bullet "- Thủy sản" heads the sentences below it; one that is a sentence does not."""
    _, parts = tree("I. MỤC TIÊU", "- Thủy sản", "Đạt 70%.", "- Đạt 80% diện tích.", "Ngoài ra.")
    assert keys(parts) == ["I", "I.1", "I.1.1", "I.2", "I.3"]


def test_the_last_sentence_closes_the_plan() -> None:
    """The paragraph that ends in "./." belongs to no item, unless it is all the item says."""
    end = "Yêu cầu các sở, ban, ngành nghiêm túc thực hiện./."
    _, parts = tree("I. MỤC TIÊU", "II. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế", "- Chủ trì.", end)
    assert [c.key for c in parts[-1].closing] == ["II.closing"]
    _, parts = tree("I. MỤC TIÊU", "II. TỔ CHỨC", "1. Sở Y tế", "Chủ trì, báo cáo kết quả./.")
    assert parts[-1].closing == ()
    assert keys(parts)[-1] == "II.1.1"


def test_numbers_of_the_text_are_no_labels() -> None:
    """Amounts, years and dates at the start of a paragraph number nothing."""
    _, parts = tree("I. MỤC TIÊU", "3.000 lượt người", "2.5 triệu", "17/11 hằng năm", "100% xã")
    assert [c.label for c in parts[0].children] == [""] * 4
