"""The data that are validated: a store in which every term is what the source wrote.

Data come as a pyoxigraph store, as quads, or from files. From quads and files two stores are
made where they must differ: ``terms`` keeps each spelling (see `lexical`), ``values`` is what
SPARQL calculates with. A store that is given has one, and what it changed on loading is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import pyoxigraph as ox

from sctbv_graph.shacl.lexical import AS_WRITTEN, changes, escaped, kept, plain
from sctbv_graph.shacl.triples import SUBCLASS, Term, Triples

SHAPES_GRAPH = ox.NamedNode("urn:sctbv:shapes-graph")
_CHUNK = 5_000
"""How many triples are made ready at once, while those before them are loaded."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Triples made ready for stores, as many as one likes; see `made_ready`.

    ``faithful`` tells that each term is as the source wrote it, ``spelt`` that a store would have
    changed a spelling, so that it is `escaped` there.
    """

    triples: bytes | list[ox.Triple]
    faithful: bool
    spelt: bool


class Data:
    """A data graph, ready to be asked."""

    def __init__(
        self, values: ox.Store, terms: ox.Store | None = None, *, scratch: bool = False
    ) -> None:
        """``values`` and ``terms`` hold the data in their default graphs; see the module.

        ``terms`` is none for a store that was given; ``scratch`` tells that its named graphs are
        the validation's own, to be written and dropped.
        """
        self.scratch = scratch
        self.values = values
        self.terms = values if terms is None else terms
        self.faithful = terms is not None
        self.spelt = terms is not None and terms is not values

    @classmethod
    def of_store(cls, store: ox.Store, graphs: Sequence[ox.NamedNode] | None = None) -> Data:
        """Take a store's default graph, or the union of the named ``graphs``, each triple once."""
        if graphs is None:
            return cls(store)
        union = ox.Store()
        for graph in graphs:
            found = store.quads_for_pattern(None, None, None, graph)
            union.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in found)
        return cls(union)

    @classmethod
    def of_quads(cls, quads: Iterable[ox.Quad | ox.Triple]) -> Data:
        """Take the triples of quads, graph names dropped, each triple once, spelling kept."""
        return cls.of_ready(ready_parts(quads))

    @classmethod
    def of_ready(cls, parts: Iterable[Ready]) -> Data:
        """Take triples that `made_ready` wrote; blank nodes of one name are one node.

        One part is loaded while the next is made ready.
        """
        terms, faithful, spelt, loading = ox.Store(), True, False, []
        with ThreadPoolExecutor(1) as beside:
            for part in parts:
                faithful &= part.faithful
                spelt |= part.spelt
                loading.append(beside.submit(load, terms, part))
        for one in loading:
            one.result()  # raises what went wrong
        if not faithful:
            return cls(terms, scratch=True)
        if not spelt:
            return cls(terms, terms, scratch=True)
        values = ox.Store()
        values.bulk_extend(_plain(quad) for quad in terms)
        return cls(values, terms, scratch=True)

    def says(self, node: Term) -> bool:
        """Tell whether the data say something of a node."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return False
        found = self.terms.quads_for_pattern(node, None, None, ox.DefaultGraph())
        return next(iter(found), None) is not None

    @cached_property
    def classes(self) -> Triples:
        """The subclass statements of the data, turned round: class -> its direct subclasses."""
        found = self.terms.quads_for_pattern(None, SUBCLASS, None, ox.DefaultGraph())
        return Triples(
            ox.Triple(q.object, SUBCLASS, q.subject)
            for q in found
            if isinstance(q.object, ox.NamedNode | ox.BlankNode)
        )

    def subclasses(self, cls: Term) -> list[Term]:
        """Return a class and all below it in the data, sorted."""
        return sorted(self.classes.above(cls), key=str)

    def constant(self, term: Term) -> str:
        """Return a term of the shapes as a query on ``terms`` must write it."""
        if self.faithful and isinstance(term, ox.Literal) and changes(term):
            return str(escaped(term))
        return str(term)

    def shown(self, term: Term) -> Term:
        """Return a term of an answer as the source wrote it."""
        if isinstance(term, ox.Literal):
            return plain(term)
        return term

    def number(self, variable: str, *, spelt: bool) -> str:
        """Return an expression for the value of a variable, to compare it."""
        if not (self.spelt or spelt):
            return variable
        datatype = f"STR(DATATYPE({variable}))"
        real = f"STRDT(STR({variable}), IRI(SUBSTR({datatype}, {len(AS_WRITTEN) + 1})))"
        return (
            f'COALESCE(IF(STRSTARTS({datatype}, "{AS_WRITTEN}"), {real}, {variable}), {variable})'
        )

    def beside_shapes(self, shapes: Triples) -> ox.Store:
        """Return a copy of the values with the shapes graph as a named graph of it."""
        store = ox.Store()
        found = self.values.quads_for_pattern(None, None, None, ox.DefaultGraph())
        store.bulk_extend(found)
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, SHAPES_GRAPH) for t in shapes)
        return store


def load(store: ox.Store, part: Ready) -> None:
    """Put triples that are ready into the default graph of a store."""
    if isinstance(part.triples, bytes):
        # A store reads lines several times as fast as it takes Python's objects one by one, and
        # lets go of Python's lock meanwhile. What was serialised is valid.
        store.load(part.triples, ox.RdfFormat.N_TRIPLES, lenient=True)
    else:
        store.extend(ox.Quad(*triple) for triple in part.triples)


def _plain(quad: ox.Quad) -> ox.Quad:
    if isinstance(quad.object, ox.Literal):
        return ox.Quad(quad.subject, quad.predicate, plain(quad.object))
    return quad


def ready_parts(
    quads: Iterable[ox.Quad | ox.Triple], said: Callable[[ox.Literal], ox.Literal] | None = None
) -> Iterator[Ready]:
    """Yield triples as `made_ready` writes them, some at a time."""
    given = iter(quads)
    while chunk := list(islice(given, _CHUNK)):
        yield made_ready(chunk, said)


def made_ready(
    quads: Iterable[ox.Quad | ox.Triple], said: Callable[[ox.Literal], ox.Literal] | None = None
) -> Ready:
    """Return triples as a store is given them, with every spelling kept.

    With ``said`` a literal is what that takes it for, and a number is spelt as the store does it.
    Each literal is looked at once, however many triples have it. Lines give blank nodes new names:
    triples that may have some stay as they are.
    """
    triples = [quad.triple if isinstance(quad, ox.Quad) else quad for quad in quads]
    objects = [triple.object for triple in triples]
    instead: dict[Term, ox.Literal] = {}
    faithful = said is None
    for literal in set(objects):
        if isinstance(literal, ox.Literal):
            value = said(literal) if said else kept(literal)
            if value is not literal:
                instead[literal] = value
    if instead:
        triples = [
            ox.Triple(triple.subject, triple.predicate, instead[stated])
            if stated in instead
            else triple
            for triple, stated in zip(triples, objects, strict=True)
        ]
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    return Ready(triples if b"_:" in lines else lines, faithful, faithful and bool(instead))
