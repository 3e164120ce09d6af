"""Every question answers as its golden rows say, with evidence that leads to the text."""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest

from sctbv_graph.errors import QuestionError
from sctbv_graph.query import answer, cell_text, load_questions
from sctbv_graph.store import EmbeddedStore

NAMES = list(load_questions())


def table(store: EmbeddedStore, name: str) -> str:
    """Return an answer as CSV: identities where a cell is a thing, values where it is not."""
    found = answer(store, name, {}, evidence=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*found.columns, "lines"])
    for row, passages in zip(found.rows, found.evidence, strict=True):
        cells = [cell_text(row.get(column), {}) for column in found.columns]
        writer.writerow([*cells, " ".join(str(p.line) for p in passages)])
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_golden_rows(store: EmbeddedStore, golden: Path, name: str) -> None:
    """The rows and the lines they rest on are those of the golden file.

    SCTBV_GOLDEN=write writes the files anew, to be read against the text before they go in.
    """
    path = golden / f"{name}.csv"
    found = table(store, name)
    if os.environ.get("SCTBV_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found.count("\n") > 1
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_evidence(store: EmbeddedStore, name: str) -> None:
    """Each row leads back to the text, or says why it cannot."""
    found = answer(store, name, {}, evidence=True)
    assert found.rows
    assert all(bool(rests.passages) != bool(rests.reason) for rests in found.rests_on)


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_columns(store: EmbeddedStore, name: str) -> None:
    """Every column has a label in both languages."""
    found = answer(store, name)
    for column in found.columns:
        assert set(found.question.columns[column]) == {"vi", "en"}


def test_counts_of_plan_211(store: EmbeddedStore) -> None:
    """21 tasks, 25 lines that make 18,706 million, 6 objectives of which 3 are quantified."""
    assert len(answer(store, "tasks").rows) == 21
    lines = answer(store, "budget-lines").rows
    assert len(lines) == 25
    assert sum(Decimal(row["million"].value) for row in lines) == Decimal(18706)  # type: ignore[union-attr]
    objectives = answer(store, "objectives").rows
    assert len(objectives) == 6
    assert sum("value" in row for row in objectives) == 3
    assert len(answer(store, "legal-basis").rows) == 2
    duties = {str(row["duty"]) for row in answer(store, "duties").rows}
    assert len([duty for duty in duties if "/V." in duty]) == 24
    assert len(duties) == 25


def test_parameters_are_found_by_name(store: EmbeddedStore) -> None:
    """An agency is found without accents, and a value is bound, never pasted."""
    found = answer(store, "agency-work", {"agency": "so cong thuong"})
    agencies = {row["agency"].value for row in found.rows}  # type: ignore[union-attr]
    assert agencies == {"https://w3id.org/sctbv/id/agency/so-cong-thuong-ca-mau"}
    assert len(answer(store, "calendar", {"month": "6"}).rows) == 19


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("no-such-question", {}),
        ("tasks", {"nope": "x"}),
        ("calendar", {"month": "June"}),
        ("agency-work", {"agency": "Trung tâm Khuyến"}),
        ("agency-work", {"agency": "x> } ?s ?p ?o . VALUES ?a { <y"}),
    ],
)
def test_bad_parameters(store: EmbeddedStore, name: str, parameters: dict[str, str]) -> None:
    """What fits nothing, or more than one thing, is refused with a sentence in both languages."""
    with pytest.raises(QuestionError) as caught:
        answer(store, name, parameters)
    assert caught.value.vi != caught.value.en


@pytest.mark.parametrize(
    ("day", "continues", "succeeded", "without"),
    [("2024-12-31", 21, 0, 0), ("01/3/2025", 12 + 3, 6, 0), ("2025-07-01", 6, 6, 9)],
)
def test_who_answers_depends_on_the_day(
    store: EmbeddedStore, day: str, continues: int, succeeded: int, without: int
) -> None:
    """Tasks 7 to 12 pass to the merged department; 13 to 21 have no heir."""
    rows = answer(store, "answers-today", {"date": day}).rows
    fates = [str(row["fate"].value).rpartition("/")[2] for row in rows]  # type: ignore[union-attr]
    assert len(rows) == 21
    assert fates.count("continues") == continues
    assert fates.count("succeeded") == succeeded
    assert fates.count("no-single-successor") == without
    assert all(("now" in row) == (fate != "no-single-successor") for row, fate in zip(
        rows, fates, strict=True))  # fmt: skip


@pytest.mark.parametrize("day", ["31/02/2025", "hôm qua", "2025", "01/7/2025 hoặc 02/7/2025"])
def test_a_day_that_is_none(store: EmbeddedStore, day: str) -> None:
    """A date that cannot be is refused with a sentence."""
    with pytest.raises(QuestionError, match="phải là ngày"):
        answer(store, "answers-today", {"date": day})
