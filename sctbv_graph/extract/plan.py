"""A whole document to records: the parts in order, each by its own reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sctbv_graph.extract.annex import AnnexReader
from sctbv_graph.extract.appendix import Annex, read_annex
from sctbv_graph.extract.duties import assign, reported_to
from sctbv_graph.extract.grid import grids
from sctbv_graph.extract.grid_records import GridReader
from sctbv_graph.extract.header import Header, annex_header, read_header
from sctbv_graph.extract.knowledge import build_lexicon
from sctbv_graph.extract.money import spoken_totals
from sctbv_graph.extract.outline import Item, Outline, Paragraph, Part, outline
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.places import PlaceReader
from sctbv_graph.extract.quantities import QuantityReader
from sctbv_graph.extract.references import ReferenceReader, document_key
from sctbv_graph.extract.view import view
from sctbv_graph.model import (
    Certainty,
    Document,
    Element,
    Knowledge,
    Mention,
    Passage,
    Plan,
    Reference,
    Signature,
    Span,
    SpokenTotal,
    StatedTotal,
    ThingId,
    trim,
)
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.vietnamese.fold import fold, squeeze, tokens

_TORN = {"txt", "md", "ocr"}  # formats whose tables are no grids any more
_STRENGTHS = (("phấn đấu", "strive"), ("khuyến khích", "encourage"), ("đề nghị", "request"),
              ("yêu cầu", "require"), ("dự kiến", "plan"))  # fmt: skip
_ARCHIVE = re.compile(r"Lưu\s*:\s*(?P<code>.*?)\s*\.?\s*\Z")
_MARK = re.compile(r"\[(\d+)\]")


def extract(source: SourceDocument, knowledge: Knowledge) -> Plan:
    """Return everything that a plan's text says, as records that point into it.

    Raises `NotAPlanError` where the text has no plan's layout.
    """
    seen = view(source)
    return seen.restore(_Extraction(seen.source, knowledge).plan())


class _Extraction:
    """The readers of one document and what they have found so far."""

    def __init__(self, source: SourceDocument, knowledge: Knowledge) -> None:
        self.source = source
        self.text = source.text
        self.lexicon = build_lexicon(knowledge)
        self.grids = tuple(grids(source)) if source.format not in _TORN else ()
        self.outline: Outline = outline(source, annex_alone=bool(self.grids))
        caption = next(
            (s for s in self.outline.annex if fold(self.quote(s)).startswith("( kèm theo")), None
        )
        if self.outline.parts:
            self.header: Header = read_header(
                self.text, self.outline.heading, caption, self.lexicon, source.name
            )
        else:
            title = tuple(s for s in self.outline.annex if s != caption)
            self.header = annex_header(self.text, title, caption, self.lexicon, source.name)
        self.caption = caption
        territory = None
        province = ""
        self.places = PlaceReader(self.lexicon, None)
        if self.header.territory:
            kind, name, _ = self.header.territory
            territory = self.places.remember(kind, name, None)
            province = territory.key.removeprefix("tinh-").removeprefix("thanh-pho-")
            self.places = PlaceReader(self.lexicon, territory)
            self.places.remember(kind, name, None)
        self.territory = territory
        self.parties = PartyReader(self.lexicon, self.places, territory)
        issuer = None
        if "ubnd-tinh" in self.lexicon.by_stem:
            issuer = self.parties.body(self.lexicon.by_stem["ubnd-tinh"])
        self.issuer = issuer
        self.references = ReferenceReader(self.lexicon, self.parties, province, issuer)
        self.key = self._key(province)
        self.references.own = ThingId("document", self.key)
        self.quantities = QuantityReader(self.lexicon)

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _key(self, province: str) -> str:
        number, day = self.header.number, self.header.date
        if number is None or day is None:
            return f"draft-{self.source.sha256[:8]}"
        return document_key(*number, province, day.year)

    # -- the document ----------------------------------------------------------------------

    def plan(self) -> Plan:
        """Assemble the records, in the order of the document."""
        elements = [*self._basis(), *self._parts()]
        annex = None
        if not self.grids:
            annex = read_annex(self.source, self.outline.annex, self.header.year)
        totals: tuple[StatedTotal, ...] = ()
        unit: tuple[str | None, Certainty] = (None, Certainty())
        for grid_reader in self._grid_readers():
            elements += [grid_reader.part(), *grid_reader.elements()]
            totals = (*totals, *grid_reader.totals())
            unit = unit if unit[0] else grid_reader.unit()
        if annex:
            reader = AnnexReader(
                self.source,
                annex,
                self.key,
                self.header.year,
                self.lexicon,
                self.parties,
                self.places,
                self.references,
            )
            elements.append(self._annex_part(annex))
            elements += reader.elements()
            totals, unit = reader.totals(), reader.unit()
        elements += self._footnotes()
        recipients, archive = self._recipients()
        year = self.header.year
        period = (year, year, self.header.year_span) if year and self.header.year_span else None
        document = self._document(elements)
        return Plan(
            document=document,
            issued_at=self._issued_at(),
            applies_to=self.territory,
            period=period,
            elements=tuple(elements),
            totals=totals,
            spoken_totals=tuple(self._spoken_totals(elements)),
            money_unit=unit[0],
            money_unit_certainty=unit[1],
            recipients=recipients,
            archive=archive,
            signature=self._signature(),
            documents=tuple(self.references.documents.values()),
            parties=tuple(self.parties.found.values()),
            places=tuple(self.places.found.values()),
        )

    def _spoken_totals(self, elements: list[Element]) -> Iterator[SpokenTotal]:
        """Yield the totals that the part on money gives in words."""
        for element in elements:
            if element.cls == "FundingRule":
                yield from spoken_totals(self.lexicon, self.text, element.span)

    def _grid_readers(self) -> Iterator[GridReader]:
        """Yield a reader for each real table of tasks; the annex's title goes to the first."""
        title = tuple(s for s in self.outline.annex if s != self.caption)
        for number, grid in enumerate(self.grids, 1):
            first = number == 1
            yield GridReader(
                self.source,
                grid,
                title if first else (),
                self.caption if first else None,
                self.key,
                self.header.year,
                self.lexicon,
                self.parties,
                self.places,
                self.references,
                number,
            )

    def _document(self, elements: list[Element]) -> Document:
        header = self.header
        passages = [
            Passage(header.title, ("title", "appliesTo")),
            Passage(header.type_span, ("documentType",)),
        ]
        if header.date_span:
            passages.append(Passage(header.date_span, ("dateIssued", "issueYear")))
        if header.place:
            passages.append(Passage(header.place, ("issuedAt",)))
        if header.number_span:
            passages.append(Passage(header.number_span, ("documentNumber",)))
        if self.caption:
            passages.append(Passage(trim(self.text, self.caption), ("issuedBy", "documentNumber")))
        basis = [r.target for e in elements for r in e.references if r.kind == "basis"]
        number = "/".join(header.number) if header.number else None
        programme = [
            known.value.id
            for known in self.lexicon.documents.find_all(tokens(self.quote(header.title)))
            if known.value.cls == "Programme"
        ]
        return Document(
            id=ThingId("document", self.key),
            cls="Plan" if header.type == "ke-hoach" else "Document",
            type=header.type,
            number=number,
            year=header.date.year if header.date else None,
            date=header.date,
            issuer=self.issuer,
            title=squeeze(self.quote(header.title)),
            implements=tuple(t for t in (*basis, *programme) if t),
            passages=tuple(passages),
        )

    def _issued_at(self) -> ThingId | None:
        if not self.header.place or not self.territory:
            return None
        name = squeeze(self.quote(self.header.place))
        place = self.places.found.get(self.territory)
        return self.territory if place and fold(place.name).endswith(fold(name)) else None

    def _basis(self) -> Iterator[Element]:
        for number, span in enumerate(self.header.basis, 1):
            references = self.references.read(self.text, span, "basis")
            numbered = tuple(r for r in references if r.target and r.target.type == "document")
            yield Element(
                "DocumentPart",
                ThingId("part", f"{self.key}/basis-{number}"),
                span,
                number,
                references=numbered,
            )

    # -- the body --------------------------------------------------------------------------

    def _parts(self) -> Iterator[Element]:
        readers = {
            "purpose": self._purposes,
            "targets": self._targets,
            "solutions": self._solutions,
            "funding": self._funding,
            "duties": self._duties,
        }
        for number, part in enumerate(self.outline.parts, 1):
            identity = ThingId("part", f"{self.key}/{part.key}")
            yield Element("DocumentPart", identity, part.span, number, None, part.number)
            yield from readers.get(part.role, self._other)(part, identity)

    def _element(
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
        span = trim(self.text, span)
        folded = fold(self.quote(span))
        strength = next((s for words, s in _STRENGTHS if folded.startswith(words)), None)
        taken = self.references.taken(self.text, span)
        return Element(
            cls=cls,
            id=ThingId(type_, f"{self.key}/{place}"),
            span=span,
            ordinal=ordinal,
            part_of=parent,
            stated_ordinal=stated,
            quantities=self.quantities.read(self.text, span, taken, count_scope),
            references=self.references.read(self.text, span, default),
            strength=strength,
            **more,
        )

    def _other(self, part: Part, identity: ThingId) -> Iterator[Element]:
        for number, item in enumerate(part.items, 1):
            yield self._element(
                "DocumentPart",
                "part",
                f"{part.key}.{item.key}",
                item.span,
                number,
                identity,
                item.number,
            )

    def _purposes(self, part: Part, identity: ThingId) -> Iterator[Element]:
        for number, item in enumerate(part.items, 1):
            yield self._element(
                "Purpose",
                "purpose",
                f"{part.key}.{item.key}",
                item.span,
                number,
                identity,
                item.number,
            )

    def _targets(self, part: Part, identity: ThingId) -> Iterator[Element]:
        for number, item in enumerate(part.items, 1):
            place = f"{part.key}.{item.key}"
            span, second = self._halves(item)
            target = self._element(
                "Objective",
                "objective",
                place,
                span,
                number,
                identity,
                item.number,
                count_scope=True,
            )
            yield target
            if second:
                yield self._element("Objective", "objective", f"{place}.b", second, 2, target.id)

    def _halves(self, item: Item) -> tuple[Span, Span | None]:
        """Split "70% …; chuyển đổi …": the number does not govern the second half (line 11)."""
        at = self.text.find(";", item.span.start, item.span.end)
        if at < 0:
            return item.span, None
        first, second = Span(item.span.start, at), Span(at + 1, item.span.end)
        if self.quantities.read(self.text, first) and not self.quantities.read(self.text, second):
            return first, trim(self.text, second)
        return item.span, None

    def _solutions(self, part: Part, identity: ThingId) -> Iterator[Element]:
        for number, item in enumerate(part.items, 1):
            place = f"{part.key}.{item.key}"
            group = self._element(
                "SolutionGroup", "solution-group", place, item.span, number, identity, item.number
            )
            yield group
            count = 0
            for paragraph in item.paragraphs:
                if fold(self.quote(paragraph.span)).startswith("( kèm theo"):
                    yield self._annex_pointer(paragraph, place, identity)
                    continue
                count += 1
                yield self._solution(paragraph, f"{place}.{count}", count, group.id)

    def _solution(self, paragraph: Paragraph, place: str, number: int, parent: ThingId) -> Element:
        made = self._element("Solution", "solution", place, paragraph.span, number, parent)
        if "lồng ghép" in fold(self.quote(paragraph.span)):
            named = self.references.read_named(self.text, paragraph.span, "integrates")
            if ":" in self.quote(paragraph.span):
                # A list of what is joined in: plans by number and plans by name alike.
                own = [r.passages[0].span for r in named]
                numbered = self.references.read(self.text, paragraph.span, "integrates")
                named += tuple(r for r in numbered if not _within(r.passages[0].span, own))
            if named:
                return replace(made, references=tuple(sorted(named, key=_start)))
        return made

    def _annex_pointer(self, paragraph: Paragraph, place: str, parent: ThingId) -> Element:
        span = paragraph.span
        reference = Reference((Passage(span),), "annex", None)
        return Element(
            "DocumentPart",
            ThingId("part", f"{self.key}/{place}.annex-pointer"),
            span,
            99,
            parent,
            references=(reference,),
        )

    def _funding(self, part: Part, identity: ThingId) -> Iterator[Element]:
        paragraphs = [*part.paragraphs]
        for item in part.items:
            paragraphs += [Paragraph(item.span, False), *item.paragraphs]
        for number, paragraph in enumerate(paragraphs, 1):
            words = tokens(self.text, paragraph.span.start, paragraph.span.end)
            sources = tuple(
                dict.fromkeys(m.value for m in self.lexicon.money_sources.find_all(words))
            )
            yield self._element(
                "FundingRule",
                "funding-rule",
                f"{part.key}.{number}",
                paragraph.span,
                number,
                identity,
                funded_by=sources,
            )

    def _duties(self, part: Part, identity: ThingId) -> Iterator[Element]:
        for number, item in enumerate(part.items, 1):
            place = f"{part.key}.{item.key}"
            heads = tuple(self.parties.read_list(self.text, item.span))
            asked = fold(self.quote(item.span)).startswith("đề nghị")
            yield self._element(
                "DocumentPart", "part", place, item.span, number, identity, item.number, heads=heads
            )
            parent = ThingId("part", f"{self.key}/{place}")
            for count, paragraph in enumerate(item.paragraphs, 1):
                yield self._duty(paragraph, f"{place}.{count}", count, parent, heads, asked)
        if part.closing:
            yield self._duty(
                part.closing, f"{part.key}.closing", len(part.items) + 1, identity, (), False
            )

    def _duty(
        self,
        paragraph: Paragraph,
        place: str,
        number: int,
        parent: ThingId,
        heads: tuple[Mention, ...],
        asked: bool,
    ) -> Element:
        span = trim(self.text, paragraph.span)
        return self._element(
            "Duty",
            "duty",
            place,
            span,
            number,
            parent,
            assignments=assign(self.parties, self.text, span, heads, asked),
            reports_to=reported_to(self.parties, self.text, span),
        )

    # -- annex, notes, end -----------------------------------------------------------------

    def _annex_part(self, annex: Annex) -> Element:
        spans = [trim(self.text, s) for s in annex.title] + (
            [trim(self.text, annex.caption)] if annex.caption else []
        )
        headings = [trim(self.text, s) for s in annex.columns.values()]
        return Element(
            "DocumentPart",
            ThingId("part", f"{self.key}/annex"),
            spans[0],
            90,
            passages=tuple(Passage(s) for s in (*spans, *headings)),
        )

    def _footnotes(self) -> Iterator[Element]:
        """Yield each note; its documents are what the marked sentence carries out (line 42)."""
        marks = {
            m[1]: m
            for part in self.outline.parts
            for item in part.items
            for paragraph in item.paragraphs
            for m in _MARK.finditer(self.text, paragraph.span.start, paragraph.span.end)
        }
        for number, span in self.outline.footnotes:
            trimmed = trim(self.text, span)
            mark = marks.get(number)
            before = fold(self.text[max(0, mark.start() - 120) : mark.start()]) if mark else ""
            kind = "applies" if "thực hiện" in before else "cites"
            references = self.references.read(self.text, trimmed, kind)
            passages = [Passage(trimmed)]
            if mark:
                passages.append(Passage(Span(mark.start(), mark.end())))
            yield Element(
                "DocumentPart",
                ThingId("part", f"{self.key}/footnote-{number}"),
                trimmed,
                100,
                None,
                number,
                tuple(passages),
                references=references,
            )

    def _recipients(self) -> tuple[tuple[Mention, ...], tuple[str, Span] | None]:
        found: list[Mention] = []
        archive = None
        for span in self.outline.recipients:
            match = _ARCHIVE.match(self.text, span.start, span.end)
            if match:
                code = Span(match.start("code"), match.end("code"))
                archive = (squeeze(self.quote(code)), span)
            else:
                found += self.parties.recipients(self.text, span)
        return tuple(found), archive

    def _signature(self) -> Signature | None:
        lines = self.outline.signature
        if not lines:
            return None
        posts = [s for s in lines if self.quote(s).isupper() or self.quote(s).startswith("KT")]
        names = [s for s in lines if s not in posts]
        if not names:
            return None
        for_post = next((s for s in posts if re.match(r"(?:KT|TM|TL|TUQ)\.", self.quote(s))), None)
        own = [s for s in posts if s != for_post]
        return Signature(names[-1], own[-1] if own else None, for_post)


def _within(span: Span, others: list[Span]) -> bool:
    """Tell whether a span lies within one of some others."""
    return any(o.start <= span.start and span.end <= o.end for o in others)


def _start(reference: Reference) -> int:
    return reference.passages[0].span.start
