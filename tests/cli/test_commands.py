"""What the commands print and write, on Plan 211."""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sctbv_graph.audit import load_audit_rules
from sctbv_graph.cli import _parser, main
from sctbv_graph.query import load_questions
from tests.peers import free_port

ROOT = Path(__file__).resolve().parents[2]
PLAN_IRI = "https://w3id.org/sctbv/id/document/211-kh-ubnd-ca-mau-2024"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command."""
    (found,) = [a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(found.choices)


# audit


@pytest.fixture(scope="module")
def printed(plan: Path) -> str:
    """Return the audit of Plan 211 as JSON, as the command prints it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["audit", str(plan), "--format", "json"]) == 1
    return out.getvalue()


def test_audit_as_text(run: Any, plan: Path) -> None:
    """The audit of Plan 211 ends with 1 and tells both totals, the gap and the lines."""
    done = run("audit", plan)
    assert (done.code, done.err) == (1, "")
    (told,) = [line for line in done.out.splitlines() if "7.033 + 4.260 + 7.413" in line]
    assert all(figure in told for figure in ("22.773", "18.706", "4.067"))
    assert all(f"dòng {line}" in done.out for line in (97, 98, 99, 100))
    assert "CHƯA ĐẠT" in done.out
    assert "Cách sửa" in done.out


def test_audit_as_text_in_english(run: Any, plan: Path) -> None:
    """With --lang en the same findings are told in English; the quotes stay as they are."""
    done = run("audit", plan, "--lang", "en")
    assert done.code == 1
    assert all(figure in done.out for figure in ("22,773", "18,706", "“22.773”", "line 97", "FAIL"))
    assert "Cách sửa" not in done.out
    assert "dòng" not in re.sub("“[^”]*”", "", done.out)


def test_audit_as_json(printed: str, plan: Path) -> None:
    """The JSON is the contract's, with the four cells of the sum rule cut from the file."""
    report = json.loads(printed)
    assert set(report) == {
        "document", "source", "profile", "verdict", "summary", "counts", "waived", "findings",
        "passed", "not_checked", "remarks", "engine",
    }  # fmt: skip
    data = plan.read_bytes()
    assert report["source"] == {
        "file": plan.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "format": "txt",
    }
    assert (report["document"], report["profile"], report["verdict"]) == (
        PLAN_IRI,
        "submission",
        "fail",
    )
    assert set(report["counts"]) == {"blocker", "error", "warning", "hint"}
    severities = [finding["severity"] for finding in report["findings"]]
    assert report["counts"] == {name: severities.count(name) for name in report["counts"]}
    assert report["counts"]["blocker"] >= 1
    keys = {
        "rule", "severity", "message", "fix", "focus", "figures", "evidence", "basis",
        "fingerprint", "waiver",
    }  # fmt: skip
    text = data.decode()
    for finding in report["findings"]:
        assert keys <= set(finding)
        assert set(finding["message"]) == set(finding["fix"]) == {"vi", "en"}
        assert finding["evidence"]
        for passage in finding["evidence"]:
            assert passage["quote"] == text[passage["start"] : passage["end"]]
            assert passage["line"] == text.count("\n", 0, passage["start"]) + 1
    (total,) = [finding for finding in report["findings"] if finding["rule"] == "KP-01"]
    figures = total["figures"]
    assert (figures["stated"], figures["computed"], figures["gap"]) == ("22.773", "18.706", "4.067")
    assert [(p["line"], p["quote"]) for p in total["evidence"]] == [
        (97, "22.773"),
        (98, "7.033"),
        (99, "4.260"),
        (100, "7.413"),
    ]
    assert {p["rule"] for p in report["passed"]} & {f["rule"] for f in report["findings"]} == set()
    assert report["passed"]


def test_audit_of_an_address(run: Any, printed: str) -> None:
    """The address of a document audits its filed source."""
    done = run("audit", PLAN_IRI, "--format", "json")
    assert (done.code, done.out) == (1, printed)


def test_a_mended_draft_loses_the_finding(
    run: Any, plan: Path, printed: str, tmp_path: Path
) -> None:
    """With the total set right in the text, the sum rules pass and nothing else changes."""
    mended = tmp_path / "mended.txt"
    mended.write_bytes(plan.read_bytes().replace(b"22.773", b"18.706"))
    before, after = (
        {finding["rule"] for finding in json.loads(report)["findings"]}
        for report in (printed, run("audit", mended, "--format", "json").out)
    )
    assert before - after == {"KP-01", "KP-03"}
    assert after < before


# Files written


def test_output_is_written_whole(run: Any, plan: Path, printed: str, tmp_path: Path) -> None:
    """-o writes what would be printed, over what was there, and leaves no other file."""
    out = tmp_path / "report.json"
    out.write_text("an older report", encoding="utf-8")
    done = run("audit", plan, "--format", "json", "-o", out)
    assert (done.code, done.out) == (1, "")
    assert out.read_bytes().decode() == printed
    assert json.loads(printed)["findings"]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("command", ["audit", "extract"])
