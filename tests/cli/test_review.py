"""Doubts are data: listed, decided by a person, honoured on the next build, told when stale.

By the real commands on Plan 211, in workspaces of their own; nothing here is a real decision.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.corpus import build_corpus
from sctbv_graph.layers import believed
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.shacl import validate
from sctbv_graph.shacl.files import read_shapes_files
from sctbv_graph.soundness import model_shape_files
from sctbv_graph.terms import PROV, RDF
from tests.cli.forms import DAY, KEY, OTHER_500, TASK, WHO, entries, fill


def test_doubts_the_most_consequential_first(run: Any, plan: Path, blank: Path, built: Any) -> None:
    """Every fact that was not simply read, money before words, with its place in the text."""
    form = entries(blank)
    doubtful = {
        quad.subject.value.removeprefix(iris.ID)
        for quad in built.quads
        if quad.predicate.value == iris.term("basis")
        and quad.graph_name.value.endswith("/stated")
        and quad.object.value.rpartition("/")[2] in ("inferred", "open")
    }
    ties = [entry["fact"] for entry in form if "#suggestion-" in entry["fact"]]
    form = form[: len(form) - len(ties)]
    assert {entry["fact"] for entry in form} == doubtful | {f"document/{KEY}#money-unit"}
    money = [entry["fact"] for entry in form if "#budget-" in entry["fact"]]
    assert form[0]["fact"].endswith("#money-unit")
    assert [entry["fact"] for entry in form[1:21]] == money
    assert [entry["quote"] for entry in form[1:5]] == ["500", "450", "450", "400"], "open first"
    assert form[14]["quote"] == "3.600", "then inferred, the largest first"
    lines = plan.read_bytes().decode().split("\n")
    text = blank.read_text("utf-8")
    assert "“500” — Mô hình du lịch cộng đồng (dòng 271, hàng 15)" in text
    assert lines[270].strip() == "500"
    assert all(entry["value"] == "" == entry["reason"] for entry in form)
    assert form[-1]["fact"].split("/")[0] in ("objective", "activity", "result")
    english = run("review", plan, "--lang", "en").out
    assert "# Order: money before words." in english
    assert "(only where a note in the table is wrong: central-budget)" in english
    assert tomllib.loads(english)["decision"] == entries(blank)


def test_decisions_from_the_form_to_the_answers(
    run: Any, plan: Path, blank: Path, space: Path
) -> None:
    """Filed with who and when, honoured on the next build, in every answer; stated stays."""
    role = next(e["fact"] for e in entries(blank) if "#lead-" in e["fact"])
    open_cell = f"result/{KEY}/11.1"
    unnamed = f"solution/{KEY}/III.4.1#reference-1"
    values = {
        OTHER_500: "other-source",
        f"document/{KEY}#money-unit": "million-vnd",
        role: "reject",
        open_cell: "content",
        unnamed: f"document/{KEY}",
        f"{TASK}/4#time": "2024",
    }
    form = space / "điền.toml"
    form.write_text(fill(blank.read_text("utf-8"), values), "utf-8")
    data = ("--data", space)
    filed = run("review", plan, *data, "--decide", form)
    assert (filed.code, filed.err) == (0, "")
    kept = space / "decisions" / f"{KEY}.toml"
    assert {e["fact"]: e["value"] for e in entries(kept)} == values
    assert {(e["name"], str(e["date"])) for e in entries(kept)} == {(WHO, "2025-11-25")}
    again = run("review", plan, *data, "--decide", form)
    assert again.code == 0
    assert len(entries(kept)) == len(values), "the same form again adds nothing"

    assert (built := run("build", *data)).code == 0
    assert built.err == ""
    graph = ox.Store()
    graph.load(path=str(space / "plans" / f"{KEY}.trig"))
    stated = ox.NamedNode(iris.graph(KEY, "stated"))
    bundled = ox.Store()
    bundled.load(path=str(bundle() / "data" / "plans" / f"{KEY}.trig"))
    assert set(graph.quads_for_pattern(None, None, None, stated)) == set(
        bundled.quads_for_pattern(None, None, None, stated)
    ), "what the document says is not changed by what people decide"

    lines = run("ask", "budget-lines", *data, "--format", "json", "--lang", "en")
    rows = json.loads(lines.out)["rows"]
    shown = [(r["ordinal"]["value"], r["column"].get("label"), r["basis"]["label"]) for r in rows]
    assert ("15", "other source", "confirmed") in shown
    assert {column for ordinal, column, _ in shown if int(ordinal) in (1, 2, 3, 4, 5, 6, 21)} == {
        "local budget"
    }, "the rest of the puzzle follows: exactly 500 more was another source"
    assert sum(basis == "open" for _, _, basis in shown) == 0
    assert "đã quyết định 6, quyết định không còn khớp 0, còn ngờ 158" in run("list", *data).out

    who = run("sparql", WHO_DECIDED, *data, "--format", "json").out
    (row,) = json.loads(who)["results"]["bindings"]
    assert row["name"]["value"] == WHO
    assert row["day"]["value"] == "2025-11-25"
    assert WHO in row["reason"]["value"]
    assert "Bản gốc" in row["reason"]["value"]
    corpus = build_corpus(Settings(workspace=space))
    quads = believed([*corpus.reference, *(q for b in corpus.documents for q in b.quads)])
    said = {(q.subject.value, q.predicate.value, q.object.value) for q in quads}
    node = iris.ID + role
    assert not {s for s, p, o in said if node in (s, o) and not p.startswith(PROV)}, "withdrawn"
    cell = {(p, o) for s, p, o in said if s == iris.ID + open_cell}
    assert (RDF + "type", iris.term("Activity")) in cell
    assert (RDF + "type", iris.term("ExpectedResult")) not in cell
    assert iris.term("valueChainStage") not in {p for p, _ in cell}
    assert iris.term("expects") not in {p for _, p, o in said if o == iris.ID + open_cell}
    assert (iris.ID + unnamed, iris.term("refersTo"), f"{iris.ID}document/{KEY}") in said
    days = {o for s, p, o in said if s == f"{iris.ID}{TASK}/4#time" and p.endswith("Date")}
    assert days == {"2024-01-01", "2024-12-31"}
    faults = validate(quads, read_shapes_files(model_shape_files())).results
    assert [str(fault) for fault in faults] == []
    remaining = run("review", plan, *data).out
    left = [e for e in tomllib.loads(remaining)["decision"] if "#suggestion" not in e["fact"]]
    assert len(left) == 158
    assert "Đã quyết định: 6" in remaining


PREFIX = (
    "PREFIX sctbv: <https://w3id.org/sctbv/def#> PREFIX prov: <http://www.w3.org/ns/prov#> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
)
WHO_DECIDED = (
    PREFIX + "SELECT ?name ?day ?reason WHERE { ?decision a prov:Activity ; prov:used "
    f"<{iris.ID}{OTHER_500}> ; prov:wasAssociatedWith/foaf:name ?name ; dcterms:date ?day . "
    f"<{iris.ID}{OTHER_500}> sctbv:reason ?reason }}"
)


def test_a_column_that_breaks_the_totals_is_refused_with_the_figures(
    run: Any, plan: Path, blank: Path, space: Path
) -> None:
    """550 is forced there; with 2.400 and 1.310 the column is full, and 450 is too much."""
    form = space / "điền.toml"
    values = dict.fromkeys(
        (f"{TASK}/12#budget-1", f"{TASK}/10#budget-1", f"{TASK}/19#budget-1"), "central-budget"
    )
    form.write_text(fill(blank.read_text("utf-8"), values), "utf-8")
    done = run("review", plan, "--data", space, "--decide", form)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert "điền.toml, quyết định thứ" in done.err
    assert f"{TASK}/10#budget-1" in done.err, "the last of the three in the order of the form"
    for figure in ("tổng cột in 4.260", "của cột là 3.400", "thành 4.710, vượt 450"):
        assert figure in done.err
    assert "còn xếp được: local-budget." in done.err
    assert "Chưa lưu quyết định nào." in done.err
    assert list((space / "decisions").iterdir()) == []


BROKEN = {
    "syntax": (lambda text: text.replace('value = "other-source"', 'value = "other'), "line"),
    "no name": (lambda text: text.replace(f'name = "{WHO}"', 'name = ""'), "name"),
    "no day": (lambda text: text.replace(f'date = "{DAY}"', 'date = "hôm qua"'), "date"),
    "no reason": (lambda text: text.replace('reason = "Bản', 'why = "Bản'), "reason"),
    "strange field": (lambda text: text.replace('value = "other', 'sure = 1\nvalue = "other'),
                      "sure"),
    "a reading that is none": (lambda text: text.replace('"other-source"', '"nguồn khác"'),
                               "local-budget, central-budget, other-source"),
    "another quote": (lambda text: text.replace('quote = "500"', 'quote = "501"'), "“501”"),
    "another task": (lambda text: text.replace('within = "Mô hình du lịch cộng đồng"',
                                               'within = "Mô hình du lịch"'), "“Mô hình du lịch”"),
    "no such fact": (lambda text: text.replace(OTHER_500, f"{TASK}/99#budget-1").replace(
        'quote = "500"', 'quote = "505"'), "99#budget-1"),
    "no doubt": (lambda text: text.replace(OTHER_500, f"{TASK}/14#budget-1").replace(
        'quote = "500"', 'quote = "523"').replace('within = "Mô hình du lịch cộng đồng"',
        'within = "Xây dựng mô hình áp dụng tiến bộ kỹ thuật trong sản xuất lúa hữu cơ"'),
        "forced"),
    "another document": (lambda text: text.replace(f'document = "{KEY}"', 'document = "x"'), "“x”"),
    "nothing filled": (lambda text: text.replace('value = "other-source"', 'value = ""'), "value"),
    "no table": (lambda _: f'document = "{KEY}"\ndecision = 5\n', "[[decision]]"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_form_that_cannot_be_filed(
    run: Any, blank: Path, built: Any, tmp_path: Path, name: str
) -> None:
    """Exit 2 and a sentence with the place; nothing is filed. Read once, handed in often."""
    from sctbv_graph.errors import SctbvError
    from sctbv_graph.review import decide, name_of
    from sctbv_graph.review.hand_in import hand_in

    change, said = BROKEN[name]
    form = tmp_path / "điền.toml"
    text = fill(blank.read_text("utf-8"), {OTHER_500: "other-source"})
    form.write_text(change(text), "utf-8")
    stated = [q for q in built.quads if q.graph_name.value.endswith("/stated")]
    lock = tmp_path.with_suffix(".lock")

    def honour(decisions: Any) -> Any:
        return decide(built.plan, built.source, stated, (), decisions)

    with pytest.raises(SctbvError) as error:
        hand_in(form, KEY, name_of(built.plan), tuple, honour, tmp_path, lock)
    for message in (error.value.vi, error.value.en):
        assert "điền.toml" in message
        assert said in message
    assert error.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["điền.toml"]


def test_commands_end_with_two(run: Any, plan: Path, space: Path, blank: Path) -> None:
    """A missing form, a form that would be overwritten, a broken file of decisions."""
    missing = run("review", plan, "--data", space, "--decide", space / "không có.toml")
    assert (missing.code, missing.err.count("\n")) == (2, 1)
    assert "không có.toml" in missing.err
    before = blank.read_bytes()
    taken = run("review", plan, "-o", blank)
    assert (taken.code, taken.err.count("\n"), blank.read_bytes()) == (2, 1, before)
    kept = space / "decisions" / f"{KEY}.toml"
    kept.write_text('[[decision]]\nfact = "a"\nvalue = "b"\n', "utf-8")
    for command in (["build"], ["audit", plan]):
        done = run(*command, "--data", space)
        assert (done.code, done.err.count("\n")) == (2, 1), command
        assert f"{KEY}.toml" in done.err
        assert "thứ 1 (a)" in done.err


def test_a_decision_that_no_longer_fits_is_told(
    run: Any, plan: Path, blank: Path, space: Path
) -> None:
    """By build, review and audit; it changes nothing, and the rest of them counts."""
    form = space / "điền.toml"
    form.write_text(fill(blank.read_text("utf-8"), {OTHER_500: "other-source"}), "utf-8")
    assert run("review", plan, "--data", space, "--decide", form).code == 0
    kept = space / "decisions" / f"{KEY}.toml"
    right = kept.read_text("utf-8")
    stale = right.replace('quote = "500"', 'quote = "505"').replace("15#budget-1", "19#budget-1")
    kept.write_text(right + "\n" + stale, "utf-8")
    shutil.copy(kept, kept.with_name("khac-kh-ubnd-2020.toml"))
    built = run("build", "--data", space)
    assert built.code == 0
    assert f"{KEY}.toml, quyết định thứ 2 ({TASK}/19#budget-1)" in built.err
    assert "“505”" in built.err
    assert "“450”" in built.err
    assert "không có văn bản “khac-kh-ubnd-2020”" in built.err
    assert "“505”" in run("review", plan, "--data", space).err
    audit = json.loads(run("audit", plan, "--data", space, "--format", "json").out)
    assert "“505”" in json.dumps(audit["remarks"], ensure_ascii=False)


def test_a_kill_while_filing_loses_nothing(run: Any, plan: Path, blank: Path, space: Path) -> None:
    """Killed before the rename, the file of decisions is as it was; waivers in it stay too."""
    kept = space / "decisions" / f"{KEY}.toml"
    before = '# của tôi\n[[waiver]]\nrule = "KP-01"\nfingerprint = "x"\nreason = "r"\n'
    before += f'name = "{WHO}"\nexpires = 2026-01-01\n'
    kept.write_text(before, "utf-8")
    form = space / "điền.toml"
    form.write_text(fill(blank.read_text("utf-8"), {OTHER_500: "other-source"}), "utf-8")
    program = (
        "import os, pathlib, sys\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        "from sctbv_graph.cli import main\n"
        "main(sys.argv[1:])"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, "review", str(plan), "--data", str(space),
         "--decide", str(form)],
        capture_output=True, check=False,
    )  # fmt: skip
    assert killed.returncode == 9
    assert kept.read_text("utf-8") == before
    assert run("review", plan, "--data", space, "--decide", form).code == 0
    text = kept.read_text("utf-8")
    assert text.startswith(before)
    assert len(tomllib.loads(text)["decision"]) == 1
    assert len(tomllib.loads(text)["waiver"]) == 1
