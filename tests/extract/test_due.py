"""By when a target is due and what it is compared with, in the words that plans use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sctbv_graph.extract import extract
from sctbv_graph.model import Plan, Quantity
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.extract.made import BODY, built

KNOWLEDGE = load_knowledge(Settings().data_folders)
AT = BODY.index("1. Trồng mới ít nhất 500 ha rừng.")


def plan_with(*targets: str) -> tuple[str, Plan]:
    """Return the text and the records of a plan whose part on targets holds these lines."""
    text = "\n".join([*BODY[:AT], *targets, *BODY[AT + 1 :]])
    return text, extract(read_bytes(text.encode(), "plan.txt"), KNOWLEDGE)


def numbers(plan: Plan) -> list[Quantity]:
    return [q for e in plan.elements if e.cls == "Objective" for q in e.quantities]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Đến năm 2026, 70% cơ sở áp dụng; đến năm 2030, 90% cơ sở áp dụng.",
         [("70", "2026-12-31"), ("90", "2030-12-31")]),
        ("Phấn đấu đến hết năm 2026 có 40 ha rừng, 60% hộ tham gia.",
         [("40", "2026-12-31"), ("60", "2026-12-31")]),
        ("80% cơ sở được tập huấn vào năm 2027.", [("80", "2027-12-31")]),
        ("Trước ngày 30/6/2026, 50% số hộ đăng ký.", [("50", "2026-06-30")]),
        ("Trước năm 2028 trồng 30 ha rừng.", [("30", "2027-12-31")]),
        ("Giai đoạn 2026 - 2030: trồng 500 ha rừng.", [("500", "2030-12-31")]),
        ("Đến hết quý II/2026, 45% số hộ đăng ký.", [("45", "2026-06-30")]),
        ("70% cơ sở áp dụng theo Đề án phát triển rừng đến năm 2030.", [("70", None)]),
        ("Trồng 30 ha rừng. Đến năm 2026 có 20% hộ.", [("30", None), ("20", "2026-12-31")]),
        ("Trồng mới ít nhất 500 ha rừng.", [("500", None)]),
    ],
)  # fmt: skip
def test_when_a_number_is_due(words: str, expected: list[tuple[str, str | None]]) -> None:
    """A time at the head of a clause or behind the number is its own, a document's year is not."""
    _, plan = plan_with(f"1. {words}")
    found = [(str(q.low), str(q.period.last) if q.period else None) for q in numbers(plan)]
    assert found == expected


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("Giảm từ 5% đến 8% lượng điện.", "5", "8", "PERCENT"),
        ("Xây dựng 1 đến 2 mô hình.", "1", "2", "model"),
        ("Hỗ trợ ít nhất 01 (một) mô hình.", "1", "None", "model"),
        ("Tăng 10 điểm phần trăm.", "10", "10", "percentage-point"),
        ("Hình thành 5 trung tâm.", "5", "5", "centre"),
        ("Trồng 40.000 cây xanh.", "40000", "40000", "tree"),
    ],
)
def test_numbers_as_plans_word_them(words: str, low: str, high: str, unit: str) -> None:
    """Ranges with "đến", a number again in words, and what is counted."""
    _, plan = plan_with(f"1. {words}")
    (found,) = numbers(plan)
    assert (str(found.low), str(found.high), found.unit.rpartition("/")[2]) == (low, high, unit)


def test_a_heading_tells_the_time_of_what_stands_under_it() -> None:
    """What only the heading says is inferred, and points to the heading."""
    text, plan = plan_with(
        "1. Mục tiêu đến năm 2030",
        "- Trồng 500 ha rừng.",
        "- Đến năm 2027, 70% cơ sở áp dụng.",
        "2. Mục tiêu khác",
        "- Trồng 5 ha rừng.",
    )
    own = [q.period for q in numbers(plan)]
    assert [str(p.last) if p else None for p in own] == ["2030-12-31", "2027-12-31", None]
    assert [p.certainty.basis for p in own if p] == ["inferred", "read"]
    assert own[0] is not None
    assert text[own[0].span.start : own[0].span.end] == "đến năm 2030"


@pytest.mark.parametrize(
    ("words", "number", "base", "year", "value"),
    [
        ("Giảm 5 - 8% mức tiêu hao nguyên liệu so với năm 2020.", "5", "năm 2020", 2020, None),
        ("Diện tích rừng tăng 10% so với cùng kỳ, trồng tập trung.", "10", "cùng kỳ", None, None),
        ("Tỷ lệ hộ tham gia tăng từ 60% lên 85%.", "85", "từ 60%", None, "60"),
        ("Tỷ lệ thất thoát giảm từ 12% năm 2024 xuống còn 8%.", "8", "từ 12%", 2024, "12"),
        ("Tiết kiệm 3% so với mức 2% năm 2023.", "3", "mức 2% năm 2023", 2023, "2"),
        ("Giảm 20% so với giai đoạn 2016 - 2020.", "20", "giai đoạn 2016 - 2020", None, None),
    ],
)
def test_what_a_number_is_compared_with(
    words: str, number: str, base: str, year: int | None, value: str | None
) -> None:
    """The base has its words, its year and its number, which is no target of its own."""
    text, plan = plan_with(f"1. {words}")
    (found,) = numbers(plan)
    assert str(found.low) == number
    assert found.baseline is not None
    assert text[found.baseline.span.start : found.baseline.span.end] == base
    assert found.baseline.year == year
    assert found.baseline.value == (Decimal(value) if value else None)


def test_base_and_time_are_facts_with_evidence() -> None:
    """Both hang on the number as nodes of their own, each with the words it rests on."""
    words = "1. Đến năm 2026, giảm 5% lượng điện so với mức 9% năm 2020."
    made = built("a.txt", "\n".join([*BODY[:AT], words, *BODY[AT + 1 :]]).encode())
    said: dict[str, dict[str, str]] = {}
    for quad in made.quads:
        subject = str(quad.subject.value).rpartition("#")[2]
        if subject.partition(".")[0] in ("period-1", "baseline-1"):
            name = quad.predicate.value.rpartition("#")[2]
            said.setdefault(subject, {})[name] = getattr(quad.object, "value", "")
    assert said["period-1"]["endDate"] == "2026-12-31"
    assert said["period-1.evidence-1"]["exactQuote"] == "Đến năm 2026"
    assert said["baseline-1"]["baseYear"] == "2020"
    assert said["baseline-1"]["baseValue"] == "9.0"
    assert said["baseline-1.evidence-1"]["exactQuote"] == "mức 9% năm 2020"
