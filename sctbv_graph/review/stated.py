"""The statements of one document, looked up by node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.terms import RDF, SKOS

_TYPE = RDF + "type"
Said = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]
"""Subject, whole IRI of a property, value."""
PLACE = ("startLine", "tableIndex", "tableRow", "tableColumn", "sheet", "page")
"""What tells the place of a passage, as far as its format has it."""


class Stated:
    """Nodes of a ``stated`` graph with their properties, by local name."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Index the quads of one document's ``stated`` graph."""
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            name = quad.predicate.value
            local = name.removeprefix(iris.DEF)
            local = {_TYPE: "type", SKOS + "prefLabel": "label"}.get(local, local)
            value = getattr(quad.object, "value", "")
            self._said[quad.subject.value][local].append(value)  # type: ignore[union-attr]

    def nodes(self) -> list[str]:
        """Return all subjects."""
        return list(self._said)

    def all(self, node: str, name: str) -> list[str]:
        """Return the values of a property, in the order they were said."""
        return list(self._said[node][name]) if node in self._said else []

    def one(self, node: str, name: str) -> str:
        """Return the first value of a property, empty where there is none."""
        values = self.all(node, name)
        return values[0] if values else ""

    def local(self, node: str, name: str) -> str:
        """Return the last part of a property's value: the name of a class or concept."""
        return self.one(node, name).removeprefix(iris.DEF).rpartition("/")[2]

    def first_passage(self, node: str) -> str:
        """Return the passage of a node that comes first in the text, empty where it has none."""
        found = self.all(node, "hasEvidence")
        return min(found, key=lambda e: (self.start(e), e), default="")

    def start(self, passage: str) -> int:
        """Return where a passage begins in the text."""
        return int(self.one(passage, "startOffset") or 0)

    def owner(self, node: str) -> str:
        """Return the thing that a node is a fragment of; of a task's cell, the task."""
        thing = iris.document_of(node)
        parent = self.one(thing, "isPartOf")
        return parent if thing == node and "/id/task/" in parent else thing


def short(node: str) -> str:
    """Return a node's IRI without its base, as decisions write it."""
    return node.removeprefix(iris.ID)
