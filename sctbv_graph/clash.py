"""Why an ontology with data is inconsistent, in words, with the individuals by name.

A reasoner says that there is a clash, not where. The axioms of this ontology clash in four ways
only: an individual falls into two disjoint classes; a functional property has two values; a
value is outside the range of its property; individuals that an axiom makes one fall into
disjoint classes together. Each is searched for directly, over any ontology in OWL 2 RL that
uses the same axioms, in what follows from them (`closure`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rdflib import Graph, Literal
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from sctbv_graph.closure import Closure

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


def find_clashes(graph: Graph) -> list[Clash]:
    """Return every contradiction found among ontology and data, sorted by individual.

    >>> data = '''@prefix : <https://w3id.org/sctbv/def#> .
    ... @prefix i: <https://w3id.org/sctbv/id/> .
    ... @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... :Task owl:disjointWith :Duty . i:t5 a :Task, :Duty .'''
    >>> [clash.en for clash in find_clashes(Graph().parse(data=data, format="turtle"))]
    ['t5 is in two classes that share no member, Duty (so stated) and Task (so stated).']
    """
    known = Closure(graph)
    found = [*_disjoint(known), *_two_values(known), *_outside_range(known)]
    return sorted(found, key=lambda clash: (clash.individuals, clash.kind, clash.en))


def _disjoint(known: Closure) -> Iterator[Clash]:
    """Yield each individual, or merged set of them, that is in two disjoint classes."""
    pairs = {frozenset(pair) for pair in known.graph.subject_objects(OWL.disjointWith)}
    for group in known.graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in known.graph.objects(group, OWL.members):
            pairs |= {frozenset(p) for p in combinations(Collection(known.graph, members), 2)}
    for node, classes in known.types.items():
        for a, b in combinations(sorted(classes, key=str), 2):
            if frozenset((a, b)) not in pairs:
                continue
            why, other = classes[a], classes[b]
            who = sorted({known.short(why.who), known.short(other.who)} | {known.short(node)})
            en = (
                f"{' and '.join(who)} {'is' if len(who) == 1 else 'are'} in two classes that "
                f"share no member, {known.local(a)} ({why.en}) and {known.local(b)} ({other.en})"
            )
            vi = (
                f"{' và '.join(who)} thuộc hai lớp không có phần tử chung: {known.name(a)[0]} "
                f"({why.vi}) và {known.name(b)[0]} ({other.vi})"
            )
            joined = known.merged.get(node, [])
            en += "".join(f"; {m.en}" for m in joined) + "."
            vi += "".join(f"; {m.vi}" for m in joined) + "."
            yield Clash("disjoint", tuple(sorted({str(why.who), str(other.who)})), vi, en)


def _two_values(known: Closure) -> Iterator[Clash]:
    """Yield each individual with two values of a functional data property."""
    for prop in known.functional & known.data:
        name = known.name(prop)
        values = defaultdict(set)
        for s, o in known.graph.subject_objects(prop):
            values[known.head(s)].add(o.toPython() if isinstance(o, Literal) else o)
        for node, several in values.items():
            if len(several) > 1:
                told = " / ".join(sorted(map(str, several)))
                en = f"{known.short(node)} has {len(several)} values of “{name[1]}”, {told}."
                vi = f"{known.short(node)} có {len(several)} giá trị của “{name[0]}”: {told}."
                yield Clash("functional", (str(node),), vi, en)


def _outside_range(known: Closure) -> Iterator[Clash]:
    """Yield each value that the range of its property does not contain."""
    for prop, (_, ranges, _) in known.ends.items():
        name = known.name(prop)
        for s, o in known.graph.subject_objects(prop):
            text = isinstance(o, Literal)
            wrong = text == (prop in known.objects)
            if isinstance(o, Literal) and not wrong:
                wrong = bool(o.ill_typed) or not all(_fits(o, range_) for range_ in ranges)
            if wrong:
                told = o.n3() if isinstance(o, Literal) else known.short(o)
                want = " ".join(sorted(known.local(r) for r in ranges)) or "IRI / literal"
                en = f"{known.short(s)} has {told} for “{name[1]}”, which takes {want}."
                vi = f"{known.short(s)} có {told} cho “{name[0]}”, vốn chỉ nhận {want}."
                yield Clash("range", (str(s),), vi, en)


def _fits(value: Literal, range_: Node) -> bool:
    if range_ in (RDFS.Literal, value.datatype):
        return True
    return value.datatype in _CONTAINS.get(range_, ()) and not (  # type: ignore[call-overload]
        range_ == XSD.string and value.language
    )
