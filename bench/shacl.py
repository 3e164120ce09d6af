"""SHACL on plan-like data: the compiled engine against pySHACL and pyrudof, in one run.

15 node shapes, 60 property constraints, 6 SPARQL rules (`shacl_shapes.ttl`) on generated plans
(`shacl_plans.py`). Each engine runs in processes of its own, in turn with the others, so that what
else the machine does falls on all of them. The same is compared: every validation, of each engine,
reads the shapes from their file and compiles them anew. Loading the data is told apart. *First* is
the first validation in a fresh process, what one run of a program costs; *again* is the median of
those that follow in the same process. The results of the engines are compared.

    python -m bench shacl              all sizes
    python -m bench shacl 5000 100000  some
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.shacl_plans import write

SHAPES = Path(__file__).with_name("shacl_shapes.ttl")
SIZES = (5_000, 100_000, 1_000_000)
PYSHACL_UP_TO = 100_000
"""pySHACL takes about 0.7 ms a triple: a million would be more than ten minutes."""
ROUNDS = {5_000: 7, 100_000: 3}
"""Fresh processes of each engine, by size; one where nothing is said, and one of pySHACL."""
RUNS = {5_000: 5, 100_000: 2}
"""Validations in each process."""
SLOWEST = 6
PATIENCE = 240
"""Seconds after which an engine is stopped."""

Validate = Callable[[], Iterable[tuple[str, ...]]]
Found = tuple[float, Validate, Callable[[], list[tuple[float, str]]]]


def _compiled(data: str) -> Found:
    import pyoxigraph as ox

    from sctbv_graph.shacl import validate
    from sctbv_graph.shacl.asking import Timing

    begun = time.perf_counter()
    store = ox.Store()
    store.bulk_load(path=data, format=ox.RdfFormat.N_TRIPLES)
    loading = time.perf_counter() - begun
    timings: list[Timing] = []

    def run() -> Iterable[tuple[str, ...]]:
        timings.clear()
        shapes = ox.parse(path=str(SHAPES), format=ox.RdfFormat.TURTLE)
        report = validate(store, shapes, timings=timings)
        return [
            (str(r.focus).strip("<>"), r.component, getattr(r.value, "value", ""))
            for r in report.results
        ]

    def slowest() -> list[tuple[float, str]]:
        ordered = sorted(timings, key=lambda t: -t.seconds)[:SLOWEST]
        return [(t.seconds, " ".join(t.query.split())) for t in ordered]

    return loading, run, slowest


def _pyshacl(data: str) -> Found:
    import logging

    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    # The data has ill-formed numbers on purpose; rdflib would print a traceback for each.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    begun = time.perf_counter()
    graph = Graph().parse(data, format="nt")
    loading = time.perf_counter() - begun

    def run() -> Iterable[tuple[str, ...]]:
        shapes = Graph().parse(SHAPES)
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
        assert isinstance(report, Graph)
        # Those of the report itself; what sh:node adds as sh:detail is no result of it.
        (whole,) = report.subjects(RDF.type, SH.ValidationReport)
        return [
            (
                str(report.value(r, SH.focusNode)),
                str(report.value(r, SH.sourceConstraintComponent)),
                str(report.value(r, SH.value, default="")),
            )
            for r in report.objects(whole, SH.result)
        ]

    return loading, run, list


def _pyrudof(data: str) -> Found:
    import pyrudof

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    begun = time.perf_counter()
    rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
    loading = time.perf_counter() - begun

    def run() -> Iterable[tuple[str, ...]]:
        rudof.reset_shacl()
        rudof.read_shacl(str(SHAPES))
        report = rudof.validate_shacl()
        return [("", "", "")] * len(report)

    return loading, run, list


ENGINES: dict[str, Callable[[str], Found]] = {
    "compiled": _compiled,
    "pyshacl": _pyshacl,
    "pyrudof": _pyrudof,
}


def _peak_mib() -> float:
    try:
        import resource
    except ImportError:  # Windows has no such module
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _one(engine: str, data: str, runs: int) -> None:
    """Run one engine in this process and print what was measured as JSON, a line at a time."""
    loading, run, slowest = ENGINES[engine](data)
    # Clocks of two processes: the one that waits tells how long a stopped validation had run.
    print(json.dumps({"loading": loading, "begun": time.time()}), flush=True)
    took: list[float] = []
    results: list[tuple[str, ...]] = []
    for _ in range(runs):
        begun = time.perf_counter()
        results = sorted(run())
        took.append(time.perf_counter() - begun)
    told = {
        "first": took[0],
        "again": took[1:],
        "results": len(results),
        "digest": hashlib.sha256(json.dumps(results).encode()).hexdigest()[:12],
        "peak": _peak_mib(),
        "slowest": slowest(),
    }
    print(json.dumps(told))


@dataclass(frozen=True)
class Measured:
    """What one engine took on one size, in seconds; medians of all its processes.

    Where it was ``stopped``, ``first`` is how long its validation had run, and there is no more.
    """

    loading: float
    first: float
    again: float | None = None
    stopped: bool = False
    peak: float = float("nan")
    results: int = 0
    digest: str = ""
    slowest: Sequence[tuple[float, str]] = ()

    def times(self, other: Measured) -> str:
        """Return how many times longer this took than another engine."""
        least = "> " if self.stopped else ""
        said = f"first {least}{self.first / other.first:.1f}"
        if self.again is not None and other.again is not None:
            said += f", again {self.again / other.again:.1f}"
        return said

    def line(self, engine: str) -> str:
        """Return a line of the table."""
        if self.stopped:
            return f"{engine:9} {self.loading:8.3f} stopped after {self.first:.0f} s of validating"
        again = f"{self.again:9.4f}" if self.again is not None else f"{'':9}"
        return (
            f"{engine:9} {self.loading:8.3f} {self.first:9.4f} {again} {self.peak:6.0f} "
            f"{self.results}"
        )


def told_by(engine: str, data: Path, runs: int) -> list[dict[str, Any]]:
    """Return what one process of an engine told: two records, or one where it was stopped."""
    code = [sys.executable, "-m", "bench.shacl", "--one", engine, str(data), str(runs)]
    with subprocess.Popen(code, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 ours
        try:
            said, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            told: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()[:1]]
            return [{**told[0], "ran": time.time() - told[0]["begun"]}] if told else []
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, code)
    return [json.loads(line) for line in said.splitlines()[-2:]]


def of_all(told: Sequence[list[dict[str, Any]]]) -> Measured | None:
    """Return the medians of an engine's processes; none where it did not even load the data."""
    cut = [processes[0] for processes in told if len(processes) == 1]
    if cut:
        return Measured(cut[0]["loading"], cut[0]["ran"], stopped=True)
    if not all(told):
        return None
    loading = statistics.median(loaded["loading"] for loaded, _ in told)
    done = [record for _, record in told]
    again = [seconds for record in done for seconds in record["again"]]
    last = done[-1]
    return Measured(
        loading,
        statistics.median(record["first"] for record in done),
        statistics.median(again) if again else None,
        peak=max(record["peak"] for record in done),
        results=last["results"],
        digest=last["digest"],
        slowest=last["slowest"],
    )


