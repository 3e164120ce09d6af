"""A workspace: files are filed whole or not at all, versions are kept, questions run across."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph.corpus import source_file
from sctbv_graph.settings import Settings
from tests.beside import SAMPLES
from tests.cli.filed import listed


@pytest.fixture
def other(plan: Path, tmp_path: Path) -> Path:
    """Return Plan 211 under another number: a document that is not in the bundled corpus."""
    path = tmp_path / "Kế hoạch.txt"
    path.write_bytes(plan.read_bytes().replace(b"211/KH-UBND", b"212/KH-UBND"))
    return path


def test_init_makes_and_keeps(run: Any, space: Path, tmp_path: Path) -> None:
    """A workspace is made once; a folder with something else in it is refused."""
    assert {p.name for p in space.iterdir()} == {"sources", "reference", "decisions", "plans"}
    again = run("init", space)
    assert (again.code, "đã là thư mục làm việc" in again.out) == (0, True)
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("x")
    done = run("init", taken)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert [p.name for p in taken.iterdir()] == ["letter.txt"]


def test_a_file_is_filed_told_twice_and_versioned(run: Any, space: Path, other: Path) -> None:
    """New, the same again, changed: three answers; bytes, hashes and the old version stay."""
    done = run(
        "add",
        other,
        "--data",
        space,
        "--licence",
        "công khai",
        "--obtained-from",
        'tệp "A"',
        "--received",
        "2026-11-20",
    )
    assert done.code == 0, done.err
    assert "Task 21" in done.out
    assert "Còn ngờ" in done.out
    assert "blocker 2" in done.out
    (entry,) = listed(space)
    assert (entry["document"], entry["version"]) == ("212-kh-ubnd-ca-mau-2024", 1)
    assert (entry["licence"], entry["obtained_from"]) == ("công khai", 'tệp "A"')
    assert entry["received"] == "2026-11-20"
    first = space / "sources" / entry["file"]
    assert first.read_bytes() == other.read_bytes()
    assert entry["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()

    wrong = run("add", other, "--data", space, "--received", "hôm qua")
    assert (wrong.code, "không phải là ngày" in wrong.err, len(listed(space))) == (2, True, 1)
    again = run("add", other, "--data", space)
    assert (again.code, "đã có" in again.out, len(listed(space))) == (0, True, 1)

    before = other.read_bytes()
    other.write_bytes(before.replace("Phấn đấu 85%".encode(), "Phấn đấu 80%".encode()))
    changed = run("add", other, "--data", space)
    assert "Phiên bản 2" in changed.out
    old, new = listed(space)
    assert (old["primary"], old["replaced_by"], new["primary"]) == (False, new["file"], True)
    assert first.read_bytes() == before

    key = "212-kh-ubnd-ca-mau-2024"
    assert source_file(Settings(workspace=space), key) == space / "sources" / new["file"]
    found = run("ask", "objectives", "--format", "csv", "--param", f"plan=https://w3id.org/sctbv/id/document/{key}", "--data", space)  # fmt: skip  # noqa: E501
    assert ",80," in found.out
    assert ",85," not in found.out


def test_the_bundled_plan_is_known(run: Any, space: Path, plan: Path) -> None:
    """A file that the bundled corpus holds is told, not filed again."""
    done = run("add", plan, "--data", space)
    assert (done.code, "đã có" in done.out, listed(space)) == (0, True, [])


@pytest.mark.parametrize("content", [b"", b"Mua sua, banh mi\n", b"\x00\x01\x02PK"])
def test_what_is_no_plan_changes_nothing(
    run: Any, space: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    done = run("add", path, "--data", space)
    assert (done.code, done.err.count("\n"), listed(space)) == (2, 1, [])
    assert [p.name for p in (space / "sources").iterdir()] == ["sources.toml"]


def test_no_workspace(run: Any, other: Path, tmp_path: Path) -> None:
    done = run("add", other, "--data", tmp_path)
    assert (done.code, "sctbv init" in done.err) == (2, True)


@pytest.mark.parametrize("written", [0, 1])
def test_killed_in_between(run: Any, space: Path, other: Path, written: int) -> None:
    """Killed before or after the copy: the listing names only what is whole, adding again ends."""
    program = (
        "import os, sctbv_graph.workspace as w, sctbv_graph.settings as s\n"
        "from pathlib import Path\n"
        "real, done = w.write_beside, []\n"
        "def dies(path, data):\n"
        f"    if len(done) == {written}: os._exit(9)\n"
        "    done.append(path); real(path, data)\n"
        "w.write_beside = dies\n"
        f"w.add(Path({str(other)!r}), s.Settings(Path({str(space)!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert done.returncode == 9
    assert listed(space) == []
    assert run("add", other, "--data", space).code == 0
    (entry,) = listed(space)
    assert (space / "sources" / entry["file"]).read_bytes() == other.read_bytes()


@pytest.mark.heavy  # builds a workspace of eight plans, twice
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample plans are not beside this checkout")
def test_samples_go_in_whole_or_not_at_all(run: Any, space: Path) -> None:
    """A sample that the extractor takes is filed under its own key; one that it refuses is told.

    Questions then run across what went in and the bundled plan.
    """
    taken: list[str] = []
    for path in sorted(p for p in SAMPLES.glob("*.md") if p.name != "README.md"):
        done = run("add", path, "--data", space)
        if done.code == 0:
            taken.append(path.name)
        else:
            assert (done.code, done.err.count("\n")) == (2, 1), path.name
        assert [entry["received_as"] for entry in listed(space)] == taken
    assert len({entry["document"] for entry in listed(space)}) == len(taken)
    shown = run("list", "--data", space)
    assert len(shown.out.splitlines()) == len(taken) + 1
    query = "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?e <https://w3id.org/sctbv/def#isStatedIn> ?d }"
    found = run("sparql", query, "--format", "csv", "--data", space)
    assert found.out.split() == ["n", str(len(taken) + 1)]
