"""Time and memory of the main job, each in processes of its own.

The peer of the build and of `sctbv ask` is rdflib doing the least that could replace them: parsing
the committed graph of Plan 211 (and answering the same question). Figures are the minimum and the
median of several runs; machines are noisy, so read the ratios.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sctbv_graph.query import find_question
from sctbv_graph.settings import bundle

RUNS = 7
_PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def timed(code: list[str], runs: int = RUNS) -> tuple[float, float]:
    """Return minimum and median wall time in seconds of a command."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(code, check=True, capture_output=True)  # noqa: S603 our own commands
        took.append(time.perf_counter() - start)
    return min(took), statistics.median(took)


def peak_mib(statement: str) -> float:
    """Return the peak memory in MiB of a Python process that runs a statement."""
    done = subprocess.run(  # noqa: S603 our own statements
        [sys.executable, "-c", f"{statement}\n{_PEAK}"], check=True, capture_output=True, text=True
    )
    return int(done.stdout.splitlines()[-1]) / 1024


def main() -> None:
    """Print one table."""
    python = sys.executable
    trig = bundle() / "data/plans/211-kh-ubnd-ca-mau-2024.trig"
    question = find_question("tasks").query
    with tempfile.TemporaryDirectory() as folder:
        query = Path(folder) / "tasks.rq"
        query.write_text(question, encoding="utf-8")
        sctbv = [python, "-m", "sctbv_graph"]
        store = ["--store", folder]
        parse = f"import rdflib; g = rdflib.Dataset(default_union=True); g.parse({str(trig)!r})"
        ask = f"{parse}; print(len(list(g.query(open({str(query)!r}, encoding='utf-8').read()))))"
        build = timed([*sctbv, "build", *store])
        memory = peak_mib(
            "from pathlib import Path; from sctbv_graph.build import build; "
            "from sctbv_graph.settings import Settings; "
            f"build(Settings(store=Path({folder!r})))"
        )
        rows = [
            ("build, text to store", build),
            ("second `sctbv ask tasks`", timed([*sctbv, "ask", "tasks", *store])),
            ("rdflib: parse the built graph", timed([python, "-c", parse], 3)),
            ("rdflib: parse and answer `tasks`", timed([python, "-c", ask], 3)),
        ]
    print(f"{'what':36} {'min s':>8} {'median s':>9}")
    for name, (least, median) in rows:
        print(f"{name:36} {least:8.2f} {median:9.2f}")
    print(f"\nbuild : rdflib parsing its result = {build[1] / rows[2][1][1]:.2f}")
    print(f"ask : rdflib answering the same   = {rows[1][1][1] / rows[3][1][1]:.2f}")
    print(f"peak memory of the build           = {memory:.0f} MiB")


OTHERS = ("questions", "audit", "read", "long", "rules", "shacl", "http", "safety", "publish")
"""Benchmarks with a module of their own, run after the main job or by name: `-m bench NAME`."""


def which(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the names asked for and the sizes that go to them; ends with 2 at another word."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Time and memory, each figure beside a named peer. Without a name: all.",
    )
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(OTHERS)}; or a size")
    given = parser.parse_args(arguments).name
    sizes = [word for word in given if word.isdigit()]
    names = [word for word in given if word in OTHERS]
    for word in given:
        if word not in OTHERS and not word.isdigit():
            parser.error(f"there is no benchmark {word}; there are {', '.join(OTHERS)}")
    return names, sizes


if __name__ == "__main__":
    named, sizes = which(sys.argv[1:])
    sys.argv[1:] = sizes
    if not named:
        main()
    for name in named or OTHERS:
        importlib.import_module(f"bench.{name}").main()
