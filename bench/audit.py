"""The audit of Plan 211's Word file: a whole process, in a warm process, over HTTP.

The named peer is pySHACL, the reference validator, on the same quads and the same shapes: how much
longer the one step of validation takes with it. Aims: under 1.5 s for a whole process, 0.3 s in a
running server. The Word file is the one that the tests rebuild from the text.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sctbv_graph.audit.catalogue import shape_files
from sctbv_graph.corpus import build_document
from sctbv_graph.read import read
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.settings import Settings
from sctbv_graph.shacl import validate
from sctbv_graph.shacl.files import read_shapes_files
from sctbv_graph.web.audit_worker import Job
from sctbv_graph.web.auditor import Auditor
from tests.rebuild import word

RUNS = 7


def _timed(what: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        what()
        took.append(time.perf_counter() - start)
    return min(took), statistics.median(took)


def main() -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "211-KH-UBND.docx"
        file.write_bytes(word.build())
        command = [sys.executable, "-m", "sctbv_graph", "audit", str(file), "--format"]
        commented = str(Path(folder) / "out.docx")
        rows = [
            ("sctbv audit, text, whole process", _timed(lambda: _run([*command, "text"]))),
            (
                "sctbv audit, Word comments, whole process",
                _timed(lambda: _run([*command, "docx", "-o", commented])),
            ),
        ]
        auditor = Auditor(Settings(), workers=1)
        try:
            job = Job(file.name, "submission", "vi", ("json",))
            auditor.run(job, file.read_bytes())  # starts the process
            rows.append(
                ("in a running server, JSON", _timed(lambda: auditor.run(job, file.read_bytes())))
            )
        finally:
            auditor.stop()
        knowledge = load_knowledge(Settings().data_folders)
        built = build_document(read(file), knowledge)
        quads = (*built.quads, *reference_quads(knowledge, [built.plan]))
    shapes = read_shapes_files(shape_files())
    rows.append(("validation alone, compiled", _timed(lambda: validate(quads, shapes))))
    rows.append(
        ("validation alone, pySHACL", _timed(lambda: validate(quads, shapes, "pyshacl"), 1))
    )
    print(f"\n{'audit of Plan 211 as a Word file':44} {'min s':>8} {'median s':>9}")
    for name, (least, median) in rows:
        print(f"{name:44} {least:8.2f} {median:9.2f}")
    print(f"pySHACL : compiled = {rows[-1][1][1] / rows[-2][1][1]:.0f}")


def _run(command: list[str]) -> None:
    # An audit that finds something ends with 1.
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  our own
    assert done.returncode == 1, done.stderr


if __name__ == "__main__":
    main()
