"""Property paths (SHACL 2.3.1): read from the shapes graph, written as SPARQL.

A path is a triple pattern wherever it can be: the engine joins triple patterns well, and knows
little about paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.shacl.triples import FIRST, NIL, REST, NotAListError, Term, Triples
from sctbv_graph.terms import SH

_REPEATED = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_LIST = (FIRST, REST)


class BadPathError(ValueError):
    """A node is no SHACL property path; the text says why."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path: ``kind`` is predicate, inverse, sequence, alternative or one of ``* + ?``."""

    kind: str
    predicate: ox.NamedNode | None = None
    parts: tuple[Path, ...] = ()

    def sparql(self) -> str:
        """Return the path as SPARQL 1.1 writes it."""
        if self.kind == "predicate":
            return str(self.predicate)
        inner = [part.sparql() for part in self.parts]
        match self.kind:
            case "inverse":
                return f"^({inner[0]})"
            case "sequence":
                return f"({'/'.join(inner)})"
            case "alternative":
                return f"({'|'.join(inner)})"
        return f"({inner[0]}){self.kind}"

    @property
    def direct(self) -> bool:
        """Whether the path is one triple pattern: a predicate, forwards or backwards."""
        return self.kind == "predicate" or (self.kind == "inverse" and self.parts[0].direct)

    @property
    def nullable(self) -> bool:
        """Whether the path leads from every node to itself, literals among them."""
        match self.kind:
            case "*" | "?":
                return True
            case "alternative":
                return any(part.nullable for part in self.parts)
            case "predicate":
                return False
        return all(part.nullable for part in self.parts)

    def pattern(self, start: str, end: str) -> str:
        """Return the pattern that leads from ``start`` to the variable ``end``."""
        if self.kind == "predicate":
            return f"{start} {self.predicate} {end} ."
        if self.kind == "inverse" and self.direct:
            return self.parts[0].pattern(end, start)
        if self.nullable:
            # pyoxigraph 0.5 leads from a literal nowhere, not even to itself.
            there = f"{end}_z"
            found = f"OPTIONAL {{ {start} {self.sparql()} {there} . }}"
            return f"{found} BIND(COALESCE({there}, {start}) AS {end})"
        return f"{start} {self.sparql()} {end} ."

    def exists(self, start: str, end: str, mark: str = "m") -> str:
        """Return an expression: something (or ``end``, where it is bound) is reached.

        One triple pattern an EXISTS, nested: pyoxigraph 0.5 evaluates an EXISTS of two joined
        patterns anew for all of the data (oxigraph issue 885).
        """
        if self.nullable:
            if end == "?any":
                return "true"
            return f"(sameTerm({start}, {end}) || EXISTS {{ {start} {self.sparql()} {end} }})"
        if self.kind == "alternative":
            branches = [p.exists(start, end, f"{mark}{i}_") for i, p in enumerate(self.parts)]
            return f"({' || '.join(branches)})"
        if self.kind == "sequence" and self.parts[0].direct:
            if len(self.parts) == 1:
                return self.parts[0].exists(start, end, mark)
            middle = f"?{mark}x"
            rest = Path("sequence", parts=self.parts[1:]).exists(middle, end, f"{mark}x")
            return f"EXISTS {{ {self.parts[0].pattern(start, middle)} FILTER({rest}) }}"
        return f"EXISTS {{ {self.pattern(start, end)} }}"


def read_path(graph: Triples, node: Term, seen: tuple[Term, ...] = ()) -> Path:
    """Return the path that a node describes; `BadPathError` where it describes none."""
    if isinstance(node, ox.NamedNode):
        return Path("predicate", node)
    if not isinstance(node, ox.BlankNode):
        raise BadPathError(f"{node} is no path")
    if node in seen:
        raise BadPathError("the path reaches itself")
    seen = (*seen, node)
    if graph.objects(node, FIRST):
        parts = _members(graph, node)
        return Path("sequence", parts=tuple(read_path(graph, part, seen) for part in parts))
    for name in ("alternativePath", "inversePath", *_REPEATED):
        values = graph.objects(node, ox.NamedNode(SH + name))
        if not values:
            continue
        if len(values) > 1:
            raise BadPathError(f"sh:{name} has {len(values)} values")
        if name == "alternativePath":
            parts = _members(graph, values[0])
            return Path("alternative", parts=tuple(read_path(graph, p, seen) for p in parts))
        inner = read_path(graph, values[0], seen)
        return Path(_REPEATED.get(name, "inverse"), parts=(inner,))
    raise BadPathError("a blank node without a list and without sh:inversePath or the like")


def _members(graph: Triples, node: Term) -> list[Term]:
    try:
        members = graph.list_of(node)
    except NotAListError:
        raise BadPathError("its list is broken") from None
    if len(members) < 2:
        raise BadPathError("its list has fewer than two members")
    return members


def path_triples(path: Path, names: Iterator[ox.BlankNode]) -> tuple[Term, list[ox.Triple]]:
    """Return the node that stands for a path in a report, and the triples that describe it."""
    if path.kind == "predicate":
        assert path.predicate is not None
        return path.predicate, []
    made: list[ox.Triple] = []
    inner = []
    for part in path.parts:
        node, triples = path_triples(part, names)
        inner.append(node)
        made += triples
    if path.kind == "sequence":
        head, triples = list_triples(inner, names)
        return head, made + triples
    here = next(names)
    by_mark = {mark: name for name, mark in _REPEATED.items()}
    if path.kind == "alternative":
        head, triples = list_triples(inner, names)
        made += triples
        return here, [*made, ox.Triple(here, ox.NamedNode(SH + "alternativePath"), head)]
    name = by_mark.get(path.kind, "inversePath")
    return here, [*made, ox.Triple(here, ox.NamedNode(SH + name), inner[0])]


def list_triples(
    members: list[Term], names: Iterator[ox.BlankNode]
) -> tuple[Term, list[ox.Triple]]:
    """Return the head of an RDF list of the members, and its triples."""
    cells = [next(names) for _ in members]
    made = []
    for i, (cell, member) in enumerate(zip(cells, members, strict=True)):
        after: Term = cells[i + 1] if i + 1 < len(cells) else NIL
        made += [ox.Triple(cell, FIRST, member), ox.Triple(cell, REST, after)]
    return cells[0], made
