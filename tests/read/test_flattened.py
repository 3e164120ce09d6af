"""Text that law sites flatten: paragraphs joined, torn tables put together again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sctbv_graph.read import SourceDocument, read
from sctbv_graph.read.blocks import Table
from sctbv_graph.read.markup import plain
from sctbv_graph.read.open import read_bytes
from tests.beside import SAMPLES

LETTERHEAD = """|
**ỦY BAN NHÂN
DÂN**
TỈNH LAI CHÂU
--------
|
**CỘNG HÒA XÃ
HỘI CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số:
7360/KH-UBND
|
*Lai Châu, ngày
19 tháng 11 năm 2025*
|


**KẾ HOẠCH**

TRIỂN KHAI THI HÀNH LUẬT

- Phát triển kinh tế
- xã hội của tỉnh theo hướng *(NSNN) *bền vững.

- Ý thứ hai.
"""

TORN = """Lời dẫn của bảng

|
**TT**
|
**Nội dung**
|
**Chủ trì**
|
**Thời gian**
|
|
**I**
|
**NHÓM MỘT**
|
|
1
|
Rà soát chính
sách
|
Sở Tài chính
|
2026
|
|
2
|
Đào tạo
|
|
|
|
|
**Tổng cộng**
|
|
5
|

Hết bảng
"""


def document(text: str) -> SourceDocument:
    return read_bytes(text.encode(), "ke-hoach.md")


def words(source: SourceDocument) -> list[str]:
    return [source.words(b.span) for b in source.blocks if b.kind == "paragraph"]


def cells(source: SourceDocument, table: Table) -> list[list[str]]:
    return [
        [" / ".join(source.words(p) for p in c.paragraphs) if c.paragraphs else c.state
         for c in row]
        for row in table.rows
    ]  # fmt: skip


def test_wrapped_lines_are_one_paragraph() -> None:
    """A dash that a wrap brought to the start of a line begins no new paragraph."""
    found = words(document(LETTERHEAD))
    assert found == [
        "KẾ HOẠCH",
        "TRIỂN KHAI THI HÀNH LUẬT",
        "- Phát triển kinh tế - xã hội của tỉnh theo hướng (NSNN) bền vững.",
        "- Ý thứ hai.",
    ]


def test_letterhead_is_a_table_of_lines() -> None:
    """The two halves of the letterhead come back, each of its lines apart."""
    source = document(LETTERHEAD)
    (table,) = [b.table for b in source.blocks if b.table]
    assert cells(source, table) == [
        ["ỦY BAN NHÂN DÂN / TỈNH LAI CHÂU",
         "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc"],
        ["Số: 7360/KH-UBND", "Lai Châu, ngày 19 tháng 11 năm 2025"],
    ]  # fmt: skip


def test_rows_of_a_torn_table() -> None:
    """The border of rows looks like an empty cell; a group's heading is a short row."""
    source = document(TORN)
    (table,) = [b.table for b in source.blocks if b.table]
    assert cells(source, table) == [
        ["TT", "Nội dung", "Chủ trì", "Thời gian"],
        ["I", "NHÓM MỘT", "unknown", "unknown"],
        ["1", "Rà soát chính sách", "Sở Tài chính", "2026"],
        ["2", "Đào tạo", "empty", "empty"],
        ["empty", "Tổng cộng", "empty", "5"],
    ]
    assert words(source) == ["Lời dẫn của bảng", "Hết bảng"]


def test_a_table_of_whole_lines() -> None:
    """Markdown's own tables are read too; the rule under the headings marks them."""
    source = document("Bảng\n\n| TT | Nội dung |\n|----|:---|\n| 1 | Đào tạo |\n\n\n\nHết\n")
    (table,) = [b.table for b in source.blocks if b.table]
    assert cells(source, table) == [["TT", "Nội dung"], ["1", "Đào tạo"]]
    assert table.header_rows == 1


def test_lines_of_plain_text_stay_lines() -> None:
    """Text with a line a paragraph is left as it is."""
    source = read_bytes("KẾ HOẠCH\nI. MỤC TIÊU\n1. Phấn đấu 70%.\n".encode(), "a.txt")
    assert [b.kind for b in source.blocks] == ["line"] * 3


@given(st.text(alphabet="ab Ố*|-\n1.)", max_size=120))
@example("\n\n\n|\na\n\n\n\n")
@example("||\na|\n|b.\n||")
@example("|a|b|\nb\n|\n\n\n")
def test_any_text_is_read(text: str) -> None:
    """Spans lie in the text, in order, and nothing that is a letter is left out of the blocks."""
    if not text.strip():
        return
    source = read_bytes(text.encode(), "a.md")
    assert len(plain(text)) == len(text)
    at = 0
    for block in source.blocks:
        assert at <= block.span.start < block.span.end <= len(text)
        at = block.span.end
    letters = [i for i, c in enumerate(text) if c in "abỐ"]
    assert all(any(b.span.start <= i < b.span.end for b in source.blocks) for i in letters)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample plans are not here")
@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("ca-mau_0204-KH-UBND_2025.md", [(47, 8), (54, 8), (28, 8), (29, 7), (35, 8)]),
        ("dong-thap_552-KH-UBND_2025.md", [(24, 5)]),
        ("ha-noi_310-KH-UBND_2025.md", [(7, 5)]),
        ("thanh-hoa_235-KH-UBND_2025.md", [(27, 6), (9, 7), (54, 4)]),
    ],
)
def test_tables_of_the_samples(name: str, shapes: list[tuple[int, int]]) -> None:
    """Rows and columns counted by hand; the letterhead and the end come first."""
    tables = [b.table for b in read(SAMPLES / name).blocks if b.table]
    assert [(len(t.rows), len(t.rows[0])) for t in tables][2:] == shapes
