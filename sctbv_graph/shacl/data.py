"""The data that are validated: a store in which every term is what the source wrote.

Data come as a pyoxigraph store, as quads, or from files. From quads and files two stores are
made where they must differ: ``terms`` keeps each spelling (see `lexical`), ``values`` is what
SPARQL calculates with. A store that is given has one, and what it changed on loading is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import pyoxigraph as ox

from sctbv_graph.shacl.lexical import AS_WRITTEN, changes, escaped, plain
from sctbv_graph.shacl.triples import SUBCLASS, Term, Triples

SHAPES_GRAPH = ox.NamedNode("urn:sctbv:shapes-graph")


class Data:
    """A data graph, ready to be asked."""

    def __init__(self, values: ox.Store, terms: ox.Store | None = None) -> None:
        """``values`` and ``terms`` hold the data in their default graphs; see the module.

        ``terms`` is none for a store that was given.
        """
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
        terms = ox.Store()
        altered: list[ox.Literal] = []

        def kept() -> Iterable[ox.Quad]:
            for quad in quads:
                value = quad.object
                if isinstance(value, ox.Literal) and changes(value):
                    altered.append(value)
                    value = escaped(value)
                yield ox.Quad(quad.subject, quad.predicate, value)

        terms.bulk_extend(kept())
        if not altered:
            return cls(terms, terms)
        values = ox.Store()
        values.bulk_extend(_plain(quad) for quad in terms)
        return cls(values, terms)

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


def _plain(quad: ox.Quad) -> ox.Quad:
    if isinstance(quad.object, ox.Literal):
        return ox.Quad(quad.subject, quad.predicate, plain(quad.object))
    return quad
