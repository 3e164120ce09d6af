"""Statements put together one by one, for descriptions of the data (DCAT, VoID)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyoxigraph as ox

from sctbv_graph.corpus import to_trig
from sctbv_graph.results import GRAPHS
from sctbv_graph.terms import RDF, XSD

Node = ox.NamedNode | ox.BlankNode


class Statements:
    """A graph that grows: subjects and properties are IRIs as text."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._made: dict[ox.Triple, None] = {}

    def type(self, subject: str | Node, *classes: str) -> None:
        """Say of which classes a thing is."""
        for one in classes:
            self.link(subject, RDF + "type", one)

    def link(self, subject: str | Node, predicate: str, *values: str | Node) -> None:
        """Say with what things a thing is linked; "" is left out."""
        for value in values:
            if value:
                self._add(subject, predicate, _node(value))

    def say(
        self, subject: str | Node, predicate: str, value: str | int | date | ox.Literal
    ) -> None:
        """Say a value of a thing; "" is left out."""
        if isinstance(value, ox.Literal):
            self._add(subject, predicate, value)
        elif isinstance(value, int):
            self._add(subject, predicate, typed(str(value), "integer"))
        elif isinstance(value, date):
            self._add(subject, predicate, typed(value.isoformat(), "date"))
        elif value:
            self._add(subject, predicate, ox.Literal(value))

    def text(self, subject: str | Node, predicate: str, said: Mapping[str, str]) -> None:
        """Say words in several languages; "" as the language: none is known."""
        for lang, words in sorted(said.items()):
            if words:
                literal = ox.Literal(words, language=lang) if lang else ox.Literal(words)
                self._add(subject, predicate, literal)

    def _add(self, subject: str | Node, predicate: str, value: Node | ox.Literal) -> None:
        self._made[ox.Triple(_node(subject), ox.NamedNode(predicate), value)] = None

    def triples(self) -> list[ox.Triple]:
        """Return what was said, each statement once, in the order in which it was said."""
        return list(self._made)


def typed(value: str, name: str) -> ox.Literal:
    """Return a literal of a datatype of XML Schema."""
    return ox.Literal(value, datatype=ox.NamedNode(XSD + name))


def write_statements(triples: Iterable[ox.Triple], suffix: str) -> bytes:
    """Return statements in a format of `GRAPHS`: the same ones always as the same bytes."""
    ordered = sorted(set(triples), key=str)
    if suffix in ("ttl", "trig"):  # TriG without graphs is Turtle
        return to_trig(tuple(ox.Quad(t.subject, t.predicate, t.object) for t in ordered))
    return ox.serialize(ordered, format=GRAPHS[suffix]) or b""


def _node(value: str | Node) -> Node:
    return ox.NamedNode(value) if isinstance(value, str) else value
