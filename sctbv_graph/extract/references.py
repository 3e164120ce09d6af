"""Documents that the text cites: by number, by standard code, by a known name.

A number alone identifies nothing: the key is number, sign, issuer and year, so 03/KH-UBND
(03/01/2020) and 03/CTr-UBND (10/7/2020), both in Plan 211 line 324, are two documents. Where one
mention gives the date and others do not ("Quyết định số 7619/QĐ-BCA"), they are one document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from sctbv_graph.extract.bodies import is_national
from sctbv_graph.extract.citations import NUMBER, TYPE_WORDS, Citation, find_citations
from sctbv_graph.extract.issuers import Issuer, IssuerReader
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.laws import LawName, find_laws
from sctbv_graph.model import Certainty, Document, Passage, Reference, Span, ThingId
from sctbv_graph.vietnamese.fold import fold, slug, squeeze, tokens

STANDARD = re.compile(
    r"\b(?P<code>TCVN|QCVN|TCCS|ISO)\s*:?\s*(?:ISO\s*)?(?P<no>\d{2,5}(?:\s*-\s*\d{1,3})?)\s*:\s*"
    r"(?P<year>(?:19|20)\d{2})"
)
_TITLE_END = re.compile(
    rf"[;.]|,\s*(?:Ủy ban|Uỷ ban|UBND)|(?:,|\s+và)\s+{TYPE_WORDS}\s+(?:số|\d)|"
    r"\s+và\s+hỗ\s+trợ|\Z"
)
_TITLE_OPENS = re.compile(
    r"\s*,?\s*(?:\([^()]*\)\s*)?(?P<title>v/v|về|ban\s+hành|phê\s+duyệt|quy\s+định|hướng\s+dẫn|sửa\s+đổi|"
    r"bổ\s+sung|thông\s+báo|kết\s+luận|công\s+bố|giao|thành\s+lập|kiện\s+toàn|điều\s+chỉnh|thông\s+qua|"
    r"chi\s+tiết|tổ\s+chức|triển\s+khai|thực\s+hiện|đẩy\s+mạnh|tăng\s+cường|bãi\s+bỏ|quyết\s+định)\s",
    re.IGNORECASE,
)
_UNKNOWN_ISSUER = re.compile(
    r"\s+của\s+(?P<who>[^,;.()]{3,90}?)(?=\s+(?:về|ban hành|phê duyệt|quy định)\s|"
    r"\s*(?:[,;.)]|\Z))"
)
_ENACTING = re.compile(
    r"[;.,]\s+(?:Ủy\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|UBND|Bộ|Sở)\s[^;.]{0,80}?"
    r"(?:ban\s+hành|xây\s+dựng)\s+(?:k|K)ế\s+hoạch"
)
"""From here on the paragraph of grounds says what the plan itself is called."""
_NAMED = re.compile(rf"(?:(?:Xây dựng và triển khai)\s+)?(?P<name>{TYPE_WORDS}\s+\S.*)", re.DOTALL)
_CLASSES = {"quyet-dinh": "Decision", "ke-hoach": "Plan", "chuong-trinh": "Programme"}
_SAME_NUMBER = Certainty(
    "inferred", "Chỗ này không ghi ngày; coi là văn bản cùng số, ký hiệu đã ghi ngày ở chỗ khác"
)
_BY_NAME = Certainty(
    "inferred", "Chỉ nêu tên luật, không có số và ngày; tên được coi là đủ để nhận ra"
)
_OWN_COMMITTEE = Certainty(
    "inferred", "Văn bản không nêu cơ quan ban hành; ký hiệu UBND, coi là UBND của chính tỉnh này"
)


def document_key(number: str, issuer_tail: str, year: int | None) -> str:
    """Return a document's key: number, sign, issuer where the sign does not tell it, year.

    >>> document_key("211/KH-UBND", "ca-mau", 2024), document_key("98/2018/NĐ-CP", "", 2018)
    ('211-kh-ubnd-ca-mau-2024', '98-2018-nd-cp')
    """
    stem = slug(number)
    if issuer_tail:
        stem += f"-{issuer_tail}"
    holds_year = re.match(r"\d+/(?:19|20)\d\d/", number) is not None
    return stem if holds_year or year is None else f"{stem}-{year}"


@dataclass(frozen=True, slots=True)
class _Cited:
    """One citing place, read: ``where`` runs to the end of the title, which begins at ``title``."""

    where: Span
    kind: str
    target: ThingId
    certainty: Certainty
    title: int = -1


class ReferenceReader:
    """Reads the references of one document and describes each cited document once."""

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
        self.documents: dict[ThingId, Document] = {}
        years: dict[str, set[int]] = defaultdict(set)
        for citation in find_citations(text, Span(0, len(text))):
            if citation.year:
                years[citation.number].add(citation.year)
        if own.number and own.year:
            years[own.number].add(own.year)
        self._years = {number: found.pop() for number, found in years.items() if len(found) == 1}

    def taken(self, text: str, span: Span) -> list[Span]:
        """Return the spans of numbers and codes that are no quantities."""
        return [
            Span(m.start(), m.end())
            for pattern in (NUMBER, STANDARD)
            for m in pattern.finditer(text, span.start, span.end)
        ]

    def read(
        self,
        text: str,
        span: Span,
        default: str = "cites",
        row: int | None = None,
        column: str | None = None,
    ) -> tuple[Reference, ...]:
        """Return the references of a span, in order; ``default`` is their kind if no word tells."""
        found: list[_Cited] = []
        citations = find_citations(text, span)
        for citation in citations:
            made = self._numbered(text, span, citation, default, found)
            if made:
                found.append(made)
        heads = [Span(c.where.start, c.where.end) for c in found]
        numbers = [Span(c.start, c.end) for c in citations]
        enacts = _ENACTING.search(text, span.start, span.end)
        enacting = enacts.start() if enacts else span.end
        found += [
            self._law(law, default, _inside(law.span.start, heads) or enacting < law.span.start)
            for law in find_laws(self._lexicon.laws, text, span)
            if not _inside(law.span.start, numbers)
        ]
        for match in STANDARD.finditer(text, span.start, span.end):
            where = Span(match.start(), match.end())
            found.append(_Cited(where, "applies", self._standard(match), Certainty()))
        covered = [c.where for c in found]
        for known in self._lexicon.documents.find_all(tokens(text, span.start, span.end)):
            if _inside(known.start, covered):
                continue
            document = known.value
            self.documents.setdefault(
                document.id, Document(document.id, document.cls, None, title=document.name)
            )
            kind = "applies" if document.cls == "Standard" else default
            found.append(_Cited(Span(known.start, known.end), kind, document.id, Certainty()))
        found.sort(key=lambda cited: cited.where.start)
        return tuple(
            Reference((Passage(c.where, row=row, column=column),), c.kind, c.target, c.certainty)
            for c in found
        )

    def _numbered(
        self, text: str, span: Span, citation: Citation, default: str, before: list[_Cited]
    ) -> _Cited | None:
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
        opens = _TITLE_OPENS.match(text, end, span.end)
        title_span = None
        if opens:
            title_span = self._title(text, opens.start("title"), span.end, citation.at.end)
        title = squeeze(text[title_span.start : title_span.end]) if title_span else None
        if title is None and citation.named and citation.type_words.casefold() == "luật":
            title = squeeze(text[citation.start : citation.named.end])
        where = Span(citation.start, title_span.end if title_span else end)
        type_ = self._type(citation)
        self._describe(
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
        kind = self._kind(text, span, citation, default, before)
        return _Cited(where, kind, target, certainty, title_span.start if title_span else -1)

    def _kind(
        self, text: str, span: Span, citation: Citation, default: str, before: list[_Cited]
    ) -> str:
        """Return in what capacity a document is cited, by the words before it."""
        context = fold(text[max(span.start, citation.start - 60) : citation.start])
        if "mục tiêu" in context and context.endswith("tại"):
            return "pursues"
        if context.endswith("theo"):
            return "applies"
        if before and context.endswith(" và"):
            return before[-1].kind  # "theo Nghị định … và Nghị quyết …" (line 239)
        if default != "basis" and before and _only_joined(text, before[-1].where, citation.start):
            return before[-1].kind  # "theo Nghị định số 178/2024/NĐ-CP, Nghị định số …"
        if default == "basis" and any(0 <= c.title < citation.start < c.where.end for c in before):
            return "cites"  # named in the title of the ground, not a ground itself
        if default == "basis" and _ENACTING.search(text, span.start, citation.start):
            return "cites"
        return default

    def _type(self, citation: Citation) -> str | None:
        """Return the type of document by its word, else by its sign ("NQ-CP")."""
        first = re.split(r"[-/]", citation.sign)[0]
        for words in (citation.type_words, first):
            found = tokens(words)
            known = self._lexicon.document_types.match_at(found, 0) if found else None
            if known and known.last == len(found):
                return known.value
        return None

    def _title(self, text: str, start: int, limit: int, after: int) -> Span | None:
        """Return the title as cited, up to where the sentence goes on with another document.

        "… về thực hiện Nghị quyết số 71/NQ-CP và Nghị quyết số 57-NQ/TW": both stand in the title.
        """
        end = start
        while True:
            stop = _TITLE_END.search(text, end, limit)
            end = stop.start() if stop else limit
            if stop is None or not stop.group().lstrip().startswith("và ") or stop.end() >= limit:
                break
            inner = [m.end() for m in NUMBER.finditer(text, max(start, after), end)]
            if not inner or len(text[inner[-1] : end].split()) > 8:
                break
            end = stop.end()
        piece = text[start:end]
        words = piece.strip(" ,:\n")
        if len(words.split()) < 3 or words.startswith((")", "và ")):
            return None
        first = start + piece.index(words)
        return Span(first, first + len(words))

    def _law(self, law: LawName, default: str, inner: bool) -> _Cited:
        """Return a law that is cited by name: its name and year are all that identifies it."""
        year = law.date.year if law.date else law.year
        key = slug(law.name) + (f"-{year}" if year else "")
        target = ThingId("document", key)
        if target not in self.documents:
            passages = (Passage(law.span, ("title",)),)
            self.documents[target] = Document(
                target, "Document", "luat", None, year, law.date, title=law.name,
                passages=passages, certainty=_BY_NAME,
            )  # fmt: skip
        kind = "cites" if inner and default == "basis" else default
        return _Cited(law.span, kind, target, _BY_NAME)

    def _describe(self, document: Document) -> None:
        """Keep the first description of a cited document; later mentions fill what it lacks."""
        known_document = self.documents.get(document.id)
        if known_document is not None:
            lacking = {
                name: getattr(document, name)
                for name in ("type", "date", "issuer", "title")
                if getattr(known_document, name) is None and getattr(document, name) is not None
            }
            if lacking:
                passages = known_document.passages
                if set(lacking) - {"title"}:
                    passages = (*passages, *document.passages)
                self.documents[document.id] = replace(known_document, **lacking, passages=passages)
            return
        title = document.title or ""
        found = self._lexicon.documents.find_all(tokens(title))
        programmes = [k.value for k in found if k.value.cls == "Programme"]
        for known in programmes:
            self.documents.setdefault(
                known.id, Document(known.id, known.cls, None, title=known.name)
            )
        folded = fold(title)
        if programmes and folded.startswith("phê duyệt"):
            document = replace(document, approves=programmes[0].id)
        elif programmes and "thực hiện" in folded.split("chương trình")[0]:
            document = replace(document, implements=(programmes[0].id,))
        self.documents[document.id] = document

    def _standard(self, match: re.Match[str]) -> ThingId:
        number = re.sub(r"\s+", "", match["no"])
        name = f"{match['code']} {number}:{match['year']}"
        target = ThingId("standard", slug(name))
        self.documents.setdefault(
            target,
            Document(target, "Standard", "tieu-chuan", name, int(match["year"]), title=name),
        )
        return target

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
                known = self._programme(text, where)
                certainty = Certainty("open", "Nêu tên, không có số ký hiệu và ngày ban hành")
                found.append(
                    Reference((Passage(where),), kind, known, Certainty() if known else certainty)
                )
            start += len(piece) + 1
        return tuple(found)

    def _programme(self, text: str, where: Span) -> ThingId | None:
        """Return the known programme that a span names from end to end."""
        for known in self._lexicon.documents.find_all(tokens(text, where.start, where.end)):
            document = known.value
            if (known.start, known.end) == where and document.cls == "Programme":
                self.documents.setdefault(
                    document.id, Document(document.id, document.cls, None, title=document.name)
                )
                return document.id
        return None


def _inside(position: int, spans: list[Span]) -> bool:
    return any(span.start <= position < span.end for span in spans)


def _only_joined(text: str, before: Span, start: int) -> bool:
    """Tell whether nothing but a comma stands between two citations of a list."""
    return start >= before.end and text[before.end : start].strip() in (",", ";", ", số", "; số")
