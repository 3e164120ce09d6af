"""Where a text cites other documents: by number, by standard code, by a known name.

A number alone identifies nothing: the key is number, sign, issuer and year, so 03/KH-UBND
(03/01/2020) and 03/CTr-UBND (10/7/2020), both in Plan 211 line 324, are two documents. Where one
mention gives the date and others do not ("Quyết định số 7619/QĐ-BCA"), they are one document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

from sctbv_graph.extract.bodies import is_national
from sctbv_graph.extract.capacities import Cited, capacity, enacting_at
from sctbv_graph.extract.citation_titles import title_after
from sctbv_graph.extract.citations import NUMBER, TYPE_WORDS, Citation, find_citations, numbers_in
from sctbv_graph.extract.cited_documents import BY_NAME, STANDARD, CitedDocuments, document_key
from sctbv_graph.extract.issuers import Issuer, IssuerReader
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.laws import LawName, find_laws
from sctbv_graph.model import Certainty, Document, Passage, Reference, Span, ThingId
from sctbv_graph.vietnamese.fold import squeeze, tokens

_SIGNS = re.compile("/|TCVN|QCVN|TCCS|ISO|[Ll]uật|Pháp|Hiến")
"""What each citation has of these, but for those by a known name: see what reads them."""
_UNKNOWN_ISSUER = re.compile(
    r"\s+của\s+(?P<who>[^,;.()]{3,90}?)(?=\s+(?:về|ban hành|phê duyệt|quy định)\s|"
    r"\s*(?:[,;.)]|\Z))"
)
_NAMED = re.compile(rf"(?:(?:Xây dựng và triển khai)\s+)?(?P<name>{TYPE_WORDS}\s+\S.*)", re.DOTALL)
_CLASSES = {"quyet-dinh": "Decision", "ke-hoach": "Plan", "chuong-trinh": "Programme"}
_SAME_NUMBER = Certainty(
    "inferred", "Chỗ này không ghi ngày; coi là văn bản cùng số, ký hiệu đã ghi ngày ở chỗ khác"
)
_OWN_COMMITTEE = Certainty(
    "inferred", "Văn bản không nêu cơ quan ban hành; ký hiệu UBND, coi là UBND của chính tỉnh này"
)


class ReferenceReader:
    """Reads the references of one document; what they cite is described in ``cited``."""

    def __init__(
        self,
        lexicon: Lexicon,
        issuers: IssuerReader,
        province: str,
        issuer: ThingId | None,
        own: Document,
        text: str,
    ) -> None:
        """``province`` ends the keys of local acts; ``issuer`` is whose plan ``own`` is.

        ``text`` is gone through once for the dates that later mentions leave out.
        """
        self._lexicon = lexicon
        self._issuers = issuers
        self._province = province
        self._issuer = issuer
        self._own = own.id
        self.cited = CitedDocuments(lexicon)
        years: dict[str, set[int]] = defaultdict(set)
        for citation in find_citations(text, Span(0, len(text))):
            if citation.year:
                years[citation.number].add(citation.year)
        if own.number and own.year:
            years[own.number].add(own.year)
        self._years = {number: found.pop() for number, found in years.items() if len(found) == 1}
        self._text = text
        signs = (sign.start() for sign in _SIGNS.finditer(text))
        self._signs = sorted({*signs, *lexicon.documents.beginnings(text)})

    def _may_cite(self, text: str, span: Span) -> bool:
        """Tell whether there is any sign of a citation in a span; most cells of a table have none.

        A span begins and ends between words.
        """
        if text is not self._text:
            return True
        at = bisect_left(self._signs, span.start)
        return at < len(self._signs) and self._signs[at] < span.end

    def taken(self, text: str, span: Span) -> list[Span]:
        """Return the spans of numbers and codes that are no quantities."""
        if not self._may_cite(text, span):
            return []
        found = (
            numbers_in(text, span.start, span.end),
            STANDARD.finditer(text, span.start, span.end),
        )
        return [Span(match.start(), match.end()) for matches in found for match in matches]

    def read(
        self,
        text: str,
        span: Span,
        default: str = "cites",
        row: int | None = None,
        column: str | None = None,
    ) -> tuple[Reference, ...]:
        """Return the references of a span, in order; ``default`` is their kind if no word tells."""
        if not self._may_cite(text, span):
            return ()
        found: list[Cited] = []
        citations = find_citations(text, span)
        for citation in citations:
            made = self._numbered(text, span, citation, default, found)
            if made:
                found.append(made)
        heads = [cited.where for cited in found]
        numbers = [Span(c.start, c.end) for c in citations]
        enacting = enacting_at(text, span)
        found += [
            self._law(law, default, _inside(law.span.start, heads) or enacting < law.span.start)
            for law in find_laws(self._lexicon.laws, text, span)
            if not _inside(law.span.start, numbers)
        ]
        for match in STANDARD.finditer(text, span.start, span.end):
            where = Span(match.start(), match.end())
            found.append(Cited(where, "applies", self.cited.standard(match), Certainty()))
        covered = [c.where for c in found]
        for known in self._lexicon.documents.find_all(tokens(text, span.start, span.end)):
            if _inside(known.start, covered):
                continue
            kind = "applies" if known.value.cls == "Standard" else default
            target = self.cited.known(known.value)
            found.append(Cited(Span(known.start, known.end), kind, target, Certainty()))
        found.sort(key=lambda cited: cited.where.start)
        return tuple(
            Reference((Passage(c.where, row=row, column=column),), c.kind, c.target, c.certainty)
            for c in found
        )

    def _numbered(
        self, text: str, span: Span, citation: Citation, default: str, before: list[Cited]
    ) -> Cited | None:
        """Return one citation by number, read; ``None`` where the document names itself."""
        issuer = self._issuers.after(text, citation.end, span.end)
        end = issuer.end if issuer else citation.end
        unknown = None if issuer else _UNKNOWN_ISSUER.match(text, end, span.end)
        if unknown:
            end = unknown.end("who")
            issuer = self._issuers.unknown(text, Span(unknown.start("who"), end))
        certainty = Certainty()
        if issuer is None:
            issuer = self._issuers.by_sign(citation.sign)
        if issuer is None and citation.sign.endswith("UBND") and self._issuer:
            issuer, certainty = Issuer(self._issuer, end, False), _OWN_COMMITTEE
        local = not (issuer and issuer.national) and not is_national(citation.sign)
        year = citation.year or self._years.get(citation.number)
        number = citation.number
        tail = (issuer and issuer.tail) or self._province if local else ""
        target = ThingId("document", document_key(number, tail, year))
        if target == self._own:
            return None
        title_span = title_after(text, end, span.end, citation.at.end)
        title = squeeze(text[title_span.start : title_span.end]) if title_span else None
        if title is None and citation.named and citation.type_words.casefold() == "luật":
            title = squeeze(text[citation.start : citation.named.end])
        where = Span(citation.start, title_span.end if title_span else end)
        type_ = self._type(citation)
        self.cited.numbered(
            Document(
                target,
                _CLASSES.get(type_ or "", "Document"),
                type_,
                number,
                year,
                citation.date if citation.date and citation.date.year == year else None,
                issuer.party if issuer else None,
                title,
                passages=(Passage(where, ("documentNumber", "dateIssued", "issuedBy", "title")),),
                certainty=certainty,
            )
        )
        if year and not citation.year:
            certainty = _SAME_NUMBER
        kind = capacity(text, span, citation, default, before)
        return Cited(where, kind, target, certainty, title_span.start if title_span else -1)

    def _type(self, citation: Citation) -> str | None:
        """Return the type of document by its word, else by its sign ("NQ-CP")."""
        first = re.split(r"[-/]", citation.sign)[0]
        for words in (citation.type_words, first):
            found = tokens(words)
            known = self._lexicon.document_types.match_at(found, 0) if found else None
            if known and known.last == len(found):
                return known.value
        return None

    def _law(self, law: LawName, default: str, inner: bool) -> Cited:
        """Return a law cited by name; ``inner`` where a title names it, or what is enacted."""
        kind = "cites" if inner and default == "basis" else default
        return Cited(law.span, kind, self.cited.law(law), BY_NAME)

    def read_named(self, text: str, span: Span, kind: str) -> tuple[Reference, ...]:
        """Return the documents named without a number in a list after a colon (line 33).

        They stay unresolved, but for a programme under its full name: a name in short identifies
        no document.
        """
        colon = text.find(":", span.start, span.end)
        if colon < 0:
            return ()
        found, start = [], colon + 1
        for piece in text[start : span.end].split(";"):
            match = _NAMED.match(piece.strip())
            if match and not NUMBER.search(piece):
                name = match["name"].split("...")[0].split("…")[0].strip(" .")
                first = start + piece.index(name)
                where = Span(first, first + len(name))
                known = self.cited.programme(text, where)
                certainty = Certainty("open", "Nêu tên, không có số ký hiệu và ngày ban hành")
                found.append(
                    Reference((Passage(where),), kind, known, Certainty() if known else certainty)
                )
            start += len(piece) + 1
        return tuple(found)


def _inside(position: int, spans: list[Span]) -> bool:
    return any(span.start <= position < span.end for span in spans)
