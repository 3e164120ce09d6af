"""From records to quads, once. The model is `ontology.md`'s; names are the ontology's.

Everything worth citing is a node with evidence. Nothing is a blank node, nothing holds a clock or
a version, so the same document always gives the same quads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.model import (
    Assignment,
    BudgetLine,
    Certainty,
    Document,
    Element,
    Mention,
    Party,
    Passage,
    Plan,
    Quantity,
    Reference,
    Span,
    StatedTotal,
    ThingId,
    trim,
)
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.terms import DCTERMS, FOAF, RDF, SKOS, XSD
from sctbv_graph.vietnamese.fold import squeeze

FACTOR_VND = {"vnd": 1, "thousand-vnd": 10**3, "million-vnd": 10**6, "billion-vnd": 10**9}
_TYPE = ox.NamedNode(RDF + "type")
_ROLES = {"lead": "LeadAssignment", "coordinate": "CoordinationAssignment",
          "participate": "ParticipationAssignment"}  # fmt: skip
_EXTERNAL = {"title": DCTERMS + "title"}


def integer(value: int) -> ox.Literal:
    """Return an xsd:integer literal."""
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def decimal(value: Decimal) -> ox.Literal:
    """Return an xsd:decimal literal in canonical form (3312.6, 22773)."""
    text = f"{value.normalize():f}"
    return ox.Literal(text if "." in text else text + ".0", datatype=ox.NamedNode(XSD + "decimal"))


def day(value: date) -> ox.Literal:
    """Return an xsd:date literal."""
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def node(identity: ThingId, fragment: str = "") -> ox.NamedNode:
    """Return the node of a thing or of one of its fragments."""
    return ox.NamedNode(iris.thing(identity.type, identity.key, fragment))


def _concept(scheme: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(iris.concept(scheme, name))


class PlanGraph:
    """Collects the triples that one document states."""

    def __init__(self, plan: Plan, source: SourceDocument) -> None:
        """Bind the records to the text that they point into."""
        self._plan = plan
        self._source = source
        self._document = node(plan.document.id)
        self._file = ox.NamedNode(
            iris.thing("file", f"{plan.document.id.key}/{source.sha256[:12]}")
        )
        self._factor = FACTOR_VND.get(plan.money_unit or "", 0)
        self._triples: dict[ox.Triple, None] = {}

    # -- small helpers ---------------------------------------------------------------------

    def _add(self, subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> None:
        predicate = name if ":" in name else iris.term(name)
        self._triples[ox.Triple(subject, ox.NamedNode(predicate), value)] = None

    def _type(self, subject: ox.NamedNode, cls: str) -> None:
        self._triples[ox.Triple(subject, _TYPE, ox.NamedNode(iris.term(cls)))] = None

    def _text(self, subject: ox.NamedNode, span: Span, name: str = "statedText") -> None:
        words = self._source.quote(span)
        self._add(subject, name, ox.Literal(words, language="vi"))

    def _label(self, subject: ox.NamedNode, words: str, limit: int = 110) -> None:
        """Give a short Vietnamese label for lists; the whole text stays in statedText."""
        short = squeeze(words)
        if len(short) > limit:
            short = short[:limit].rsplit(" ", 1)[0].rstrip(",;") + "…"
        self._add(subject, SKOS + "prefLabel", ox.Literal(short, language="vi"))

    def _certain(self, subject: ox.NamedNode, certainty: Certainty, scheme: str = "") -> None:
        self._add(subject, "basis", _concept("basis", certainty.basis))
        if certainty.reason:
            self._add(subject, "reason", ox.Literal(certainty.reason, language="vi"))
        for name in certainty.alternatives:
            value = _concept(scheme, name) if scheme else ox.Literal(name)
            self._add(subject, "alternative", value)

    def _evidence(
        self, subject: ox.NamedNode, passages: Iterable[Passage], under: str = ""
    ) -> None:
        """Hang passages on a node; ``under`` parts those of its several values by name."""
        base = iris.document_of(subject.value)
        stem = under or subject.value.partition("#")[2]
        for number, passage in enumerate(passages, 1):
            fragment = f"{stem}.evidence-{number}" if stem else f"evidence-{number}"
            where = ox.NamedNode(f"{base}#{fragment}")
            span = passage.span
            self._add(subject, "hasEvidence", where)
            self._type(where, "Evidence")
            self._add(where, "inFile", self._file)
            self._add(where, "evidenceSource", self._document)
            self._add(where, "exactQuote", ox.Literal(self._source.quote(span)))
            self._add(where, "startOffset", integer(span.start))
            self._add(where, "endOffset", integer(span.end))
            self._add(where, "startLine", integer(self._source.line_at(span.start)))
            self._add(where, "endLine", integer(self._source.line_at(span.end - 1)))
            if passage.row is not None:
                self._add(where, "tableRow", integer(passage.row))
            if passage.column:
                self._add(where, "tableColumn", ox.Literal(passage.column))
            for name in passage.supports:
                iri = _EXTERNAL.get(name, iris.term(name))
                self._add(
                    where,
                    "supportsProperty",
                    ox.Literal(iri, datatype=ox.NamedNode(XSD + "anyURI")),
                )

    # -- the document ----------------------------------------------------------------------

    def triples(self) -> list[ox.Triple]:
        """Return everything the document states."""
        plan = self._plan
        self._sourcefile()
        self._describe(plan.document)
        self._own_document()
        for cited in plan.documents:
            self._describe(cited)
        for party in plan.parties:
            if not party.registered:
                self._party(party)
        for place in plan.places:
            if not place.registered:
                where = node(place.id)
                self._type(where, "AdministrativeUnit")
                self._label(where, place.name)
                self._add(where, "placeKind", _concept("place-kind", place.kind))
                if place.within:
                    self._add(where, "isLocatedIn", node(place.within))
        for element in plan.elements:
            self._element(element)
        for number, total in enumerate(plan.totals, 1):
            self._total(number, total)
        return list(self._triples)

    def _sourcefile(self) -> None:
        source = self._source
        self._type(self._file, "SourceFile")
        self._add(self._file, "isFileOf", self._document)
        self._add(self._file, "sha256", ox.Literal(source.sha256))
        self._add(self._file, "byteSize", integer(source.size))
        self._add(self._file, "fileFormat", _concept("file-format", source.format))
        self._add(self._file, SKOS + "prefLabel", ox.Literal(source.name))

    def _describe(self, document: Document) -> None:
        subject = node(document.id)
        self._type(subject, document.cls)
        label = document.title or document.number or document.id.key
        if document.number and document.id.type == "document" and document.type:
            label = document.number
        self._label(subject, label)
        if document.type:
            self._add(subject, "documentType", _concept("document-type", document.type))
        if document.number:
            self._add(subject, "documentNumber", ox.Literal(document.number))
        if document.year:
            self._add(subject, "issueYear", integer(document.year))
        if document.date:
            self._add(subject, "dateIssued", day(document.date))
        if document.issuer:
            self._add(subject, "issuedBy", node(document.issuer))
        if document.title:
            self._add(subject, DCTERMS + "title", ox.Literal(document.title, language="vi"))
        if document.approves:
            self._add(subject, "approves", node(document.approves))
        for target in document.implements:
            self._add(subject, "implements", node(target))
        if document is not self._plan.document:
            self._certain(subject, document.certainty)
            self._add(subject, "documentStatus", _concept("document-status", "known-by-citation"))
        self._evidence(subject, document.passages)

    def _own_document(self) -> None:
        plan, subject = self._plan, self._document
        self._add(subject, "documentStatus", _concept("document-status", "full-text"))
        if plan.issued_at:
            self._add(subject, "issuedAt", node(plan.issued_at))
        if plan.applies_to:
            self._add(subject, "appliesTo", node(plan.applies_to))
        if plan.period:
            first, last, span = plan.period
            frame = node(plan.document.id, "period")
            self._type(frame, "TimeFrame")
            self._add(subject, "coversPeriod", frame)
            self._add(frame, "startDate", day(date(first, 1, 1)))
            self._add(frame, "endDate", day(date(last, 12, 31)))
            self._add(frame, "precision", _concept("precision", "year"))
            self._text(frame, span)
            self._evidence(frame, [Passage(span)])
        for number, mention in enumerate(plan.recipients, 1):
            self._add(subject, "hasRecipient", node(mention.party))
            self._mention(subject, mention, "hasRecipient", f"recipient-{number}")
        if plan.archive:
            code, span = plan.archive
            self._add(subject, "archiveCode", ox.Literal(code))
            self._evidence(subject, [Passage(span, ("archiveCode",))], "archive")
        if plan.signature:
            self._signature()

    def _mention(self, subject: ox.NamedNode, mention: Mention, name: str, fragment: str) -> None:
        self._evidence(subject, [Passage(mention.span, (name,))], fragment)

    def _signature(self) -> None:
        signature = self._plan.signature
        assert signature is not None
        subject = node(self._plan.document.id, "signature")
        person = node(self._plan.document.id, "signer")
        self._type(subject, "Signature")
        self._add(subject, "isSignatureOf", self._document)
        self._add(subject, "signedBy", person)
        name = squeeze(self._source.quote(signature.name))
        self._triples[ox.Triple(person, _TYPE, ox.NamedNode(FOAF + "Person"))] = None
        self._add(person, FOAF + "name", ox.Literal(name, language="vi"))
        self._add(person, SKOS + "prefLabel", ox.Literal(name, language="vi"))
        passages = [Passage(signature.name, ("signedBy",))]
        if signature.post:
            self._add(subject, "signatoryPost", ox.Literal(self._source.quote(signature.post)))
            passages.append(Passage(signature.post, ("signatoryPost",)))
        if signature.for_post:
            self._add(subject, "signsForPost", ox.Literal(self._source.quote(signature.for_post)))
            passages.append(Passage(signature.for_post, ("signsForPost",)))
        self._evidence(subject, passages)

    def _party(self, party: Party) -> None:
        subject = node(party.id)
        self._type(subject, party.cls)
        self._label(subject, party.name)
        self._add(subject, "partyKind", _concept("party-kind", party.kind))
        if party.parent:
            self._add(subject, "isUnitOf", node(party.parent))
        if party.administers:
            self._add(subject, "administers", node(party.administers))

    # -- elements --------------------------------------------------------------------------

    def _element(self, element: Element) -> None:
        subject = node(element.id)
        self._type(subject, element.cls)
        self._add(subject, "isStatedIn", self._document)
        self._add(subject, "ordinal", integer(element.ordinal))
        self._text(subject, element.span)
        self._label(subject, self._source.quote(element.span))
        self._certain(subject, element.certainty)
        if element.part_of:
            self._add(subject, "isPartOf", node(element.part_of))
        if element.stated_ordinal:
            self._add(subject, "statedOrdinal", ox.Literal(element.stated_ordinal))
        if element.strength:
            self._add(subject, "strength", _concept("strength", element.strength))
        if element.stage:
            self._add(subject, "valueChainStage", _concept("value-chain-stage", element.stage))
        passages = element.passages or (Passage(element.span, (), element.row, element.column),)
        self._evidence(subject, passages)
        for mention in element.heads:
            self._add(subject, "headedBy", node(mention.party))
        for number, mention in enumerate(element.heads, 1):
            self._mention(subject, mention, "headedBy", f"head-{number}")
        for number, mention in enumerate(element.reports_to, 1):
            self._add(subject, "reportsTo", node(mention.party))
            self._mention(subject, mention, "reportsTo", f"report-{number}")
        for iri in element.funded_by:
            self._add(subject, "fundedBy", ox.NamedNode(iri))
        for number, quantity in enumerate(element.quantities, 1):
            self._quantity(element, number, quantity)
        for number, reference in enumerate(element.references, 1):
            self._reference(element, number, reference)
        self._assignments(element)
        for place in element.places:
            self._add(subject, "happensIn", node(place))
        self._parent_links(element, subject)
        if element.time_frame:
            self._time(element, subject)
        self._lines(element, subject)

    def _parent_links(self, element: Element, subject: ox.NamedNode) -> None:
        """Say what a task's own goals and results are to the task."""
        if element.part_of is None or element.part_of.type != "task":
            return
        name = {"Objective": "pursues", "ExpectedResult": "expects"}.get(element.cls)
        if name:
            self._add(node(element.part_of), name, subject)

    def _quantity(self, element: Element, number: int, quantity: Quantity) -> None:
        subject = node(element.id, f"quantity-{number}")
        self._add(node(element.id), "hasQuantity", subject)
        self._type(subject, "Quantity")
        self._add(subject, "comparator", _concept("comparator", quantity.comparator))
        if quantity.low is not None:
            self._add(subject, "minValue", decimal(quantity.low))
        if quantity.high is not None:
            self._add(subject, "maxValue", decimal(quantity.high))
        self._add(subject, "hasUnit", ox.NamedNode(quantity.unit))
        if quantity.per_unit:
            self._add(subject, "perUnit", ox.NamedNode(quantity.per_unit))
        self._text(subject, quantity.span)
        self._label(subject, self._source.quote(quantity.span))
        self._certain(subject, quantity.certainty)
        self._evidence(subject, [Passage(quantity.span, (), element.row, element.column)])
        if quantity.scope:
            scope = node(element.id, f"scope-{number}")
            self._add(subject, "hasScope", scope)
            self._type(scope, "CollectiveParty" if quantity.scope.is_party else "Scope")
            self._text(scope, quantity.scope.span)
            self._label(scope, self._source.quote(quantity.scope.span))
            self._evidence(scope, [Passage(quantity.scope.span, (), element.row, element.column)])

    def _reference(self, element: Element, number: int, reference: Reference) -> None:
        subject = node(element.id, f"reference-{number}")
        self._type(subject, "Reference")
        self._add(subject, "isStatedIn", self._document)
        self._add(subject, "isPartOf", node(element.id))
        self._add(subject, "ordinal", integer(number))
        self._add(subject, "referenceKind", _concept("reference-kind", reference.kind))
        self._text(subject, reference.passages[0].span)
        self._label(subject, self._source.quote(reference.passages[0].span))
        self._certain(subject, reference.certainty)
        if reference.target:
            self._add(subject, "refersTo", node(reference.target))
            if reference.target.type == "standard":
                self._add(node(element.id), "appliesStandard", node(reference.target))
        self._evidence(subject, reference.passages)

    def _assignments(self, element: Element) -> None:
        counts: dict[str, int] = {}
        for assignment in element.assignments:
            counts[assignment.role] = counts.get(assignment.role, 0) + 1
            self._assignment(element, f"{assignment.role}-{counts[assignment.role]}", assignment)

    def _assignment(self, element: Element, fragment: str, assignment: Assignment) -> None:
        subject = node(element.id, fragment)
        mention = assignment.mention
        self._type(subject, _ROLES[assignment.role])
        self._add(subject, "assignsIn", node(element.id))
        self._add(subject, "assignsTo", node(mention.party))
        self._text(subject, mention.span)
        self._label(subject, self._source.quote(mention.span))
        self._certain(subject, mention.certainty)
        self._evidence(subject, [Passage(mention.span, (), assignment.row, assignment.column)])

    def _time(self, element: Element, task: ox.NamedNode) -> None:
        frame = element.time_frame
        assert frame is not None
        subject = node(element.id, "time")
        self._add(task, "hasTimeFrame", subject)
        self._type(subject, "TimeFrame")
        self._add(subject, "startDate", day(frame.first))
        self._add(subject, "endDate", day(frame.last))
        self._add(subject, "precision", _concept("precision", frame.precision))
        boolean = ox.NamedNode(XSD + "boolean")
        self._add(
            subject,
            "isTentative",
            ox.Literal("true" if frame.tentative else "false", datatype=boolean),
        )
        self._text(subject, frame.span)
        self._label(subject, self._source.quote(frame.span))
        self._certain(subject, frame.certainty)
        self._evidence(subject, [Passage(frame.span, (), element.row)])

    # -- money -----------------------------------------------------------------------------

    def _amount(self, subject: ox.NamedNode, amount: Decimal, unit_stands: bool) -> None:
        """Say an amount as printed and in VND; the unit only where it stands beside it."""
        self._add(subject, "statedAmount", decimal(amount))
        if self._plan.money_unit:
            if unit_stands:
                self._add(subject, "statedUnit", _concept("money-unit", self._plan.money_unit))
            self._add(subject, "amountVnd", decimal(amount * self._factor))

    @property
    def _unit_in_table(self) -> bool:
        return self._plan.money_unit_certainty.basis == "read"

    def _lines(self, element: Element, task: ox.NamedNode) -> None:
        for number, line in enumerate(element.lines, 1):
            subject = node(element.id, f"budget-{number}")
            self._type(subject, "BudgetLine")
            self._add(subject, "isMoneyFor", task)
            self._label(subject, self._source.quote(line.span))
            self._add(subject, "ordinal", integer(number))
            self._text(subject, line.span)
            self._amount(subject, line.amount, self._unit_in_table)
            if line.column:
                self._add(subject, "statedColumn", ox.NamedNode(line.column))
                self._add(subject, "fundedBy", ox.NamedNode(line.column))
            if line.source_by_note:
                self._add(subject, "sourceByNote", ox.NamedNode(line.source_by_note))
            self._certain(subject, line.certainty, "money-source")
            self._evidence(subject, [Passage(line.span, ("statedAmount",), element.row)])
            if line.note:
                trimmed = trim(self._source.text, line.note)
                self._text(subject, trimmed, "note")
                self._evidence(subject, [Passage(trimmed, ("note",))], f"budget-{number}.note")
            self._parts(element, number, subject, line)

    def _parts(self, element: Element, number: int, line: ox.NamedNode, record: BudgetLine) -> None:
        for count, part in enumerate(record.parts, 1):
            subject = node(element.id, f"budget-{number}-part-{count}")
            self._type(subject, "BudgetPart")
            self._add(subject, "isPartOfLine", line)
            self._add(subject, "ordinal", integer(count))
            self._text(subject, part.span)
            self._amount(subject, part.amount, unit_stands=True)
            if part.source:
                self._add(subject, "fundedBy", ox.NamedNode(part.source))
            self._evidence(subject, [Passage(part.span, (), element.row)])

    def _total(self, number: int, total: StatedTotal) -> None:
        subject = node(self._plan.document.id, f"total-{number}")
        self._type(subject, "StatedTotal")
        self._add(subject, "isMoneyFor", self._document)
        self._text(subject, total.span)
        self._label(subject, total.heading or "Tổng kinh phí")
        self._amount(subject, total.amount, self._unit_in_table)
        if total.column:
            self._add(subject, "fundedBy", ox.NamedNode(total.column))
            self._add(subject, "statedColumn", ox.NamedNode(total.column))
        self._certain(subject, Certainty("read", self._plan.money_unit_certainty.reason))
        self._evidence(subject, [Passage(total.span, ("statedAmount",), 0, total.heading or None)])


def stated_quads(plan: Plan, source: SourceDocument) -> list[ox.Quad]:
    """Return the quads of a document's ``stated`` graph, in no particular order."""
    name = ox.NamedNode(iris.graph(plan.document.id.key, "stated"))
    return [
        ox.Quad(t.subject, t.predicate, t.object, name) for t in PlanGraph(plan, source).triples()
    ]
