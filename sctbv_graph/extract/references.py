"""Documents that the text cites: by number, by standard code, by a known name.

A number alone identifies nothing: the key is number, sign, issuer and year, so 03/KH-UBND
(03/01/2020) and 03/CTr-UBND (10/7/2020), both in Plan 211 line 324, are two documents.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.model import Certainty, Document, Passage, Reference, Span, ThingId
from sctbv_graph.vietnamese.dates import find_dates
from sctbv_graph.vietnamese.fold import fold, slug, squeeze, tokens

NUMBER = re.compile(
    r"(?<![\w/])(?P<serial>\d{1,5}(?:/(?:19|20)\d{2})?)\s*/\s*"
    r"(?P<sign>[A-ZĐ]{1,6}\d{0,2}[a-z]{0,3}(?:\s*-\s*[A-ZĐ][A-Za-zĐđ&]{0,9}){0,3})(?!\w)"
)
STANDARD = re.compile(
    r"\b(?P<code>TCVN|QCVN|TCCS|ISO)\s*:?\s*(?:ISO\s*)?(?P<no>\d{2,5}(?:\s*-\s*\d{1,3})?)\s*:\s*"
    r"(?P<year>(?:19|20)\d{2})"
)
_TYPE_WORDS = (
    r"(?:Quyết\s+định|Kế\s+hoạch|Chương\s+trình|Nghị\s+định|Nghị\s+quyết|Chỉ\s+thị|"
    r"Thông\s+tư|Công\s+văn|Đề\s+án|Luật|Tờ\s+trình|Báo\s+cáo|Thông\s+báo|Hướng\s+dẫn)"
)
_TYPE_BEFORE = re.compile(rf"(?P<type>{_TYPE_WORDS})\s+(?:số\s*:?\s*)?\Z", re.IGNORECASE)
_TITLE_END = re.compile(
    rf"[;.]|,\s*(?:Ủy ban|Uỷ ban|UBND)|\s+và\s+{_TYPE_WORDS}\s+số|\s+và\s+hỗ\s+trợ|\Z"
)
_NAMED = re.compile(rf"(?:(?:Xây dựng và triển khai)\s+)?(?P<name>{_TYPE_WORDS}\s+\S.*)", re.DOTALL)
_CLASSES = {"quyet-dinh": "Decision", "ke-hoach": "Plan", "chuong-trinh": "Programme"}
_NATIONAL_SIGNS = ("TTg", "CP", "QH", "UBTVQH", "CTN")
_ISSUERS = {
    "TTg": "thu-tuong-chinh-phu",
    "CP": "chinh-phu",
}


def document_key(serial: str, sign: str, issuer_tail: str, year: int | None) -> str:
    """Return a document's key: number, sign, issuer where the sign does not tell it, year.

    >>> document_key("211", "KH-UBND", "ca-mau", 2024), document_key("98/2018", "NĐ-CP", "", 2018)
    ('211-kh-ubnd-ca-mau-2024', '98-2018-nd-cp')
    """
    stem = slug(f"{serial}/{sign}")
    if issuer_tail:
        stem += f"-{issuer_tail}"
    return stem if "/" in serial or year is None else f"{stem}-{year}"


def tells_issuer(sign: str) -> bool:
    """Tell whether a document's sign names its issuer by itself (TTg, CP, a ministry)."""
    last = re.split(r"\s*-\s*", sign)[-1]
    return last in _NATIONAL_SIGNS or (last.startswith("B") and len(last) > 2)


