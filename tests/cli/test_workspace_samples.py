"""A workspace with a draft that is named, and with the eight sample plans, by the real commands."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.beside import SAMPLES
from tests.cli.filed import listed


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
        "?d :documentNumber ?number ; :dateIssued ?date . ?e :isStatedIn ?d . } "
        "GROUP BY ?number ?date"
    )
    found = rows(run("sparql", query, "--format", "csv", "--data", space))
    plans = {row["number"]: (row["date"], int(row["n"])) for row in found}
    for number, date, _ in KNOWN.values():
        assert plans[number][0] == date
        assert plans[number][1] > 10
    assert plans["211/KH-UBND"][0] == "2024-10-02"
