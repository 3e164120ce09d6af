"""Tables whole in Markdown: cells where they stand, in flattened text and in text a line each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctbv_graph.extract import extract
from sctbv_graph.model import Knowledge
from sctbv_graph.read import SourceDocument
from sctbv_graph.read.blocks import Table
from sctbv_graph.read.open import read_bytes

ANNEX = """PHỤ LỤC
DANH MỤC NHIỆM VỤ NĂM 2026
Đơn vị tính: triệu đồng

| TT | Nhiệm vụ | Cơ quan chủ trì | Kết quả | Kinh phí |
|:--:|----------|-----------------|---------|---------:|
| I  | Tuyên truyền |  |  | 70 |
| 1 | Tập huấn tiết kiệm điện<br>cho doanh nghiệp | Sở Công Thương | 02 lớp | 20 |
| 2 | In tờ rơi \\| áp phích | Sở Công Thương | 500 tờ | 50 |
"""
HEAD = """ỦY BAN NHÂN DÂN TỈNH CÀ MAU

Số: 12/KH-UBND

KẾ HOẠCH

Thực hiện sản xuất bền vững năm 2026

I. MỤC TIÊU

1. Giảm chất thải.

II. NHIỆM VỤ

1. Tuyên truyền về tiêu dùng bền vững.

III. TỔ CHỨC THỰC HIỆN

1. Sở Công Thương chủ trì thực hiện Kế hoạch.

"""


def read(text: str) -> SourceDocument:
    """Read Markdown."""
    return read_bytes(text.encode(), "ke-hoach.md")


def table_of(source: SourceDocument) -> Table:
    """Return the one table of a document."""
    (found,) = [block.table for block in source.blocks if block.table]
    return found


def words(source: SourceDocument) -> list[list[str]]:
    """Return the paragraphs of each cell, joined by a stroke."""
    return [
        [" / ".join(source.quote(span) for span in cell.paragraphs) for cell in row]
        for row in table_of(source).rows
    ]


@pytest.mark.parametrize("head", [HEAD, HEAD.replace("\n\n", "\n")])
def test_cells_are_quoted_where_they_stand(head: str) -> None:
    """With blank lines between paragraphs and without."""
    source = read(head + ANNEX)
    assert words(source)[0] == ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Kết quả", "Kinh phí"]
    assert words(source)[2][1] == "Tập huấn tiết kiệm điện / cho doanh nghiệp"
    assert words(source)[3][1] == "In tờ rơi \\| áp phích"
    assert table_of(source).header_rows == 1
    assert table_of(source).rows[1][2].state == "empty"
    assert [b.kind for b in source.blocks].count("table") == 1
    assert any(source.quote(b.span) == "1. Giảm chất thải." for b in source.blocks)


def test_a_plan_is_read_from_it(knowledge: Knowledge) -> None:
    """Tasks, their leads and their money, and what the heading adds up to."""
    plan = extract(read(HEAD + ANNEX), knowledge)
    tasks = [element for element in plan.elements if element.cls == "Task"]
    assert [[line.amount for line in task.lines] for task in tasks] == [[20], [50]]
    assert all(task.assignments for task in tasks)
    assert [total.amount for total in plan.totals] == [70]


def test_short_and_long_rows_and_no_frame() -> None:
    """What a row lacks is lost, what it has more goes to its last cell."""
    source = read("a | b | c\n--|:-:|--\n1 | 2\n1 | 2 | 3 | 4\n\nHết bảng.\n")
    assert words(source) == [["a", "b", "c"], ["1", "2", ""], ["1", "2", "3 | 4"]]
    assert [cell.state for cell in table_of(source).rows[1]] == ["value", "value", "unknown"]


@pytest.mark.parametrize(
    "text",
    [
        "a | b\n-----\n1 | 2\n",  # no pipe among the dashes
        "a | b\n--|--|--\n1 | 2 | 3\n",  # as many heads as columns
        "Tổng\n---\n70\n",
        "| a | b |",
        "--|--\n",
    ],
)
def test_what_is_no_table_stays_text(text: str) -> None:
    assert not any(block.table for block in read(text + "\nKẾ HOẠCH\n").blocks)


_WORDS = st.text(
    st.characters(exclude_characters="|\\<\n\r\x85\u2028\u2029", exclude_categories=("Cc", "Cs")),
    max_size=12,
)


@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(_WORDS, min_size=n, max_size=n), min_size=2, max_size=6)
    )
)
def test_every_cell_gives_its_words(rows: list[list[str]]) -> None:
    """Whatever stands in the cells, each is quoted as it was written, but for blanks around."""
    dashes = "|" + "---|" * len(rows[0])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    source = read("\n".join([lines[0], dashes, *lines[1:], "", "Hết.", ""]))
    assert words(source) == [[cell.strip() for cell in row] for row in rows]
