"""Which province a plan is for, by its date: units that a merger made carry the old names."""

from __future__ import annotations

import pytest

from sctbv_graph.extract import extract
from sctbv_graph.model import Plan
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.extract.made import BODY

KNOWLEDGE = load_knowledge(Settings().data_folders)


def plan_of_ca_mau(*changes: tuple[str, str]) -> Plan:
    """Return the records of a plan of Cà Mau, some of its words changed."""
    text = "\n".join(BODY).replace("BẮC NINH", "CÀ MAU").replace("Bắc Ninh", "Cà Mau")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return extract(read_bytes(text.encode(), "plan.txt"), KNOWLEDGE)


@pytest.mark.parametrize(
    ("day", "place"),
    [
        ("12 tháng 3 năm 2025", "tinh-ca-mau"),
        ("24 tháng 11 năm 2025", "tinh-ca-mau-2025"),
        ("05 tháng 01 năm 2026", "tinh-ca-mau-2025"),
    ],
)
def test_the_date_tells_which_province(day: str, place: str) -> None:
    """After the merger of 2025 the new province is meant; departments keep their keys."""
    plan = plan_of_ca_mau(("12 tháng 3 năm 2025", day))
    assert plan.applies_to is not None
    assert plan.applies_to.key == place
    assert plan.issued_at == plan.applies_to
    assert plan.document.id.key == f"45-kh-ubnd-ca-mau-{day[-4:]}"
    assert "so-tai-chinh-ca-mau" in {party.id.key for party in plan.parties}


@pytest.mark.parametrize(("year", "place"), [("2025", "tinh-ca-mau"), ("2026", "tinh-ca-mau-2025")])
def test_a_draft_is_of_the_year_before_the_one_it_plans(year: str, place: str) -> None:
    """Without a date, the year that the plan is for tells."""
    plan = plan_of_ca_mau(
        ("12 tháng 3 năm 2025", "   tháng   năm"), ("Cà Mau năm 2025", f"Cà Mau năm {year}")
    )
    assert plan.applies_to is not None
    assert plan.applies_to.key == place


def test_a_new_commune_with_an_old_name_is_the_new_one() -> None:
    """The commune U Minh of 2025 is no part of the district U Minh, which had ended."""
    duty = ("- Chủ trì bố trí kinh phí.", "- Chủ trì, phối hợp với Ủy ban nhân dân xã U Minh.")
    plan = plan_of_ca_mau(("12 tháng 3 năm 2025", "12 tháng 3 năm 2026"), duty)
    assert "xa-u-minh-ca-mau-2025" in {place.id.key for place in plan.places}
