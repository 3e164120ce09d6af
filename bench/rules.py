"""What the rules cost as the graph grows, and what the reasoners cost on the ontology and one plan.

The copies of Plan 211 stand in one store, each under a key of its own, so a rule that compares
everything with everything shows. The peer is owlrl, which derives the same by OWL 2 RL.
"""

from __future__ import annotations

import statistics
import time

import owlrl
import pyoxigraph as ox
from rdflib import Graph

from sctbv_graph.corpus import Built, Corpus, build_corpus
from sctbv_graph.ontology_check import MODULES, load
from sctbv_graph.reason import reason, reasoning_view
from sctbv_graph.rules import load_rules
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.soundness import shape_faults

KEY = "211-kh-ubnd-ca-mau-2024"
COPIES = (1, 10, 100)
RUNS = 3


def _stated(built: Built) -> list[ox.Quad]:
    return [q for q in built.quads if str(q.graph_name).endswith("/stated>")]


def _copied(quads: list[ox.Quad], number: int) -> list[ox.Quad]:
    """Return the statements of a plan under another key, in the default graph."""

    def renamed(term: object) -> object:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(term.value.replace(KEY, f"{KEY}-{number}"))
        return term

    return [ox.Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in quads]  # type: ignore[arg-type]


def _run(corpus: Corpus, quads: list[ox.Quad], copies: int) -> tuple[int, dict[str, float]]:
    """Return the size of the store and the seconds of each rule, run in order on the copies."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in corpus.reference)
    for number in range(copies):
        store.bulk_extend(_copied(quads, number))
    size, took = len(store), {}
    for rule in load_rules():
        start = time.perf_counter()
        made = list(store.query(rule.query))  # type: ignore[arg-type]
        took[rule.name] = time.perf_counter() - start
        store.extend(ox.Quad(*triple) for triple in made)  # type: ignore[misc]
    return size, took


def _rules(corpus: Corpus, quads: list[ox.Quad]) -> float:
    """Print the table of rules and return the seconds of all of them on one plan."""
    sizes, columns = [], []
    for copies in COPIES:
        runs = [_run(corpus, quads, copies) for _ in range(RUNS)]
        sizes.append(runs[0][0])
        columns.append({n: statistics.median(t[n] for _, t in runs) for n in runs[0][1]})
    print(
        f"{'ms a rule, copies of the plan':32}" + "".join(f"{c:>10}" for c in COPIES) + "  100:10"
    )
    print(f"{'triples before the rules':32}" + "".join(f"{s:>10}" for s in sizes))
    for name in columns[0]:
        cells = [column[name] * 1000 for column in columns]
        ratio = cells[2] / max(cells[1], 0.05)
        print(f"{name:32}" + "".join(f"{cell:10.2f}" for cell in cells) + f"{ratio:8.1f}")
    sums = [sum(column.values()) for column in columns]
    print(f"{'all rules':32}" + "".join(f"{s * 1000:10.2f}" for s in sums), end="")
    print(f"{sums[2] / sums[1]:8.1f}")
    return sums[0]


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def main() -> None:
    """Print two tables."""
    corpus = build_corpus(Settings())
    [built] = [document for document in corpus.documents if document.key == KEY]
    rules = _rules(corpus, _stated(built))

    ontology = Graph()
    for name in MODULES:
        ontology += load(bundle() / "ontology" / name)
    triples = {
        ox.Triple(q.subject, q.predicate, q.object) for q in (*built.quads, *corpus.reference)
    }
    data = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")

    def closure() -> None:
        view = reasoning_view(ontology + data, keep_dates=True)
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(view)

    rows = {
        "rules, one plan": rules,
        "HermiT, ontology + plan": min(
            reason([ontology, data], "hermit").seconds for _ in range(3)
        ),
        "Pellet, ontology + plan": min(
            reason([ontology, data], "pellet").seconds for _ in range(3)
        ),
        "owlrl, ontology + plan": _timed(closure),
        "shapes of the model, plan": _timed(lambda: shape_faults(ontology, data)),
    }
    print(f"\n{'what, on ' + str(len(ontology + data)) + ' triples':32}{'s':>10}{'owlrl = 1':>12}")
    for name, seconds in rows.items():
        print(f"{name:32}{seconds:10.3f}{seconds / rows['owlrl, ontology + plan']:12.4f}")
