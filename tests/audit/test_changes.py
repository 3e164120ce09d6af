"""What changed in meaning between two versions of a plan, and that other wording is no change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sctbv_graph.audit.changes import Change, compare
from sctbv_graph.audit.changes_report import changes_json, changes_text
from sctbv_graph.corpus import Built, build_document
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings

Edit = Callable[..., tuple[Change, ...]]


@pytest.fixture(scope="module")
def edit(text: str, built: Built) -> Edit:
    """Return a function that replaces words of Plan 211 and compares the result with it."""
    knowledge = load_knowledge(Settings().data_folders)

    def changed(*pairs: tuple[str, str]) -> tuple[Change, ...]:
        words = text
        for old, new in pairs:
            assert old in words
            words = words.replace(old, new, 1)
        return compare(built, build_document(read_bytes(words.encode(), "moi.txt"), knowledge))

    return changed


def _kinds(changes: tuple[Change, ...]) -> list[str]:
    return [change.kind for change in changes]


def test_a_plan_differs_in_nothing_from_itself(built: Built) -> None:
    assert compare(built, built) == ()
    assert "Không thay đổi về nội dung" in changes_text(built, built, (), "vi")


def test_other_words_for_the_same_are_no_change(edit: Edit) -> None:
    assert (
        edit(
            ("Phấn đấu 85% các siêu thị", "Phấn đấu đạt 85% các siêu thị"),
            (
                "Tuyên truyền nâng cao nhận thức của các cấp",
                "Tuyên truyền, nâng cao hiểu biết các cấp",
            ),
            ("\nII. MỤC TIÊU", "\n\nII. MỤC TIÊU"),
        )
        == ()
    )


@pytest.mark.parametrize(("now", "kind"), [("90%", "target-raised"), ("80%", "target-lowered")])
def test_a_target_is_raised_or_lowered(edit: Edit, now: str, kind: str) -> None:
    (change,) = edit(("Phấn đấu 85% các", f"Phấn đấu {now} các"))
    assert (change.kind, change.before, change.after) == (kind, "85%", now)
    assert "siêu thị" in change.about
    assert (change.line_before, change.line_after) == (11, 11)


def test_an_objective_is_removed(edit: Edit) -> None:
    words = "4. Phổ biến, nhân rộng các mô hình về sản xuất sạch hơn, các mô hình về sản xuất và"
    (change,) = edit((f"{words} tiêu dùng bền vững.\n", ""))
    assert change.kind == "target-removed"
    assert (change.line_before, change.line_after) == (13, None)


def test_money_and_time_of_a_task(edit: Edit) -> None:
    changes = edit(("Tháng 8\n50\n", "Tháng 9\n70\n"))
    assert _kinds(changes) == ["money", "time"]
    money, time = changes
    assert (money.before, money.after) == ("50", "70")
    assert (time.before, time.after) == ("Tháng 8", "Tháng 9")
    assert "dán nhãn sinh thái" in money.about


def test_a_total(edit: Edit) -> None:
    (change,) = edit(("Tổng kinh phí: 22.773", "Tổng kinh phí: 18.706"))
    assert (change.kind, change.before, change.after) == ("total", "22.773", "18.706")


def test_a_duty_is_shifted_to_another_body(edit: Edit) -> None:
    changes = edit(("2. Sở Tài nguyên và Môi trường\n", "2. Sở Y tế\n"))
    shifted = [change for change in changes if change.kind == "duty-shifted"]
    assert len(shifted) == 2
    assert {change.line_before for change in shifted} == {45, 46}


def test_changes_are_told_in_both_languages_and_as_data(built: Built, edit: Edit) -> None:
    changes = edit(("Phấn đấu 85% các", "Phấn đấu 90% các"))
    assert "Chỉ tiêu tăng (1)" in changes_text(built, built, changes, "vi")
    told = changes_text(built, built, changes, "en")
    assert "Target raised (1)" in told
    assert "85% → 90%" in told
    made = changes_json(built, built, changes)
    assert made["counts"] == {"target-raised": 1}
    assert made["changes"][0]["line_after"] == 11
