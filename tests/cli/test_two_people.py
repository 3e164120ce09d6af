"""Two people decide at once: neither's decision is lost, and the second is told of the first."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.cli.forms import KEY, OTHER_500, TASK, WHO, entries, fill

# The first stops before it puts its file in place, until it is let go on.
FIRST = """
import pathlib, sys, time
real = pathlib.Path.replace
def replace(self, target):
    if "decisions" in str(target):
        pathlib.Path(sys.argv[1]).touch()
        while not pathlib.Path(sys.argv[2]).exists():
            time.sleep(0.02)
    return real(self, target)
pathlib.Path.replace = replace
from sctbv_graph.cli import main
sys.exit(main(sys.argv[3:]))
"""
# The second tells when it begins to wait for its turn.
SECOND = """
import pathlib, sys
from sctbv_graph import files
real = files._lock
def lock(handle):
    pathlib.Path(sys.argv[1]).touch()
    real(handle)
files._lock = lock
from sctbv_graph.cli import main
sys.exit(main(sys.argv[2:]))
"""


def start(program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "vi_VN.UTF-8", "PYTHONIOENCODING": "utf-8"},
    )


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a file is there or the process has ended."""
    while not path.exists() and process.poll() is None:
        time.sleep(0.02)


def test_neither_decision_is_lost(plan: Path, blank: Path, space: Path, tmp_path: Path) -> None:
    """One is about to put its file in place while the other hands in."""
    text = blank.read_text("utf-8")
    mine, hers = tmp_path / "tôi.toml", tmp_path / "chị.toml"
    mine.write_text(fill(text, {OTHER_500: "other-source"}), "utf-8")
    hers.write_text(fill(text, {f"{TASK}/4#time": "2024"}, name="Người thứ hai"), "utf-8")
    command = ("review", plan, "--data", space, "--decide")
    ready, go, waits = tmp_path / "ready", tmp_path / "go", tmp_path / "waits"
    first = start(FIRST, ready, go, *command, mine)
    wait_for(ready, first)
    second = start(SECOND, waits, *command, hers)
    wait_for(waits, second)
    go.touch()
    for process in (first, second):
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, b""), (out, err)
    kept = entries(space / "decisions" / f"{KEY}.toml")
    assert {(e["fact"], e["name"]) for e in kept} == {
        (OTHER_500, WHO),
        (f"{TASK}/4#time", "Người thứ hai"),
    }
    assert [path.name for path in (space / "decisions").iterdir()] == [f"{KEY}.toml"]


def test_who_decides_otherwise_is_told_of_the_other(
    run: Any, plan: Path, blank: Path, space: Path
) -> None:
    """The last counts, the other stays in the file, and both names are said."""
    form, text = space / "điền.toml", blank.read_text("utf-8")
    command = ("review", plan, "--data", space, "--decide", form)
    form.write_text(fill(text, {OTHER_500: "other-source"}), "utf-8")
    assert run(*command).err == ""
    form.write_text(fill(text, {OTHER_500: "local-budget"}, name="Người thứ hai"), "utf-8")
    done = run(*command)
    assert done.code == 0
    assert f"{OTHER_500}: “local-budget” thay cho “other-source” do {WHO} quyết định" in done.err
    assert [e["name"] for e in entries(space / "decisions" / f"{KEY}.toml")] == [
        WHO,
        "Người thứ hai",
    ]
