"""The headers of the catalogue: whole, typed, bounded, and what they mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sctbv_graph.errors import QuestionError, ReferenceDataError
from sctbv_graph.query import answer, choices, load_questions
from sctbv_graph.query.answers import graphs_of, plain_rows
from sctbv_graph.query.catalogue import _load
from sctbv_graph.store import EmbeddedStore

PERSONAS = {"researcher", "auditor", "publisher"}


def test_there_are_enough() -> None:
    assert len(load_questions()) >= 35
    assert {question.persona for question in load_questions().values()} == PERSONAS


@pytest.mark.parametrize("name", list(load_questions()))
def test_a_header_is_whole(store: EmbeddedStore, name: str) -> None:
    """Both languages everywhere; every list of choices gives choices; the query binds."""
    question = load_questions()[name]
    assert set(question.question) == {"vi", "en"}
    for parameter in question.parameters:
        assert set(parameter.label) == {"vi", "en"}
        assert f"?{parameter.name}" in question.query
        if parameter.choices:
            assert choices(store, parameter)
    assert ("# parameters" in question.query) or not question.parameters


@pytest.mark.parametrize("month", ["0", "13", "-1", "6.5", "June", "6; DROP ALL", "٦", "9" * 30])
def test_a_month_is_a_month(store: EmbeddedStore, month: str) -> None:
    """What is no whole number from 1 to 12 is refused; nothing of it reaches the query."""
    with pytest.raises(QuestionError):
        answer(store, "calendar", {"month": month})


def test_a_default_is_bound(store: EmbeddedStore) -> None:
    """Without a class, the quotes of the printed totals; with one, those of the signature."""
    assert len(answer(store, "evidence-of").rows) == 4
    by_iri = {"class": "https://w3id.org/sctbv/def#Signature"}
    assert len(answer(store, "evidence-of", by_iri).rows) == 4  # one of them the Decision's


def test_layers_choose_the_graphs(store: EmbeddedStore) -> None:
    """A question of the stated layer does not see what rules inferred."""
    question = load_questions()["pairs"]
    stated = replace(question, layers=("stated", "reference"))
    names = graphs_of(store, stated)
    assert names
    assert all(n.endswith("/stated") or "/graph/reference/" in n for n in names)
    assert plain_rows(store, question, question.query).rows  # isLedBy is inferred
    assert plain_rows(store, stated, stated.query).rows == ()


@pytest.mark.parametrize(
    "header",
    [
        "name: x",
        "name: [",
        (
            "name: x\n#+ question: {vi: a, en: b}\n#+ persona: r\n#+ columns: {}\n"
            "#+ parameters:\n#+   - {name: a, type: colour, label: {vi: a, en: a}}"
        ),
    ],
)
def test_a_broken_header_is_named(tmp_path: Path, header: str) -> None:
    path = tmp_path / "99-x.rq"
    path.write_text(f"#+ {header}\nSELECT * {{ ?s ?p ?o }}\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"99-x\.rq"):
        _load(path)
