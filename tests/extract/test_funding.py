"""Who does what in a part on funding: a rule on money, and a duty of the body that it names."""

from __future__ import annotations

from sctbv_graph.extract import extract
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.extract.made import BODY

AT = BODY.index("III. TỔ CHỨC THỰC HIỆN")


def test_a_body_named_in_the_part_on_funding_has_a_duty() -> None:
    """The sentence stays a rule on money; it is assigned to the body that it begins with."""
    lines = [
        "III. KINH PHÍ THỰC HIỆN",
        "1. Kinh phí từ nguồn ngân sách nhà nước và các nguồn hợp pháp khác.",
        "2. Đối với năm 2026, các sở, ban, ngành chủ động lập dự toán gửi Sở Tài chính.",
        "3. Sở Tài chính chủ trì, phối hợp với Sở Công Thương tham mưu bố trí kinh phí.",
        "4. Ủy ban nhân dân tỉnh giao:",
        "- Sở Y tế: lập dự toán.",
        "IV. TỔ CHỨC THỰC HIỆN",
    ]
    text = "\n".join([*BODY[:AT], *lines, *BODY[AT + 1 :]])
    knowledge = load_knowledge(Settings().data_folders)
    plan = extract(read_bytes(text.encode(), "plan.txt"), knowledge)
    names = {party.id: party.name for party in plan.parties}
    found = {
        e.id.key.partition("/")[2]: [(a.role, names[a.mention.party]) for a in e.assignments]
        for e in plan.elements
        if e.cls == "Duty"
    }
    assert found["III.2"] == [("lead", "Các sở, ban, ngành")]
    assert found["III.3"] == [("lead", "Sở Tài chính"), ("coordinate", "Sở Công Thương")]
    assert "III.1" not in found
    rules = [e.id.key.partition("/")[2] for e in plan.elements if e.cls == "FundingRule"]
    assert {"III.1", "III.2", "III.3"} <= set(rules)
