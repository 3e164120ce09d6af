"""What is said of one thing, and no more: its bounded description, in every format.

The description of a thing holds its own statements, those of its fragments (amounts, assignments,
times, passages) and of nodes without a name that it holds (W3C submission "CBD", 2005, with the
fragments). As TriG it also says which layer each statement stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.incoming import Incoming
from sctbv_graph.publish.json_ld import Row, json_ld_of
from sctbv_graph.publish.line_turtle import described_trig, described_turtle
from sctbv_graph.publish.links import FORMATS
from sctbv_graph.query import text_of, view
from sctbv_graph.results import GRAPHS
from sctbv_graph.store import EmbeddedStore, Store, select


@dataclass(frozen=True, slots=True)
class Described:
    """The bounded description of a thing: its statements, each once, sorted.

    ``lines`` are the same as N-Triples has them, without the full stop, ``rows`` as subject (a node
    without a name begins with "_:"), property and value. A store at hand also gives
    their ``layers`` (name of a graph, "" for none -> lines) and what points to the thing.
    """

    iri: str
    lines: tuple[str, ...]
    triples: tuple[ox.Triple, ...]
    rows: tuple[Row, ...]
    layers: Mapping[str, list[str]] | None = None
    incoming: Incoming | None = None


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
    return Described(iri, *_in_order({str(triple): triple for triple in made}))


def _looked_up(store: ox.Store, iri: str) -> Described:
    """Return the same from a store at hand: looking up takes a fifth of asking by SPARQL."""
    start, default = iri + "#", ox.DefaultGraph()
    nodes: dict[ox.NamedNode | ox.BlankNode, None] = {ox.NamedNode(iri): None}
    said: dict[str, ox.Triple] = {}
    elsewhere: list[str] = []
    incoming = Incoming(store)
    for node in (wanted := list(nodes)):
        for quad in store.quads_for_pattern(node, None, None, None):
            near = _keep(quad, said, elsewhere)
            if isinstance(near, ox.NamedNode):
                if near.value.startswith(start) and near not in nodes:
                    nodes[near] = None
                    wanted.append(near)
            elif isinstance(near, ox.BlankNode) and near not in nodes:
                nodes[near] = None
                for held in store.quads_for_pattern(near, None, None, None):
                    _keep(held, said, elsewhere)
        for quad in store.quads_for_pattern(None, None, node, default):
            by = quad.subject
            if not isinstance(by, ox.NamedNode):
                continue
            if not by.value.startswith(start):
                if node is wanted[0]:
                    incoming.add(by.value, quad.predicate.value)
            elif by not in nodes:
                nodes[by] = None
                wanted.append(by)
    return Described(iri, *_in_order(said), _layers(said, elsewhere), incoming)


def _keep(quad: ox.Quad, said: dict[str, ox.Triple], elsewhere: list[str]) -> object:
    """Note a statement by its text, and return what one of the merged graph leads to.

    The text is what statements are sorted, found and written by, so it is made once.
    """
    if isinstance(quad.graph_name, ox.DefaultGraph):
        triple = quad.triple
        said[str(triple)] = triple
        return triple.object
    elsewhere.append(str(quad))
    return None


def _in_order(
    said: Mapping[str, ox.Triple],
) -> tuple[tuple[str, ...], tuple[ox.Triple, ...], tuple[Row, ...]]:
    lines = tuple(sorted(said))
    triples = tuple(map(said.__getitem__, lines))
    rows = []
    for line, triple in zip(lines, triples, strict=True):
        subject, predicate, _ = line.split(" ", 2)  # making both anew of the triple takes longer
        rows.append((subject.strip("<>"), predicate[1:-1], triple.object))
    return lines, triples, tuple(rows)


def _layers(said: Mapping[str, ox.Triple], elsewhere: Iterable[str]) -> dict[str, list[str]]:
    """Return the lines of the merged graph by the layers that state them, "" where none does.

    ``elsewhere`` are statements of other graphs, with the name of the graph behind.
    """
    layers: dict[str, list[str]] = {}
    for text in elsewhere:
        line, _, graph = text.rpartition(" ")
        # A node without a name is another one in each graph.
        if line in said and line.startswith("<"):
            layers.setdefault(graph, []).append(line)
    found = {graph[1:-1]: lines for graph, lines in layers.items() if iris.is_merged(graph[1:-1])}
    left = said.keys() - {line for lines in found.values() for line in lines}
    return {**found, "": [*left]} if left else found


def _asked_layers(store: Store, found: Described) -> dict[str, list[str]]:
    """Return the same from any store.

    A store that knows only the merged graph gives all lines back without graphs.
    """
    said = dict(zip(found.lines, found.triples, strict=True))
    subjects = {str(t.subject) for t in found.triples if isinstance(t.subject, ox.NamedNode)}
    query = view("layers").replace("# nodes", " ".join(sorted(subjects)))
    rows = select(store, query).rows
    return _layers(said, (f"{r['s']} {r['p']} {r['o']} {r['g']}" for r in rows))


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
        layers = _asked_layers(store, found) if found.layers is None else found.layers
        return described_trig({name: _as_lines(lines) for name, lines in layers.items()})
    if suffix == "ttl":
        return described_turtle(_as_lines(found.lines))
    if suffix == "jsonld":
        return json_ld_of(found.rows, found.triples)
    if suffix == "nt":
        return _as_lines(found.lines)
    return ox.serialize(found.triples, format=GRAPHS[suffix]) or b""


def _as_lines(statements: Iterable[str]) -> bytes:
    return "".join([f"{said} .\n" for said in statements]).encode()


def _nodes(of: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(node)) for node in sorted(of))
