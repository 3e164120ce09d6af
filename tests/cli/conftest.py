"""The command line over a workspace and a store of its own, built once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sctbv_graph.build import build
from sctbv_graph.cli import main
from sctbv_graph.settings import Settings, bundle


@dataclass(frozen=True)
class Done:
    """What one command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Return --data and --store for a workspace that is built already."""
    folder = tmp_path_factory.mktemp("cli")
    workspace, store = folder / "data", folder / "store"
    workspace.mkdir()
    build(Settings(workspace=workspace, store=store))
    return ("--data", str(workspace), "--store", str(store))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs one command here, in a Vietnamese locale."""
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")

    def command(*argv: str | Path) -> Done:
        capsys.readouterr()
        try:
            code = main([str(part) for part in argv])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return command


@pytest.fixture(scope="session")
def plan() -> Path:
    """Return the file of Plan 211."""
    return bundle() / "data" / "sources" / "211-KH-UBND.txt"


@pytest.fixture
def space(run: Run, tmp_path: Path) -> Path:
    """Return a new workspace, in a folder with a blank and an accent in its name."""
    folder = tmp_path / "của tôi"
    assert run("init", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, plan: Path) -> Path:
    """Return the form of Plan 211, as `sctbv review -o` writes it."""
    path = tmp_path_factory.mktemp("form") / "còn ngờ.toml"
    command = [sys.executable, "-m", "sctbv_graph", "review", str(plan), "-o", str(path)]
    subprocess.run([*command, "--lang", "vi"], check=True, capture_output=True)
    return path
