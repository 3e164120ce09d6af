"""What the extractor looks things up in: names and trigger words, indexed once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.model import Body, Knowledge, KnownDocument, KnownPlace
from sctbv_graph.once import once
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.names import NameIndex


def concept_name(iri: str) -> str:
    """Return the last segment of a concept's or unit's IRI."""
    return iri.rsplit("/", 1)[1]


@dataclass(frozen=True)
class Lexicon:
    """The registers and vocabularies of one run, ready to match."""

    bodies: NameIndex[Body]
    by_stem: dict[str, Body]
    places: dict[str, KnownPlace]
    place_names: dict[str, tuple[KnownPlace, ...]]
    documents: NameIndex[KnownDocument]
    laws: NameIndex[str]
    units: dict[str, str]
    unit_pattern: str
    comparators: tuple[tuple[str, str], ...]
    money_sources: NameIndex[str]
    source_iris: dict[str, str]
    money_units: dict[str, str]
    money_unit_iris: dict[str, str]
    document_types: NameIndex[str]


@once
def build_lexicon(knowledge: Knowledge) -> Lexicon:
    """Index the registers; longest names win when they are matched."""
    units: dict[str, str] = {}
    for trigger in knowledge.vocabulary.get("unit", ()):
        if concept_name(trigger.concept) != "stage":
            units.setdefault(" ".join(trigger.label.casefold().split()), trigger.concept)
    longest = sorted(units, key=lambda label: (-len(label), label))
    by_name: dict[str, list[KnownPlace]] = {}
    places = (*knowledge.places, *knowledge.later_places)
    for place in places:
        by_name.setdefault(fold(place.name), []).append(place)
    return Lexicon(
        bodies=NameIndex(
            (spelling, body)
            for body in knowledge.bodies
            for spelling in (body.name, *body.spellings)
        ),
        by_stem={body.stem: body for body in knowledge.bodies},
        places={place.key: place for place in places},
        place_names={name: tuple(found) for name, found in by_name.items()},
        documents=NameIndex(
            (spelling, document)
            for document in knowledge.documents
            for spelling in (document.name, *document.spellings)
        ),
        laws=NameIndex((name, name) for name in knowledge.laws),
        units=units,
        unit_pattern="|".join(re.escape(label).replace(r"\ ", r"\s+") for label in longest),
        comparators=tuple(
            (trigger.label.casefold(), concept_name(trigger.concept))
            for trigger in knowledge.vocabulary.get("comparator", ())
        ),
        money_sources=NameIndex(
            (trigger.label, trigger.concept)
            for trigger in knowledge.vocabulary.get("money-source", ())
        ),
        source_iris={
            concept_name(trigger.concept): trigger.concept
            for trigger in knowledge.vocabulary.get("money-source", ())
        },
        money_units={
            fold(trigger.label): concept_name(trigger.concept)
            for trigger in knowledge.vocabulary.get("money-unit", ())
        },
        money_unit_iris={
            fold(trigger.label): trigger.concept
            for trigger in knowledge.vocabulary.get("money-unit", ())
        },
        document_types=NameIndex(
            (trigger.label, concept_name(trigger.concept))
            for trigger in knowledge.vocabulary.get("document-type", ())
        ),
    )
