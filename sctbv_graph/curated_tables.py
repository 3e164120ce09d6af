"""What an entry of curated data may say, table by table: which field is which property.

A property is a name of the ontology, or a whole IRI; a value is of a kind that `curated_graph`
turns into a term: "vi" and "en" (text), "iri", "concept:SCHEME", "term", "date", "integer",
"decimal", "plain".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sctbv_graph.terms import DCTERMS, ORG, PROV, SKOS

COMMON = {
    "name": (SKOS + "prefLabel", "vi"),
    "name_en": (SKOS + "prefLabel", "en"),
    "description": (DCTERMS + "description", "vi"),
    "description_en": (DCTERMS + "description", "en"),
    "basis": ("basis", "concept:basis"),
    "reason": ("reason", "vi"),
    "reason_en": ("reason", "en"),
    "source": (DCTERMS + "source", "plain"),
    "read_in": (PROV + "hadPrimarySource", "iri"),
}
"""Fields that every table has."""
HANDLED = {"id", "class", "period", "population", "population_en", "population_kind",
           "signer", "signer_post", "document"}  # fmt: skip
"""Fields that become more than one statement."""


@dataclass(frozen=True, slots=True)
class Table:
    """How the entries of one table become nodes; ``cls`` is "" where the entry says its class."""

    file: str
    cls: str
    fields: Mapping[str, tuple[str, str]]
    period: str = ""  # property that leads to the time frame
    label: str = ""  # field whose words serve as the label
    evidence: bool = False
    needs: tuple[str, ...] = ("id",)


TABLES: dict[str, Table] = {
    "page": Table("pages", "SourcePage", {"address": (DCTERMS + "identifier", "plain")}),
    "party": Table(
        "parties",
        "",
        {
            "kind": ("partyKind", "concept:party-kind"),
            "parent": ("isUnitOf", "iri"),
            "administers": ("administers", "iri"),
            "spellings": (SKOS + "hiddenLabel", "vi"),
        },
        needs=("id", "class", "name", "name_en", "kind"),
    ),
    "unit": Table(
        "territory",
        "AdministrativeUnit",
        {
            "kind": ("placeKind", "concept:place-kind"),
            "within": ("isLocatedIn", "iri"),
            "code": (SKOS + "notation", "plain"),
        },
        needs=("id", "name", "kind"),
    ),
    "act": Table(
        "acts",
        "",
        {
            "type": ("documentType", "concept:document-type"),
            "number": ("documentNumber", "plain"),
            "year": ("issueYear", "integer"),
            "date": ("dateIssued", "date"),
            "issuer": ("issuedBy", "iri"),
            "title": (DCTERMS + "title", "vi"),
            "title_en": (DCTERMS + "title", "en"),
            "status": ("documentStatus", "concept:document-status"),
            "implements": ("implements", "iri"),
            "approves": ("approves", "iri"),
            "based_on": ("isBasedOn", "iri"),
            "amends": ("amends", "iri"),
            "applies_to": ("appliesTo", "iri"),
            "lead_agency": ("hasLeadAgency", "iri"),
            "in_force_from": ("inForceFrom", "date"),
        },
        period="coversPeriod",
        evidence=True,
        needs=("id", "class", "name", "status"),
    ),
    "target": Table(
        "targets",
        "ReportedTarget",
        {
            "of": ("isTargetOf", "iri"),
            "indicator": ("measures", "concept:indicator"),
            "action": ("countedAction", "vi"),
            "action_en": ("countedAction", "en"),
            "comparator": ("comparator", "concept:comparator"),
            "min": ("minValue", "decimal"),
            "max": ("maxValue", "decimal"),
            "unit": ("hasUnit", "iri"),
        },
        period="forPeriod",
        evidence=True,
        needs=("id", "of", "name", "comparator", "unit"),
    ),
    "event": Table(
        "events",
        "",
        {
            "date": ("eventDate", "date"),
            "acts": ("byAct", "iri"),
            "bodies_before": (ORG + "originalOrganization", "iri"),
            "bodies_after": (ORG + "resultingOrganization", "iri"),
            "places_before": ("changesUnit", "iri"),
            "places_after": ("resultsInUnit", "iri"),
        },
        evidence=True,
        needs=("id", "class", "name", "name_en"),
    ),
    "transfer": Table(
        "events",
        "Transfer",
        {
            "event": ("isTransferIn", "iri"),
            "giver": ("transfersFrom", "iri"),
            "taker": ("transfersTo", "iri"),
            "extent": ("transferExtent", "concept:transfer-extent"),
            "function": ("passedFunction", "vi"),
            "function_en": ("passedFunction", "en"),
        },
        label="function",
        evidence=True,
        needs=("id", "event", "giver", "taker", "extent", "function"),
    ),
    "goal": Table(
        "sdg",
        "",
        {"notation": (SKOS + "notation", "plain"), "within": (DCTERMS + "isPartOf", "iri")},
        needs=("id", "class", "name", "notation"),
    ),
    "claim": Table(
        "claims",
        "Claim",
        {
            "about": ("isClaimAbout", "iri"),
            "property": ("claimedProperty", "term"),
            "object": ("claimedObject", "iri"),
        },
        label="reason",
        evidence=True,
        needs=("id", "document", "about", "property", "object", "reason", "reason_en"),
    ),
}
FILES = tuple(dict.fromkeys(table.file for table in TABLES.values()))
