"""`sctbv publish`: what it refuses, and that nothing is lost by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sctbv_graph.cli import main
from sctbv_graph.files import alone


@pytest.mark.parametrize(
    "url",
    [
        "example.org/sctbv",
        "ftp://example.org/",
        "https://",
        "https://example.org/?a=1",
        "https://example.org/#a",
        "https://nguoi@example.org/",
        "https://example.org/a b/",
        'https://example.org/"x',
        "https://example.org/../x/",
        "https://example.org/$1/",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["publish", "-o", str(tmp_path / "site"), "--base-url", url, "--lang", "en"])
    assert code == 2
    said = capsys.readouterr().err
    assert url in said
    assert "--base-url" in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "site").exists()


def test_a_folder_with_other_files_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "luan-van.docx").write_bytes(b"PK")
    assert main(["publish", "-o", str(tmp_path), "--lang", "vi"]) == 2
    said = capsys.readouterr().err
    assert "-o" in said
    assert len(said.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["luan-van.docx"]


def test_a_second_publish_waits_for_the_first(tmp_path: Path) -> None:
    """Two that write one folder at once would each remove what the other knows as its own."""
    command = [sys.executable, "-m", "sctbv_graph", "publish", "-o", str(tmp_path / "site"),
               "--data", str(tmp_path / "data"), "--lang", "en"]  # fmt: skip
    assert main(["init", str(tmp_path / "data")]) == 0
    with (
        alone(tmp_path / "data" / "build" / "publish.lock"),
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as second,
    ):
        assert second.stderr is not None
        assert "Waiting for another sctbv publish" in second.stderr.readline()
        second.kill()
    assert not (tmp_path / "site").exists()
