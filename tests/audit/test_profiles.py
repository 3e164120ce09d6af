"""Profiles, waivers, baseline and the summary paragraph, on Plan 211."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sctbv_graph.audit import Report, audit_document
from sctbv_graph.audit.baseline import against, load_baseline
from sctbv_graph.audit.catalogue import find_profile, groups, load_audit_rules, load_profiles
from sctbv_graph.audit.records import Waiver
from sctbv_graph.audit.summary import summary, worst
from sctbv_graph.audit.waivers import load_waivers
from sctbv_graph.audit.writers.as_json import to_json
from sctbv_graph.corpus import Built, Corpus, build_document
from sctbv_graph.errors import InputError, ReferenceDataError
from sctbv_graph.model import Knowledge
from sctbv_graph.read.open import read_bytes
from tests.audit.altered import without

Change = Callable[[str], Built]


@pytest.fixture(scope="module")
def changed(text: str, knowledge: Knowledge) -> Change:
    """Return a function that builds Plan 211 from another text."""
    return lambda words: build_document(read_bytes(words.encode(), "ke-hoach.txt"), knowledge)


# profiles


def test_every_rule_has_a_group_and_every_profile_holds_it() -> None:
    for rule in load_audit_rules().values():
        assert rule.group in groups(), rule.id
        assert all(profile.holds(rule) for profile in load_profiles().values()), rule.id


def test_an_unsigned_plan_is_asked_for_its_date_only_when_published(
    built: Built, corpus: Corpus
) -> None:
    """A draft has no date of issue; a published document must have one."""
    undated = without(without(built, "document/211", "dateIssued"), "document/211", "showsFormPart")
    asked = {
        name: audit_document(undated, corpus.reference, name)
        for name in ("draft", "submission", "publication")
    }
    found = {name: {f.rule.id for f in made.findings} for name, made in asked.items()}
    assert "TT-03" not in found["draft"] | found["submission"]
    assert "TT-03" in found["publication"]
    left = {one.rule.id: one.reason for one in asked["submission"].not_checked}
    assert "chưa ghi ngày" in left["TT-03"]["vi"]


def test_form_is_a_warning_at_most_in_a_draft(built: Built, corpus: Corpus) -> None:
    """The place of issue is asked for wherever a date stands, but forbids no draft."""
    homeless = without(without(built, "document/211", "issuedAt"), "document/211", "showsFormPart")
    for name, expected in (("draft", "warning"), ("submission", "error")):
        findings = audit_document(homeless, corpus.reference, name).findings
        assert [f.severity for f in findings if f.rule.id == "TT-03"] == [expected]


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(InputError, match="draft, submission, publication"):
        find_profile("trình")


# fingerprints


def test_fingerprints_stay_while_other_parts_change(
    report: Report, changed: Change, corpus: Corpus, text: str
) -> None:
    """A line more at the start and another word elsewhere leave every finding what it was."""
    assert len({f.fingerprint for f in report.findings}) == len(report.findings)
    other = text.replace("tiêu dùng thông thái", "tiêu dùng khôn ngoan", 1)
    again = audit_document(changed("\n" + other), corpus.reference, "submission")
    assert {f.fingerprint for f in again.findings} == {f.fingerprint for f in report.findings}
    assert again.findings[0].evidence[0].line == report.findings[0].evidence[0].line + 1


# waivers


def _waiver(report: Report, rule: str, expires: date, file: str = "w.toml") -> Waiver:
    (finding,) = [f for f in report.findings if f.rule.id == rule]
    return Waiver(rule, finding.fingerprint, "Chờ số liệu", "Phòng Kế hoạch", expires, file)


def test_a_waiver_covers_its_finding_until_its_last_day(
    report: Report, built: Built, corpus: Corpus
) -> None:
    waiver = _waiver(report, "KP-01", date(2026, 6, 30))
    last = audit_document(built, corpus.reference, "submission", [waiver], date(2026, 6, 30))
    assert [f.rule.id for f in last.waived] == ["KP-01"]
    assert last.counts["blocker"] == 1
    after = audit_document(built, corpus.reference, "submission", [waiver], date(2026, 7, 1))
    assert after.waived == ()
    assert after.counts["blocker"] == 2
    (expired,) = [f for f in after.findings if f.rule.id == "MP-01"]
    assert "KP-01" in expired.message["vi"]
    assert "30/06/2026" in expired.message["vi"]


def test_a_waiver_beside_the_draft_that_covers_nothing_is_told(
    report: Report, built: Built, corpus: Corpus
) -> None:
    lost = replace(_waiver(report, "KP-01", date(2099, 1, 1)), fingerprint="feed")
    made = audit_document(built, corpus.reference, "submission", [lost])
    assert "MP-02" not in {f.rule.id for f in made.findings}  # it may belong to another document
    beside = replace(lost, file="ke-hoach.txt.waivers.toml")
    made = audit_document(built, corpus.reference, "submission", [beside])
    assert [f.message["vi"] for f in made.findings if f.rule.id == "MP-02"] == [
        "Miễn trừ cho KP-01 (feed) không ứng với phát hiện nào"
    ]


GOOD = """[[waiver]]
rule = "KP-01"
fingerprint = "abc"
reason = "Chờ số liệu"
name = "Phòng Kế hoạch"
expires = 2026-12-31
"""


def test_waivers_are_read_beside_the_draft_and_from_decisions(tmp_path: Path) -> None:
    draft = tmp_path / "ke-hoach.docx"
    (tmp_path / "ke-hoach.docx.waivers.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "a.toml").write_text(GOOD.replace("KP-01", "KP-03"), encoding="utf-8")
    found = load_waivers([tmp_path], draft)
    assert [(w.rule, w.expires) for w in found] == [
        ("KP-03", date(2026, 12, 31)),
        ("KP-01", date(2026, 12, 31)),
    ]


@pytest.mark.parametrize("lost", ["reason", "name", "fingerprint", "expires", "rule"])
def test_a_waiver_that_nobody_answers_for_is_refused(tmp_path: Path, lost: str) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(lost)]
    draft = tmp_path / "a.txt"
    (tmp_path / "a.txt.waivers.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=lost):
        load_waivers([], draft)


# baseline


def test_a_report_is_held_against_an_older_one(
    report: Report, changed: Change, corpus: Corpus, text: str, tmp_path: Path
) -> None:
    """The total mended, its two findings are gone; the others are unchanged, none is new."""
    old = tmp_path / "old.json"
    old.write_text(json.dumps(to_json(report), ensure_ascii=False), encoding="utf-8")
    mended = changed(text.replace("Tổng kinh phí: 22.773", "Tổng kinh phí: 18.706"))
    made = against(
        audit_document(mended, corpus.reference, "submission"), load_baseline(old), old.name
    )
    assert {g.rule for g in made.gone} == {"KP-01", "KP-03"}
    assert {f.state for f in made.findings} == {"unchanged"}
    assert to_json(made)["baseline"]["unchanged"] == len(report.findings) - 2


@pytest.mark.parametrize("content", ["", "{}", '{"findings": [1]}', "không phải JSON"])
def test_what_is_no_report_is_no_baseline(tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.json"):
        load_baseline(path)


# summary


def test_the_summary_says_verdict_counts_worst_right_and_open(report: Report) -> None:
    told = summary(report, "vi")
    assert "\n" not in told
    assert "CHƯA ĐẠT" in told
    counts = report.counts.values()
    assert "{} điểm chặn, {} lỗi, {} cảnh báo và {} gợi ý".format(*counts) in told
    assert "(1) Tổng kinh phí in 22.773 triệu đồng" in told
    assert "(dòng 97, hàng tổng)" in told
    right = {one.rule.id for one in report.passed}
    assert f"Đã kiểm và đạt {len(right)} quy tắc" in told
    english = summary(report, "en")
    assert "does NOT pass" in english
    assert "{} blockers, {} errors, {} warnings and {} hints".format(*counts) in english
    assert [f.rule.id for f in worst(report)] == ["KP-01", "KP-03", "DD-02"]


def test_the_summary_of_a_clean_report_says_so(report: Report) -> None:
    told = summary(replace(report, findings=()), "vi")
    assert " ĐẠT yêu cầu" in told
    assert "Không có phát hiện nào" in told


def test_what_adds_up_is_told_with_its_figures(report: Report) -> None:
    """The three column totals of Plan 211 fit their cells, and the report says so."""
    told = [one.message["vi"] for one in report.passed if one.rule.id == "KP-02"]
    assert [line.partition(" khớp")[0] for line in told] == [
        "Tổng cột “Ngân sách địa phương” in 7.033",
        "Tổng cột “Ngân sách Trung ương” in 4.260",
        "Tổng cột “Nguồn khác” in 7.413",
    ]
    assert "Ngân sách địa phương" in summary(report, "vi")
    assert "7,033" in summary(report, "en")
