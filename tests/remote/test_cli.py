"""The commands with ``--store URL``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.audit import audit_document
from sctbv_graph.audit.fetched import fetch_built
from sctbv_graph.cli import main
from sctbv_graph.corpus import Built
from sctbv_graph.push import push
from sctbv_graph.query import answer, load_questions
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore
from tests.conftest import PLAN

DOCUMENT = iris.thing("document", PLAN)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command here: its exit code, and what it printed."""
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")

    def command(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(argv)
        return code, *capsys.readouterr()

    return command


def test_ask(run: Run, address: str, store: EmbeddedStore) -> None:
    """The rows are there, under the name of the data that were pushed."""
    code, out, _ = run("ask", "tasks", "--format", "json", "--store", address)
    made = json.loads(out)
    assert code == 0
    assert len(made["rows"]) == len(answer(store, "tasks").rows) == 21
    assert made["data_version"] == "0123456789abcdef"
    assert all(made["evidence"])


def test_search_list_sparql(run: Run, address: str) -> None:
    """Each answers from the server."""
    assert "place/huyen-dam-doi" in run("search", "dam doi", "--store", address)[1]
    assert run("list", "--store", address)[1].startswith(f"{PLAN}  211/KH-UBND  2024-10-02")
    code, out, _ = run("sparql", "ASK { ?s ?p ?o }", "--store", address)
    assert (code, json.loads(out)["boolean"]) == (0, True)


def test_audit_of_a_document_in_the_store(
    run: Run, address: str, remote: RemoteStore, built: Built
) -> None:
    """Fetched and validated here: the findings of the file, one for one."""
    settings = Settings()
    knowledge = load_knowledge(settings.data_folders)
    ours = audit_document(built, tuple(reference_quads(knowledge, [built.plan])), "submission")
    fetched, reference = fetch_built(remote, DOCUMENT, settings)
    theirs = audit_document(fetched, reference, "submission")
    marks = [[(f.fingerprint, f.severity, f.evidence) for f in r.findings] for r in (ours, theirs)]
    assert marks[0] == marks[1]
    assert [p.rule.id for p in theirs.passed] == [p.rule.id for p in ours.passed]
    code, out, _ = run("audit", DOCUMENT, "--store", address)
    assert code == 1
    assert "KP-01" in out


def test_audit_of_what_the_store_has_not(run: Run, address: str) -> None:
    """Told, with the way to see what there is."""
    code, _, err = run("audit", DOCUMENT + "x", "--store", address)
    assert code == 2
    assert "sctbv list" in err


def test_commands_on_files_take_no_remote_store(run: Run, address: str) -> None:
    """They would leave it unused in silence."""
    code, _, err = run("build", "--store", address)
    assert code == 2
    assert "--store" in err


def test_an_unreachable_store_exits_with_2(run: Run) -> None:
    """One sentence, no traceback."""
    code, out, err = run(
        "ask", next(iter(load_questions())), "--store", "http://127.0.0.1:9/sparql"
    )
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_pull(run: Run, tmp_path: Path, fresh: RemoteStore, two_graphs: EmbeddedStore) -> None:
    """The file holds every named graph, the same bytes every time."""
    push(two_graphs, fresh, "0123456789abcdef", lambda *_: None)
    files = [tmp_path / "one.trig", tmp_path / "two.trig"]
    for path in files:
        assert run("pull", fresh.target.query, "-o", str(path))[0] == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    held = {quad.graph_name.value for quad in ox.parse(path=str(files[0]))}
    assert sorted(held) == two_graphs.graph_names()
