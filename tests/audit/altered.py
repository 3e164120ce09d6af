"""Plan 211 with statements of its graph taken away or added."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import Built


def without(built: Built, subject: str, predicate: str) -> Built:
    """Return the plan without what a property says of subjects that have ``subject`` in them."""
    quads = tuple(
        q
        for q in built.quads
        if not (q.predicate.value == iris.DEF + predicate and subject in str(q.subject))
    )
    assert len(quads) < len(built.quads)
    return Built(built.plan, built.source, quads)


def with_also(built: Built, *extra: tuple[str, str, str | ox.Literal]) -> Built:
    """Return the plan with more statements; things are written behind the base of their IRIs."""
    graph = built.quads[0].graph_name
    quads = tuple(
        ox.Quad(
            ox.NamedNode(iris.ID + s),
            ox.NamedNode(iris.DEF + p),
            o if isinstance(o, ox.Literal) else ox.NamedNode(iris.ID + o),
            graph,
        )
        for s, p, o in extra
    )
    return Built(built.plan, built.source, (*built.quads, *quads))
