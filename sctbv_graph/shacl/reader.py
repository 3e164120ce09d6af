"""From a shapes graph to the records of its shapes.

What counts as a shape, and which have targets, is section 2.1 of the recommendation. A shape is
read when a target or another shape leads to it: what nothing uses may be as broken as it likes.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pyoxigraph as ox

from sctbv_graph.shacl.custom import (
    Custom,
    custom_components,
    custom_constraints,
    sparql_constraints,
)
from sctbv_graph.shacl.reading import Source, is_true, path_of, sh
from sctbv_graph.shacl.records import Constraint, Shape, Shapes, Target
from sctbv_graph.shacl.registry import BESIDE, ELSEWHERE, TABLE
from sctbv_graph.shacl.triples import TYPE, Node, Triples
from sctbv_graph.terms import RDFS, XSD

_TARGETS = {
    "targetNode": "node",
    "targetClass": "class",
    "targetSubjectsOf": "subjectsOf",
    "targetObjectsOf": "objectsOf",
}
_CLASS = ox.NamedNode(RDFS + "Class")
_SHAPE_TYPES = (sh("NodeShape"), sh("PropertyShape"))
_KNOWN = {component.parameter for component in TABLE} | BESIDE | ELSEWHERE


_READ: WeakKeyDictionary[Triples, Shapes] = WeakKeyDictionary()


class NotCompilableError(Exception):
    """A shape uses what only pySHACL does; the text names it."""


def read_shapes(graph: Triples) -> Shapes:
    """Return the shapes that targets lead to; `ShapesError` names a shape that is broken.

    They are read once for each graph, which is not changed once it is made.
    """
    known = _READ.get(graph)
    if known is None:
        known = _READ[graph] = _Reader(graph).read()
    return known


def know(graph: Triples, shapes: Shapes) -> None:
    """Take the shapes of a graph as read: they were, by another process."""
    _READ[graph] = shapes


def roots_of(graph: Triples) -> list[Node]:
    """Return the shapes that have targets, whatever is in them."""
    reader = _Reader(graph)
    return [
        node
        for node in graph.subjects()
        if reader.targets(node) or graph.objects(node, sh("target"))
    ]


class _Reader:
    def __init__(self, graph: Triples) -> None:
        self.graph = graph
        self.made: dict[Node, Shape] = {}
        self.sources: dict[Node, Source] = {}
        self.custom: tuple[Custom, ...] = custom_components(graph, self.source)

    def source(self, node: Node) -> Source:
        if node not in self.sources:
            self.sources[node] = Source.of(self.graph, node)
        return self.sources[node]

    def read(self) -> Shapes:
        roots, left = [], []
        for node in self.graph.subjects():
            typed = TYPE in self.graph.facts(node)
            if typed and any(self.graph.is_instance(node, cls) for cls in _SHAPE_TYPES):
                # Also where nothing leads to it: a misspelt target must not mean "conforms".
                self.check_terms(self.source(node))
            away = self.elsewhere(node)
            if not self.targets(node) and away != "sh:target":
                continue
            before = dict(self.made)
            try:
                self.reach(node, ())
            except NotCompilableError as reason:
                self.made = before
                left.append((node, str(reason)))
            else:
                roots.append(node)
        return Shapes(self.made, tuple(roots), tuple(left))

    def elsewhere(self, node: Node) -> str:
        """Return the property by which a node asks for what is not compiled, or nothing."""
        said = self.source(node).said
        return next((f"sh:{name}" for name in sorted(ELSEWHERE & said.keys())), "")

    def targets(self, node: Node) -> tuple[Target, ...]:
        found = []
        source = self.source(node)
        for name, kind in _TARGETS.items():
            for term in source.values(name):
                if kind == "node" and isinstance(term, ox.BlankNode):
                    continue  # a blank node of the shapes graph is none of the data's
                found.append(Target(kind, term))
        if (
            isinstance(node, ox.NamedNode)
            and TYPE in self.graph.facts(node)
            and self.graph.is_instance(node, _CLASS)
            and any(self.graph.is_instance(node, cls) for cls in _SHAPE_TYPES)
        ):
            found.append(Target("class", node))
        return tuple(found)

    def reach(self, node: Node, above: tuple[Node, ...]) -> None:
        """Read a shape and all it refers to; a shape that reaches itself is refused."""
        if node in above:
            self.source(node).broken(
                "shape gọi lại chính nó; SHACL không định nghĩa kết quả của shape đệ quy",
                "it refers to itself; SHACL leaves recursive shapes undefined",
            )
        if above and isinstance(node, ox.NamedNode) and not self.graph.facts(node):
            self.source(above[-1]).broken(
                f"nó gọi shape {node} mà không có khai báo nào về shape ấy",
                f"it refers to the shape {node}, of which nothing is said",
            )
        if node not in self.made:
            self.made[node] = self.shape(node)
        for constraint in self.made[node].constraints:
            for inner in constraint.shapes:
                self.reach(inner, (*above, node))

    def shape(self, node: Node) -> Shape:
        """Read one shape."""
        away = self.elsewhere(node)
        if away:
            raise NotCompilableError(away)
        source = self.source(node)
        self.check_terms(source)
        path = path_of(source)
        severity = source.one("severity")
        constraints: list[Constraint] = []
        for component in TABLE:
            if component.parameter not in source.said:
                continue
            made = list(component.read(source, component.name, component.parameter))
            if made and component.only_properties and path is None:
                source.broken(
                    f"sh:{component.parameter} chỉ dùng được ở property shape (có sh:path)",
                    f"sh:{component.parameter} is for property shapes (with sh:path) only",
                )
            constraints += made
        for constraint in constraints:
            if constraint.component == "Property":
                self.check_property(source, constraint.shapes[0])
        constraints += sparql_constraints(source, path)
        constraints += custom_constraints(source, self.custom, path)
        return Shape(
            node=node,
            path=path,
            targets=self.targets(node),
            constraints=tuple(constraints),
            severity=sh("Violation") if severity is None else source.iri("severity", severity),
            messages=tuple(source.text("message", m) for m in source.values("message")),
            deactivated=self.deactivated(source),
        )

    def deactivated(self, source: Source) -> bool:
        value = source.one("deactivated")
        if value is not None and (
            not isinstance(value, ox.Literal) or value.datatype.value != XSD + "boolean"
        ):
            source.broken(
                "giá trị của sh:deactivated phải là true hoặc false",
                "the value of sh:deactivated must be true or false",
            )
        return is_true(value)

    def check_property(self, source: Source, node: Node) -> None:
        if not self.source(node).values("path"):
            source.broken(
                f"sh:property {node} không có sh:path",
                f"its sh:property {node} has no sh:path",
            )

    def check_terms(self, source: Source) -> None:
        """Refuse a SHACL term that nobody knows: a slip of the pen must not mean "conforms"."""
        for name in source.said:
            if name not in _KNOWN:
                source.broken(f"SHACL không có sh:{name}", f"SHACL has no sh:{name}")
