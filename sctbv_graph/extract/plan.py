"""A whole document to records: the parts in order, each by its own reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.annexes import read_annexes
from sctbv_graph.extract.body import read_basis, read_parts
from sctbv_graph.extract.closing import read_footnotes, read_recipients, read_signature
from sctbv_graph.extract.money import spoken_totals
from sctbv_graph.extract.readers import Readers, readers_of
from sctbv_graph.extract.view import View, view
from sctbv_graph.model import (
    Document,
    Element,
    Knowledge,
    Passage,
    Plan,
    Span,
    SpokenTotal,
    ThingId,
    trim,
)
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.fold import fold, squeeze, tokens


def extract(
    source: SourceDocument, knowledge: Knowledge, key: str = "", seen: View | None = None
) -> Plan:
    """Return everything that a plan's text says, as records that point into it.

    ``key`` names the document where its text does not (a draft without a number); ``seen`` is the
    source's view, where it was made already. Raises `NotAPlanError` where the text has no plan's
    layout.
    """
    seen = seen or view(source)
    return seen.restore(_plan(readers_of(seen.source, knowledge, key)))


def _plan(readers: Readers) -> Plan:
    """Assemble the records, in the order of the document."""
    elements = [*read_basis(readers), *read_parts(readers)]
    annexes = read_annexes(readers)
    elements += annexes.elements
    elements += read_footnotes(readers)
    recipients, archive = read_recipients(readers)
    year, year_span = readers.header.year, readers.header.year_span
    return Plan(
        document=_document(readers, elements),
        issued_at=_issued_at(readers),
        applies_to=readers.territory,
        period=(year, year, year_span) if year and year_span else None,
        elements=tuple(elements),
        totals=annexes.totals,
        spoken_totals=tuple(_spoken_totals(readers, elements)),
        money_unit=annexes.unit,
        money_unit_certainty=annexes.unit_certainty,
        recipients=recipients,
        archive=archive,
        signature=read_signature(readers),
        documents=tuple(readers.references.cited.found.values()),
        parties=tuple(readers.parties.named.found.values()),
        places=tuple(readers.places.found.values()),
    )


def _spoken_totals(readers: Readers, elements: list[Element]) -> Iterator[SpokenTotal]:
    """Yield the totals that the part on money gives in words."""
    for element in elements:
        if element.cls == "FundingRule":
            yield from spoken_totals(readers.lexicon, readers.text, element.span)


def _document(readers: Readers, elements: list[Element]) -> Document:
    header = readers.header
    passages = [
        Passage(header.title, ("title", "appliesTo")),
        Passage(header.type_span, ("documentType",)),
        *(Passage(line, ("title",)) for line in header.more),
    ]
    if header.letterhead:
        told = ("issuedBy", "appliesTo") if readers.territory else ("issuedBy",)
        passages += [Passage(line, told) for line in header.letterhead.lines]
    if header.date_span:
        passages.append(Passage(header.date_span, ("dateIssued", "issueYear")))
    if header.place:
        passages.append(Passage(header.place, ("issuedAt",)))
    if header.number_span:
        passages.append(Passage(header.number_span, ("documentNumber",)))
    if readers.caption:
        caption = trim(readers.text, readers.caption)
        passages.append(Passage(caption, ("issuedBy", "documentNumber")))
    basis = [r.target for e in elements for r in e.references if r.kind == "basis"]
    programmes = [
        known.value.id
        for known in readers.lexicon.documents.find_all(tokens(readers.quote(header.title)))
        if known.value.cls == "Programme"
    ]
    return Document(
        id=ThingId("document", readers.key),
        cls="Plan" if header.type in ("ke-hoach", "quyet-dinh") else "Document",
        type=header.type,
        number=header.number,
        year=header.date.year if header.date else None,
        date=header.date,
        issuer=readers.issuer,
        title=squeeze(" ".join(readers.quote(s) for s in (header.title, *header.more))),
        implements=tuple(
            dict.fromkeys(t for t in (*basis, *programmes, *_carried_out(readers)) if t)
        ),
        passages=tuple(passages),
    )


_CARRIES_OUT = re.compile(r"\b(?:thực\s+hiện|triển\s+khai)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|thay\s+thế|bãi\s+bỏ)\b", re.IGNORECASE
)


def _carried_out(readers: Readers) -> Iterator[ThingId | None]:
    """Yield the documents that the title says the plan carries out, by their numbers.

    "Thực hiện Quyết định số 889/QĐ-TTg ngày 24/6/2020 …"; a plan that changes another one only
    names it.
    """
    header = readers.header
    whole = Span(header.title.start, max(span.end for span in (header.title, *header.more)))
    if not _CHANGES.search(readers.text, whole.start, whole.end):
        for named in readers.references.read(readers.text, whole):
            if _CARRIES_OUT.search(readers.text, whole.start, named.passages[0].span.start):
                yield named.target


def _issued_at(readers: Readers) -> ThingId | None:
    if not readers.header.place or not readers.territory:
        return None
    name = squeeze(readers.quote(readers.header.place))
    place = readers.places.found.get(readers.territory)
    return readers.territory if place and fold(place.name).endswith(fold(name)) else None
