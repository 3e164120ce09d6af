"""Terms of the ontology by what people type: names in either language, accents optional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sctbv_graph import iris
from sctbv_graph.publish.ontology import Cardinality, Ontology, Term
from sctbv_graph.vietnamese.fold import plain

KINDS = ("class", "property", "individual")


@dataclass(frozen=True, slots=True)
class Offer:
    """A term that may be meant; ``mandatory`` where every member of the class asked for has it."""

    iri: str
    prefixed: str
    kind: str
    label: Mapping[str, str]
    mandatory: bool = False


def complete(
    ontology: Ontology, typed: str, kind: str, subject_class: str = "", limit: int = 40
) -> list[Offer]:
    """Return classes or properties whose names begin with what was typed, the likeliest first.

    With the local name of a class, only the properties that its shape names, those that every
    member has first; where none fits, all others.
    """
    wanted = ("class",) if kind == "class" else ("object", "data", "annotation")
    own = properties_of(ontology, subject_class) if kind == "property" and subject_class else {}
    found = []
    for term in ontology.of_kind(*wanted):
        rank = _rank(term, plain(typed))
        if rank is not None:
            least = own.get(term.name)
            found.append((least is None, -(least or 0), rank, term.name, term))
    found.sort(key=lambda entry: entry[:4])
    if own and found and not found[0][0]:
        found = [entry for entry in found if not entry[0]]
    return [
        Offer(iris.term(term.name), f"sctbv:{term.name}", kind, term.label, bool(-least))
        for _, least, _, _, term in found[:limit]
        if ":" not in term.name
    ]


def properties_of(ontology: Ontology, name: str) -> dict[str, int]:
    """Return the properties that the shapes of a class and of its wider ones name: least number."""
    classes: list[str] = []
    open_ = [name]
    while open_:
        here = open_.pop()
        if here in ontology.terms and here not in classes:
            classes.append(here)
            open_ += ontology.terms[here].supers
    held: dict[str, int] = {}
    cards: list[Cardinality] = [
        c for term in ontology.terms.values() for c in term.cardinalities if c.cls in classes
    ]
    for card in cards:
        held[card.prop] = max(card.least, held.get(card.prop, 0))
    return held


def _rank(term: Term, typed: str) -> int | None:
    """Return how well a term fits: 0 begins a name, 1 begins words in it; ``None``: not at all."""
    names = [plain(label) for label in term.label.values()]
    names.append(term.name.casefold())
    if any(name.startswith(typed) for name in names):
        return 0
    wanted = typed.split()
    for name in names:
        words = name.split()
        if all(any(word.startswith(one) for word in words) for one in wanted):
            return 1
    return None if wanted else 2
