"""Who does what, however a plan names the bodies that head an item or begin a sentence."""

from __future__ import annotations

import pytest

from sctbv_graph.extract import extract
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.extract.made import BODY

KNOWLEDGE = load_knowledge(Settings().data_folders)
AT = BODY.index("1. Sở Tài chính")


def roles(*lines: str) -> list[tuple[str, str]]:
    """Return role and name of each assignment in a plan whose part on duties holds these lines."""
    text = "\n".join([*BODY[:AT], *lines, *BODY[AT + 2 :]])
    plan = extract(read_bytes(text.encode(), "plan.txt"), KNOWLEDGE)
    names = {party.id: party.name for party in plan.parties}
    return [
        (a.role, names[a.mention.party])
        for e in plan.elements
        if e.cls == "Duty"
        for a in e.assignments
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1. Các Sở: Tài chính, Văn hóa, Thể thao và Du lịch, Xây dựng phối hợp với Sở Nội vụ."],
         [("coordinate", "Sở Tài chính"), ("coordinate", "Sở Văn hóa, Thể thao và Du lịch"),
          ("coordinate", "Sở Xây dựng"), ("coordinate", "Sở Nội vụ")]),
        (["1. Các sở: Y tế, Du lịch", "- Tuyên truyền trong ngành."],
         [("lead", "Sở Y tế"), ("lead", "Sở Du lịch")]),
        (["1. Giám đốc các Sở: Công Thương, Nội vụ; Chủ tịch UBND các xã chịu trách nhiệm."],
         [("lead", "Sở Công Thương"), ("lead", "Sở Nội vụ"), ("lead", "Chủ tịch UBND các xã")]),
        (["1. Trách nhiệm của Sở Công Thương", "- Đôn đốc các đơn vị."],
         [("lead", "Sở Công Thương")]),
        (["1. Sở Công Thương (cơ quan thường trực): tổng hợp, báo cáo."],
         [("lead", "Sở Công Thương")]),
        (["1. Trung tâm Khuyến công và Tư vấn phát triển công nghiệp", "- Hỗ trợ doanh nghiệp."],
         [("lead", "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp")]),
    ],
)  # fmt: skip
def test_bodies_at_the_head_of_a_duty(lines: list[str], expected: list[tuple[str, str]]) -> None:
    """Lists under one head, titles of responsibility and remarks in brackets name their bodies."""
    assert roles(*lines) == expected


def test_a_day_of_every_year_counts_no_months() -> None:
    """The words "ngày 15 tháng 12 hằng năm" are a date without a year, no fifteen months."""
    lines = ["1. Sở Y tế", "- Trước ngày 15 tháng 12 hằng năm, báo cáo kết quả 2 lớp tập huấn."]
    text = "\n".join([*BODY[:AT], *lines, *BODY[AT + 2 :]])
    plan = extract(read_bytes(text.encode(), "plan.txt"), KNOWLEDGE)
    found = [q.unit for e in plan.elements if e.cls == "Duty" for q in e.quantities]
    assert [unit.rpartition("/")[2] for unit in found] == ["class"]