class ReferenceReader:
    """Reads the references of one document and describes each cited document once."""

    def __init__(
        self, lexicon: Lexicon, parties: PartyReader, province: str, issuer: ThingId | None
    ) -> None:
        """``province`` ends the keys of local acts; ``issuer`` is whose plan this is."""
        self._lexicon = lexicon
        self._parties = parties
        self._province = province
        self._issuer = issuer
        self.documents: dict[ThingId, Document] = {}
        self.own: ThingId | None = None

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
        found: list[tuple[int, Reference]] = []
        covered: list[Span] = []
        for match in NUMBER.finditer(text, span.start, span.end):
            made = self._numbered(text, span, match, default)
            if made:
                where, kind, target, certainty = made
                if found and fold(text[span.start : where.start]).endswith(" và"):
                    kind = found[-1][1].kind  # "theo Nghị định … và Nghị quyết …" (line 239)
                covered.append(where)
                found.append(
                    (where.start, self._reference(where, kind, target, certainty, row, column))
                )
        for match in STANDARD.finditer(text, span.start, span.end):
            target, where = self._standard(match), Span(match.start(), match.end())
            covered.append(where)
            found.append(
                (where.start, self._reference(where, "applies", target, Certainty(), row, column))
            )
        for known in self._lexicon.documents.find_all(tokens(text, span.start, span.end)):
            where = Span(known.start, known.end)
            if any(c.start <= where.start < c.end for c in covered):
                continue
            document = known.value
            self.documents.setdefault(
                document.id, Document(document.id, document.cls, None, title=document.name)
            )
            kind = "applies" if document.cls == "Standard" else default
            found.append(
                (where.start, self._reference(where, kind, document.id, Certainty(), row, column))
            )
        return tuple(reference for _, reference in sorted(found, key=lambda pair: pair[0]))

    def _reference(
        self,
        where: Span,
        kind: str,
        target: ThingId,
        certainty: Certainty,
        row: int | None,
        column: str | None,
    ) -> Reference:
        return Reference((Passage(where, row=row, column=column),), kind, target, certainty)

    def _numbered(
        self, text: str, span: Span, match: re.Match[str], default: str
    ) -> tuple[Span, str, ThingId, Certainty] | None:
        before = _TYPE_BEFORE.search(text, span.start, match.start())
        start = before.start() if before else match.start()
        type_words = tokens(before["type"]) if before else []
        known_type = self._lexicon.document_types.match_at(type_words, 0) if type_words else None
        end = match.end()
        date = None
        for found in find_dates(text, end, span.end):
            if found.start - end <= 12:
                date, end = found.value, found.end
            break
        issuer, end, certainty = self._issuer_after(text, span, end, match["sign"])
        title_span = self._title(text, end, span.end)
        serial, sign = match["serial"], re.sub(r"\s*-\s*", "-", match["sign"])
        year = date.year if date else None
        if year is None and "/" in serial:
            year = int(serial.split("/")[1])
        tail = "" if tells_issuer(sign) else self._province
        target = ThingId("document", document_key(serial, sign, tail, year))
        if target == self.own:
            return None
        title = squeeze(text[title_span.start : title_span.end]) if title_span else None
        whole = Span(start, title_span.end if title_span else end)
        self._describe(
            Document(
                target,
                _CLASSES.get(known_type.value if known_type else "", "Document"),
                known_type.value if known_type else None,
                f"{serial}/{sign}",
                year,
                date,
                issuer,
                title,
                passages=(Passage(whole, ("documentNumber", "dateIssued", "issuedBy", "title")),),
                certainty=certainty,
            )
        )
        context = fold(text[max(span.start, start - 60) : start])
        kind = default
        if "mục tiêu" in context and context.endswith("tại"):
            kind = "pursues"
        elif context.endswith("theo"):
            kind = "applies"
        return whole, kind, target, certainty

    def _issuer_after(
        self, text: str, span: Span, end: int, sign: str
    ) -> tuple[ThingId | None, int, Certainty]:
        words = tokens(text, end, span.end)
        if words and words[0].text == "của":
            known = self._lexicon.bodies.match_at(words, 1)
            if known:
                return self._parties.body(known.value), known.end, Certainty()
        stem = _ISSUERS.get(re.split(r"\s*-\s*", sign)[-1])
        if stem and stem in self._lexicon.by_stem:
            return self._parties.body(self._lexicon.by_stem[stem]), end, Certainty()
        if sign.endswith("UBND") and self._issuer:
            reason = (
                "Văn bản không nêu cơ quan ban hành; ký hiệu UBND, coi là UBND của chính tỉnh này"
            )
            return self._issuer, end, Certainty("inferred", reason)
        return None, end, Certainty()

    def _title(self, text: str, start: int, limit: int) -> Span | None:
        stop = _TITLE_END.search(text, start, limit)
        piece = text[start : stop.start() if stop else limit]
        words = piece.strip(" ,:")
        if len(words.split()) < 3 or words.startswith((")", "và ")):
            return None
        first = start + piece.index(words)
        return Span(first, first + len(words))

    def _describe(self, document: Document) -> None:
        """Keep the first description of a cited document, and its title wherever it stands."""
        known_document = self.documents.get(document.id)
        if known_document is not None:
            if known_document.title is None and document.title:
                self.documents[document.id] = replace(known_document, title=document.title)
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
