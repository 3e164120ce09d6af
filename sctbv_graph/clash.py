"""Why an ontology with data is inconsistent, in words, with the individuals by name.

A reasoner says that there is a clash, not where. The axioms of this ontology clash in four ways
only: an individual falls into two disjoint classes; a functional property has two values; a
value is outside the range of its property; individuals that an axiom makes one fall into
disjoint classes together. Each is searched for directly, over any ontology in OWL 2 RL that
uses the same axioms, and each class of an individual keeps the reason why it has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from sctbv_graph.iris import ID

_INTEGERS = {XSD[n] for n in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long")}
_CONTAINS = {
    XSD.decimal: {XSD.decimal, *_INTEGERS},
    XSD.integer: _INTEGERS,
    XSD.string: {XSD.string, None},
    XSD.dateTime: {XSD.dateTime, XSD.dateTimeStamp},
}


@dataclass(frozen=True, slots=True)
class Clash:
    """One contradiction: its kind, the individuals in it, and a sentence in each language."""

    kind: str
    individuals: tuple[str, ...]
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class _Why:
    """The reason why an individual has a class or is one with another."""

    who: Node
    vi: str
    en: str


def find_clashes(graph: Graph) -> list[Clash]:
    """Return every contradiction found among ontology and data, sorted by individual.

    >>> data = '''@prefix : <https://w3id.org/sctbv/def#> .
    ... @prefix i: <https://w3id.org/sctbv/id/> .
    ... @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... :Task owl:disjointWith :Duty . i:t5 a :Task, :Duty .'''
    >>> [clash.en for clash in find_clashes(Graph().parse(data=data, format="turtle"))]
    ['t5 is in two classes that share no member, Duty (so stated) and Task (so stated).']
    """
    search = _Search(graph)
    found = [*search.disjoint(), *search.two_values(), *search.outside_range()]
    return sorted(found, key=lambda clash: (clash.individuals, clash.kind, clash.en))


class _Search:
    """The axioms of a graph, and what follows from them for each individual."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.objects = set(graph.subjects(RDF.type, OWL.ObjectProperty))
        self.data = set(graph.subjects(RDF.type, OWL.DatatypeProperty))
        self.functional = set(graph.subjects(RDF.type, OWL.FunctionalProperty))
        self.one: dict[Node, Node] = {}
        self.merged: dict[Node, list[_Why]] = defaultdict(list)
        self.types: dict[Node, dict[Node, _Why]] = defaultdict(dict)
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
            self._add(s, o, _Why(s, "nêu như vậy", "so stated"))
        for prop, (domains, ranges, _) in self.ends.items():
            name = self.name(prop)
            for s, o in self.graph.subject_objects(prop):
                for domain in domains:
                    self._add(s, domain, _Why(s, f"vì có “{name[0]}”", f"as it has “{name[1]}”"))
                for cls in ranges if isinstance(o, URIRef | BNode) else ():
                    whose = self.short(s)
                    why = _Why(o, f"vì là “{name[0]}” của {whose}", f"as “{name[1]}” of {whose}")
                    self._add(o, cls, why)
        for cls, prop, filler in self.only:
            name = self.name(prop)
            for s, o in self.graph.subject_objects(prop):
                if cls in self.types[self.head(s)]:
                    whose = self.short(s)
                    vi = f"vì “{name[0]}” của {whose} chỉ nhận loại này"
                    self._add(o, filler, _Why(o, vi, f"as “{name[1]}” of {whose} takes no other"))

    def _add(self, node: Node, cls: Node, why: _Why) -> None:
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

    def _by_functional(self) -> Iterator[tuple[Node, Node, _Why]]:
        for prop in sorted(self.functional & self.objects, key=str):
            yield from self._one_value(prop, None)

    def _by_cardinality(self) -> Iterator[tuple[Node, Node, _Why]]:
        for cls, prop, limit in self._restrictions(OWL.maxQualifiedCardinality):
            if int(str(limit)) == 1:
                yield from self._one_value(prop, cls)

    def _one_value(self, prop: Node, cls: Node | None) -> Iterator[tuple[Node, Node, _Why]]:
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
                yield a, b, _Why(a, vi, f"{one}, as “{name[1]}” of {whose} has one value only")

    def _by_key(self) -> Iterator[tuple[Node, Node, _Why]]:
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
                        _Why(a, f"{one}, vì cùng khóa ({told})", f"{one}, by one key ({told})"),
                    )

    # What cannot be

    def disjoint(self) -> Iterator[Clash]:
        """Yield each individual, or merged set of them, that is in two disjoint classes."""
        pairs = {frozenset(pair) for pair in self.graph.subject_objects(OWL.disjointWith)}
        for group in self.graph.subjects(RDF.type, OWL.AllDisjointClasses):
            for members in self.graph.objects(group, OWL.members):
                pairs |= {frozenset(p) for p in combinations(Collection(self.graph, members), 2)}
        for node, classes in self.types.items():
            for a, b in combinations(sorted(classes, key=str), 2):
                if frozenset((a, b)) not in pairs:
                    continue
                why, other = classes[a], classes[b]
                who = sorted({self.short(why.who), self.short(other.who)} | {self.short(node)})
                en = (
                    f"{' and '.join(who)} {'is' if len(who) == 1 else 'are'} in two classes that "
                    f"share no member, {self.local(a)} ({why.en}) and {self.local(b)} ({other.en})"
                )
                vi = (
                    f"{' và '.join(who)} thuộc hai lớp không có phần tử chung: {self.name(a)[0]} "
                    f"({why.vi}) và {self.name(b)[0]} ({other.vi})"
                )
                joined = self.merged.get(node, [])
                en += "".join(f"; {m.en}" for m in joined) + "."
                vi += "".join(f"; {m.vi}" for m in joined) + "."
                yield Clash("disjoint", tuple(sorted({str(why.who), str(other.who)})), vi, en)

    def two_values(self) -> Iterator[Clash]:
        """Yield each individual with two values of a functional data property."""
        for prop in self.functional & self.data:
            name = self.name(prop)
            values = defaultdict(set)
            for s, o in self.graph.subject_objects(prop):
                values[self.head(s)].add(o.toPython() if isinstance(o, Literal) else o)
            for node, several in values.items():
                if len(several) > 1:
                    told = " / ".join(sorted(map(str, several)))
                    en = f"{self.short(node)} has {len(several)} values of “{name[1]}”, {told}."
                    vi = f"{self.short(node)} có {len(several)} giá trị của “{name[0]}”: {told}."
                    yield Clash("functional", (str(node),), vi, en)

    def outside_range(self) -> Iterator[Clash]:
        """Yield each value that the range of its property does not contain."""
        for prop, (_, ranges, _) in self.ends.items():
            name = self.name(prop)
            for s, o in self.graph.subject_objects(prop):
                text = isinstance(o, Literal)
                wrong = text == (prop in self.objects)
                if isinstance(o, Literal) and not wrong:
                    wrong = bool(o.ill_typed) or not all(_fits(o, range_) for range_ in ranges)
                if wrong:
                    told = o.n3() if isinstance(o, Literal) else self.short(o)
                    want = " ".join(sorted(self.local(r) for r in ranges)) or "IRI / literal"
                    en = f"{self.short(s)} has {told} for “{name[1]}”, which takes {want}."
                    vi = f"{self.short(s)} có {told} cho “{name[0]}”, vốn chỉ nhận {want}."
                    yield Clash("range", (str(s),), vi, en)

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


def _fits(value: Literal, range_: Node) -> bool:
    if range_ in (RDFS.Literal, value.datatype):
        return True
    return value.datatype in _CONTAINS.get(range_, ()) and not (  # type: ignore[call-overload]
        range_ == XSD.string and value.language
    )
