"""Tables of plans made for it: several annexes, headings of several rows, groups, totals."""

from __future__ import annotations

from decimal import Decimal

from sctbv_graph.corpus import Built
from sctbv_graph.coverage import coverage
from sctbv_graph.extract.new_names import new_names
from sctbv_graph.model import Element
from tests.extract.made import BODY as BODY_LINES
from tests.extract.made import built, sheet_plan, word_plan

HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Kinh phí")
TASKS = (
    HEAD,
    ("1", "Trồng cây ven đường", "Sở Xây dựng", "Sở Tài chính", "2025", "1.200"),
    ("2", "Ươm giống cây bản địa", "Sở Nông nghiệp và Môi trường", "", "Tháng 3-5", "300"),
)


def of(made: Built, cls: str) -> list[Element]:
    return [e for e in made.plan.elements if e.cls == cls]


def said(made: Built, element: Element) -> str:
    return made.source.words(element.span)


def amounts(element: Element) -> list[tuple[Decimal, str | None]]:
    return [(line.amount, line.column and line.column.rsplit("/", 1)[1]) for line in element.lines]


def leads(element: Element) -> list[str]:
    return [a.mention.party.key for a in element.assignments if a.role == "lead"]


def test_two_annexes_with_a_table_each() -> None:
    """Rows, titles and totals stay with their annex; each keeps its own unit of money."""
    costs = (
        ("STT", "Nội dung chi", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"),
        ("1", "In tờ rơi", "tờ rơi", "5.000", "2.000", "10.000.000"),
        ("", "Tổng cộng", "", "", "", "10.000.000"),
    )
    total = ("", "Tổng cộng", "", "", "", "1.500")
    made = built(
        "hai-phu-luc.docx",
        word_plan(
            (("PHỤ LỤC I", "NHIỆM VỤ NĂM 2025", "Đơn vị tính: triệu đồng"), (*TASKS, total)),
            (("PHỤ LỤC II", "DỰ TOÁN KINH PHÍ", "(Đơn vị tính: đồng)"), costs),
        ),
    )
    tasks = of(made, "Task")
    assert [said(made, t) for t in tasks] == [
        "Trồng cây ven đường",
        "Ươm giống cây bản địa",
        "In tờ rơi",
    ]
    annexes = [e for e in of(made, "DocumentPart") if e.id.key.endswith(("/annex", "/annex-2"))]
    assert [said(made, a) for a in annexes] == ["PHỤ LỤC I", "PHỤ LỤC II"]
    assert [t.part_of for t in tasks] == [annexes[0].id, annexes[0].id, annexes[1].id]
    assert [(t.amount, t.of) for t in made.plan.totals] == [
        (Decimal(1500), annexes[0].id), (Decimal(10_000_000), annexes[1].id)
    ]  # fmt: skip
    paid = {str(q.object.value) for q in made.quads if q.predicate.value.endswith("amountVnd")}
    assert {"1200000000.0", "300000000.0", "10000000.0"} <= paid
    (leaflets,) = [q for q in tasks[2].quantities if q.low == 5000]
    assert leaflets.unit.endswith("leaflet")


def test_headings_over_three_rows() -> None:
    """Merged headings of three rows: the purse comes from the lowest, money from the upper."""
    rows = (
        ("TT", "Nội dung", "Phân công", "", "Kinh phí (triệu đồng)", "", "", "Ghi chú"),
        ("", "", "Chủ trì", "Phối hợp", "Tổng", "Trong đó", "", ""),
        ("", "", "", "", "", "Ngân sách tỉnh", "Nguồn khác", ""),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
        ("1", "Trồng cây", "Sở Xây dựng", "Sở Tài chính", "50", "30", "20", ""),
    )
    spans = ["A1:A3", "B1:B3", "C1:D1", "E1:G1", "H1:H3", "C2:C3", "D2:D3", "E2:E3", "F2:G2"]
    made = built("ba-dong.docx", word_plan((("PHỤ LỤC", "NHIỆM VỤ"), rows), merged=spans))
    (task,) = of(made, "Task")
    assert amounts(task) == [(Decimal(30), "provincial-budget"), (Decimal(20), "other-source")]
    assert leads(task) == ["so-xay-dung-bac-ninh"]
    assert made.plan.money_unit == "million-vnd"


def test_groups_and_a_lone_total_column() -> None:
    """Heading rows group the tasks and keep their amounts; a lone "Tổng" column is money."""
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Tổng kinh phí"),
        ("I", "Nhóm nhiệm vụ thể chế", "", "70"),
        ("1", "Ban hành quy chế", "Sở Tư pháp", "70"),
        ("II", "Nhóm nhiệm vụ hạ tầng", "", ""),
        ("1", "Khu công viên", "", ""),
        ("1.1", "Công viên phía Bắc", "Sở Xây dựng", "40"),
        ("1.2", "Công viên phía Nam", "Sở Xây dựng", "60"),
        ("", "Tổng cộng", "", "170"),
    )
    made = built("nhom.docx", word_plan((("PHỤ LỤC", "NHIỆM VỤ"), rows)))
    groups = {e.id: said(made, e) for e in of(made, "DocumentPart") if ".group-" in e.id.key}
    assert list(groups.values()) == [
        "Nhóm nhiệm vụ thể chế", "Nhóm nhiệm vụ hạ tầng", "Khu công viên"
    ]  # fmt: skip
    tasks = of(made, "Task")
    assert [(t.part_of and groups[t.part_of], amounts(t)) for t in tasks] == [
        ("Nhóm nhiệm vụ thể chế", [(Decimal(70), None)]),
        ("Khu công viên", [(Decimal(40), None)]),
        ("Khu công viên", [(Decimal(60), None)]),
    ]
    assert [(t.amount, bool(t.of)) for t in made.plan.totals] == [(170, False), (70, True)]


