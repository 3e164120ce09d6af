"""Suggested ties are confirmed or rejected by a person, and the audit then says something else.

By the real commands on Plan 211 and on a plan of another province, in workspaces of their own;
nothing here is a real decision.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.audit import Report, audit_document
from sctbv_graph.corpus import Built, Corpus, build_document
from sctbv_graph.model import Knowledge
from sctbv_graph.read import read
from sctbv_graph.reference import load_knowledge
from sctbv_graph.review import open_suggestions
from sctbv_graph.settings import Settings
from sctbv_graph.terms import PROV, RDF
from tests.beside import SAMPLES
from tests.cli.forms import KEY, WHO, entries, fill

EVENTS = f"objective/{KEY}/II.3"  # line 12: two events a year; only weak ties lead to it
LIFESTYLE = f"{EVENTS}#suggestion-4"  # row 4, a model of a sustainable way of life
WEAK = [f"{EVENTS}#suggestion-{row}" for row in (3, 4, 17, 18, 21)]


@pytest.fixture
def decided(
    plan: Path, blank: Path, knowledge: Knowledge, tmp_path: Path
) -> Callable[[dict[str, str]], Built]:
    """Return a function: Plan 211 built with a filled form among the decisions of a folder."""

    def build(values: dict[str, str], *changes: tuple[str, str]) -> Built:
        text = fill(blank.read_text("utf-8"), values, "Đã hỏi Sở Công Thương")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        kept = tmp_path / "decisions" / f"{KEY}.toml"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, "utf-8")
        return build_document(
            read(plan), replace(knowledge, folders=(*knowledge.folders, tmp_path))
        )

    return build


@pytest.fixture(scope="session")
def before(built: Built, corpus: Corpus) -> set[tuple[str, str, str]]:
    return coverage(audit_document(built, corpus.reference, "draft"))


def coverage(report: Report) -> set[tuple[str, str, str]]:
    """Return what the rules of coverage find: rule, severity, the node without its base."""
    return {
        (f.rule.id, f.severity, f.focus.removeprefix(iris.ID))
        for f in report.findings
        if f.rule.id.startswith("MT-")
    }


def left(built: Built) -> set[str]:
    """Return the ties that are still offered."""
    return {tie.fact for tie in open_suggestions(built.quads)}


def test_suggestions_come_after_the_doubts(run: Any, plan: Path, blank: Path, built: Any) -> None:
    """All of them, with words, grounds and likelihood; first what no strong one leads to."""
    form = entries(blank)
    facts = [entry["fact"] for entry in form]
    first = next(i for i, fact in enumerate(facts) if "#suggestion-" in fact)
    assert all("#suggestion-" in fact for fact in facts[first:])
    suggested = {
        q.subject.value.removeprefix(iris.ID)
        for q in built.quads
        if q.object == ox.NamedNode(iris.term("Suggestion"))
    }
    assert set(facts[first:]) == suggested
    weak = {f.split("#")[0] for f in facts[first:]} - {
        q.subject.value.removeprefix(iris.ID).split("#")[0]
        for q in built.quads
        if q.object.value == iris.concept("likelihood", "strong")
    }
    assert EVENTS in weak
    waiting = [fact.split("#")[0] for fact in facts[first:]]
    assert set(waiting[: sum(part in weak for part in waiting)]) == weak
    one = form[facts.index(LIFESTYLE)]
    assert one["quote"].strip().startswith("Xây dựng mô hình về lối sống bền vững")
    assert one["within"].startswith("Tổ chức hoặc lồng ghép tổ chức ít nhất 02 cuộc tuyên truyền")
    text = blank.read_text("utf-8")
    assert "# gợi ý (yếu): Cùng nói về: lối sống bền vững" in text
    assert "# gợi ý (mạnh): Cùng nói về: " in text
    assert "# Chọn: confirm (đúng, dòng này phục vụ) | reject (sai, không gợi ý nữa)" in text
    assert "# suggested (weak): " in run("review", plan, "--lang", "en").out


def test_a_confirmed_tie_is_a_fact(
    run: Any, plan: Path, blank: Path, space: Path, before: set[tuple[str, str, str]]
) -> None:
    """In the graph `decided` with who and why; the rule that waited for a person is content."""
    assert ("MT-01", "warning", EVENTS) in before
    form, data = space / "điền.toml", ("--data", space)
    form.write_text(fill(blank.read_text("utf-8"), {LIFESTYLE: "confirm"}, "Đã hỏi"), "utf-8")
    filed = run("review", plan, *data, "--decide", form)
    assert (filed.code, filed.err) == (0, "")
    done = run("audit", plan, *data, "--profile", "draft", "--format", "json")
    found = {
        (f["rule"], f["severity"], f["focus"].removeprefix(iris.ID))
        for f in json.loads(done.out)["findings"]
        if f["rule"].startswith("MT-")
    }
    assert found == before - {("MT-01", "warning", EVENTS)}

    row, aim = f"task/{KEY}/4", iris.ID + EVENTS
    asked = f"SELECT ?aim WHERE {{ <{iris.ID}{row}> <{iris.term('contributesTo')}> ?aim }}"
    rows = json.loads(run("sparql", asked, *data, "--format", "json").out)
    assert [r["aim"]["value"] for r in rows["results"]["bindings"]] == [aim]
    graph = ox.Store()
    graph.load(path=str(space / "plans" / f"{KEY}.trig"))
    decided = ox.NamedNode(iris.graph(KEY, "decided"))
    said = {
        (q.subject.value.removeprefix(iris.ID), q.predicate.value, q.object.value)
        for q in graph.quads_for_pattern(None, None, None, decided)
    }
    assert (row, iris.term("contributesTo"), aim) in said
    assert (LIFESTYLE, RDF + "type", iris.term("Suggestion")) in said
    assert (LIFESTYLE, iris.term("basis"), iris.concept("basis", "confirmed")) in said
    (reason,) = [o for s, p, o in said if s == LIFESTYLE and p == iris.term("reason")]
    assert WHO in reason
    assert "Đã hỏi" in reason
    assert (f"{LIFESTYLE}.decision", PROV + "used", iris.ID + LIFESTYLE) in said
    remaining = run("review", plan, *data).out
    assert f'fact = "{LIFESTYLE}"' not in remaining
    assert "Đã quyết định: 1" in remaining


def test_rejected_ties_are_offered_no_more(
    decided: Any, blank: Path, corpus: Corpus, before: set[tuple[str, str, str]]
) -> None:
    """An objective without any tie left is an error; a row without one gets its hint."""
    solution = f"solution/{KEY}/III.2.1"
    offered = {entry["fact"] for entry in entries(blank) if "#suggestion-" in entry["fact"]}
    ties = {fact for fact in offered if fact.startswith(f"{solution}#")}
    assert ties
    built = decided(dict.fromkeys([*WEAK, *ties], "reject"))
    after = coverage(audit_document(built, corpus.reference, "draft"))
    assert before - after == {("MT-01", "warning", EVENTS)}
    # Rows that nothing but this objective spoke for.
    others = {
        fact.rpartition("-")[2]
        for fact in offered - set(WEAK)
        if fact.startswith("objective/")
    }  # fmt: skip
    rows = {fact.rpartition("-")[2] for fact in WEAK}
    hints = {("MT-03", "hint", f"task/{KEY}/{row}") for row in rows - others}
    assert after - before == hints | {
        ("MT-01", "error", EVENTS),
        ("MT-05", "warning", solution),
    }
    assert left(built) == offered - {*WEAK, *ties}


def test_a_row_confirmed_for_a_solution_still_serves_no_objective(
    decided: Any, blank: Path, corpus: Corpus, before: set[tuple[str, str, str]]
) -> None:
    """Row 6, biological products in cockle farming: the hint stays, whatever solution it serves."""
    ties = [e["fact"] for e in entries(blank) if e["fact"].endswith("#suggestion-6")]
    assert ties
    assert all(tie.startswith("solution/") for tie in ties)
    assert ("MT-03", "hint", f"task/{KEY}/6") in before
    built = decided(dict.fromkeys(ties, "confirm"))
    assert len(built.decided.honoured) == len(ties)
    assert coverage(audit_document(built, corpus.reference, "draft")) == before


def test_what_no_longer_fits_is_told(decided: Any, blank: Path) -> None:
    """A tie whose words have changed is not used; the others are."""
    row = next(e for e in entries(blank) if e["fact"] == WEAK[0])
    built = decided(
        {LIFESTYLE: "confirm", WEAK[0]: "reject"},
        (f"quote = {json.dumps(row['quote'], ensure_ascii=False)}", 'quote = "Tên khác"'),
    )
    (told,) = built.decided.told
    assert told.decision.fact == WEAK[0]
    assert "“Tên khác”" in told.vi
    assert "the quote has changed" in told.en
    assert [one.fact for one in built.decided.honoured] == [LIFESTYLE]
    assert WEAK[0] in left(built)


def test_what_a_person_confirmed_stays_when_nothing_suggests_it(
    decided: Any, blank: Path, built: Built
) -> None:
    """As when the list of subjects changes: row 1 has none in common with the two events."""
    row = next(e for e in entries(blank) if e["fact"] == WEAK[0])
    name = next(built.source.words(e.span) for e in built.plan.elements if e.id.key == f"{KEY}/1")
    changes = (
        (f'fact = "{WEAK[0]}"', f'fact = "{EVENTS}#suggestion-1"'),
        (f"quote = {json.dumps(row['quote'], ensure_ascii=False)}",
         f"quote = {json.dumps(name, ensure_ascii=False)}"),
    )  # fmt: skip
    confirmed = decided({WEAK[0]: "confirm"}, *changes)
    assert confirmed.decided.told == ()
    served = ox.NamedNode(iris.term("contributesTo"))
    assert [q.subject.value for q in confirmed.quads if q.predicate == served] == [
        f"{iris.ID}task/{KEY}/1"
    ]
    (told,) = decided({WEAK[0]: "reject"}, *changes).decided.told
    assert "không có gì để bác bỏ" in told.vi


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample plans are not here")
def test_on_another_plan(run: Any, space: Path) -> None:
    """Đồng Tháp's plan on technology: 19 rows, and ties by the subjects that they share."""
    path = SAMPLES / "dong-thap_552-KH-UBND_2025.md"
    form = space / "form.toml"
    assert run("review", path, "-o", form).code == 0
    offered = [e["fact"] for e in entries(form) if "#suggestion-" in e["fact"]]
    assert len(offered) >= 2
    right, wrong = offered[:2]
    form.write_text(fill(form.read_text("utf-8"), {right: "confirm", wrong: "reject"}), "utf-8")
    assert run("review", path, "--data", space, "--decide", form).code == 0
    built = build_document(read(path), load_knowledge(Settings(workspace=space).data_folders))
    assert left(built) == {*offered} - {right, wrong}
    decided = {
        (q.subject.value.removeprefix(iris.ID), q.predicate.value, q.object.value)
        for q in built.quads
        if q.graph_name.value.endswith("/decided")
    }
    row = iris.thing("task", built.key + "/" + right.partition("#suggestion-")[2])
    assert (right, iris.term("suggestsFrom"), row) in decided
    assert (right, iris.term("basis"), iris.concept("basis", "confirmed")) in decided
    assert (wrong, PROV + "wasInvalidatedBy", f"{iris.ID}{wrong}.decision") in decided
