"""One graph in, one Turtle text out: sorted, one term a block, prefixes in the order given.

Two runs over the same triples give the same bytes, whatever the blank nodes are called, so a
diff of a committed file shows what changed in meaning and nothing else. rdflib's own writers
keep that promise only where no blank node stands. Blank nodes are written where they are used,
``[ ... ]`` and ``( ... )``: a graph in which one of them is used twice, or reaches itself, has
no such form and is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INDENT = "    "


class NotATreeError(ValueError):
    """A blank node is used twice or reaches itself, so it cannot be written in place."""


def canonical_turtle(graph: Graph, prefixes: Mapping[str, str]) -> str:
    """Return the graph as Turtle, its blocks, predicates and objects in a fixed order.

    ``prefixes`` maps names to namespaces; those that the graph uses are declared, in the order
    of the mapping. Where two namespaces fit an IRI, the longer one is taken.

    >>> graph = Graph().parse(data="<urn:x> a <urn:y>, <urn:w> .", format="turtle")
    >>> print(canonical_turtle(graph, {"u": "urn:"}), end="")
    @prefix u: <urn:> .
    <BLANKLINE>
    u:x
        a u:w ,
            u:y .
    """
    return _Writer(graph, prefixes).text()


class _Writer:
    """The state of one run: the graph, the prefixes, and which of them were used."""

    def __init__(self, graph: Graph, prefixes: Mapping[str, str]) -> None:
        self.graph = graph
        self.prefixes = prefixes
        self.by_length = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self.used: set[str] = set()
        self.written: set[Node] = set()
        uses = Counter(o for o in graph.objects() if isinstance(o, BNode))
        shared = [node for node, count in uses.items() if count > 1]
        if shared:
            raise NotATreeError(
                f"blank node used {uses[shared[0]]} times: {_about(graph, shared[0])}"
            )
        self.referenced = set(uses)

    def text(self) -> str:
        """Return the whole document."""
        named = sorted({s for s in self.graph.subjects() if isinstance(s, URIRef)}, key=str)
        blocks = [self.name(s) + self.body(s, 1) + " ." for s in named]
        loose = {s for s in self.graph.subjects() if isinstance(s, BNode)} - self.referenced
        blocks += sorted("[]" + self.body(s, 1) + " ." for s in loose)
        left = {s for s in self.graph.subjects() if isinstance(s, BNode)} - self.written
        if left:
            raise NotATreeError(f"blank node reaches itself: {_about(self.graph, min(left))}")
        head = [f"@prefix {p}: <{iri}> ." for p, iri in self.prefixes.items() if p in self.used]
        return "\n".join(head) + "\n\n" + "\n\n".join(blocks) + "\n"

    def body(self, subject: Node, depth: int) -> str:
        """Return the predicates and objects of a subject, each predicate on a line."""
        self.written.add(subject)
        pad = "\n" + _INDENT * depth
        lines = []
        for predicate in sorted(set(self.graph.predicates(subject)), key=_predicate_order):
            verb = "a" if predicate == RDF.type else self.name(predicate)
            objects = self.objects(self.graph.objects(subject, predicate), depth)
            lines.append(f"{pad}{verb} {f' ,{pad}{_INDENT}'.join(objects)}")
        return " ;".join(lines)

    def objects(self, nodes: Iterable[Node], depth: int) -> list[str]:
        """Return the objects written out: IRIs first, then literals, then blank nodes."""
        named, literals, blank = [], [], []
        for node in nodes:
            if isinstance(node, Literal):
                literals.append((str(node.language or ""), str(node), self.literal(node)))
            elif isinstance(node, BNode):
                blank.append(self.blank(node, depth))
            else:
                named.append(self.name(node))
        return sorted(named) + [text for *_, text in sorted(literals)] + sorted(blank)

    def blank(self, node: BNode, depth: int) -> str:
        """Return a blank node in place, as a list where it is one."""
        items: list[Node] = []
        cells: list[Node] = []
        rest: Node | None = node
        while isinstance(rest, BNode) and set(self.graph.predicates(rest)) == {RDF.first, RDF.rest}:
            cells.append(rest)
            items.extend(self.graph.objects(rest, RDF.first))
            rest = self.graph.value(rest, RDF.rest, any=False)
        if rest == RDF.nil and len(items) == len(cells):
            self.written.update(cells)
            pad = "\n" + _INDENT * (depth + 1)
            inner = [self.objects([item], depth + 1)[0] for item in items]
            return "( " + " ".join(inner) + " )" if _short(inner) else _block("(", inner, pad, ")")
        if not set(self.graph.predicates(node)):
            return "[]"
        return "[" + self.body(node, depth + 1) + "\n" + _INDENT * depth + "]"

    def name(self, node: Node) -> str:
        """Return an IRI as a prefixed name where a prefix fits, in full otherwise."""
        iri = str(node)
        for prefix, namespace in self.by_length:
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :]):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def literal(self, literal: Literal) -> str:
        """Return a literal: bare where Turtle allows it, in long quotes where lines break."""
        text = str(literal)
        bare = _BARE.get(literal.datatype) if literal.datatype is not None else None
        if bare is not None and bare.fullmatch(text):
            return text
        if "\n" in text and "\r" not in text:
            text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
            text = text[:-1] + '\\"' if text.endswith('"') else text
            quoted = f'"""{text}"""'
        else:
            quoted = '"' + "".join(_ESCAPES.get(c, c) for c in text) + '"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        if literal.datatype is None or literal.datatype == XSD.string:
            return quoted
        return f"{quoted}^^{self.name(literal.datatype)}"


def _predicate_order(predicate: Node) -> tuple[bool, str]:
    return predicate != RDF.type, str(predicate)


def _short(parts: list[str]) -> bool:
    return sum(len(part) + 1 for part in parts) <= 88 and not any("\n" in part for part in parts)


def _block(opening: str, parts: list[str], pad: str, closing: str) -> str:
    return opening + "".join(pad + part for part in parts) + pad[: -len(_INDENT)] + closing


def _about(graph: Graph, node: Node) -> str:
    """Say which node is meant, in words that do not depend on the run."""
    facts = sorted(f"{p} {o}" for p, o in graph.predicate_objects(node) if not isinstance(o, BNode))
    return "; ".join(facts[:3]) or "a node without facts of its own"
