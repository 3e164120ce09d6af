"""The rules kept between two runs: the same audit, and no harm from a file that is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sctbv_graph.audit import findings, remembered
from sctbv_graph.audit.catalogue import rules_by_shape
from sctbv_graph.cli import main
from sctbv_graph.corpus import Built
from sctbv_graph.settings import Settings
from sctbv_graph.shacl import validate
from sctbv_graph.shacl.reader import know
from sctbv_graph.web.audit_worker import SMALL_PLAN

_MADE_ONCE = (
    remembered.kept_file,
    remembered.remembered,
    rules_by_shape,
    findings._shapes,
)


def _forget() -> None:
    for made in _MADE_ONCE:
        made.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the work folder of a user who never audited."""
    monkeypatch.setattr(remembered, "Settings", lambda: Settings(store=tmp_path / "work"))
    _forget()
    yield tmp_path / "work"
    _forget()


def _audit(draft: Path, capsys: pytest.CaptureFixture[str]) -> str:
    draft.write_text(SMALL_PLAN, encoding="utf-8")
    assert main(["audit", str(draft), "--format", "json"]) == 1
    return capsys.readouterr().out


def test_a_second_run_takes_what_the_first_kept_and_says_the_same(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _audit(tmp_path / "draft.txt", capsys)
    (kept,) = folder.glob("rules-*")
    written = kept.stat().st_mtime_ns
    _forget()
    assert _audit(tmp_path / "draft.txt", capsys) == first
    found = remembered.remembered()
    assert found is not None
    assert rules_by_shape() is found[0]
    assert kept.stat().st_mtime_ns == written


def test_kept_shapes_find_what_read_ones_find(folder: Path, built: Built) -> None:
    read = validate(built.quads, findings._shapes()).results
    findings.remember_rules()
    _, graph, shapes = remembered.remembered.__wrapped__() or pytest.fail("nothing was kept")
    know(graph, shapes)
    assert read
    assert validate(built.quads, graph).results == read


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\x80\x04\x8c\x03abc"])
def test_a_spoilt_file_counts_as_none(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    folder.mkdir()
    remembered.kept_file().write_bytes(content)
    assert "TT-01" in _audit(tmp_path / "draft.txt", capsys)
    remembered.remembered.cache_clear()
    assert remembered.remembered(), "it was not written anew"


def test_an_older_state_is_another_file_and_goes(folder: Path) -> None:
    folder.mkdir()
    old = folder / "rules-0123456789abcdef.pickle"
    old.write_bytes(b"")
    findings.remember_rules()
    assert [path.name for path in folder.iterdir()] == [remembered.kept_file().name]