def measured(size: int, data: Path) -> dict[str, Measured]:
    """Return what each engine took on a file of data, its processes in turn with the others'."""
    told: dict[str, list[list[dict[str, Any]]]] = {engine: [] for engine in ENGINES}
    for turn in range(ROUNDS.get(size, 1)):
        for engine, so_far in told.items():
            slow = engine == "pyshacl"
            if (slow and (turn or size > PYSHACL_UP_TO)) or any(len(p) < 2 for p in so_far):
                continue
            so_far.append(told_by(engine, data, 1 if slow else RUNS.get(size, 1)))
    found = {engine: of_all(processes) for engine, processes in told.items() if processes}
    return {engine: made for engine, made in found.items() if made is not None}


def main() -> None:
    """Print one table a size, the ratios, and the slowest queries of the largest size."""
    sizes = [int(arg) for arg in sys.argv[1:] if arg.isdigit()] or list(SIZES)
    ours: dict[int, Measured] = {}
    print("seconds; shapes read and compiled in every validation")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = Path(folder) / f"{size}.nt"
            with data.open("w", encoding="utf-8", newline="\n") as file:
                triples = write(file, size)
            print(f"\n{triples:,} triples")
            print(f"{'engine':9} {'load':>8} {'first':>9} {'again':>9} {'MiB':>6} results")
            found = measured(size, data)
            for engine, made in found.items():
                print(made.line(engine), flush=True)
            ours[size] = found["compiled"]
            for peer in ("pyshacl", "pyrudof"):
                if peer in found:
                    print(f"{peer} : compiled = {found[peer].times(ours[size])}")
            if "pyshacl" in found and not found["pyshacl"].stopped:
                same = found["pyshacl"].digest == ours[size].digest
                print(f"results equal to pySHACL's, each by node, component and value: {same}")
    if {100_000, 1_000_000} <= set(ours):
        growth = ours[1_000_000].first / ours[100_000].first
        print(f"\n1,000,000 : 100,000 = {growth:.1f}")
    print("\nslowest queries of the largest size, seconds")
    for seconds, query in ours[max(ours)].slowest:
        print(f"{seconds:8.4f}  {query[:160]}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