def test_a_plan_inside_a_workbook() -> None:
    """Text in one sheet and annex in another are one plan."""
    made = built("ke-hoach.xlsx", sheet_plan(TASKS))
    assert made.plan.document.number == "45/KH-UBND"
    assert [leads(t) for t in of(made, "Task")] == [
        ["so-xay-dung-bac-ninh"], ["so-nong-nghiep-va-moi-truong-bac-ninh"]
    ]  # fmt: skip
    assert len(of(made, "Duty")) == 1


def test_lookalike_letters_in_headings() -> None:
    """A heading typed with Cyrillic letters or in NFD is the heading it looks like."""
    head = (
        "TT",
        "\u041dhiệm vụ",
        "Cơ quan \u0441hủ tr\u00ec",
        "Ph\u00f4\u0301i hợp",
        "Thời gian",
        "Kinh phí",
    )
    made = built("chu-giong.docx", word_plan((("PHỤ LỤC", "NHIỆM VỤ"), (head, *TASKS[1:]))))
    assert [leads(t) for t in of(made, "Task")] == [
        ["so-xay-dung-bac-ninh"], ["so-nong-nghiep-va-moi-truong-bac-ninh"]
    ]  # fmt: skip


def test_a_table_without_headings_is_a_doubt() -> None:
    """Its rows are kept, it says that nobody knows what its columns hold, no number is claimed."""
    made = built("khong-tieu-de.docx", word_plan((("PHỤ LỤC", "NHIỆM VỤ"), TASKS[1:])))
    annex = next(e for e in made.plan.elements if e.id.key.endswith("/annex"))
    assert annex.certainty.basis == "open"
    assert "tiêu đề cột" in annex.certainty.reason
    rows = [e for e in made.plan.elements if ".row-" in e.id.key]
    assert [said(made, row) for row in rows] == ["Trồng cây ven đường", "Ươm giống cây bản địa"]
    assert all(not row.quantities and row.certainty.basis == "open" for row in rows)
    assert not of(made, "Task")


def test_every_cell_is_evidence_or_listed() -> None:
    """A column of unknown heading is kept with its row; no cell gets lost."""
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Loài cây", "Diện tích (ha)", "Mã số"),
        ("1", "Trồng cây", "Sở Xây dựng", "Sao đen", "12,5", "A-17"),
    )
    made = built("cot-la.docx", word_plan((("PHỤ LỤC", "NHIỆM VỤ"), rows)))
    (task,) = of(made, "Task")
    (area,) = [q for q in task.quantities if q.low == Decimal("12.5")]
    assert area.unit.endswith("HA")
    missed = [made.source.words(b.span) for b in coverage(made.source, made.quads).missed]
    assert not {"Sao đen", "A-17", "12,5"} & set(missed)


