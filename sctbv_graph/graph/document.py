"""Documents, their files, parties, places and signature as triples."""

from __future__ import annotations

from datetime import date

from sctbv_graph.graph.evidence import Triples
from sctbv_graph.graph.written import concept, day, integer, node, text, vietnamese
from sctbv_graph.model import Document, Mention, Party, Passage, Place, Plan, Signature, Span
from sctbv_graph.terms import DCTERMS, FOAF, SKOS
from sctbv_graph.vietnamese.fold import squeeze


def write_file(triples: Triples) -> None:
    """Say what file the document was read from."""
    source, file = triples.source, triples.file
    triples.type(file, "SourceFile")
    triples.add(file, "isFileOf", triples.document)
    triples.add(file, "sha256", text(source.sha256))
    triples.add(file, "byteSize", integer(source.size))
    triples.add(file, "fileFormat", concept("file-format", source.format))
    triples.add(file, SKOS + "prefLabel", text(source.name))


def write_description(triples: Triples, document: Document) -> None:
    """Say what is known of a document, the plan's own or one that it cites."""
    subject = node(document.id)
    triples.type(subject, document.cls)
    label = document.title or document.number or document.id.key
    if document.number and document.id.type == "document" and document.type:
        label = document.number
    triples.label(subject, label)
    if document.type:
        triples.add(subject, "documentType", concept("document-type", document.type))
    if document.number:
        triples.add(subject, "documentNumber", text(document.number))
    if document.year:
        triples.add(subject, "issueYear", integer(document.year))
    if document.date:
        triples.add(subject, "dateIssued", day(document.date))
    if document.issuer:
        triples.add(subject, "issuedBy", node(document.issuer))
    if document.title:
        triples.add(subject, DCTERMS + "title", vietnamese(document.title))
    if document.approves:
        triples.add(subject, "approves", node(document.approves))
    for target in document.implements:
        triples.add(subject, "implements", node(target))
    if subject != triples.document:
        triples.certain(subject, document.certainty)
        triples.add(subject, "documentStatus", concept("document-status", "known-by-citation"))
    triples.evidence(subject, document.passages)


def write_own(triples: Triples, plan: Plan) -> None:
    """Say what only the plan itself has: place, period, recipients, archive code, signature."""
    subject = triples.document
    triples.add(subject, "documentStatus", concept("document-status", "full-text"))
    if plan.issued_at:
        triples.add(subject, "issuedAt", node(plan.issued_at))
    if plan.applies_to:
        triples.add(subject, "appliesTo", node(plan.applies_to))
    if plan.period:
        _period(triples, plan, *plan.period)
    for number, mention in enumerate(plan.recipients, 1):
        triples.add(subject, "hasRecipient", node(mention.party))
        write_mention(triples, subject, mention, "hasRecipient", f"recipient-{number}")
    if plan.archive:
        code, span = plan.archive
        triples.add(subject, "archiveCode", text(code))
        triples.evidence(subject, [Passage(span, ("archiveCode",))], "archive")
    if plan.signature:
        _signature(triples, plan, plan.signature)


def _period(triples: Triples, plan: Plan, first: int, last: int, span: Span) -> None:
    frame = node(plan.document.id, "period")
    triples.type(frame, "TimeFrame")
    triples.add(triples.document, "coversPeriod", frame)
    triples.add(frame, "startDate", day(date(first, 1, 1)))
    triples.add(frame, "endDate", day(date(last, 12, 31)))
    triples.add(frame, "precision", concept("precision", "year"))
    triples.text(frame, span)
    triples.evidence(frame, [Passage(span)])


def write_mention(
    triples: Triples, subject: str, mention: Mention, name: str, fragment: str
) -> None:
    """Hang the place where a party is named on the node that names it."""
    triples.evidence(subject, [Passage(mention.span, (name,))], fragment)


def _signature(triples: Triples, plan: Plan, signature: Signature) -> None:
    subject = node(plan.document.id, "signature")
    person = node(plan.document.id, "signer")
    words = triples.source.words
    triples.type(subject, "Signature")
    triples.add(subject, "isSignatureOf", triples.document)
    triples.add(subject, "signedBy", person)
    name = squeeze(words(signature.name))
    triples.type(person, FOAF + "Person")
    triples.add(person, FOAF + "name", vietnamese(name))
    triples.add(person, SKOS + "prefLabel", vietnamese(name))
    passages = [Passage(signature.name, ("signedBy",))]
    if signature.post:
        triples.add(subject, "signatoryPost", text(words(signature.post)))
        passages.append(Passage(signature.post, ("signatoryPost",)))
    if signature.for_post:
        triples.add(subject, "signsForPost", text(words(signature.for_post)))
        passages.append(Passage(signature.for_post, ("signsForPost",)))
    triples.evidence(subject, passages)


def write_party(triples: Triples, party: Party) -> None:
    """Say who a party is; one that the register describes is not described again."""
    subject = node(party.id)
    triples.type(subject, party.cls)
    triples.label(subject, party.name)
    triples.add(subject, "partyKind", concept("party-kind", party.kind))
    if party.parent:
        triples.add(subject, "isUnitOf", node(party.parent))
    if party.administers:
        triples.add(subject, "administers", node(party.administers))


def write_place(triples: Triples, place: Place) -> None:
    """Say what an administrative unit is and where it lies."""
    subject = node(place.id)
    triples.type(subject, "AdministrativeUnit")
    triples.label(subject, place.name)
    triples.add(subject, "placeKind", concept("place-kind", place.kind))
    if place.within:
        triples.add(subject, "isLocatedIn", node(place.within))
