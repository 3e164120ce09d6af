"""Tasks told field by field, in the forms that plans of the genre give their fields."""

from __future__ import annotations

from sctbv_graph.extract import extract
from sctbv_graph.model import Plan
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.extract.made import BODY

KNOWLEDGE = load_knowledge(Settings().data_folders)
AT = BODY.index("1. Tuyên truyền")


def tasks(*lines: str) -> dict[str, list[tuple[str, str]]]:
    """Return the place of each task with role and name of each party."""
    text = "\n".join([*BODY[:AT], *lines, *BODY[AT + 2 :]])
    plan: Plan = extract(read_bytes(text.encode(), "plan.txt"), KNOWLEDGE)
    names = {party.id: party.name for party in plan.parties}
    return {
        e.id.key.partition("/")[2]: [(a.role, names[a.mention.party]) for a in e.assignments]
        for e in plan.elements
        if e.cls == "Task"
    }


def test_a_field_may_go_on_with_those_who_help() -> None:
    """One field names who leads and, after "phối hợp với", who helps."""
    found = tasks(
        "1. Xây dựng chuyên mục",
        "- Đơn vị thực hiện: Sở Công Thương chủ trì, phối hợp với Sở Y tế, Sở Nội vụ.",
    )
    assert found["II.1"] == [
        ("lead", "Sở Công Thương"),
        ("coordinate", "Sở Y tế"),
        ("coordinate", "Sở Nội vụ"),
    ]


def test_fields_in_one_pair_of_brackets_are_several() -> None:
    """The line below an item holds all its fields, with semicolons between."""
    found = tasks(
        "1. Hỗ trợ doanh nghiệp",
        "a) Hỗ trợ đánh giá sản xuất sạch hơn.",
        "(Cơ quan chủ trì: Sở Công Thương; cơ quan phối hợp: Sở Y tế; thời gian: năm 2025)",
        "b) Nâng cao nhận thức.",
    )
    assert found == {"II.1.a": [("lead", "Sở Công Thương"), ("coordinate", "Sở Y tế")]}
