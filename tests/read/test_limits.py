"""What a read file leaves behind in the process: nothing that slows or stops what follows."""

from __future__ import annotations

import subprocess
import sys

from sctbv_graph.settings import bundle

_CODE = """
import cProfile
import sys
from pathlib import Path

from sctbv_graph.read import read

read(Path(sys.argv[1]))


def called() -> int:
    return 1


cProfile.run("called()")
"""


def test_a_profiler_works_after_a_file_was_read() -> None:
    # An exception "taken back" from the reading thread leaves CPython 3.11 looking for one at
    # every call; under a profiler it then spins for ever.
    plan = bundle() / "data/sources/211-KH-UBND.txt"
    command = [sys.executable, "-c", _CODE, str(plan)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "called" in done.stdout
