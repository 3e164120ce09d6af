"""What is read out of Plan 211, checked by hand against its text."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from sctbv_graph.corpus import Built
from sctbv_graph.extract.columns import Row, ordered_options, solve
from sctbv_graph.model import BudgetLine, Element


def elements(built: Built, cls: str) -> list[Element]:
    return [e for e in built.plan.elements if e.cls == cls]


def lines(built: Built) -> list[tuple[int, BudgetLine]]:
    return [(t.ordinal, line) for t in elements(built, "Task") for line in t.lines]


def test_parts_of_the_body(built: Built) -> None:
    """Every numbered statement of the body becomes one element."""
    counts = Counter(e.cls for e in built.plan.elements)
    assert counts["Purpose"] == 3
    assert counts["SolutionGroup"] == 4
    assert counts["Solution"] == 4 + 5 + 3 + 1
    assert counts["FundingRule"] == 2
    assert counts["Duty"] == 24 + 1  # part V, and line 37 of part IV
    assert counts["Task"] == 21
    items = [e for e in elements(built, "DocumentPart") if e.heads]
    assert [e.stated_ordinal for e in items] == [str(n) for n in range(1, 12)]


def test_who_leads_tasks_draws_up_the_estimate(built: Built) -> None:
    """Line 37, in the part on money: a duty of all who lead a task, none of them by name."""
    (duty,) = [e for e in elements(built, "Duty") if e.id.key.endswith("/IV.2")]
    (lead,) = duty.assignments
    assert built.source.quote(lead.mention.span) == "các đơn vị chủ trì nhiệm vụ"
    assert (lead.role, lead.mention.party.type) == ("lead", "party")
    assert [m.party.key for m in duty.reports_to] == ["ubnd-tinh-ca-mau"]


def test_header(built: Built) -> None:
    """The head gives date, place and title, the annex caption the number."""
    document = built.plan.document
    assert (document.number, document.year) == ("211/KH-UBND", 2024)
    assert str(document.date) == "2024-10-02"
    assert built.plan.issued_at == built.plan.applies_to
    assert built.plan.archive is not None
    assert built.plan.archive[0] == "VT, KT (HD), Ktr122/10"
    assert len(built.plan.recipients) == 5
    assert built.plan.signature is not None
    assert built.source.quote(built.plan.signature.name) == "Lâm Văn Bi"


def test_objectives(built: Built) -> None:
    """Of six numbered objectives three have a quantity with unit and population."""
    own = [e for e in elements(built, "Objective") if e.part_of and e.part_of.type == "part"]
    assert [e.stated_ordinal for e in own] == ["1", "2", "3", "4", "5", "6"]
    found = [
        (q.comparator, q.low, q.high, q.unit.rsplit("/", 1)[1], q.scope is not None)
        for e in own
        for q in e.quantities
    ]
    assert found == [
        ("exactly", Decimal(70), Decimal(70), "PERCENT", True),
        ("exactly", Decimal(85), Decimal(85), "PERCENT", True),
        ("at-least", Decimal(2), None, "event", True),
    ]


def test_money_columns(built: Built) -> None:
    """What the totals force, what the notes allow to infer, and what stays open."""
    read = {
        (n, str(line.amount)): (line.column and line.column.rsplit("/", 1)[1], line.certainty.basis)
        for n, line in lines(built)
    }
    assert len(lines(built)) == 25
    assert sum(line.amount for _, line in lines(built)) == Decimal(18706)
    forced = {key: column for key, (column, basis) in read.items() if basis == "forced"}
    assert forced == {
        (11, "1375"): "local-budget",
        (11, "550"): "central-budget",
        (11, "3313"): "other-source",
        (14, "523"): "local-budget",
        (17, "15"): "local-budget",
    }
    inferred = {key: column for key, (column, basis) in read.items() if basis == "inferred"}
    assert inferred == {
        (7, "90"): "local-budget",
        (8, "840"): "local-budget",
        (9, "720"): "local-budget",
        (10, "1310"): "central-budget",
        (12, "2400"): "central-budget",
        (12, "3600"): "other-source",
        (13, "1200"): "local-budget",
    }
    open_lines = [line for _, line in lines(built) if line.certainty.basis == "open"]
    assert len(open_lines) == 13
    assert {line.certainty.alternatives for line in open_lines} == {
        ("local-budget", "other-source")
    }


def test_counts_of_assignments(built: Built) -> None:
    """The totals leave 134,608 assignments of amounts to columns, the order of cells 4,338."""
    rows = []
    for task in elements(built, "Task"):
        groups = [task.lines] if task.ordinal != 4 else [task.lines[:1], task.lines[1:]]
        rows += [Row(tuple(int(x.amount) for x in g), (None,) * len(g)) for g in groups]
    totals = (7033, 4260, 7413)
    assert solve(rows, [ordered_options(row, 3) for row in rows], totals).count == 4338
    single = [Row((a,), (None,)) for row in rows for a in row.amounts]
    assert solve(single, [ordered_options(row, 3) for row in single], totals).count == 134_608


def test_notes(built: Built) -> None:
    """A note's amounts are parts of their line; the note of task 12 names another source."""
    by_amount = {str(line.amount): line for _, line in lines(built)}
    assert [str(p.amount) for p in by_amount["3313"].parts] == ["740", "857.6", "1715"]
    note = by_amount["3600"].source_by_note
    assert note is not None
    assert note.endswith("provincial-budget")
    assert by_amount["3600"].column != note


