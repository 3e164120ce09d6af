"""Every question on Plan 211 and on a generated corpus: rows alone, and rows with evidence.

    python -m bench questions [TRIPLES]

The corpus is copies of the plan's merged graph, each under a number of its own, over 34 provinces;
names of tasks differ from copy to copy. The peer of "with evidence" is the same question without,
in the same process: read the ratio. Times are the process's own (its CPU time, which other work on
the machine does not lengthen; one thread answers), the least of several runs, in milliseconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from sctbv_graph import iris, layers
from sctbv_graph.corpus import build_corpus
from sctbv_graph.query import answer, load_questions
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

PROVINCES = 34
PLAN = "211-kh-ubnd-ca-mau-2024"
_TASK = f"{iris.ID}task/"
_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def merged() -> list[ox.Triple]:
    """Return the merged graph of the bundled plan, without duplicates."""
    corpus = build_corpus(Settings())
    quads = [*corpus.reference, *(q for d in corpus.documents if d.key == PLAN for q in d.quads)]
    return [quad.triple for quad in layers.merged(quads)]


def copy_of(triples: list[ox.Triple], number: int) -> Iterator[ox.Quad]:
    """Yield the plan as that of another number and province."""
    plan = f"{1000 + number}-kh-ubnd-tinh-{number % PROVINCES}-2024"

    def renamed(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode:
        if not isinstance(term, ox.NamedNode) or not term.value.startswith(iris.ID):
            return term  # type: ignore[return-value]
        name = term.value.replace(PLAN, plan)
        # What belongs to the province is another's in another province.
        return ox.NamedNode(name.replace("-ca-mau", f"-tinh-{number % PROVINCES}"))

    for s, p, o in triples:
        value = renamed(o)
        if p.value == _LABEL and str(s).startswith(f"<{_TASK}") and isinstance(o, ox.Literal):
            value = ox.Literal(f"{o.value} ({number})", language=o.language)  # type: ignore[assignment]
        yield ox.Quad(renamed(s), p, value)


def generated(triples: list[ox.Triple], size: int) -> EmbeddedStore:
    """Return a store of at least ``size`` triples in its merged graph."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in triples)
    number = 0
    while len(store) < size:
        store.bulk_extend(copy_of(triples, number))
        number += 1
    return EmbeddedStore(store)


def least(run: Callable[[], object], runs: int) -> float:
    """Return the least CPU time of some runs, in milliseconds."""
    took = []
    for _ in range(runs):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return 1000 * min(took)


def measure(store: EmbeddedStore, runs: int) -> list[tuple[str, int, float, float]]:
    """Return name, rows, time without and with evidence of every question, slowest first."""
    found = []
    for name in load_questions():
        rows = len(answer(store, name).rows)
        without = least(lambda name=name: answer(store, name), runs)  # type: ignore[misc]
        with_ = least(lambda name=name: answer(store, name, evidence=True), runs)  # type: ignore[misc]
        found.append((name, rows, without, with_))
    return sorted(found, key=lambda row: -row[3])


def main() -> None:
    """Print one table a corpus."""
    size = next((int(arg) for arg in sys.argv[1:] if arg.isdigit()), 1_000_000)
    triples = merged()
    plan = generated(triples, 0)
    for title, store, runs in (
        ("Plan 211", plan, 5),
        ("generated", generated(triples, size), 2),
    ):
        print(f"\n{title}: {len(store):,} triples")
        print(f"{'question':24} {'rows':>7} {'ms':>9} {'+evidence':>10} {'ratio':>6}")
        found = measure(store, runs)
        for name, rows, without, with_ in found:
            print(f"{name:24} {rows:7} {without:9.1f} {with_:10.1f} {with_ / without:6.2f}")
        slowest = max(found, key=lambda row: row[2])
        ratios = sorted(row[3] / row[2] for row in found)
        print(f"slowest without evidence: {slowest[0]}, {slowest[2]:.0f} ms")
        print(
            f"with evidence : without, median {ratios[len(ratios) // 2]:.2f}, most {ratios[-1]:.2f}"
        )


if __name__ == "__main__":
    main()
