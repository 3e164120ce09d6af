"""Processes that a command begins do not outlive it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from sctbv_graph.processes import context, end_with_parent

def work(path):
    Path(path + ".made").write_text(str(os.getpid()))
    os.rename(path + ".made", path)
    time.sleep(60)

if __name__ == "__main__":
    with ProcessPoolExecutor(1, context("sctbv_graph.processes"), end_with_parent) as pool:
        pool.submit(work, {path!r}).result()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the process in /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_process_at_work_ends_with_its_program(tmp_path: Path, how: signal.Signals) -> None:
    began, program = tmp_path / "began", tmp_path / "program.py"
    program.write_text(PROGRAM.format(path=str(began)))
    command = subprocess.Popen([sys.executable, str(program)], stderr=subprocess.DEVNULL)
    _until(began.exists)
    worker = int(began.read_text())
    assert _runs(worker)
    command.send_signal(how)
    command.wait(10)
    _until(lambda: not _runs(worker))


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return not stat.rpartition(")")[2].lstrip().startswith("Z")


def _until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
