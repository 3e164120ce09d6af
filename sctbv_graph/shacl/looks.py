"""One look at the values of a property, which mostly says that nothing is wrong with them.

Every shape asks of its property how many values a node has and what each must be. Asked one by
one, a count costs two EXISTS a node and the values another query. One query that goes through the
focus nodes once and counts by property rows, nodes with a value and failing values answers them
together; what it cannot rule out is then asked in full, so a look decides what is asked and never
what is found.
"""

from __future__ import annotations

from collections.abc import Sequence

from sctbv_graph.shacl.asking import Asking
from sctbv_graph.shacl.checks import Look, Place
from sctbv_graph.shacl.records import Shape
from sctbv_graph.shacl.triples import Node


def can_look(place: Place) -> bool:
    """Tell whether rows are values: a path of one triple, from focus nodes that come once."""
    focus, path = place.focus, place.path
    return path is not None and path.direct and focus.distinct and focus.start == focus.depth


def look(asking: Asking, wanted: Sequence[tuple[Shape, Place, str]]) -> dict[Node, Look]:
    """Return what the values of some properties of the same focus nodes look like.

    Each comes with an expression: what every value should satisfy.
    """
    found: dict[Node, Look] = {}
    for forwards in (True, False):
        same_way = [one for one in wanted if _predicate(one[1])[1] is forwards]
        if same_way:
            found |= _one_way(asking, same_way, forwards)
    return found


def _one_way(
    asking: Asking, wanted: Sequence[tuple[Shape, Place, str]], forwards: bool
) -> dict[Node, Look]:
    first, place, _ = wanted[0]
    focus, value = place.focus, place.value
    tests: dict[str, list[str]] = {}
    for _, place, fine in wanted:
        tests.setdefault(_predicate(place)[0], []).append(fine)
    triple = f"{focus.node} ?p {value} ." if forwards else f"{value} ?p {focus.node} ."
    fails = " || ".join(
        f"(sameTerm(?p, {predicate}) && !({' && '.join(fines)}))"
        for predicate, fines in tests.items()
    )
    rows = asking.rows(
        f"SELECT ?p (COUNT(*) AS ?values) (COUNT(DISTINCT {focus.node}) AS ?having) "
        f"(SUM(IF({fails}, 1, 0)) AS ?failing) "
        f"WHERE {{ {focus.pattern} VALUES ?p {{ {' '.join(tests)} }} {triple} }} GROUP BY ?p",
        first,
    )
    counts = {str(row[0]): [int(term.value) for term in row[1:]] for row in rows}
    nodes = asking.size(focus, first)
    return {
        shape.node: Look(nodes, *counts.get(_predicate(place)[0], (0, 0, 0)))
        for shape, place, _ in wanted
    }


def _predicate(place: Place) -> tuple[str, bool]:
    """Return the predicate of a path of one triple, and whether it leads forwards."""
    path, forwards = place.path, True
    assert path is not None
    while path.kind == "inverse":
        path, forwards = path.parts[0], not forwards
    return str(path.predicate), forwards
