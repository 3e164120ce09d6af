"""Which documents a plan carries out: those of its grounds, and what its title names."""

from __future__ import annotations

import pytest

from sctbv_graph.extract import extract
from sctbv_graph.model import Knowledge
from sctbv_graph.read.open import read_bytes

PLAN = """ỦY BAN NHÂN DÂN
TỈNH CÀ MAU
Số: 12/KH-UBND
Cà Mau, ngày 10 tháng 02 năm 2025
KẾ HOẠCH
{title}
I. MỤC TIÊU
1. Nâng cao nhận thức về tiêu dùng bền vững.
II. NHIỆM VỤ
1. Tuyên truyền về tiêu dùng bền vững.
III. TỔ CHỨC THỰC HIỆN
1. Sở Công Thương chủ trì, phối hợp với Sở Tài chính.
"""
DECISION = "889-qd-ttg-2020"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        (
            "Thực hiện Quyết định số 889/QĐ-TTg ngày 24/6/2020 của Thủ tướng Chính phủ năm 2025",
            {DECISION},
        ),
        (
            "Triển khai tại tỉnh Cà Mau năm 2025 Quyết định số 889/QĐ-TTg\nngày 24/6/2020",
            {DECISION},
        ),
        ("Sửa đổi Kế hoạch thực hiện Quyết định số 889/QĐ-TTg ngày 24/6/2020", set()),
        ("Sản xuất và tiêu dùng bền vững năm 2025", set()),
    ],
)
def test_what_the_title_says_is_carried_out(
    title: str, named: set[str], knowledge: Knowledge
) -> None:
    plan = extract(read_bytes(PLAN.format(title=title).encode(), "ke-hoach.txt"), knowledge)
    assert {document.key for document in plan.document.implements} == named
    assert {d.id.key for d in plan.documents} >= named