def test_a_failed_command_leaves_the_file(run: Any, tmp_path: Path, command: str) -> None:
    """Where the draft cannot be read, the file named by -o stays as it was, alone."""
    out, draft = tmp_path / "out" / "kept.txt", tmp_path / "draft.txt"
    out.parent.mkdir()
    out.write_text("kept", encoding="utf-8")
    for data in (b"", b"\0", b"\xff\xfe\xfa", b"no plan at all\n"):
        draft.write_bytes(data)
        assert run(command, draft, "-o", out).code == 2
        assert out.read_text(encoding="utf-8") == "kept"
        assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("command", ["audit", "extract"])
def test_output_that_cannot_be_written(run: Any, plan: Path, tmp_path: Path, command: str) -> None:
    """A folder in place of the output file is refused with a sentence and stays empty."""
    folder = tmp_path / "out"
    folder.mkdir()
    done = run(command, plan, "-o", folder)
    assert done.code == 2
    assert done.err.startswith("Không ghi được")
    assert done.err.count("\n") == 1
    assert list(tmp_path.rglob("*")) == [folder]


def test_extract(run: Any, plan: Path, tmp_path: Path) -> None:
    """The graph of a draft is TriG with the 21 tasks, the same printed and written."""
    out = tmp_path / "new folder" / "plan.trig"
    assert run("extract", plan, "-o", out).code == 0
    data = out.read_bytes()
    assert run("extract", plan).out.encode().strip() == data.strip()
    store = ox.Store()
    store.load(data, ox.RdfFormat.TRIG)
    query = "SELECT DISTINCT ?t { GRAPH ?g { ?t a <https://w3id.org/sctbv/def#Task> } }"
    assert len(list(store.query(query))) == 21  # type: ignore[arg-type]
    assert list(out.parent.iterdir()) == [out]


def test_read(run: Any, plan: Path) -> None:
    """A file is read as its very text, or as blocks whose offsets cut that text."""
    text = plan.read_bytes().decode()
    assert run("read", plan, "--text").out == text
    made = json.loads(run("read", plan).out)
    assert len(made["blocks"]) > 250
    for block in made["blocks"]:
        assert block["text"] == text[block["start"] : block["end"]]
        assert block["line"] == text.count("\n", 0, block["start"]) + 1


# ask, sparql, rule, list


def test_ask_lists_the_questions(run: Any) -> None:
    """Without a name all questions are listed in the language asked for."""
    assert len(load_questions()) >= 10
    for lang in ("vi", "en"):
        lines = run("ask", "--lang", lang).out.splitlines()
        assert [line.split()[0] for line in lines] == list(load_questions())
        for line, question in zip(lines, load_questions().values(), strict=True):
            assert question.question[lang] in line
            assert all(parameter.name in line for parameter in question.parameters)


def test_ask_as_csv(run: Any, folders: tuple[str, ...]) -> None:
    """The tasks as CSV are 21 rows whose millions a program adds up to 18706."""
    done = run("ask", "tasks", "--format", "csv", *folders)
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert list(rows[0]) == ["ordinal", "task", "lead", "start", "end", "million"]
    assert [row["ordinal"] for row in rows] == [str(n) for n in range(1, 22)]
    assert sum(Decimal(row["million"]) for row in rows) == 18706


