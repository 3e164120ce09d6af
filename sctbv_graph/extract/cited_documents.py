"""The documents that a text cites, each described once, whatever way it is named.

In go the places that name one, in the order of the text; out come the records: a later mention
fills what the first one lacks.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.laws import LawName
from sctbv_graph.model import Certainty, Document, KnownDocument, Passage, Span, ThingId
from sctbv_graph.vietnamese.fold import fold, slug, tokens

STANDARD = re.compile(
    # That no letter stands before is looked at afterwards: what begins with letters is found fast.
    r"(?P<code>TCVN|QCVN|TCCS|ISO)(?<!\w(?:TCVN|QCVN|TCCS))(?<!\wISO)\s*:?\s*(?:ISO\s*)?(?P<no>\d{2,5}(?:\s*-\s*\d{1,3})?)\s*:\s*"
    r"(?P<year>(?:19|20)\d{2})"
)
"""The code of a standard: "TCVN 11041-8:2018"."""
BY_NAME = Certainty(
    "inferred", "Chỉ nêu tên luật, không có số và ngày; tên được coi là đủ để nhận ra"
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


class CitedDocuments:
    """Keeps the documents that one text cites, by their keys."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin with none; programmes in titles are known by the lexicon."""
        self._lexicon = lexicon
        self.found: dict[ThingId, Document] = {}

    def known(self, document: KnownDocument) -> ThingId:
        """Keep a programme or standard of the registers, cited by its name."""
        self.found.setdefault(
            document.id, Document(document.id, document.cls, None, title=document.name)
        )
        return document.id

    def programme(self, text: str, where: Span) -> ThingId | None:
        """Keep the known programme that a span names from end to end, if it does."""
        for known in self._lexicon.documents.find_all(tokens(text, where.start, where.end)):
            if (known.start, known.end) == where and known.value.cls == "Programme":
                return self.known(known.value)
        return None

    def law(self, law: LawName) -> ThingId:
        """Keep a law that is cited by name: its name and year are all that identifies it."""
        year = law.date.year if law.date else law.year
        target = ThingId("document", slug(law.name) + (f"-{year}" if year else ""))
        if target not in self.found:
            passages = (Passage(law.span, ("title",)),)
            self.found[target] = Document(
                target, "Document", "luat", None, year, law.date, title=law.name,
                passages=passages, certainty=BY_NAME,
            )  # fmt: skip
        return target

    def standard(self, match: re.Match[str]) -> ThingId:
        """Keep a standard that is cited by its code, a match of `STANDARD`."""
        number = re.sub(r"\s+", "", match["no"])
        name = f"{match['code']} {number}:{match['year']}"
        target = ThingId("standard", slug(name))
        self.found.setdefault(
            target,
            Document(target, "Standard", "tieu-chuan", name, int(match["year"]), title=name),
        )
        return target

    def numbered(self, document: Document) -> None:
        """Keep the first description of a document; later mentions fill what it lacks."""
        first = self.found.get(document.id)
        if first is None:
            self.found[document.id] = self._related(document)
            return
        lacking = {
            name: getattr(document, name)
            for name in ("type", "date", "issuer", "title")
            if getattr(first, name) is None and getattr(document, name) is not None
        }
        if lacking:
            passages = first.passages
            if set(lacking) - {"title"}:
                passages = (*passages, *document.passages)
            self.found[document.id] = replace(first, **lacking, passages=passages)

    def _related(self, document: Document) -> Document:
        """Add what the title says: which programme the document approves or carries out."""
        title = document.title or ""
        named = self._lexicon.documents.find_all(tokens(title))
        programmes = [self.known(k.value) for k in named if k.value.cls == "Programme"]
        folded = fold(title)
        if programmes and folded.startswith("phê duyệt"):
            return replace(document, approves=programmes[0])
        if programmes and "thực hiện" in folded.split("chương trình")[0]:
            return replace(document, implements=(programmes[0],))
        return document
