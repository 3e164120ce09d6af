"""What reading notices about form: each rule on Plan 211 with one thing changed in its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sctbv_graph.audit import Report, audit_document
from sctbv_graph.corpus import Corpus, build_document
from sctbv_graph.model import Knowledge
from sctbv_graph.read import read_bytes
from tests.rebuild import truth, word

Place = tuple[str, int]


@pytest.fixture(scope="module")
def places(knowledge: Knowledge, corpus: Corpus, text: str) -> Callable[..., set[Place]]:
    """Return a function: rule and first line of all findings on Plan 211 with words replaced."""

    def found(*changes: tuple[str, str]) -> set[Place]:
        words = text
        for old, new in changes:
            assert old in words
            words = words.replace(old, new, 1)
        built = build_document(read_bytes(words.encode(), "ke-hoach.txt"), knowledge)
        return _places(audit_document(built, corpus.reference, "publication"))

    return found


@pytest.fixture(scope="module")
def before(places: Callable[..., set[Place]]) -> set[Place]:
    return places()


def _places(report: Report) -> set[Place]:
    return {(f.rule.id, f.evidence[0].line if f.evidence else 0) for f in report.findings}


Change = tuple[str, str, set[Place]]
CHANGES: dict[str, list[Change]] = {
    "form": [
        ("KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN TỈNH", {("TT-04", 81)}),
        ("IV. KINH PHÍ", "VI. KINH PHÍ", {("TT-06", 35), ("TT-06", 38)}),
        ("5. Sở Thông tin", "15. Sở Thông tin", {("TT-06", 55)}),
        ("- Lưu: VT, KT (HD), Ktr122/10.", "- Như trên.", {("TT-09", 2)}),
        ("ngày 02/10/2024 của Ủy ban", "ngày 12/10/2024 của Ủy ban", {("TT-03", 83)}),
        ("Ủy ban nhân dân tỉnh  [1]. Trong", "Ủy ban nhân dân tỉnh  [2]. Trong",
         {("VB-09", 42), ("VB-09", 324)}),
    ],
    "citations": [
        ("24/KH-UBND", "24/KH-UNBD", {("VB-03", 129)}),
        ("Kế hoạch số 03/KH-UBND", "Kế hoạch số 3/KH-UBND", {("VB-03", 324)}),
        ("09/2024/QĐ-UBND ngày 05/4/2024", "09/2024/QĐ-UBND ngày 05/4/2023", {("VB-04", 50)}),
        ("hàng hóa tỉnh Cà Mau giai đoạn 2021-2025; Kế hoạch số",
         "hàng hóa tỉnh Cà Mau giai đoạn 2016-2020; Kế hoạch số", {("VB-06", 324)}),
        ("03/CTr-UBND ngày 10/7/2020", "03/CTr-UBND", {("VB-02", 324)}),
    ],
    "dates": [
        ("Kế hoạch số 24/KH-UBND", "Kế hoạch số 24/QĐ-UBND", {("VB-03", 129)}),
        ("44/KH-UBND ngày 24/3/2021", "44/KH-UBND ngày 24/3/2025", {("VB-04", 324)}),
        ("thực hiện các nội dung được giao tại Kế hoạch này",
         "thực hiện Quyết định số 09/2024/QĐ-UBND ngày 15/4/2024 của Ủy ban nhân dân tỉnh",
         {("VB-10", 50)}),
    ],
    "numbers, time and words": [
        ("khoảng 100 ha.", "khoảng 100 Ha.", {("DV-02", 215)}),
        ("Phấn đấu 70% các doanh", "Phấn đấu 170% các doanh", {("DV-01", 10)}),
        ("tôm hữu cơ, VietGAP.", "tôm hữu cơ, VietGAP trên 2.5 ha.", {("DV-01", 206)}),
        ("mỗi hộ 6-8 lồng", "mỗi hộ 8-6 lồng", {("DV-01", 141)}),
        ("Tháng 8", "Tháng 8/2026", {("TG-01", 116)}),
        ("Tổ chức 02 lớp tập   huấn", "Mô hình nuôi tôm, tập huấn", {("TG-05", 125)}),
        ("vùng nguyên liệu chuối chứng", "vùng nguyên liệu các các chuối chứng",
         {("TN-03", 215)}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_changes_of_the_text_are_found_at_their_places(
    places: Callable[..., set[Place]], before: set[Place], name: str
) -> None:
    """What is changed is told, and nothing else that was not told before."""
    expected = set().union(*(told for _, _, told in CHANGES[name]))
    found = places(*((old, new) for old, new, _ in CHANGES[name])) - before
    assert expected <= found
    assert {rule for rule, _ in found} == {rule for rule, _ in expected}


def test_what_is_not_wrong_is_not_told(before: set[Place]) -> None:
    """The traps of Plan 211: two documents numbered 03, cells of a year, examples in dots."""
    assert not {rule for rule, _ in before} & {"VB-03", "VB-04", "VB-10", "KP-09", "TL-02", "TG-01"}
    assert {line for rule, line in before if rule == "VB-08"} == {33, 42}


def test_a_recipient_that_is_added_is_missing_no_longer(
    places: Callable[..., set[Place]], before: set[Place]
) -> None:
    assert {("TT-05", 40), ("TT-05", 69)} <= before
    found = places(("- LĐVP UBND tỉnh;", "- Bộ Công Thương; các cơ quan báo chí;"))
    assert before - found == {("TT-05", 40), ("TT-05", 69)}


def test_a_whole_word_file_shows_its_parts(audited_word: Report) -> None:
    """The letterhead, the number and all column names are there: nothing of them is told."""
    rules = {f.rule.id for f in audited_word.findings}
    assert not rules & {"TT-01", "TT-02", "TT-07", "TT-08"}
    right = {one.rule.id: one.message["vi"] for one in audited_word.passed}
    assert right["TT-02"] == "Số ở phụ lục giống số của văn bản: 211/KH-UBND"
    assert right["TT-07"] == "Cả 21 dòng nhiệm vụ đều có số thứ tự"


def _word(knowledge: Knowledge, corpus: Corpus, lines: list[str] | None = None) -> Report:
    built = build_document(read_bytes(word.build(lines), "ke-hoach.docx"), knowledge)
    return audit_document(built, corpus.reference, "submission")


def test_an_annex_of_another_number_is_an_error(knowledge: Knowledge, corpus: Corpus) -> None:
    lines = [line.replace("số 211/KH-UBND", "số 112/KH-UBND") for line in truth.lines()]
    (finding,) = [f for f in _word(knowledge, corpus, lines).findings if f.rule.id == "TT-02"]
    assert finding.severity == "error"
    assert finding.message["vi"] == "Phụ lục ghi số 112/KH-UBND, còn văn bản là số 211/KH-UBND"


def test_rows_that_go_wrong_are_told(
    knowledge: Knowledge, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 15 holds the year as its amount, row 19 bears the number of row 18, row 21 is row 17."""
    tasks = list(truth.tasks())
    tasks[14] = replace(tasks[14], money={truth.O: "2025"})
    tasks[18] = replace(tasks[18], number=18)
    tasks[20] = replace(tasks[16], number=21)
    monkeypatch.setattr(word, "tasks", lambda: tuple(tasks))
    findings = _word(knowledge, corpus).findings
    found = {f.rule.id: f.message["vi"] for f in findings}
    assert found["KP-09"] == "Ô tiền ghi “2025”, có vẻ là năm chứ không phải số tiền"
    told = {f.message["vi"] for f in findings if f.rule.id == "TL-02"}
    assert told == {
        "Số thứ tự 18 đứng ở hai dòng",
        "Dòng này in hai lần: cùng tên, chủ trì, thời gian và kinh phí với dòng 17",
    }


IN_SAMPLES: dict[str, set[Place]] = {
    "can-tho_153-KH-UBND_2025": {("VB-04", 39), ("TN-02", 206), ("TT-06", 743)},
    "dak-lak_0130-KH-UBND_2025": {
        ("VB-01", 19), ("VB-08", 231), ("TN-02", 227), ("TN-03", 306), ("TT-06", 36),
    },
    "thanh-hoa_235-KH-UBND_2025": {("VB-08", 315), ("DV-03", 122), ("TN-03", 260)},
}  # fmt: skip
"""What a person finds in these plans too; each was held against the text."""
OWN = {"TT", "VB", "DV", "TN", "TG", "TL"}


@pytest.mark.parametrize("name", sorted(IN_SAMPLES))
def test_no_reader_of_a_sample_would_call_a_finding_wrong(
    name: str, sample_report: Callable[[str], Report]
) -> None:
    found = {place for place in _places(sample_report(name)) if place[0][:2] in OWN}
    assert found == IN_SAMPLES[name]