TORN = (
    ("TT", "Chỉ tiêu", "ĐVT", "Năm 2025", "Dự kiến 02 năm"),
    ("Kế hoạch", "Ước thực hiện", "Năm 2026", "Năm 2027"),
    ("1", "Diện tích rừng", "ha", "100", "98,5", "110", "120"),
    ("2", "Số hộ tham gia", "hộ", "40", "41", "", "60"),
    ("3", "Tỷ lệ che phủ", "%", "31", "31,2", "32", "33"),
)


def test_torn_headings_over_years() -> None:
    """Headings whose spans the flattening lost find their columns again by their words."""
    cells = "".join("|\n" + "".join(f"{words}\n|\n" for words in row) for row in TORN)
    text = "\n\n".join(BODY_LINES) + f"\n\nPHỤ LỤC\n\nCHỈ TIÊU\n\n{cells}"
    made = built("ro.md", text.encode())
    rows = [e for e in made.plan.elements if ".row-" in e.id.key]
    labels = [
        [made.source.words(s) for s in (*q.scope.above, q.scope.span)]
        for q in rows[0].quantities
        if q.scope
    ]
    assert labels == [
        ["Năm 2025", "Kế hoạch"],
        ["Năm 2025", "Ước thực hiện"],
        ["Dự kiến 02 năm", "Năm 2026"],
        ["Dự kiến 02 năm", "Năm 2027"],
    ]
    assert [q.low for q in rows[0].quantities] == [100, Decimal("98.5"), 110, 120]
    assert [q.low for q in rows[1].quantities] == [40, 41, 60]
    assert rows[1].quantities[2].scope.span == rows[0].quantities[3].scope.span


FLAT = (
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Kinh phí (triệu đồng)"),
    ("I", "Nhóm thể chế"),
    ("1", "Ban hành quy chế", "Sở Tư pháp", "Các sở, ngành; UBND các xã", "Thường xuyên"),
    ("II", "Nhóm hạ tầng"),
    ("1", "Trồng cây ven đường", "Sở Xây dựng", "2025", "1.200"),
    ("2", "Ươm giống", "Sở Nông nghiệp và Môi trường", "Sở Tài chính", "Quý III/2025", "300"),
    ("Tổng cộng", "1.500"),
)


def test_a_table_flattened_to_lines() -> None:
    """One cell a line, empty ones lost: rows by their numbers, cells by their form, inferred."""
    cells = "\n".join(words for row in FLAT for words in row)
    text = "\n".join(BODY_LINES) + f"\nPHỤ LỤC\nDANH MỤC NHIỆM VỤ\n{cells}\n"
    made = built("phang.txt", text.encode())
    tasks = of(made, "Task")
    assert [said(made, t) for t in tasks] == [
        "Ban hành quy chế",
        "Trồng cây ven đường",
        "Ươm giống",
    ]
    assert [leads(t) for t in tasks] == [
        ["so-tu-phap-bac-ninh"], ["so-xay-dung-bac-ninh"], ["so-nong-nghiep-va-moi-truong-bac-ninh"]
    ]  # fmt: skip
    assert [amounts(t) for t in tasks] == [[], [(1200, None)], [(300, None)]]
    starts = [t.time_frame and str(t.time_frame.first) for t in tasks]
    assert starts == ["None", "2025-01-01", "2025-07-01"]
    assert {t.certainty.basis for t in tasks} == {"inferred"}
    assert [t.amount for t in made.plan.totals] == [1500]
    groups = [said(made, e) for e in of(made, "DocumentPart") if ".group-" in e.id.key]
    assert groups == ["Nhóm thể chế", "Nhóm hạ tầng"]


def test_a_body_of_no_register_is_proposed_with_its_place() -> None:
    """A new name stays what it is, beside the one that it is like."""
    rows = (*TASKS, ("3", "Quảng bá", "Sở Văn hóa Thể thao Du lịch", "", "2025", "10"))
    made = built("ten-moi.docx", word_plan((("PHỤ LỤC", "NHIỆM VỤ"), rows)))
    (new,) = new_names(made.plan)
    assert new.party.name == made.source.words(new.span) == "Sở Văn hóa Thể thao Du lịch"
    assert (new.party.kind, new.party.registered) == ("provincial-department", False)