def test_ask_as_json(run: Any, folders: tuple[str, ...]) -> None:
    """The tasks as JSON are the contract's rows, with evidence for each."""
    made = json.loads(run("ask", "tasks", "--format", "json", *folders).out)
    assert set(made) == {
        "question", "parameters", "columns", "rows", "evidence", "truncated", "data_version",
        "sha256", "notes", "rests_on_absence",
    }  # fmt: skip
    assert len(made["rows"]) == len(made["evidence"]) == 21
    assert all(made["evidence"])
    assert sum(Decimal(row["million"]["value"]) for row in made["rows"]) == 18706
    assert made["rows"][10]["task"]["value"].endswith("/11")
    assert made["evidence"][10][0]["line"] == 214
    assert made["data_version"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("format_", ["table", "md"])
def test_ask_for_people(run: Any, folders: tuple[str, ...], format_: str, lang: str) -> None:
    """As a table and as Markdown the tasks have a head in the language and 21 rows."""
    done = run("ask", "tasks", "--format", format_, "--lang", lang, *folders)
    head, rule, *rows = done.out.splitlines()
    assert ("Nhiệm vụ" if lang == "vi" else "Task") in head
    assert ("Triệu đồng" if lang == "vi" else "Million VND") in head
    assert set(rule) <= set("─ |-")
    assert len(rows) == 21
    assert "Phát triển sản phẩm OCOP" in rows[10]
    if format_ == "md":
        assert {line.replace("\\|", "").count("|") for line in done.out.splitlines()} == {7}


@pytest.mark.parametrize(("lang", "word"), [("vi", "dòng 97"), ("en", "line 97")])
def test_ask_with_evidence(run: Any, folders: tuple[str, ...], lang: str, word: str) -> None:
    """--evidence adds the line and the quote of each row, in words of the language."""
    done = run("ask", "totals", "--evidence", "--format", "md", "--lang", lang, *folders)
    assert f"{word}: “22.773”" in done.out


def test_ask_with_a_parameter(run: Any, folders: tuple[str, ...]) -> None:
    """A parameter narrows the answer."""
    made = json.loads(
        run("ask", "calendar", "--param", "month=6", "--format", "json", *folders).out
    )
    assert {row["month"]["value"] for row in made["rows"]} == {"6"}
    assert len(made["rows"]) == 19


@pytest.mark.parametrize("as_file", [True, False])
def test_sparql(run: Any, folders: tuple[str, ...], tmp_path: Path, as_file: bool) -> None:
    """A query, written out or in a file, is answered in the W3C formats."""
    query = "SELECT (COUNT(*) AS ?n) { ?t a <https://w3id.org/sctbv/def#Task> }"
    given: str | Path = query
    if as_file:
        given = tmp_path / "tasks.rq"
        given.write_text(query, encoding="utf-8")
    assert run("sparql", given, "--format", "csv", *folders).out.split() == ["n", "21"]
    made = json.loads(run("sparql", given, *folders).out)
    assert made["results"]["bindings"][0]["n"]["value"] == "21"


def test_rules_are_listed(run: Any) -> None:
    """Every rule of the audit is listed by its number."""
    lines = run("rule").out.splitlines()
    assert [line.split()[0] for line in lines] == list(load_audit_rules())
    assert "KP-01" in run("rule").out


def test_list(run: Any, folders: tuple[str, ...]) -> None:
    """The documents are listed with number, date, file, and how much is decided and in doubt."""
    (line,) = run("list", *folders).out.splitlines()
    assert line.split()[:4] == ["211-kh-ubnd-ca-mau-2024", "211/KH-UBND", "2024-10-02", "211-KH-UBND.txt"]  # fmt: skip # noqa: E501
    assert "đã quyết định 0, quyết định không còn khớp 0, còn ngờ 1" in line


def test_validate(run: Any, tmp_path: Path) -> None:
    """Anybody's data is checked against anybody's shapes: 0 where it conforms, 1 where not."""
    shapes, right, wrong = (tmp_path / f"{name}.ttl" for name in ("shapes", "right", "wrong"))
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:shape> a sh:NodeShape ;"
        " sh:targetClass <urn:Plan> ; sh:property [ sh:path <urn:number> ; sh:minCount 1 ] .",
        encoding="utf-8",
    )
    right.write_text('<urn:a> a <urn:Plan> ; <urn:number> "211" .', encoding="utf-8")
    wrong.write_text("<urn:bad-plan> a <urn:Plan> .", encoding="utf-8")
    assert run("validate", right, "--shapes", shapes).code == 0
    done = run("validate", right, wrong, "--shapes", shapes)
    assert done.code == 1
    assert "urn:bad-plan" in done.out


# help


@pytest.mark.parametrize("name", commands())
def test_help_has_an_example(run: Any, name: str) -> None:
    """--help of every command shows an example of it that the command line accepts."""
    done = run(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert "--lang" in done.out
    epilog = commands()[name].epilog or ""
    program, *argv = shlex.split(epilog.partition(": ")[2])
    assert (program, argv[0]) == ("sctbv", name)
    assert " ".join(epilog.split()) in " ".join(done.out.split())
    assert _parser().parse_args(argv).command == name


def test_readme_names_every_command() -> None:
    """The README names every command there is, and no other."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"sctbv ([a-z]+)\b", readme))
    assert named == set(commands())


def test_every_option_is_documented() -> None:
    """The README or a page of docs/ tells of every option that a command has."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    told = {"--help", *re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)}
    for name, parser in commands().items():
        for action in parser._actions:
            assert not action.option_strings or told & {*action.option_strings}, (name, action)


# serve


def test_serve(folders: tuple[str, ...]) -> None:
    """The server says its address, answers there, and ends on Ctrl+C without a traceback."""
    port = free_port()
    argv = ["serve", "--port", str(port), "--lang", "en", *folders]
    with subprocess.Popen(
        [sys.executable, "-m", "sctbv_graph", *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as server:
        assert server.stderr is not None
        try:
            said = server.stderr.readline()
            while said and "Portal:" not in said:
                said = server.stderr.readline()
            assert f"http://127.0.0.1:{port}/" in said
            assert health(port)["status"] == "ok"
        finally:
            server.send_signal(signal.SIGINT)
            _, err = server.communicate(timeout=60)
    assert "Traceback" not in err
    assert server.returncode in (0, 130)


def health(port: int) -> Any:
    """Return what /health answers, waited for until the server listens."""
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
                return json.load(answer)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
