"""Validation: one function, two engines.

``compiled`` turns shapes into queries on the store (`run`). ``pyshacl`` is the reference, and does
by itself what the compiler leaves: SHACL Advanced Features and JavaScript.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Literal

import pyoxigraph as ox

from sctbv_graph.shacl.asking import Timing
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.reader import read_shapes, roots_of
from sctbv_graph.shacl.report import Report, sorted_results
from sctbv_graph.shacl.run import Run
from sctbv_graph.shacl.sharing import results_of
from sctbv_graph.shacl.triples import Node, Triples

Engine = Literal["compiled", "pyshacl"]
GivenData = Data | ox.Store | Iterable[ox.Quad]
GivenShapes = Triples | Iterable[ox.Quad]


def validate(
    data: GivenData,
    shapes: GivenShapes,
    engine: Engine = "compiled",
    *,
    roots: Container[Node] | None = None,
    timings: list[Timing] | None = None,
) -> Report:
    """Return the report of validating data against a shapes graph.

    A store is asked as it is, in its default graph; of quads the triples count, whatever graph
    they are in, each once. ``roots`` names the shapes with targets to look at, by default all;
    ``timings`` is filled with the queries and their seconds.

    Raises `ShapesError`, with the shape's name, where a shape is broken or recursive.
    """
    graph = shapes if isinstance(shapes, Triples) else Triples(shapes)
    ready = as_data(data)
    if engine == "pyshacl":
        from sctbv_graph.shacl.reference import validate_by_pyshacl

        found = validate_by_pyshacl(ready, graph, roots_of(graph), only=False)
        found = [r for r in found if roots is None or r.root in roots]
        return Report(sorted_results(found), "pyshacl", {})
    read = read_shapes(graph)
    run = Run(read, ready, graph)
    wanted = [root for root in read.roots if roots is None or root in roots]
    results = results_of(run, wanted, alone=timings is not None)
    left = [node for node, _ in read.left if roots is None or node in roots]
    if left:
        from sctbv_graph.shacl.reference import validate_by_pyshacl

        results += validate_by_pyshacl(ready, graph, left, only=True)
    if timings is not None:
        timings += run.asking.timings
    reasons = {str(node): reason for node, reason in read.left if node in left}
    return Report(sorted_results(results), "compiled", reasons)


def as_data(data: GivenData) -> Data:
    """Return what is to be validated, ready to be asked."""
    if isinstance(data, Data):
        return data
    if isinstance(data, ox.Store):
        return Data.of_store(data)
    return Data.of_quads(data)
