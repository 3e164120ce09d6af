"""SHACL on plan-like data: the compiled engine against pySHACL and pyrudof, in one run.

15 node shapes, 60 property constraints, 6 SPARQL rules (`shacl_shapes.ttl`) on generated plans
(`shacl_plans.py`). Each engine runs in a process of its own, one after the other. Loading the
data is told apart; reading and compiling the shapes counts. The results of the three are compared.

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
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.shacl_plans import write

SHAPES = Path(__file__).with_name("shacl_shapes.ttl")
SIZES = (5_000, 100_000, 1_000_000)
PYSHACL_UP_TO = 100_000
"""pySHACL takes about 0.7 ms a triple: a million would be more than ten minutes."""
RUNS = {5_000: 7, 100_000: 3}
SLOWEST = 6
PATIENCE = 900
"""Seconds after which an engine is stopped."""

Validate = Callable[[], Iterable[tuple[str, ...]]]
Found = tuple[float, Validate, Callable[[], list[tuple[float, str]]]]


def _compiled(data: str) -> Found:
    import pyoxigraph as ox

    from sctbv_graph.shacl import validate
    from sctbv_graph.shacl.run import Timing

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
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

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
    """Run one engine in this process and print what was measured as JSON."""
    loading, run, slowest = ENGINES[engine](data)
    took: list[float] = []
    results: list[tuple[str, ...]] = []
    for _ in range(runs):
        begun = time.perf_counter()
        results = sorted(run())
        took.append(time.perf_counter() - begun)
    told = {
        "loading": loading,
        "seconds": statistics.median(took),
        "first": took[0],
        "results": len(results),
        "digest": hashlib.sha256(json.dumps(results).encode()).hexdigest()[:12],
        "peak": _peak_mib(),
        "slowest": slowest(),
    }
    print(json.dumps(told))


def measured(engine: str, data: Path, runs: int) -> dict[str, Any] | None:
    """Return what one engine took, in a process of its own; none where it took too long."""
    try:
        done = subprocess.run(  # noqa: S603 this module itself
            [sys.executable, "-m", "bench.shacl", "--one", engine, str(data), str(runs)],
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print one table a size, the ratios, and the slowest queries of the largest size."""
    sizes = [int(arg) for arg in sys.argv[1:] if arg.isdigit()] or list(SIZES)
    ours: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = Path(folder) / f"{size}.nt"
            with data.open("w", encoding="utf-8", newline="\n") as file:
                triples = write(file, size)
            print(f"\n{triples:,} triples")
            print(
                f"{'engine':9} {'load s':>8} {'validate s':>11} {'first s':>8} {'MiB':>6} results"
            )
            found = {}
            for engine in ENGINES:
                if engine == "pyshacl" and size > PYSHACL_UP_TO:
                    continue
                runs = RUNS.get(size, 1) if engine != "pyshacl" else min(RUNS.get(size, 1), 3)
                made = measured(
                    engine, data, 1 if size >= 100_000 and engine == "pyshacl" else runs
                )
                if made is None:
                    print(f"{engine:9} stopped after {PATIENCE} s")
                    continue
                found[engine] = made
                print(
                    f"{engine:9} {made['loading']:8.3f} {made['seconds']:11.4f} "
                    f"{made['first']:8.4f} {made['peak']:6.0f} {made['results']}"
                )
            ours[size] = found["compiled"]
            for peer in ("pyshacl", "pyrudof"):
                if peer in found:
                    ratio = found[peer]["seconds"] / found["compiled"]["seconds"]
                    print(f"{peer} : compiled = {ratio:.1f}")
            if "pyshacl" in found:
                same = found["pyshacl"]["digest"] == found["compiled"]["digest"]
                print(f"results equal to pySHACL's, each by node, component and value: {same}")
    if {100_000, 1_000_000} <= set(ours):
        growth = ours[1_000_000]["seconds"] / ours[100_000]["seconds"]
        print(f"\n1,000,000 : 100,000 = {growth:.1f}")
    print("\nslowest queries of the largest size, seconds")
    for seconds, query in ours[max(ours)]["slowest"]:
        print(f"{seconds:8.4f}  {query[:160]}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
