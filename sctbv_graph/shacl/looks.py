"""One look at the values of a property, which mostly says that nothing is wrong with them.

Every shape asks of its property how many values a node has and what each must be. Asked one by
one, a count costs two EXISTS a node and the values another query. One query that counts rows,
nodes with a value and failing values answers them together, for all properties of a shape; what it
cannot rule out is then asked in full, so a look decides what is asked and never what is found.
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
    if not wanted:
        return {}
    parts = [
        f"{{ SELECT ({i} AS ?look) (COUNT(*) AS ?values) (COUNT(DISTINCT {place.focus.node}) AS "
        f"?having) (SUM(IF({fine}, 0, 1)) AS ?failing) WHERE {{ {place.values.pattern} }} }}"
        for i, (_, place, fine) in enumerate(wanted)
    ]
    first, place, _ = wanted[0]
    nodes = asking.size(place.focus, first)
    text = f"SELECT ?look ?values ?having ?failing WHERE {{ {' UNION '.join(parts)} }}"
    found = {}
    for row in asking.rows(text, first):
        number, *counts = (int(term.value) for term in row)
        found[wanted[number][0].node] = Look(nodes, *counts)
    return found
