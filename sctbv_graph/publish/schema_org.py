"""What a page is about, in the words of schema.org, for search engines: JSON-LD in the page.

Only what the graph says of the thing itself. The block is data, never executed: HTML ends its
handling before any script policy is asked ("prepare the script element", type neither
JavaScript nor module), so a strict Content-Security-Policy stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from sctbv_graph import iris
from sctbv_graph.publish.catalogue import Catalogue
from sctbv_graph.publish.dumps import FOLDER
from sctbv_graph.publish.links import Links, local
from sctbv_graph.store import Term
from sctbv_graph.terms import SKOS

_CLASSES = {
    "Plan": "Legislation", "Decision": "Legislation", "Document": "Legislation",
    "Programme": "Project", "Standard": "CreativeWork",
    "Agency": "GovernmentOrganization", "AgencyUnit": "GovernmentOrganization",
    "OtherOrganization": "Organization", "CollectiveParty": "Organization",
    "AdministrativeUnit": "AdministrativeArea", "Task": "Action", "Duty": "Action",
}  # fmt: skip
# Of a class of schema.org: its property -> ours, and the class of what it leads to.
_LEADS = {
    "Legislation": {
        "legislationPassedBy": ("issuedBy", "GovernmentOrganization"),
        "legislationJurisdiction": ("appliesTo", "AdministrativeArea"),
        "legislationChanges": ("amends", "Legislation"),
        "isBasedOn": ("implements", "CreativeWork"),
        "citation": ("cites", "CreativeWork"),
    },
    "Organization": {
        "parentOrganization": ("isUnitOf", "Organization"),
        "areaServed": ("administers", "AdministrativeArea"),
    },
    "Action": {
        "agent": ("isLedBy", "Organization"),
        "participant": ("isCoordinatedWith", "Organization"),
        "location": ("happensIn", "AdministrativeArea"),
        "result": ("expects", "Thing"),
        "subjectOf": ("isStatedIn", "Legislation"),
    },
    "AdministrativeArea": {"containedInPlace": ("isLocatedIn", "AdministrativeArea")},
}
_LEADS["GovernmentOrganization"] = _LEADS["Organization"]
_SAYS = {
    "Legislation": {"legislationIdentifier": "documentNumber", "legislationDate": "dateIssued"},
}
_TIMES = {"Legislation": "coversPeriod", "Action": "hasTimeFrame"}

Labels = Mapping[str, str]
Said = Mapping[str, Sequence[Term]]
"""What is said of a node: property -> values."""


def thing_json_ld(
    iri: str,
    classes: Iterable[str],
    said: Mapping[str, Said],
    title: str,
    labels: Labels,
    lang: str,
    links: Links,
) -> Markup:
    """Return the block for the page of a thing or concept, "" where schema.org has no word for it.

    ``said`` is what is said of the thing and its fragments, ``labels`` the names of what it names.
    """
    names = {name.partition("#")[2] for name in classes}
    kind = next((_CLASSES[name] for name in _CLASSES if name in names), "")
    if iri.startswith(iris.CONCEPT):
        kind = "DefinedTerm" if "/" in iri.removeprefix(iris.CONCEPT) else "DefinedTermSet"
    if not kind:
        return Markup("")
    own = said.get(iri, {})
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": iri,
        "url": links.page(local(iri), lang),
        "name": title,
    }
    others = [t.value for t in _values(own, SKOS + "altLabel") if isinstance(t, ox.Literal)]
    made["alternateName"] = sorted({name for name in others if name != title})
    for name, ours in _SAYS.get(kind, {}).items():
        made[name] = _first(own, iris.term(ours))
    for name, (ours, cls) in _LEADS.get(kind, {}).items():
        things = sorted({t.value for t in _values(own, iris.term(ours)) if _is_thing(t)})
        made[name] = [{"@type": cls, "@id": t, "name": labels.get(t, t)} for t in things]
    made |= _times(said, own, kind)
    if kind == "Legislation":
        made["inLanguage"] = "vi"
        made["isPartOf"] = {"@type": "Dataset", "@id": iris.DATASET}
        made["legislationType"] = _named(own, iris.term("documentType"), labels)
    if kind in ("DefinedTerm", "DefinedTermSet"):
        made["description"] = _in(own, SKOS + "definition", lang)
        made["inDefinedTermSet"] = _first(own, SKOS + "inScheme")
        made["termCode"] = _first(own, SKOS + "notation")
    return block(made)


def dataset_json_ld(catalogue: Catalogue, names: Iterable[str], lang: str, links: Links) -> Markup:
    """Return the block for the page of the whole data; ``names`` are those of its dumps."""
    portal = catalogue.portal
    starts = [first for first, _ in (e.period for e in catalogue.entries) if first]
    ends = [last for _, last in (e.period for e in catalogue.entries) if last]
    places = {iri: said for entry in catalogue.entries for iri, said in entry.places.items()}
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": iris.DATASET,
        "url": links.page("/catalog", lang),
        "name": portal.title[lang],
        "description": portal.description[lang],
        "license": portal.licence,
        "isAccessibleForFree": True,
        "inLanguage": list(catalogue.languages),
        "version": catalogue.version,
        "dateModified": catalogue.changed.isoformat() if catalogue.changed else "",
        "publisher": {"@type": "Organization", "name": portal.publisher[lang]},
        "spatialCoverage": [
            {"@type": "AdministrativeArea", "@id": iri, "name": next(iter(said.values()), iri)}
            for iri, said in sorted(places.items())
        ],
        "hasPart": [
            {"@type": "Legislation", "@id": entry.iri, "legislationIdentifier": entry.number}
            for entry in catalogue.entries
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": links.file(f"/{FOLDER}/{name}"),
                "encodingFormat": "application/gzip",
            }
            for name in names
        ],
    }
    if starts and ends:
        made["temporalCoverage"] = f"{min(starts).isoformat()}/{max(ends).isoformat()}"
    return block(made)


def block(made: Mapping[str, Any]) -> Markup:
    """Return data as the block of a page: nothing in it can end the element or begin another."""
    held = {name: value for name, value in made.items() if value not in ("", [], None)}
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704  escaped above


def _values(own: Said, name: str) -> list[ox.NamedNode | ox.Literal]:
    """Return what is said by a property and has a name or words."""
    return [t for t in own.get(name, ()) if isinstance(t, (ox.NamedNode, ox.Literal))]


def _is_thing(term: ox.NamedNode | ox.Literal) -> bool:
    return isinstance(term, ox.NamedNode)


def _first(own: Said, name: str) -> str:
    return min((t.value for t in _values(own, name)), default="")


def _in(own: Said, name: str, lang: str) -> str:
    """Return what is said in a language, else in Vietnamese, else at all."""
    said = {t.language: t.value for t in _values(own, name) if isinstance(t, ox.Literal)}
    return said.get(lang) or said.get("vi") or min(said.values(), default="")


def _named(own: Said, name: str, labels: Labels) -> str:
    return min((labels.get(t.value, "") for t in _values(own, name)), default="")


def _times(said: Mapping[str, Said], own: Said, kind: str) -> dict[str, str]:
    """Return when: of a document as one stretch, of an action its first and its last day."""
    if kind not in _TIMES:
        return {}
    frames = [said.get(t.value, {}) for t in _values(own, iris.term(_TIMES[kind]))]
    first = min(filter(None, (_first(f, iris.term("startDate")) for f in frames)), default="")
    last = max(filter(None, (_first(f, iris.term("endDate")) for f in frames)), default="")
    if kind == "Action":
        return {"startTime": first, "endTime": last}
    return {"temporalCoverage": f"{first or '..'}/{last or '..'}"} if first or last else {}
