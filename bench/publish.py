"""`sctbv publish`: the site of Plan 211, or of a corpus of plans (`python -m bench.publish 200`).

The plans of the corpus are Plan 211 under other numbers, filed in a workspace as `sctbv add` files
them. Told are, of whole commands (the build, the first run of publish, and one that finds nothing
changed): the wall time, the processor time of all their processes, and (on Linux) the largest
memory of all of them together, shared pages counted once; then the files of the site, what they
hold and what they take on the disk. Aims: Plan 211 in less than 10 s; 200 plans in
less than 10 minutes and 1 GB of memory.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.http_servers import told_of_all
from sctbv_graph.settings import bundle
from sctbv_graph.workspace import init

BASE = "https://example.org/sctbv/"
_EVERY = 0.5
"""Seconds between two looks at the memory of a command."""
_ENTRY = """
[[source]]
file = "{name}"
sha256 = "{sha256}"
primary = true
document = "{number}-kh-ubnd-ca-mau-2024"
obtained_from = "bench/publish.py"
licence = "generated"
received = "2026-11-23"
"""


def corpus(folder: Path, plans: int) -> None:
    """Make a workspace of that many further plans."""
    init(folder)
    text = (bundle() / "data/sources/211-KH-UBND.txt").read_text(encoding="utf-8")
    listing = folder / "sources" / "sources.toml"
    entries = [listing.read_text(encoding="utf-8") if listing.is_file() else ""]
    for number in range(1001, 1001 + plans):
        data = text.replace("211/KH-UBND", f"{number}/KH-UBND").encode()
        name = f"{number}-KH-UBND.txt"
        (folder / "sources" / name).write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        entries.append(_ENTRY.format(name=name, sha256=sha256, number=number))
    listing.write_text("".join(entries), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one command took: seconds, seconds of processors, MiB of all its processes."""

    wall: float
    processor: float
    memory: float


def _run(*command: str) -> Taken:
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-m", "sctbv_graph", *command], stdout=subprocess.DEVNULL
    )
    together = [0.0]
    ended = threading.Event()
    looking = threading.Thread(target=_look, args=(child.pid, together, ended))
    looking.start()
    status = child.wait()
    wall = time.perf_counter() - start
    ended.set()
    looking.join()
    _left_behind()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        raise SystemExit(f"{command[0]} ended with {status}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, used, together[0])


def _adopt() -> None:
    """Become the parent of processes whose own ends first: else what they used is not counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _left_behind() -> None:
    """Wait for processes that a command has left, such as the server of its forks."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _look(pid: int, most: list[float], ended: threading.Event) -> None:
    """Note the largest memory of a process and all below it, in MiB; shared pages count once."""
    while not ended.wait(_EVERY):
        lines = (line for told in told_of_all(pid, "smaps_rollup") for line in told.splitlines())
        most[0] = max(most[0], sum(int(x.split()[1]) for x in lines if x.startswith("Pss:")) / 1024)


def measure(plans: int) -> None:
    """Print what one corpus takes: Plan 211 alone, or with ``plans`` further ones."""
    _adopt()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if plans:
            corpus(folder / "data", plans)
        else:
            (folder / "data").mkdir()
        common = ["--store", str(folder / "store"), "--data", str(folder / "data")]
        command = ["publish", "-o", str(folder / "site"), "--base-url", BASE, *common]
        print(f"{'':32} {'wall s':>8} {'processor s':>12} {'memory MiB':>11}", flush=True)
        _tell("build", _run("build", *common))
        _tell("publish", _run(*command))
        found = [path.stat() for path in (folder / "site").rglob("*") if path.is_file()]
        size, disk = sum(s.st_size for s in found), sum(s.st_blocks * 512 for s in found)
        files = f"{len(found)} files, {size / 1e6:.0f} MB, {disk / 1e6:.0f} on disk"
        print(f"{1 + plans} plans: {files}", flush=True)
        _tell("publish again, nothing changed", _run(*command))


def _tell(what: str, one: Taken) -> None:
    print(f"{what:32} {one.wall:8.1f} {one.processor:12.1f} {one.memory:11.0f}", flush=True)


def main() -> None:
    """Measure the bundled corpus."""
    measure(0)


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
