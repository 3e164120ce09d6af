"""The triples of one document as they are collected: words, certainty and evidence on nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from sctbv_graph import iris
from sctbv_graph.graph.written import address, concept, integer, iri, node, term, text, vietnamese
from sctbv_graph.model import Certainty, Passage, Span, ThingId
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.said import Said
from sctbv_graph.terms import DCTERMS, RDF, SKOS
from sctbv_graph.vietnamese.fold import squeeze

_TYPE = iri(RDF + "type")
_EVIDENCE, _IN_FILE, _SOURCE, _QUOTE = map(
    term, ("Evidence", "inFile", "evidenceSource", "exactQuote")
)
_START, _END, _START_LINE, _END_LINE = map(
    term, ("startOffset", "endOffset", "startLine", "endLine")
)
_EXTERNAL = {"title": DCTERMS + "title"}
_LABEL_LENGTH = 110
_RECOGNISED = "Chữ do máy nhận dạng từ ảnh quét; cần người xác nhận"


@lru_cache(maxsize=256)
def _supported(name: str) -> str:
    return address(_EXTERNAL.get(name, iris.term(name)))


class Triples:
    """Collects what one layer of a document says, each triple once, in the order it is said."""

    def __init__(self, document: ThingId, source: SourceDocument, layer: str) -> None:
        """Bind the document to the text that its records point into, and to the layer's graph."""
        self.source = source
        self.of = document
        self.document = node(document)
        self.file = node(ThingId("file", f"{document.key}/{source.sha256[:12]}"))
        self._graph = iris.graph(document.key, layer)
        self._said: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)

    def all(self) -> Said:
        """Return what has been said so far."""
        return Said([(self._graph, dict(self._said))])

    def add(self, subject: str, name: str, value: str) -> None:
        """Say one property: ``name`` is a term of the ontology or a whole IRI."""
        self._said[subject][term(name), value] = None

    def type(self, subject: str, cls: str) -> None:
        """Say the class: a term of the ontology or a whole IRI."""
        self._said[subject][_TYPE, term(cls)] = None

    def text(self, subject: str, span: Span, name: str = "statedText") -> None:
        """Say the words of a span as they stand; in text with markup without its signs."""
        self.add(subject, name, vietnamese(self.source.words(span)))

    def words(self, subject: str, span: Span) -> None:
        """Say the words of a span as they stand, and as much of them as fits a list."""
        words = self.source.words(span)
        self.add(subject, "statedText", vietnamese(words))
        self.label(subject, words)

    def label(self, subject: str, words: str) -> None:
        """Give a short Vietnamese label for lists; the whole text stays in statedText."""
        short = squeeze(words)
        if len(short) > _LABEL_LENGTH:
            short = short[:_LABEL_LENGTH].rsplit(" ", 1)[0].rstrip(",;") + "…"
        self.add(subject, SKOS + "prefLabel", vietnamese(short))

    def certain(self, subject: str, certainty: Certainty, scheme: str = "") -> None:
        """Say how a fact was come by; ``scheme`` is where its alternatives are concepts."""
        if self.source.format == "ocr" and certainty.basis in {"read", "forced"}:
            # Recognised letters are a draft: nothing of a scan is simply read.
            certainty = Certainty("inferred", _RECOGNISED, certainty.alternatives)
        self.add(subject, "basis", concept("basis", certainty.basis))
        if certainty.reason:
            self.add(subject, "reason", vietnamese(certainty.reason))
        for name in certainty.alternatives:
            value = concept(scheme, name) if scheme else text(name)
            self.add(subject, "alternative", value)

    def evidence(self, subject: str, passages: Iterable[Passage], under: str = "") -> None:
        """Hang passages on a node; ``under`` parts those of its several values by name."""
        base, _, fragment = subject[1:-1].partition("#")
        stem = under or fragment
        for number, passage in enumerate(passages, 1):
            fragment = f"{stem}.evidence-{number}" if stem else f"evidence-{number}"
            where = iri(f"{base}#{fragment}")
            self.add(subject, "hasEvidence", where)
            self._passage(where, passage)

    def _passage(self, where: str, passage: Passage) -> None:
        span, line_at = passage.span, self.source.line_at
        # Half of what a document says are passages: what each of them has is written at once.
        self._said[where] |= {
            (_TYPE, _EVIDENCE): None,
            (_IN_FILE, self.file): None,
            (_SOURCE, self.document): None,
            (_QUOTE, text(self.source.quote(span))): None,
            (_START, integer(span.start)): None,
            (_END, integer(span.end)): None,
            (_START_LINE, integer(line_at(span.start))): None,
            (_END_LINE, integer(line_at(span.end - 1))): None,
        }
        self._place(where, passage)
        for name in passage.supports:
            self.add(where, "supportsProperty", _supported(name))

    def _place(self, where: str, passage: Passage) -> None:
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
            self.add(where, "tableColumn", text(column))
        if page is not None:
            self.add(where, "page", integer(page))
        if sheet is not None:
            self.add(where, "sheet", text(sheet))
        if box is not None:
            corners = " ".join(f"{edge:.1f}" for edge in box)
            self.add(where, "box", text(corners))
