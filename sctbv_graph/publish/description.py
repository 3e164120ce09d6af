"""What is said of one thing, and no more: its bounded description, in every format.

The description of a thing holds its own statements, those of its fragments (amounts, assignments,
times, passages) and of nodes without a name that it holds (W3C submission "CBD", 2005, with the
fragments). As TriG it also says which layer each statement stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, compress, groupby

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import ordered_trig, spoilt_prefixes, to_trig
from sctbv_graph.publish.json_ld import json_ld
from sctbv_graph.publish.links import FORMATS
from sctbv_graph.query import text_of, view
from sctbv_graph.results import GRAPHS
from sctbv_graph.store import EmbeddedStore, Store, select
from sctbv_graph.terms import RDF


@dataclass(frozen=True, slots=True)
class Described:
    """The bounded description of a thing: its statements, each once, sorted.

    ``quads`` are the same in the layers that state them, where a store gives both at once.
    """

    iri: str
    triples: tuple[ox.Triple, ...]
    quads: tuple[ox.Quad, ...] | None = None


def exists(store: Store, iri: str) -> bool:
    """Tell whether anything is said of an IRI."""
    return bool(store.query(view("is-described").replace("$node", str(ox.NamedNode(iri)))))


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


def description(store: Store, iri: str) -> tuple[ox.Triple, ...]:
    """Return the statements of a thing, each once, sorted; none where nothing is said of it."""
    return described(store, iri).triples


def described(store: Store, iri: str) -> Described:
    """Return the description of a thing, without statements where nothing is said of it."""
    if isinstance(store, EmbeddedStore):
        return _looked_up(store.inner, iri)
    nodes = _nodes([iri, *fragments_of(store, iri)])
    made = store.query(view("description").replace("# nodes", nodes))
    assert isinstance(made, ox.QueryTriples)
    return Described(iri, tuple(sorted(set(made), key=str)))


def _looked_up(store: ox.Store, iri: str) -> Described:
    """Return the same from a store at hand: looking up takes a fifth of asking by SPARQL."""
    start, default = iri + "#", ox.DefaultGraph()
    nodes: dict[ox.NamedNode | ox.BlankNode, None] = {ox.NamedNode(iri): None}
    quads: list[ox.Quad] = []
    for node in (wanted := list(nodes)):
        for quad in store.quads_for_pattern(node, None, None, None):
            quads.append(quad)
            near = quad.object
            if quad.graph_name != default or near in nodes:
                continue
            if isinstance(near, ox.NamedNode) and near.value.startswith(start):
                nodes[near] = None
                wanted.append(near)
            elif isinstance(near, ox.BlankNode):
                nodes[near] = None
                quads += store.quads_for_pattern(near, None, None, None)
        for quad in store.quads_for_pattern(None, None, node, default):
            near = quad.subject
            if (
                isinstance(near, ox.NamedNode)
                and near.value.startswith(start)
                and near not in nodes
            ):
                nodes[near] = None
                wanted.append(near)
    triples = {q.triple for q in quads if q.graph_name == default}
    layers = [q for q in quads if isinstance(q.graph_name, ox.NamedNode)
              and isinstance(q.subject, ox.NamedNode) and iris.is_merged(q.graph_name.value)
              and q.triple in triples]  # fmt: skip
    left = triples - {q.triple for q in layers}
    layers += [ox.Quad(t.subject, t.predicate, t.object) for t in left]
    return Described(iri, tuple(sorted(triples, key=str)), tuple(layers))


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
    found = described(store, iri)
    return _written(store, found, suffix) if found.triples else b""


def write_descriptions(store: Store, found: Described) -> dict[str, bytes]:
    """Return a description in every format, as `write_description` gives each."""
    return {suffix: _written(store, found, suffix) for suffix in FORMATS} if found.triples else {}


def _written(store: Store, found: Described, suffix: str) -> bytes:
    if suffix == "trig":
        quads = layered(store, found.triples) if found.quads is None else found.quads
        return to_trig(tuple(quads))
    if suffix == "ttl":
        return ordered_trig(_types_first(found.triples), spoilt_prefixes(chain(*found.triples)))
    if suffix == "jsonld":
        return json_ld(found.triples)
    return ox.serialize(found.triples, format=GRAPHS[suffix]) or b""


def _types_first(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return sorted statements with those first, of each subject, that say its classes."""
    ordered: list[ox.Triple] = []
    for _, group in groupby(triples, key=lambda t: t.subject):
        some = list(group)
        said = [t.predicate.value == RDF + "type" for t in some]
        ordered += compress(some, said)
        ordered += (t for t, is_type in zip(some, said, strict=True) if not is_type)
    return ordered


def _nodes(of: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(node)) for node in sorted(of))
