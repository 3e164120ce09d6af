"""A small graph in memory, each node's facts in the order of the file, spelling kept.

Shapes are read from here and not from a store: a store turns ``"1"^^xsd:boolean`` into ``true``
and ``0.30`` into ``0.3``, and in SHACL the two are not the same term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from sctbv_graph.terms import RDF, RDFS

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

TYPE = ox.NamedNode(RDF + "type")
FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


class NotAListError(ValueError):
    """A node was taken for an RDF list and is none, or is one without end."""


class Triples:
    """Triples by subject and predicate; each triple once."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Take the triples of some quads, graph names dropped."""
        self._facts: dict[Term, dict[ox.NamedNode, list[Term]]] = {}
        self._order: dict[Term, int] = {}
        for triple in triples:
            objects = self._facts.setdefault(triple.subject, {}).setdefault(triple.predicate, [])
            if triple.object not in objects:
                objects.append(triple.object)
            for term in (triple.subject, triple.object):
                self._order.setdefault(term, len(self._order))

    def __iter__(self) -> Iterator[ox.Triple]:
        for subject, facts in self._facts.items():
            for predicate, objects in facts.items():
                for value in objects:
                    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
                    yield ox.Triple(subject, predicate, value)

    def subjects(self) -> Iterator[Node]:
        """Yield every subject once, in order."""
        for subject in self._facts:
            assert isinstance(subject, ox.NamedNode | ox.BlankNode)
            yield subject

    def facts(self, subject: Term) -> dict[ox.NamedNode, list[Term]]:
        """Return predicate -> objects of a node."""
        return self._facts.get(subject, {})

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """Return the objects of a node's predicate, in order."""
        return self._facts.get(subject, {}).get(predicate, [])

    def place(self, term: Term) -> int:
        """Return where a term first stood: the order that does not depend on blank node names."""
        return self._order.get(term, len(self._order))

    def list_of(self, head: Term) -> list[Term]:
        """Return the members of an RDF list; `NotAListError` where it is none."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            first, rest = self.objects(head, FIRST), self.objects(head, REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise NotAListError(str(head))
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members

    def above(self, cls: Term) -> set[Term]:
        """Return a class and the classes above it."""
        found, here = {cls}, [cls]
        while here:
            for upper in self.objects(here.pop(), SUBCLASS):
                if upper not in found:
                    found.add(upper)
                    here.append(upper)
        return found

    def is_instance(self, node: Term, cls: ox.NamedNode) -> bool:
        """Tell whether a node is a SHACL instance of a class (SHACL 1.1: type, subclasses)."""
        return any(cls in self.above(typed) for typed in self.objects(node, TYPE))