def test_row_numbers(built: Built) -> None:
    """Seven printed row numbers are lost; their tasks say so."""
    lost = [t.ordinal for t in elements(built, "Task") if t.stated_ordinal is None]
    assert lost == [1, 11, 12, 13, 15, 16, 17]
    assert all(
        t.certainty.basis == "inferred" for t in elements(built, "Task") if t.ordinal in lost
    )


@pytest.mark.parametrize(
    ("task", "lead", "coordinators"),
    [
        (1, "trung-tam-khuyen-cong-so-cong-thuong-ca-mau", 3),
        (
            5,
            "trung-tam-thong-tin-va-ung-dung-khoa-hoc-cong-nghe-so-khoa-hoc-va-cong-nghe-ca-mau",
            1,
        ),
        (
            6,
            "trung-tam-thong-tin-va-ung-dung-khoa-hoc-cong-nghe-so-khoa-hoc-va-cong-nghe-ca-mau",
            1,
        ),
        (8, "trung-tam-khuyen-nong-so-nong-nghiep-va-phat-trien-nong-thon-ca-mau", 3),
        (9, "trung-tam-khuyen-nong-so-nong-nghiep-va-phat-trien-nong-thon-ca-mau", 5),
        (11, "chi-cuc-phat-trien-nong-thon-so-nong-nghiep-va-phat-trien-nong-thon-ca-mau", 11),
        (13, "phong-nong-nghiep-va-phat-trien-nong-thon-ubnd-huyen-thoi-binh-ca-mau", 2),
        (19, "phong-kinh-te-ubnd-thanh-pho-ca-mau", 3),
    ],
)
def test_who_leads(built: Built, task: int, lead: str, coordinators: int) -> None:
    """The unit in parentheses leads; coordinators are told apart one by one."""
    (row,) = [t for t in elements(built, "Task") if t.ordinal == task]
    leads = [a.mention.party.key for a in row.assignments if a.role == "lead"]
    assert leads == [lead]
    assert sum(a.role == "coordinate" for a in row.assignments) == coordinators


def test_cited_documents(built: Built) -> None:
    """Each cited document stands once; 03/KH-UBND and 03/CTr-UBND are two."""
    keys = {d.id.key for d in built.plan.documents if d.id.type in ("document", "standard")}
    assert keys == {
        "889-qd-ttg-2020",
        "11-kh-ubnd-ca-mau-2021",
        "44-kh-ubnd-ca-mau-2021",
        "03-kh-ubnd-ca-mau-2020",
        "03-ctr-ubnd-ca-mau-2020",
        "24-kh-ubnd-ca-mau-2022",
        "09-2024-qd-ubnd-ca-mau",
        "98-2018-nd-cp",
        "17-2019-nq-hdnd-ca-mau",
        "vietgap",
        "tcvn-11041-8-2018",
        "tcvn-11041-2-2017",
    }


def test_time_frames(built: Built) -> None:
    """Every task has a time frame; a month without a year takes the plan's, and says so."""
    frames = {t.ordinal: t.time_frame for t in elements(built, "Task")}
    assert all(frames.values())
    june, february, tentative = frames[1], frames[5], frames[15]
    assert june is not None
    assert (str(june.first), str(june.last), june.certainty.basis) == (
        "2025-06-01",
        "2025-06-30",
        "inferred",
    )
    assert february is not None
    assert str(february.first) == "2025-02-01"
    assert tentative is not None
    assert tentative.tentative


@pytest.mark.parametrize(
    ("task", "quantity"),
    [
        (8, ("exactly", "30", "30", "HA", "model")),
        (8, ("between", "200", "250", "KiloGM-PER-HA", None)),
        (9, ("between", "2.5", "3", "TONNE-PER-HA", None)),
        (8, ("at-least", "15", None, "PERCENT", None)),
        (5, ("between", "6", "8", "cage", "household")),
        (3, ("exactly", "50", "50", "delegate", "class")),
        (11, ("at-least", "3", None, "ocop-star", None)),
        (11, ("about", "100", "100", "HA", None)),
        (14, ("between", "10", "15", "PERCENT", None)),
        (21, ("about", "700", "700", "leaflet", None)),
        (7, ("more-than", "70", None, "PERCENT", None)),
    ],
)
def test_quantities(built: Built, task: int, quantity: tuple[str | None, ...]) -> None:
    """Ranges, bounds and "per what" are read as the text words them."""
    found = {
        (
            q.comparator,
            None if q.low is None else str(q.low),
            None if q.high is None else str(q.high),
            q.unit.rsplit("/", 1)[1],
            q.per_unit and q.per_unit.rsplit("/", 1)[1],
        )
        for e in built.plan.elements
        if e.row == task
        for q in e.quantities
    }
    assert quantity in found


def test_broken_cells_are_joined(built: Built) -> None:
    """A cell cut by a hard break is one cell (lines 178-179, 229-230)."""
    quotes = [built.source.quote(e.span) for e in built.plan.elements]
    assert "Năng suất cua 200 - 250\nkg/ha" in quotes
    (task,) = [t for t in elements(built, "Task") if t.ordinal == 11]
    named = [built.source.quote(a.mention.span) for a in task.assignments]
    assert "Sở Tài nguyên và Môi\ntrường" in named
