"""The readers of one document, made once from its head, and the elements they all make alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sctbv_graph.extract.annex_tables import DataTable, data_tables, is_caption
from sctbv_graph.extract.bodies import is_national
from sctbv_graph.extract.cited_documents import document_key
from sctbv_graph.extract.due import heading_times
from sctbv_graph.extract.header import Header, annex_header, read_header
from sctbv_graph.extract.issuers import IssuerReader, own_issuer
from sctbv_graph.extract.knowledge import Lexicon, build_lexicon
from sctbv_graph.extract.named_parties import NamedParties
from sctbv_graph.extract.outline import Outline, outline
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.party_places import MUNICIPALITIES
from sctbv_graph.extract.places import PlaceReader, tail_of
from sctbv_graph.extract.quantities import QuantityReader
from sctbv_graph.extract.references import ReferenceReader
from sctbv_graph.extract.tables import kind_of
from sctbv_graph.model import Document, Element, Knowledge, Place, Span, ThingId, TimeFrame, trim
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.fold import fold, slug

_STRENGTHS = (("phấn đấu", "strive"), ("khuyến khích", "encourage"), ("đề nghị", "request"),
              ("yêu cầu", "require"), ("dự kiến", "plan"))  # fmt: skip
_OPENING = 40
"""Characters at the beginning of a span that tell its strength."""


@dataclass(frozen=True)
class Readers:
    """One document with its skeleton, its head and everything that reads its passages.

    ``key`` is the document's, with which the keys of its elements begin; ``caption`` is the line
    under the annex's title that names the plan (Plan 211, line 85); ``times_above`` is the time
    that a heading over a section names, by the section's key.
    """

    source: SourceDocument
    lexicon: Lexicon
    tables: tuple[DataTable, ...]
    outline: Outline
    header: Header
    caption: Span | None
    territory: ThingId | None
    issuer: ThingId | None
    key: str
    places: PlaceReader
    parties: PartyReader
    references: ReferenceReader
    quantities: QuantityReader
    times_above: Mapping[str, TimeFrame]

    @property
    def text(self) -> str:
        """The text that spans count in."""
        return self.source.text

    def quote(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.source.text[span.start : span.end]

    def thing(self, type_: str, place: str) -> ThingId:
        """Return the identity of a thing of this document: ``("task", "211-…-2024/5")``."""
        return ThingId(type_, f"{self.key}/{place}")

    def element(
        self,
        cls: str,
        type_: str,
        place: str,
        span: Span,
        ordinal: int,
        parent: ThingId,
        stated: str | None = None,
        count_scope: bool = False,
        default: str = "cites",
        **more: Any,
    ) -> Element:
        """Return an element of the body with its quantities, references and strength."""
        span = trim(self.text, span)
        folded = fold(self.text[span.start : min(span.end, span.start + _OPENING)])
        strength = next((s for words, s in _STRENGTHS if folded.startswith(words)), None)
        taken = self.references.taken(self.text, span)
        return Element(
            cls=cls,
            id=self.thing(type_, place),
            span=span,
            ordinal=ordinal,
            part_of=parent,
            stated_ordinal=stated,
            quantities=self.quantities.read(self.text, span, taken, count_scope),
            references=self.references.read(self.text, span, default),
            strength=strength,
            **more,
        )


def readers_of(source: SourceDocument, knowledge: Knowledge, key: str = "") -> Readers:
    """Return the readers of a document; `NotAPlanError` where the text has no plan's layout."""
    text, lexicon = source.text, build_lexicon(knowledge)
    alone = any(kind_of(table, text) != "layout" for table in source.tables)
    skeleton = outline(source, annex_alone=alone)
    caption = next((s for s in skeleton.annex if is_caption(text[s.start : s.end])), None)
    if skeleton.parts:
        header = read_header(text, skeleton.heading, caption, lexicon, source.name)
    else:
        title = tuple(s for s in skeleton.annex if s != caption)
        header = annex_header(text, title, caption, lexicon, source.name)
    territory, places = _territory(lexicon, header)
    province = tail_of(territory)
    named = NamedParties(lexicon, places, territory.id if territory else None)
    parties = PartyReader(lexicon, named)
    issuer = own_issuer(lexicon, parties, territory, header.letterhead, text)
    issuers = IssuerReader(lexicon, named, territory, issuer)
    key = key or _key(source, header, province)
    year = header.date.year if header.date else None
    own = Document(ThingId("document", key), "Plan", header.type, header.number, year)
    references = ReferenceReader(lexicon, issuers, province, issuer, own, text)
    tables = data_tables(source, skeleton.annex)
    return Readers(
        source, lexicon, tables, skeleton, header, caption, territory.id if territory else None,
        issuer, key, places, parties, references, QuantityReader(lexicon),
        heading_times(text, skeleton.parts),
    )  # fmt: skip


def _territory(lexicon: Lexicon, header: Header) -> tuple[Place | None, PlaceReader]:
    """Return the territory of the plan, and the reader whose places lie in it."""
    day = _day(header)
    places = PlaceReader(lexicon, None, day)
    if header.territory is None:
        return None, places
    kind, name, _ = header.territory
    identity = places.remember(kind, name, None)
    territory = places.found[identity]
    if not territory.registered and kind == "thành phố" and slug(name) in MUNICIPALITIES:
        territory = replace(territory, kind="municipality")
    places = PlaceReader(lexicon, identity, day)
    places.remember(kind, name, None)
    places.found[identity] = territory
    return territory, places


def _day(header: Header) -> date | None:
    """Return the day whose administrative units a plan speaks of: its date.

    A draft has none yet: a plan for a year is written by the end of the year before.
    """
    if header.date or not header.year:
        return header.date
    return date(header.year - 1, 12, 31)


def _key(source: SourceDocument, header: Header, province: str) -> str:
    number, day = header.number, header.date
    if number is None or day is None:
        return f"draft-{source.sha256[:8]}"
    return document_key(number, "" if is_national(number) else province, day.year)


def points_to_annex(words: str) -> bool:
    """Tell whether a line in parentheses points to the annexes: "(chi tiết tại Phụ lục I)"."""
    folded = fold(words)
    named = any(name in folded for name in ("phụ lục", "mẫu biểu", "biểu số"))
    return is_caption(words) or (folded.startswith("( chi tiết") and named)
