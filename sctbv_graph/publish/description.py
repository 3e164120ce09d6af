"""What is said of one thing, and no more: its bounded description, in every format.

The description of a thing holds its own statements, those of its fragments (amounts, assignments,
times, passages) and of nodes without a name that it holds (W3C submission "CBD", 2005, with the
fragments). As TriG it also says which layer each statement stands in.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import to_trig
from sctbv_graph.publish.json_ld import json_ld
from sctbv_graph.publish.links import FORMATS
from sctbv_graph.query import text_of, view
from sctbv_graph.results import GRAPHS
from sctbv_graph.store import Store, select


def exists(store: Store, iri: str) -> bool:
    """Tell whether anything is said of an IRI."""
    return bool(store.query(f"ASK {{ {ox.NamedNode(iri)} ?p ?o }}"))


def fragments_of(store: Store, iri: str) -> list[str]:
    """Return the fragments of a thing that its statements lead to, sorted."""
    query = view("fragments").replace("$node", str(ox.NamedNode(iri)))
    found: set[str] = set()
    fresh = {iri}
    while fresh:  # from the thing to its lines, from a line to its parts, from a part to its quote
        rows = select(store, query.replace("# nodes", _nodes(fresh))).rows
        fresh = {text_of(row["s"]) for row in rows} - found
        found |= fresh
    return sorted(found)


def description(store: Store, iri: str) -> list[ox.Triple]:
    """Return the statements of a thing, each once; none where nothing is said of it."""
    nodes = _nodes([iri, *fragments_of(store, iri)])
    made = store.query(view("description").replace("# nodes", nodes))
    assert isinstance(made, ox.QueryTriples)
    return sorted(set(made), key=str)


def layered(store: Store, triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    """Return statements in the graphs that hold them: stated, inferred, or a register.

    A store that knows only the merged graph gives them back without graphs.
    """
    wanted = set(triples)
    subjects = {str(t.subject) for t in wanted if isinstance(t.subject, ox.NamedNode)}
    query = view("layers").replace("# nodes", " ".join(sorted(subjects)))
    quads = []
    left = set(wanted)
    for row in select(store, query).rows:
        subject, predicate, graph = row["s"], row["p"], row["g"]
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(predicate, ox.NamedNode)
        assert isinstance(graph, ox.NamedNode)
        triple = ox.Triple(subject, predicate, row["o"])
        if triple in wanted and iris.is_merged(graph.value):
            quads.append(ox.Quad(subject, predicate, row["o"], graph))
            left.discard(triple)
    quads += [ox.Quad(t.subject, t.predicate, t.object) for t in left]
    return quads


def write_description(store: Store, iri: str, suffix: str) -> bytes:
    """Return the description of a thing as ``ttl``, ``nt``, ``jsonld``, ``rdf`` or ``trig``.

    The same data gives the same bytes. Empty where nothing is said of the thing.
    """
    triples = description(store, iri)
    return _written(store, triples, suffix) if triples else b""


def write_descriptions(store: Store, iri: str) -> dict[str, bytes]:
    """Return the description of a thing in every format, as `write_description` gives each."""
    triples = description(store, iri)
    return {suffix: _written(store, triples, suffix) for suffix in FORMATS} if triples else {}


def _written(store: Store, triples: list[ox.Triple], suffix: str) -> bytes:
    if suffix == "trig":
        return to_trig(tuple(layered(store, triples)))
    if suffix == "ttl":  # TriG without graphs is Turtle
        return to_trig(tuple(ox.Quad(t.subject, t.predicate, t.object) for t in triples))
    if suffix == "jsonld":
        return json_ld(triples)
    return ox.serialize(triples, format=GRAPHS[suffix]) or b""


def _nodes(of: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(node)) for node in sorted(of))
