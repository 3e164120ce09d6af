"""Heads of many forms, citations of every kind: what a reader of the graph would ask of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph.extract import extract
from sctbv_graph.extract.citations import find_citations
from sctbv_graph.extract.knowledge import concept_name
from sctbv_graph.extract.laws import find_laws
from sctbv_graph.model import Plan, Span
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from sctbv_graph.vietnamese.names import NameIndex

KNOWLEDGE = load_knowledge(Settings().data_folders)
CORPUS = tomllib.loads((Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))
FORMS = {form["name"]: form for form in CORPUS["form"]}
TEXTS = {text["name"]: text["head"] for text in CORPUS["text"]}


def plan_of(text: str) -> Plan:
    """Return the records of a flattened text."""
    whole = text.replace("{motto}", CORPUS["motto"])
    return extract(read_bytes(whole.encode(), "plan.md"), KNOWLEDGE)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_head_of_each_form(form: dict[str, Any]) -> None:
    """Key, issuer, territory, title and grounds are those printed, whoever issues the plan."""
    whole = form["head"] + "\n" + CORPUS["body"]
    plan = plan_of("\n".join(filter(None, whole.split("\n"))) if form.get("dense") else whole)
    document = plan.document
    parties = {p.id: p.name for p in plan.parties}
    places = {p.id: p.name for p in plan.places}
    grounds = [r.target for e in plan.elements for r in e.references if r.kind == "basis"]
    assert document.id.key == form["key"]
    assert document.issuer is not None
    assert parties[document.issuer] == form["issuer"]
    assert (places[plan.applies_to] if plan.applies_to else "") == form["territory"]
    assert document.title == form["title"]
    assert [g.key for g in grounds if g] == form["grounds"]


@pytest.mark.parametrize("line", ["KẾ HOẠCH HÀNH ĐỘNG", "KẾ HOẠCH (Dự thảo)", "KẾ HOẠCH"])
def test_what_stands_beside_the_type_is_no_title(line: str) -> None:
    """The title is the line below, whatever kind of plan the line of the type says."""
    head = "UBND TỈNH AN GIANG{motto}\nSố: 45/KH-UBND\nAn Giang, ngày 03 tháng 11 năm 2023\n"
    plan = plan_of(f"{head}{line}\nTrồng cây phân tán năm 2024\n{CORPUS['body']}")
    assert (plan.document.type, plan.document.title) == ("ke-hoach", "Trồng cây phân tán năm 2024")


def test_recipients_that_share_a_line_are_several() -> None:
    """Copies join the lines of the list; the dash after a semicolon parts them."""
    head = "UBND TỈNH AN GIANG{motto}\nSố: 45/KH-UBND\nAn Giang, ngày 03 tháng 11 năm 2023\n"
    body = CORPUS["body"].replace("- Như trên;", "- Bộ Công Thương;- TT Tỉnh ủy;")
    plan = plan_of(f"{head}KẾ HOẠCH\nTrồng cây phân tán năm 2024\n{body}")
    names = {party.id: party.name for party in plan.parties}
    assert [names[m.party] for m in plan.recipients] == ["Bộ Công Thương", "Thường trực Tỉnh ủy"]


def test_a_decision_holds_the_plan_that_it_enacts() -> None:
    """Articles and parts are parts of one document, with the signature of the decision."""
    form = FORMS["a decision with the plan behind it"]
    plan = plan_of(form["head"] + "\n" + CORPUS["body"])
    keys = [e.id.key.partition("/")[2] for e in plan.elements if e.cls != "Reference"]
    assert plan.document.cls == "Plan"
    assert plan.document.type == "quyet-dinh"
    assert [k for k in keys if k.startswith("dieu-")] == ["dieu-1", "dieu-2"]
    assert {"I", "I.1", "II", "II.1"} <= set(keys)
    assert [e.cls for e in plan.elements if e.id.key.endswith("/I.1")] == ["Objective"]
    cited = [r.target.key for e in plan.elements for r in e.references if r.target]
    assert "12-qd-ubnd-bac-ninh-2020" in cited
    assert plan.archive is not None


def test_a_mention_without_date_is_the_dated_document() -> None:
    """A number alone, before or after the mention with its date, is that same document."""
    plan = plan_of(TEXTS["a mention without date"])
    cited = [r for e in plan.elements for r in e.references]
    assert [r.target.key for r in cited if r.target] == ["142-qd-ttg-2024"] * 2
    assert [r.certainty.basis for r in cited] == ["inferred", "read"]
    assert [str(d.date) for d in plan.documents] == ["2024-02-02"]


def test_what_a_ground_names_in_its_title_is_no_ground() -> None:
    """The resolution that a plan is about, and the plan's own name, are cited, not rested on."""
    plan = plan_of(TEXTS["a ground with a title"])
    kinds = {r.target.key: r.kind for e in plan.elements for r in e.references if r.target}
    assert kinds["12-qd-ubnd-hai-phong-2025"] == "basis"
    assert kinds["71-nq-cp-2025"] == kinds["57-nq-tw-2024"] == "cites"


