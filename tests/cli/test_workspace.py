"""A workspace: files are filed whole or not at all, versions are kept, questions run across."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph.corpus import source_file
from sctbv_graph.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"


@pytest.fixture
def space(run: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "của tôi"
    assert run("init", folder).code == 0
    return folder


@pytest.fixture
def other(plan: Path, tmp_path: Path) -> Path:
    """Return Plan 211 under another number: a document that is not in the bundled corpus."""
    path = tmp_path / "Kế hoạch.txt"
    path.write_bytes(plan.read_bytes().replace(b"211/KH-UBND", b"212/KH-UBND"))
    return path


def listed(space: Path) -> list[dict[str, Any]]:
    return tomllib.loads((space / "sources" / "sources.toml").read_text("utf-8")).get("source", [])


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
        "add", other, "--data", space, "--licence", "công khai", "--obtained-from", 'tệp "A"'
    )
    assert done.code == 0, done.err
    assert "Task 21" in done.out
    assert "Còn ngờ" in done.out
    assert "blocker 2" in done.out
    (entry,) = listed(space)
    assert (entry["document"], entry["version"]) == ("212-kh-ubnd-ca-mau-2024", 1)
    assert (entry["licence"], entry["obtained_from"]) == ("công khai", 'tệp "A"')
    first = space / "sources" / entry["file"]
    assert first.read_bytes() == other.read_bytes()
    assert entry["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()

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


def test_a_draft_is_given_its_document(run: Any, space: Path, plan: Path, tmp_path: Path) -> None:
    """Two states of a draft without a number are two versions of the document that is named.

    Its graph, its questions and its audit go by that key; a text that can be none is refused.
    """
    draft = tmp_path / "Dự thảo.txt"
    text = plan.read_bytes().replace("Số: 211/KH-UBND".encode(), "Số:      /KH-UBND".encode())
    text = text.replace(b"211/KH-UBND", b"    /KH-UBND")
    draft.write_bytes(text)
    done = run("add", draft, "--data", space, "--document", "Dự thảo 2026")
    assert (done.code, done.err.count("\n"), listed(space)) == (2, 1, [])
    named = ("--data", space, "--document", "ke-hoach-2026-ca-mau")
    assert "ke-hoach-2026-ca-mau" in run("add", draft, *named).out
    draft.write_bytes(text.replace("Phấn đấu 85%".encode(), "Phấn đấu 80%".encode()))
    assert "Phiên bản 2 của ke-hoach-2026-ca-mau" in run("add", draft, *named).out
    assert [(e["document"], e["primary"]) for e in listed(space)] == [
        ("ke-hoach-2026-ca-mau", False),
        ("ke-hoach-2026-ca-mau", True),
    ]
    assert "ke-hoach-2026-ca-mau  —  " in run("list", "--data", space).out
    iri = "https://w3id.org/sctbv/id/document/ke-hoach-2026-ca-mau"
    asked = ("ask", "objectives", "--format", "csv", "--param", f"plan={iri}", "--data", space)
    assert ",80," in run(*asked).out
    report = json.loads(run("audit", iri, "--format", "json", "--data", space).out)
    assert report["document"] == iri


KNOWN = {
    "ca-mau_0204-KH-UBND_2025.md": ("0204/KH-UBND", "2025-11-24", "ca-mau"),
    "can-tho_153-KH-UBND_2025.md": ("153/KH-UBND", "2025-11-17", "can-tho"),
    "dak-lak_0130-KH-UBND_2025.md": ("0130/KH-UBND", "2025-11-21", "dak-lak"),
    "dong-thap_552-KH-UBND_2025.md": ("552/KH-UBND", "2025-11-19", "dong-thap"),
    "ha-noi_308-KH-UBND_2025.md": ("308/KH-UBND", "2025-11-17", "ha-noi"),
    "ha-noi_310-KH-UBND_2025.md": ("310/KH-UBND", "2025-11-24", "ha-noi"),
    "lai-chau_7360-KH-UBND_2025.md": ("7360/KH-UBND", "2025-11-19", "lai-chau"),
    "thanh-hoa_235-KH-UBND_2025.md": ("235/KH-UBND", "2025-11-18", "thanh-hoa"),
}
"""Each sample's number, date and territory, read in the files by hand."""


def rows(done: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample plans are not beside this checkout")
def test_the_eight_sample_plans(run: Any, space: Path, tmp_path: Path) -> None:
    """All eight go in by the real command; then they are listed, known again and asked across."""
    keys = {}
    for name, (number, _, place) in KNOWN.items():
        keys[name] = f"{number.replace('/', '-').lower()}-{place}-2025"
        done = run("add", SAMPLES / name, "--data", space)
        assert (done.code, keys[name] in done.out) == (0, True), (name, done.err)
    assert [entry["document"] for entry in listed(space)] == list(keys.values())

    shown = [line.split("  ") for line in run("list", "--data", space).out.splitlines()]
    assert [line[:3] for line in shown[1:]] == [
        [keys[name], number, date] for name, (number, date, _) in KNOWN.items()
    ]

    again = run("add", SAMPLES / "lai-chau_7360-KH-UBND_2025.md", "--data", space)
    assert (again.code, "đã có" in again.out, len(listed(space))) == (0, True, 8)

    changed = tmp_path / "lai-chau.md"
    text = (SAMPLES / "lai-chau_7360-KH-UBND_2025.md").read_text(encoding="utf-8")
    changed.write_text(text + "\n", encoding="utf-8")
    assert "Phiên bản 2 của 7360" in run("add", changed, "--data", space).out
    versions = [e for e in listed(space) if e["document"].startswith("7360")]
    assert [(e["version"], e["primary"]) for e in versions] == [(1, False), (2, True)]

    signed = rows(run("ask", "signature", "--format", "csv", "--data", space))
    signer = {row["plan"]: row["signer"] for row in signed}
    assert set(signer) >= {number for number, *_ in KNOWN.values()} | {"211/KH-UBND"}
    assert signer["153/KH-UBND"] == "Trương Cảnh Tuyên"
    assert signer["7360/KH-UBND"] == "Tống Thanh Hải"
    query = (
        "PREFIX : <https://w3id.org/sctbv/def#> SELECT ?number ?date (COUNT(?e) AS ?n) { "
        "?d :documentNumber ?number ; :dateIssued ?date . ?e :isStatedIn ?d ; a :Duty . } "
        "GROUP BY ?number ?date"
    )
    duties = rows(run("sparql", query, "--format", "csv", "--data", space))
    plans = {row["number"]: (row["date"], int(row["n"])) for row in duties}
    for number, date, _ in KNOWN.values():
        assert plans[number][0] == date
        assert plans[number][1] > 0
    assert plans["211/KH-UBND"] == ("2024-10-02", 24)
