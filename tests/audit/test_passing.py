"""What is told as right was checked; for what a document gives no occasion, a reason is told."""

from __future__ import annotations

import pytest

from sctbv_graph.audit import audit_document
from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.records import Report
from sctbv_graph.corpus import build_document
from sctbv_graph.model import Knowledge
from sctbv_graph.read.open import read_bytes
from sctbv_graph.registers import reference_quads


def audited(words: str, knowledge: Knowledge) -> Report:
    """Return the audit of a plan in plain text."""
    built = build_document(read_bytes(words.encode(), "ke-hoach.txt"), knowledge)
    return audit_document(built, reference_quads(knowledge, [built.plan]), "submission")


@pytest.fixture(scope="module")
def without_annex(text: str, knowledge: Knowledge) -> Report:
    """Plan 211 up to its annex (line 83)."""
    body, annex = text.split("\nPHỤ LỤC\n")
    assert "Tên nhiệm vụ" in annex
    return audited(body, knowledge)


def test_nothing_is_right_about_a_table_that_is_not_there(without_annex: Report) -> None:
    """Objectives, solutions and duties are not compared with a task table that is missing."""
    left = {one.rule.id: one.reason for one in without_annex.not_checked}
    passed = {one.rule.id for one in without_annex.passed}
    compared = {"MT-01", "MT-02", "MT-05", "CQ-01", "CQ-02", "CQ-03", "LK-05"}
    assert compared <= left.keys()
    assert not compared & passed
    assert left["CQ-03"]["vi"] == "Văn bản không có bảng nhiệm vụ để đối chiếu"
    assert "task table" in left["MT-01"]["en"]
    # All that can go wrong with rows and amounts.
    assert {"DD-02", "TL-02", "TG-01", "KP-01", "KP-05", "KP-08", "KP-09"} <= left.keys()
    assert not any("Phụ lục" in one.rule.title["vi"] for one in without_annex.passed)


def test_what_is_there_is_still_checked(without_annex: Report, report: Report) -> None:
    """The plan names Decision 889: its targets are compared; and nothing is told twice."""
    ids = [one.rule.id for one in (*without_annex.passed, *without_annex.not_checked)]
    told = {*ids, *(finding.rule.id for finding in without_annex.findings)}
    assert {"LK-03", "DD-01", "VB-01"} <= told - {o.rule.id for o in without_annex.not_checked}
    assert told == {rule.id for rule in load_audit_rules().values() if rule.group != "MP"}
    assert "MT-01" not in {one.rule.id for one in report.not_checked}


def test_a_total_in_the_text_needs_one_in_a_table(text: str, knowledge: Knowledge) -> None:
    """KP-10 passes with its figure where the two are one number, and not where there is one."""
    end = "và nguồn vốn hợp pháp khác."
    spoken = text.replace(end, f"{end} Tổng kinh phí thực hiện là 22.773 triệu đồng.", 1)
    whole = audited(spoken, knowledge)
    (right,) = [one for one in whole.passed if one.rule.id == "KP-10"]
    assert right.message["vi"] == (
        "Tổng kinh phí trong lời văn, 22.773.000.000 đồng, bằng tổng trong bảng"
    )
    alone = audited(spoken.split("\nPHỤ LỤC\n")[0], knowledge)
    assert "KP-10" in {one.rule.id for one in alone.not_checked}
