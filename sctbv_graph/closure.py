"""What follows from an ontology for each individual of the data: its classes, and which are one.

In OWL 2 RL, as far as this ontology goes: subclasses, domains, ranges, restrictions to one class of
values; functional properties, maximum cardinalities of one and keys, which make two individuals
one. Each class of an individual, and each merging of two, keeps the reason in both languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from sctbv_graph.iris import ID


@dataclass(frozen=True, slots=True)
class Why:
    """The reason why an individual has a class or is one with another."""

    who: Node
    vi: str
    en: str


class Closure:
    """The axioms of a graph, and what follows from them for each individual."""

    def __init__(self, graph: Graph) -> None:
        """Work everything out for a graph of ontology and data."""
        self.graph = graph
        self.objects = set(graph.subjects(RDF.type, OWL.ObjectProperty))
        self.data = set(graph.subjects(RDF.type, OWL.DatatypeProperty))
        self.functional = set(graph.subjects(RDF.type, OWL.FunctionalProperty))
        self.one: dict[Node, Node] = {}
        self.merged: dict[Node, list[Why]] = defaultdict(list)
        self.types: dict[Node, dict[Node, Why]] = defaultdict(dict)
        self.ends = self._domains_and_ranges()
        self.only = self._restrictions(OWL.allValuesFrom)
        self._assert_types()
        while self._merge():
            self._assert_types()

    # What holds

    def head(self, node: Node) -> Node:
        """Return the one that stands for all that were found to be the same."""
        while node in self.one:
            node = self.one[node]
        return node

    def _supers(self, name: Node, link: URIRef) -> set[Node]:
        wider = self.graph.transitive_objects(name, link)
        return {n for n in wider if isinstance(n, URIRef)}

    def _domains_and_ranges(self) -> dict[Node, tuple[set[Node], set[Node], Node]]:
        ends = {}
        for prop in self.objects | self.data:
            wider = self._supers(prop, RDFS.subPropertyOf)
            domains = {d for p in wider for d in self.graph.objects(p, RDFS.domain)}
            ranges = {r for p in wider for r in self.graph.objects(p, RDFS.range)}
            ends[prop] = (domains, ranges, prop)
        return ends

    def _restrictions(self, filler: URIRef) -> list[tuple[Node, Node, Node]]:
        """Return (class, property, filler) for each class under such a restriction."""
        return [
            (cls, prop, value)
            for restriction, value in self.graph.subject_objects(filler)
            for prop in self.graph.objects(restriction, OWL.onProperty)
            for cls in self.graph.subjects(RDFS.subClassOf, restriction)
        ]

    def _assert_types(self) -> None:
        for s, o in self.graph.subject_objects(RDF.type):
            self._add(s, o, Why(s, "nêu như vậy", "so stated"))
        for prop, (domains, ranges, _) in self.ends.items():
            name = self.name(prop)
            for s, o in self.graph.subject_objects(prop):
                for domain in domains:
                    self._add(s, domain, Why(s, f"vì có “{name[0]}”", f"as it has “{name[1]}”"))
                for cls in ranges if isinstance(o, URIRef | BNode) else ():
                    whose = self.short(s)
                    why = Why(o, f"vì là “{name[0]}” của {whose}", f"as “{name[1]}” of {whose}")
                    self._add(o, cls, why)
        for cls, prop, filler in self.only:
            name = self.name(prop)
            for s, o in self.graph.subject_objects(prop):
                if cls in self.types[self.head(s)]:
                    whose = self.short(s)
                    vi = f"vì “{name[0]}” của {whose} chỉ nhận loại này"
                    self._add(o, filler, Why(o, vi, f"as “{name[1]}” of {whose} takes no other"))

    def _add(self, node: Node, cls: Node, why: Why) -> None:
        if isinstance(node, Literal) or isinstance(cls, BNode):
            return
        known = self.types[self.head(node)]
        if cls in known and (known[cls].en == "so stated" or why.en != "so stated"):
            return
        for wider in self._supers(cls, RDFS.subClassOf):
            if wider == cls or wider not in known:
                known[wider] = why

    # What makes two individuals one

    def _merge(self) -> bool:
        """Merge what functional properties, maximum cardinalities and keys make one."""
        pairs = [*self._by_functional(), *self._by_cardinality(), *self._by_key()]
        changed = False
        for a, b, why in pairs:
            keep, drop = sorted((self.head(a), self.head(b)), key=str)
            if keep == drop:
                continue
            self.one[drop] = keep
            self.merged[keep] += [why, *self.merged.pop(drop, [])]
            for cls, reason in self.types.pop(drop, {}).items():
                self.types[keep].setdefault(cls, reason)
            changed = True
        return changed

    def _by_functional(self) -> Iterator[tuple[Node, Node, Why]]:
        for prop in sorted(self.functional & self.objects, key=str):
            yield from self._one_value(prop, None)

    def _by_cardinality(self) -> Iterator[tuple[Node, Node, Why]]:
        for cls, prop, limit in self._restrictions(OWL.maxQualifiedCardinality):
            if int(str(limit)) == 1:
                yield from self._one_value(prop, cls)

    def _one_value(self, prop: Node, cls: Node | None) -> Iterator[tuple[Node, Node, Why]]:
        values = defaultdict(set)
        for s, o in self.graph.subject_objects(prop):
            if not isinstance(o, Literal) and (cls is None or cls in self.types[self.head(s)]):
                values[self.head(s)].add(self.head(o))
        name = self.name(prop)
        for subject, several in values.items():
            for a, b in combinations(sorted(several, key=str), 2):
                one = f"{self.short(a)} = {self.short(b)}"
                whose = self.short(subject)
                vi = f"{one}, vì “{name[0]}” của {whose} chỉ có một giá trị"
                yield a, b, Why(a, vi, f"{one}, as “{name[1]}” of {whose} has one value only")

    def _by_key(self) -> Iterator[tuple[Node, Node, Why]]:
        for cls, key in self.graph.subject_objects(OWL.hasKey):
            props = list(Collection(self.graph, key))
            holders = defaultdict(set)
            for node, classes in self.types.items():
                same = [n for n in (node, *self.one) if self.head(n) == node]
                values = [
                    {self.head(o) for n in same for o in self.graph.objects(n, p)} for p in props
                ]
                if cls in classes and all(values):
                    holders[tuple(min(v, key=str) for v in values)].add(node)
            for key_value, nodes in holders.items():
                told = ", ".join(self.short(v) for v in key_value)
                for a, b in combinations(sorted(nodes, key=str), 2):
                    one = f"{self.short(a)} = {self.short(b)}"
                    yield (
                        a,
                        b,
                        Why(a, f"{one}, vì cùng khóa ({told})", f"{one}, by one key ({told})"),
                    )

    # How things are called

    def name(self, node: Node) -> tuple[str, str]:
        """Return the Vietnamese and the English label of a term, else its local name."""
        labels = {
            str(o.language): str(o)
            for link in (RDFS.label, SKOS.prefLabel)
            for o in self.graph.objects(node, link)
            if isinstance(o, Literal)
        }
        return labels.get("vi", self.local(node)), labels.get("en", self.local(node))

    def local(self, node: Node) -> str:
        """Return the end of a term's IRI."""
        return str(node).rstrip("/#").replace("#", "/").rpartition("/")[2]

    def short(self, node: Node) -> str:
        """Return an individual's key, or its whole IRI where it is not ours."""
        return str(node).removeprefix(ID)
