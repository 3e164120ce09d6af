"""Plan 211 rebuilt in Word and in PDF gives the facts that the script wrote, field by field.

The script writes what the flattened text lost, by one reading that fits; nothing of it is data.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sctbv_graph.corpus import Built
from sctbv_graph.extract.knowledge import concept_name
from sctbv_graph.model import Plan
from tests.rebuild.fields import differences, expected, found
from tests.rebuild.truth import FIELDS


@pytest.fixture(scope="module")
def from_word(rebuilt: Callable[[str], tuple[bytes, Built]]) -> Built:
    """Return the graph of the Word file."""
    return rebuilt("docx")[1]


@pytest.fixture(scope="module")
def from_pdf(rebuilt: Callable[[str], tuple[bytes, Built]]) -> Built:
    """Return the graph of the PDF."""
    return rebuilt("pdf")[1]


def evidence(built: Built) -> list[dict[str, list[str]]]:
    """Return each passage of a graph: name of the property → values."""
    made: dict[str, dict[str, list[str]]] = {}
    for quad in built.quads:
        name = quad.predicate.value.rpartition("#")[2]
        if "evidence-" in quad.subject.value:
            value = getattr(quad.object, "value", "")
            made.setdefault(quad.subject.value, {}).setdefault(name, []).append(value)
    return list(made.values())


def test_the_truth_is_whole(flat: Plan) -> None:
    truth = expected(flat)
    assert sum(len(fields) for fields in truth.values()) == 21 * len(FIELDS) == 189


def test_word_gives_every_field(from_word: Built, flat: Plan) -> None:
    made = found(from_word.plan, from_word.source)
    assert differences(expected(flat), made) == []
    assert len(made) == 21


def test_word_says_the_rest_as_the_flattened_text_does(from_word: Built, flat: Plan) -> None:
    plan = from_word.plan
    assert plan.document.id == flat.document.id
    assert {d.id for d in plan.documents} == {d.id for d in flat.documents}
    for cls in ("Duty", "Solution", "Purpose", "FundingRule"):
        assert [e.id for e in plan.elements if e.cls == cls] == [
            e.id for e in flat.elements if e.cls == cls
        ]
    assert [t.amount for t in plan.totals] == [t.amount for t in flat.totals]
    assert [m.party for m in plan.recipients] == [m.party for m in flat.recipients]


def test_true_columns_are_read(from_word: Built) -> None:
    lines = [line for e in from_word.plan.elements for line in e.lines]
    assert len(lines) == 25
    assert {line.certainty.basis for line in lines} == {"read"}
    assert from_word.plan.money_unit == "million-vnd"
    assert from_word.plan.money_unit_certainty.basis == "read", "the heading prints the unit"


def test_a_changed_target_and_amount_have_their_new_value(from_word: Built) -> None:
    (target,) = [e for e in from_word.plan.elements if e.id.key.endswith("/II.1")]
    assert [str(q.low) for q in target.quantities] == ["70"]
    (last,) = [e for e in from_word.plan.elements if e.cls == "Task" and e.ordinal == 21]
    assert [str(line.amount) for line in last.lines] == ["20"]


def test_quotes_are_slices_of_the_text_and_cells_are_named(from_word: Built) -> None:
    source = from_word.source
    passages = evidence(from_word)
    assert len(passages) > 300
    for passage in passages:
        start, end = int(passage["startOffset"][0]), int(passage["endOffset"][0])
        assert source.text[start:end] == passage["exactQuote"][0] != ""
    cells = [p for p in passages if "tableIndex" in p]
    assert len(cells) > 150
    assert all(p["tableRow"] and p["tableColumn"] for p in cells)
    money = [p for p in cells if p["exactQuote"] == ["1.310"]]
    assert [p["tableIndex"] for p in money] == [["3"]], "after letterhead and signature"


def test_the_note_of_the_footnote_is_cited(from_word: Built) -> None:
    (note,) = [e for e in from_word.plan.elements if e.id.key.endswith("/footnote-1")]
    assert len(note.references) == 3
    assert from_word.source.quote(note.passages[1].span) == "[1]"


def test_columns_are_concepts(from_word: Built) -> None:
    names = {
        concept_name(line.column or "/")
        for element in from_word.plan.elements
        for line in element.lines
    }
    assert names == {"local-budget", "central-budget", "other-source"}


def test_pdf_gives_every_field(from_pdf: Built, flat: Plan) -> None:
    """Blanks aside: a wrapped line does not tell how many there were."""
    truth = expected(flat)
    made = found(from_pdf.plan, from_pdf.source)
    assert len(differences(truth, made, blanks=False)) <= 189 // 100
    assert len(made) == 21
    assert {d.id for d in from_pdf.plan.documents} == {d.id for d in flat.documents}
    assert [e.id for e in from_pdf.plan.elements if e.cls == "Duty"] == [
        e.id for e in flat.elements if e.cls == "Duty"
    ]
    assert from_pdf.plan.signature is not None
    assert from_pdf.source.quote(from_pdf.plan.signature.name) == "Lâm Văn Bi"


def test_pdf_stitches_the_table_and_tells_page_and_box(from_pdf: Built) -> None:
    (table,) = from_pdf.source.tables
    assert len(table.rows) == 2 + 1 + 21 + 1
    assert table.header_rows == 2
    pages = [row[1].page for row in table.rows if row[1].page]
    assert pages == sorted(pages)
    assert len(set(pages)) > 3
    cells = [p for p in evidence(from_pdf) if "tableIndex" in p]
    assert all(p["page"] and len(p["box"][0].split()) == 4 for p in cells)
    assert sum("page" in p for p in evidence(from_pdf)) > 300


def test_pdf_page_numbers_are_no_text_of_the_plan(from_pdf: Built) -> None:
    kinds = [block.kind for block in from_pdf.source.blocks]
    assert kinds.count("footer") > 4
    (note,) = from_pdf.source.notes
    assert from_pdf.source.quote(note.span).startswith("Kế hoạch số 44/KH-UBND")
