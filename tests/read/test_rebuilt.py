"""Plan 211 rebuilt in Word gives the facts that the script wrote, field by field.

The script writes what the flattened text lost, by one reading that fits; nothing of it is data.
"""

from __future__ import annotations

import pytest

from sctbv_graph.corpus import Built, build_document
from sctbv_graph.extract.knowledge import concept_name
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.read import read_bytes
from tests.rebuild import word
from tests.rebuild.fields import differences, expected, found
from tests.rebuild.truth import FIELDS


@pytest.fixture(scope="module")
def from_word(knowledge: Knowledge) -> Built:
    """Return the graph of the Word file."""
    return build_document(read_bytes(word.build(), "211.docx"), knowledge)


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