def test_a_turn_is_no_person() -> None:
    """One person may come ten times: what is counted in "lượt" is never a number of people."""
    head = next(iter(FORMS.values()))["head"]
    counted = (
        "1. Tập huấn 500 lượt người, 60 lượt học viên, 40 lượt đại biểu, 30 học viên, 20 người."
    )
    plan = plan_of(head + CORPUS["body"].replace("1. Đạt 70% theo Luật Lâm nghiệp.", counted))
    units = [(str(q.low), concept_name(q.unit)) for e in plan.elements for q in e.quantities]
    assert units == [
        ("500", "turn"), ("60", "turn"), ("40", "turn"), ("30", "trainee"), ("20", "person"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị quyết số 57-NQ/TW, Chương trình hành động số 10- CTr/TU",
         ["57-NQ/TW", "10-CTr/TU"]),
        ("Kế hoạch số\n0265/KH-\nUBND ngày 01/02/2025", ["0265/KH-UBND"]),
        ("tại các Quyết định: số 36/QĐ-TTg ngày 11/01/2024 về việc A; số 1569/QĐ-TTg",
         ["36/QĐ-TTg", "1569/QĐ-TTg"]),
        ("các Nghị quyết số 12/2020, 13/2021/NQ-HĐND", ["12/2020/NQ-HĐND", "13/2021/NQ-HĐND"]),
        ("Mẫu biểu số 01, 02 kèm theo Thông tư số 69/2017/TT-BTC", ["69/2017/TT-BTC"]),
        ("Luật Đầu tư công số 58/2024/QH15", ["58/2024/QH15"]),
        ("24/7, 5G/IoT, 12.375,3/10.200 triệu đồng, 240 mẫu/năm, DO/24", []),
    ],
)  # fmt: skip
def test_numbers_in_text(text: str, numbers: list[str]) -> None:
    """Party numbers, broken lines and lists give each document; other slashes give none."""
    assert [c.number for c in find_citations(text, Span(0, len(text)))] == numbers


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("theo Luật Phòng, chống ma túy; các quy định", ["Luật Phòng, chống ma túy"]),
        ("của Luật Ngân sách nhà nước, Luật Đầu tư công và các văn bản",
         ["Luật Ngân sách nhà nước", "Luật Đầu tư công"]),
        ("Luật NSNN năm\n2025, tỉnh Cà Mau", ["Luật NSNN"]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Giá và Bộ luật Lao động năm 2019",
         ["Luật sửa đổi, bổ sung một số điều của Luật Giá", "Bộ luật Lao động"]),
        ("thi hành Luật và các văn bản; pháp luật; Hội Luật gia tỉnh", []),
    ],
)  # fmt: skip
def test_laws_by_name(text: str, names: list[str]) -> None:
    """Names are read by their grammar where no register knows them, and end where they end."""
    assert [law.name for law in find_laws(NameIndex([]), text, Span(0, len(text)))] == names


def test_every_law_of_the_register_is_found_whole() -> None:
    """Each known name is matched to its end, whatever commas and "và" it holds."""
    known = NameIndex((name, name) for name in KNOWLEDGE.laws)
    for name in KNOWLEDGE.laws:
        line = f"thực hiện theo {name} và các văn bản hướng dẫn"
        assert [law.name for law in find_laws(known, line, Span(0, len(line)))] == [name]
