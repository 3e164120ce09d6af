"""Tables unlike Plan 211's: several annexes, years, sources within sources, headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sctbv_graph.audit import Finding, audit_document
from sctbv_graph.corpus import build_document
from sctbv_graph.read.open import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.settings import Settings

Row = Sequence[str]
Findings = Callable[..., list[Finding]]
_BODY = """<p>ỦY BAN NHÂN DÂN<br>TỈNH CÀ MAU</p><p>Số: 12/KH-UBND</p>
<p>Cà Mau, ngày 05 tháng 01 năm 2026</p><p>KẾ HOẠCH</p><p>Thực hiện sản xuất bền vững năm 2026</p>
<p>Căn cứ Quyết định số 889/QĐ-TTg ngày 24/6/2020 của Thủ tướng Chính phủ;</p>
<p>I. MỤC TIÊU</p><p>1. Giảm chất thải.</p><p>II. TỔ CHỨC THỰC HIỆN</p>
<p>1. Sở Công Thương: chủ trì thực hiện Kế hoạch.</p>
<p>Nơi nhận:</p><p>- Sở Công Thương;</p><p>- Lưu: VT.</p><p>CHỦ TỊCH</p><p>Nguyễn Văn An</p>"""
_HEAD = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Kinh phí thực hiện")


def _table(rows: Sequence[Row], head: Sequence[Row] = (_HEAD,)) -> str:
    made = ["".join(f"<th>{cell}</th>" for cell in row) for row in head]
    made += ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in made) + "</table>"


def _task(number: str, name: str, *money: str) -> Row:
    return (number, name, "Sở Công Thương", *money)


@pytest.fixture(scope="module")
def findings() -> Findings:
    knowledge = load_knowledge(Settings().data_folders)

    def asked(*annexes: str, body: str = _BODY) -> list[Finding]:
        data = (body + "".join(annexes)).encode()
        built = build_document(read_bytes(data, "ke-hoach.html"), knowledge)
        reference = tuple(reference_quads(knowledge, [built.plan]))
        report = audit_document(built, reference, "submission")
        return [f for f in report.findings if f.rule.id.startswith(("KP", "TL", "OW"))]

    return asked


def _annex(number: str, unit: str, table: str) -> str:
    return f"<p>PHỤ LỤC {number}</p><p>Đơn vị tính: {unit}</p>{table}"


_FIRST = _annex("I", "triệu đồng", _table([
    ("", "Tổng cộng", "", "500"), _task("1", "Tập huấn tiết kiệm điện", "200"),
    _task("2", "Mô hình thu gom bao bì", "300"),
]))  # fmt: skip


def _second(total: str) -> str:
    return _annex("II", "nghìn đồng", _table([
        ("", "Tổng cộng", "", total), _task("1", "In tờ rơi", "40.000"),
        _task("2", "Hội thảo nhãn xanh", "60.000"),
    ]))  # fmt: skip


def test_each_annex_is_added_up_by_itself(findings: Findings) -> None:
    assert findings(_FIRST, _second("100.000")) == []


def test_a_wrong_total_is_told_of_its_own_annex_in_its_own_unit(findings: Findings) -> None:
    (found,) = findings(_FIRST, _second("110.000"))
    assert found.rule.id == "KP-03"
    assert found.evidence[0].quote == "110.000"
    assert "110.000 nghìn đồng" in found.message["vi"]
    assert "2 dòng kinh phí cộng lại là 100.000" in found.message["vi"]
    assert "110,000 thousand VND" in found.message["en"]


_YEARS = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Kinh phí năm 2026 (triệu đồng)",
          "Kinh phí năm 2027 (triệu đồng)")  # fmt: skip


@pytest.mark.parametrize(("second", "rules"), [("70", []), ("80", ["KP-03"])])
def test_totals_of_years_are_the_grand_total_together(
    findings: Findings, second: str, rules: list[str]
) -> None:
    rows = [("", "Tổng cộng", "", "50", second), _task("1", "Tập huấn", "20", "30"),
            _task("2", "Mô hình", "30", "40")]  # fmt: skip
    found = findings("<p>PHỤ LỤC</p>" + _table(rows, (_YEARS,)))
    assert [f.rule.id for f in found] == rules


_SOURCES = (*_HEAD[:3], "Tổng kinh phí (triệu đồng)", "Ngân sách nhà nước",
            "Trong đó: ngân sách tỉnh", "Nguồn vốn khác")  # fmt: skip


@pytest.mark.parametrize(("grand", "rules"), [("100", []), ("120", ["KP-01", "KP-03"])])
def test_a_source_within_another_is_not_added_twice(
    findings: Findings, grand: str, rules: list[str]
) -> None:
    rows = [("", "Tổng cộng", "", grand, "80", "30", "20"),
            _task("1", "Tập huấn", "40", "40", "10", ""),
            _task("2", "Mô hình", "60", "40", "20", "20")]  # fmt: skip
    found = findings("<p>PHỤ LỤC</p>" + _table(rows, (_SOURCES,)))
    assert [f.rule.id for f in found if f.rule.id != "KP-07"] == rules
    assert all("2 cột nguồn 80 + 20" in f.message["vi"] for f in found if f.rule.id == "KP-01")


@pytest.mark.parametrize(("last", "rules"), [("2", []), ("1", ["TL-02"])])
def test_numbers_may_begin_anew_under_each_heading(
    findings: Findings, last: str, rules: list[str]
) -> None:
    rows = [("I", "Tuyên truyền", "", ""), _task("1", "Tập huấn", "20"), _task("2", "Tờ rơi", "5"),
            ("II", "Mô hình", "", ""), _task("1", "Thu gom bao bì", "30"),
            _task(last, "Ủ phân", "5")]  # fmt: skip
    found = findings(_annex("", "triệu đồng", _table(rows)))
    assert [f.rule.id for f in found] == rules


def _grouped(*money: tuple[str, str]) -> str:
    """Return an annex of rows, each with its number and amount; headings have Roman numbers."""
    rows = [
        (number, f"Phần {number}", "", amount)
        if number[:1] in "IVAB"
        else _task(number, f"Việc {number} {place}", amount)
        for place, (number, amount) in enumerate(money)
    ]
    return _annex("", "triệu đồng", _table(rows))


@pytest.mark.parametrize(
    "money",
    [
        [("I", "70"), ("1", "20"), ("2", "50"), ("II", "30"), ("3", "30")],
        # A heads both headings after it, I only its own rows.
        [("A", "100"), ("I", "70"), ("1", "20"), ("2", "50"), ("II", "30"), ("3", "30")],
        # What II counts goes up to the end, and over IV.
        [("I", "20"), ("1", "20"), ("II", "80"), ("2", "50"), ("IV", ""), ("3", "30")],
        # No amounts in rows: more may be meant for all of the group.
        [("I", "70"), ("1", "20"), ("2", ""), ("II", "30"), ("3", "30")],
        [("I", "70"), ("1", ""), ("2", ""), ("II", "30"), ("3", "30")],
    ],
)
def test_headings_may_add_up(findings: Findings, money: list[tuple[str, str]]) -> None:
    assert findings(_grouped(*money)) == []


@pytest.mark.parametrize(
    ("money", "said", "quotes"),
    [
        (
            [("I", "90"), ("1", "20"), ("2", "50"), ("II", "30"), ("3", "30")],
            "Dòng nhóm ghi 90 triệu đồng, nhưng 2 ô tiền của nhóm cộng lại là 70; chênh 20",
            ["90", "20", "50"],
        ),
        (
            [("I", "70"), ("1", "20"), ("2", "50"), ("II", "25"), ("3", "30"), ("4", "")],
            "Dòng nhóm ghi 25 triệu đồng, nhưng 1 ô tiền của nhóm cộng lại là 30; chênh -5",
            ["25", "30"],
        ),
    ],
)
def test_a_heading_that_cannot_add_up_is_told_with_its_cells(
    findings: Findings, money: list[tuple[str, str]], said: str, quotes: list[str]
) -> None:
    (found,) = findings(_grouped(*money))
    assert (found.rule.id, found.severity) == ("KP-02", "error")
    assert found.message["vi"].startswith(said)
    assert [passage.quote for passage in found.evidence] == quotes


@pytest.mark.parametrize(("other", "rules"), [("20", []), ("30", ["KP-02"])])
def test_a_heading_is_held_against_its_column(
    findings: Findings, other: str, rules: list[str]
) -> None:
    head = (*_HEAD[:3], "Ngân sách địa phương", "Nguồn khác")
    rows = [("I", "Tuyên truyền", "", "50", other), _task("1", "Tập huấn", "20", "20"),
            _task("2", "Tờ rơi", "30", ""), ("II", "Mô hình", "", "40", ""),
            _task("3", "Thu gom bao bì", "40", "")]  # fmt: skip
    found = findings(_annex("", "triệu đồng", _table(rows, (head,))))
    assert [f.rule.id for f in found if f.rule.id != "KP-07"] == rules


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ("600 triệu đồng", ""),
        ("500 triệu đồng", ""),
        (
            "650 triệu đồng",
            "Lời văn ghi tổng kinh phí 650.000.000 đồng, nhưng bảng ghi 600.000.000",
        ),
    ],
)
def test_a_total_in_the_text_is_that_of_the_annexes(
    findings: Findings, spoken: str, said: str
) -> None:
    """Two annexes, of 500 million and of 100,000 thousand: all of them, or one."""
    funding = f"<p>III. KINH PHÍ</p><p>1. Tổng kinh phí thực hiện là {spoken}.</p><p>Nơi nhận:</p>"
    body = _BODY.replace("<p>Nơi nhận:</p>", funding)
    found = findings(_FIRST, _second("100.000"), body=body)
    assert [f.rule.id for f in found] == (["KP-10"] if said else [])
    assert all(f.message["vi"].startswith(said) for f in found)
    assert all(
        [p.quote for p in f.evidence][-2:] == ["500", "100.000"] for f in found
    )  # fmt: skip
