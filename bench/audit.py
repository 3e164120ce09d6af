"""The audit of Plan 211's Word file: a whole process, in a warm process, over HTTP.

The named peer is pySHACL, the reference validator, on the same quads and the same shapes: how much
longer the one step of validation takes with it. It is asked of the few files of shapes named here,
in a process of its own each; one that it has not done in `PATIENCE` seconds is left out on both
sides, and named. Aims: under 1.5 s for a whole process, 0.3 s in a running server. The Word file is
the one that the tests rebuild from the text. CPU seconds stand beside wall seconds: the validator
uses two threads. A whole process finds its bytecode, as where pip has installed the program.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.audit.catalogue import shape_files
from sctbv_graph.corpus import build_document
from sctbv_graph.read import read
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.settings import Settings
from sctbv_graph.shacl import Triples, validate
from sctbv_graph.shacl.files import read_all, read_shapes_files
from sctbv_graph.terms import SH
from sctbv_graph.web.audit_worker import Job, answer, settle
from sctbv_graph.web.auditor import Auditor
from tests.rebuild import word

RUNS = 7
PATIENCE = 20
ADDITIONS = 600_000
COMPARED = ("duplicates", "form", "time", "wording")
"""Files of shapes that pySHACL ends within its time; on others it goes on for minutes."""
_PEER = "import sys; from bench.audit import peer; peer(*sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class Took:
    """Wall and CPU seconds of several runs, children included."""

    least: float
    median: float
    cpu: float


def _timed(what: Callable[[], object], runs: int = RUNS) -> Took:
    took, cpu = [], []
    for _ in range(runs):
        start, used = time.perf_counter(), _cpu()
        what()
        took.append(time.perf_counter() - start)
        cpu.append(_cpu() - used)
    return Took(min(took), statistics.median(took), statistics.median(cpu))


def _loop() -> int:
    """Add up: some 35 ms on the machine of `docs/audit.md` while its cores run as they should."""
    total = 0
    for number in range(ADDITIONS):
        total += number * number
    return total


def _cpu() -> float:
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def main() -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "211-KH-UBND.docx"
        file.write_bytes(word.build())
        command = [sys.executable, "-m", "sctbv_graph", "audit", str(file), "--format"]
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")  # of the children
        _run([*command, "text"])
        commented = str(Path(folder) / "out.docx")
        rows = [
            ("python, nothing but its start", _timed(lambda: _run([sys.executable, "-c", ""], 0))),
            ("sctbv audit, text, whole process", _timed(lambda: _run([*command, "text"]))),
            (
                "sctbv audit, Word comments, whole process",
                _timed(lambda: _run([*command, "docx", "-o", commented])),
            ),
        ]
        job = Job(file.name, "submission", "vi", ("json",))
        data, settings = file.read_bytes(), Settings()
        answer(job, data, settings)  # what the worker of a server has loaded by its first job
        settle()
        rows.append(
            ("in the process of a server, JSON", _timed(lambda: answer(job, data, settings)))
        )
        auditor = Auditor(settings, workers=1)
        try:
            auditor.run(job, data)  # starts the process
            # The speed of a shared machine's cores changes within minutes: it is told beside.
            pairs = [
                (_timed(_loop, 1), _timed(lambda: auditor.run(job, data), 1)) for _ in range(RUNS)
            ]
            loops, queue = ([took.least for took in side] for side in zip(*pairs, strict=True))
            rows.append(
                ("through a running server's queue", Took(min(queue), statistics.median(queue), 0))
            )
            loop = Took(min(loops), statistics.median(loops), 0)
        finally:
            auditor.stop()
        knowledge = load_knowledge(settings.data_folders)
        built = build_document(read(file), knowledge)
        quads = (*built.quads, *reference_quads(knowledge, [built.plan]))
        kept = Path(folder) / "data.nq"
        kept.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
        shapes = read_shapes_files(shape_files())
        rows.append(("validation alone, compiled", _timed(lambda: validate(quads, shapes))))
        # How it was compiled matters: without profiles it takes an eighth longer.
        print(f"\nPython {platform.python_version()}, {platform.python_compiler()}")
        print(f"{'audit of Plan 211 as a Word file':44} {'min s':>8} {'median s':>9} {'CPU s':>7}")
        for name, took in rows:
            # What a process that goes on has used is not known from outside.
            cpu = f"{took.cpu:7.2f}" if took.cpu >= 0.005 else "      -"
            print(f"{name:44} {took.least:8.2f} {took.median:9.2f} {cpu}")
        print(
            f"{ADDITIONS:,} additions in Python beside the queue: {loop.least * 1e3:.0f} ms least, "
            f"{loop.median * 1e3:.0f} ms median"
        )
        _compare(quads, kept)


def _compare(quads: Sequence[ox.Quad], kept: Path) -> None:
    """Print how much longer pySHACL takes, over some files of shapes."""
    ours = theirs = 0.0
    left = []
    for path in (p for p in shape_files() if p.stem in COMPARED):
        command = [sys.executable, "-c", _PEER, str(path), str(kept)]
        try:
            done = subprocess.run(  # noqa: S603  our own
                command, capture_output=True, check=True, text=True, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            left.append(path.stem)
            continue
        shapes = _shapes_of(path)
        validate(quads, shapes)
        theirs += float(done.stdout)
        ours += _timed(lambda shapes=shapes: validate(quads, shapes), 3).median  # type: ignore[misc]
    if ours:
        print(
            f"pySHACL : compiled = {theirs:.1f} s : {ours:.2f} s = {theirs / ours:.0f}"
            f" ({', '.join(name for name in COMPARED if name not in left)})"
        )
    if left:
        print(f"pySHACL did not end in {PATIENCE} s on: {', '.join(left)}")


def peer(shapes: str, data: str) -> None:
    """Print the seconds that pySHACL takes for one file of shapes; the rest is not counted."""
    quads = list(ox.parse(path=data, format=ox.RdfFormat.N_QUADS))
    read_once = _shapes_of(Path(shapes))
    start = time.perf_counter()
    validate(quads, read_once, "pyshacl")
    print(time.perf_counter() - start)


def _shapes_of(path: Path) -> Triples:
    """Return the shapes of one file with the prefixes that all files declare together."""
    every = list(read_all(shape_files(), "s"))
    nodes = {q.object for q in every if q.predicate.value == SH + "declare"}
    prefixes = [q for q in every if q.object in nodes or q.subject in nodes]
    own = [q for q in read_all((path,), "o") if q.predicate.value != SH + "declare"]
    return Triples([*prefixes, *own])


def _run(command: list[str], code: int = 1) -> None:
    # An audit that finds something ends with 1.
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  our own
    assert done.returncode == code, done.stderr


if __name__ == "__main__":
    main()
