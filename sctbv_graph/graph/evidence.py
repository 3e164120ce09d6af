"""The triples of one document as they are collected: words, certainty and evidence on nodes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.graph.literals import concept, integer, node
from sctbv_graph.model import Certainty, Passage, Span, ThingId
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.terms import DCTERMS, RDF, SKOS, XSD
from sctbv_graph.vietnamese.fold import squeeze

_TYPE = ox.NamedNode(RDF + "type")
_ANY_URI = ox.NamedNode(XSD + "anyURI")
_EXTERNAL = {"title": DCTERMS + "title"}
_LABEL_LENGTH = 110
_RECOGNISED = "Chữ do máy nhận dạng từ ảnh quét; cần người xác nhận"


@lru_cache(maxsize=1024)
def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else iris.term(name))


@lru_cache(maxsize=256)
def _supported(name: str) -> ox.Literal:
    return ox.Literal(_EXTERNAL.get(name, iris.term(name)), datatype=_ANY_URI)


class Triples:
    """Collects what one layer of a document says, each triple once, in the order it is said."""

    def __init__(self, document: ThingId, source: SourceDocument, layer: str) -> None:
        """Bind the document to the text that its records point into, and to the layer's graph."""
        self.source = source
        self.document = node(document)
        self.file = ox.NamedNode(iris.thing("file", f"{document.key}/{source.sha256[:12]}"))
        self._graph = ox.NamedNode(iris.graph(document.key, layer))
        self._said: dict[ox.Quad, None] = {}

    def all(self) -> list[ox.Quad]:
        """Return what has been said so far."""
        return list(self._said)

    def add(self, subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> None:
        """Say one property: ``name`` is a term of the ontology or a whole IRI."""
        self._said[ox.Quad(subject, _term(name), value, self._graph)] = None

    def type(self, subject: ox.NamedNode, cls: str) -> None:
        """Say the class: a term of the ontology or a whole IRI."""
        self._said[ox.Quad(subject, _TYPE, _term(cls), self._graph)] = None

    def text(self, subject: ox.NamedNode, span: Span, name: str = "statedText") -> None:
        """Say the words of a span as they stand; in text with markup without its signs."""
        self.add(subject, name, ox.Literal(self.source.words(span), language="vi"))

    def label(self, subject: ox.NamedNode, words: str) -> None:
        """Give a short Vietnamese label for lists; the whole text stays in statedText."""
        short = squeeze(words)
        if len(short) > _LABEL_LENGTH:
            short = short[:_LABEL_LENGTH].rsplit(" ", 1)[0].rstrip(",;") + "…"
        self.add(subject, SKOS + "prefLabel", ox.Literal(short, language="vi"))

    def certain(self, subject: ox.NamedNode, certainty: Certainty, scheme: str = "") -> None:
        """Say how a fact was come by; ``scheme`` is where its alternatives are concepts."""
        if self.source.format == "ocr" and certainty.basis in {"read", "forced"}:
            # Recognised letters are a draft: nothing of a scan is simply read.
            certainty = Certainty("inferred", _RECOGNISED, certainty.alternatives)
        self.add(subject, "basis", concept("basis", certainty.basis))
        if certainty.reason:
            self.add(subject, "reason", ox.Literal(certainty.reason, language="vi"))
        for name in certainty.alternatives:
            value = concept(scheme, name) if scheme else ox.Literal(name)
            self.add(subject, "alternative", value)

    def evidence(self, subject: ox.NamedNode, passages: Iterable[Passage], under: str = "") -> None:
        """Hang passages on a node; ``under`` parts those of its several values by name."""
        base = iris.document_of(subject.value)
        stem = under or subject.value.partition("#")[2]
        for number, passage in enumerate(passages, 1):
            fragment = f"{stem}.evidence-{number}" if stem else f"evidence-{number}"
            where = ox.NamedNode(f"{base}#{fragment}")
            self.add(subject, "hasEvidence", where)
            self._passage(where, passage)

    def _passage(self, where: ox.NamedNode, passage: Passage) -> None:
        span = passage.span
        self.type(where, "Evidence")
        self.add(where, "inFile", self.file)
        self.add(where, "evidenceSource", self.document)
        self.add(where, "exactQuote", ox.Literal(self.source.quote(span)))
        self.add(where, "startOffset", integer(span.start))
        self.add(where, "endOffset", integer(span.end))
        self.add(where, "startLine", integer(self.source.line_at(span.start)))
        self.add(where, "endLine", integer(self.source.line_at(span.end - 1)))
        self._place(where, passage)
        for name in passage.supports:
            self.add(where, "supportsProperty", _supported(name))

    def _place(self, where: ox.NamedNode, passage: Passage) -> None:
        """Say the table, row and column of a passage, its sheet, page and box where known.

        A column without a heading, and a row that the records do not count, are told by their
        place in the grid, from one.
        """
        row, column = passage.row, passage.column
        found = self.source.cell_at(passage.span)
        page, sheet, box = None, None, None
        if found:
            table, cell = found
            self.add(where, "tableIndex", integer(table.index + 1))
            row = cell.row + 1 if row is None else row
            column = column or str(cell.column + 1)
            page, sheet, box = cell.page, table.sheet, cell.box
        elif block := self.source.block_at(passage.span.start):
            page, sheet = block.page, block.sheet
        if row is not None:
            self.add(where, "tableRow", integer(row))
        if column:
            self.add(where, "tableColumn", ox.Literal(column))
        if page is not None:
            self.add(where, "page", integer(page))
        if sheet is not None:
            self.add(where, "sheet", ox.Literal(sheet))
        if box is not None:
            corners = " ".join(f"{edge:.1f}" for edge in box)
            self.add(where, "box", ox.Literal(corners))
