"""Curated data kept between two runs: the same audit, no register read, and never an old one."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from sctbv_graph.audit import remembered_data
from sctbv_graph.audit.asked import asked_of_part
from sctbv_graph.cli import main
from sctbv_graph.lore import load_lore
from sctbv_graph.reference import knowledge_of, load_knowledge
from sctbv_graph.registers import curated_part
from sctbv_graph.rules import standing_lines
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.web.audit_worker import SMALL_PLAN


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the work folder of a user who never audited, in a process that has read nothing."""
    monkeypatch.setattr(remembered_data, "Settings", lambda: Settings(store=tmp_path / "work"))
    _forget(monkeypatch)
    return tmp_path / "work"


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (knowledge_of, load_lore, asked_of_part, standing_lines):
        monkeypatch.setattr(made, "_known", {})
    curated_part.cache_clear()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a workspace with a register of its own."""
    made = tmp_path / "mine" / "reference"
    made.mkdir(parents=True)
    shutil.copy(bundle() / "data" / "reference" / "themes.toml", made / "unused.toml")
    return made.parent


@pytest.fixture
def audit(tmp_path: Path, workspace: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Give what audits a draft with that workspace and returns its report."""
    draft = tmp_path / "draft.txt"
    draft.write_text(SMALL_PLAN, encoding="utf-8")

    def audited() -> str:
        assert main(["audit", str(draft), "--format", "json", "--data", str(workspace)]) == 1
        return capsys.readouterr().out

    return audited


def test_a_second_run_reads_no_register_and_says_the_same(
    folder: Path, audit: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = audit()
    (kept,) = folder.glob("data-*")
    written = kept.stat().st_mtime_ns
    _forget(monkeypatch)
    read: list[str] = []
    loads = tomllib.loads

    def told(text: str) -> dict[str, object]:
        read.append(text)
        return loads(text)

    monkeypatch.setattr(tomllib, "loads", told)
    assert audit() == first
    assert not [text for text in read if "[[body]]" in text or "[[theme]]" in text]
    assert kept.stat().st_mtime_ns == written


def test_what_was_changed_is_read_anew_and_takes_its_place(
    folder: Path, workspace: Path, audit: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    audit()
    (old,) = folder.glob("data-*")
    (workspace / "reference" / "agencies.toml").write_text(
        '[[body]]\nstem = "so-thu"\nname = "Sở Thử"\nname_en = "Trial"\n'
        'kind = "department"\nlevel = "province"\nsource = "thử"\n',
        encoding="utf-8",
    )
    _forget(monkeypatch)
    audit()
    (new,) = folder.glob("data-*")
    assert new != old
    _forget(monkeypatch)
    folders = Settings(workspace).data_folders
    assert remembered_data.recall_data(folders) is None
    assert any(body.name == "Sở Thử" for body in load_knowledge(folders).bodies)


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\x80\x04\x8c\x03abc", b"\x80\x04N."])
def test_a_spoilt_file_counts_as_none(folder: Path, content: bytes) -> None:
    folders = Settings().data_folders
    path = remembered_data.kept_file(folders)
    folder.mkdir()
    path.write_bytes(content)
    assert remembered_data.recall_data(folders) == path
    assert not knowledge_of.knows((folders, remembered_data.curated_state(folders)))
