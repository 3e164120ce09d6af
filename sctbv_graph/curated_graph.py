"""Curated entries as quads, by the tables of `curated_tables`.

Each node carries its source in words (``dcterms:source``) and as nodes
(``prov:hadPrimarySource``). Facts that questions cite (targets, events, transfers, claims) have
evidence besides: their lines in the curated file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.curated import CuratedFile, Entry, read_entries
from sctbv_graph.curated_tables import COMMON, FILES, HANDLED, TABLES
from sctbv_graph.graph.literals import concept, day, decimal, integer
from sctbv_graph.terms import DCTERMS, FOAF, ORG, PROV, RDF, SDG, SDGO, SKOS, XSD

_PREFIXES = {"sdg": SDG, "sdgo": SDGO, "org": ORG, "unit": "http://qudt.org/vocab/unit/"}
_LABEL = SKOS + "prefLabel"
_PERIOD = re.compile(r"^period = (.+)$", re.MULTILINE)


def address(written: str) -> str:
    """Return the IRI that an entry writes in short.

    >>> address("task/211-kh-ubnd-ca-mau-2024/5"), address("sdg:12.8")
    ('https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5', 'http://metadata.un.org/sdg/12.8')
    """
    prefix, colon, rest = written.partition(":")
    if colon and prefix == "concept":
        return iris.CONCEPT + rest
    if colon and prefix in _PREFIXES:
        return _PREFIXES[prefix] + rest
    path, _, fragment = written.partition("#")
    type_, _, key = path.partition("/")
    return iris.thing(type_, key, fragment)


def _class(written: str) -> ox.NamedNode:
    return ox.NamedNode(address(written) if ":" in written else iris.term(written))


def _property(name: str) -> ox.NamedNode:
    if name.startswith("dcterms:"):
        return ox.NamedNode(DCTERMS + name.removeprefix("dcterms:"))
    return ox.NamedNode(name if ":" in name else iris.term(name))


def _value(kind: str, written: Any) -> ox.NamedNode | ox.Literal:
    if kind in ("vi", "en"):
        return ox.Literal(str(written), language=kind)
    if kind.startswith("concept:"):
        return concept(kind.removeprefix("concept:"), written)
    if kind == "iri":
        return ox.NamedNode(address(written))
    if kind == "term":
        return ox.Literal(_property(written).value, datatype=ox.NamedNode(XSD + "anyURI"))
    if kind == "date" and isinstance(written, date):
        return day(written)
    if kind == "integer":
        return integer(int(written))
    if kind == "decimal":
        return decimal(Decimal(str(written)))
    if kind == "plain":
        return ox.Literal(str(written))
    raise ValueError(written)


class _Writer:
    """The quads of one entry."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.table = TABLES.get(entry.table)
        if self.table is None or self.table.file != entry.file.stem:
            raise entry.wrong("bảng không có trong tệp này", "this file has no such table")
        missing = [name for name in self.table.needs if not entry.fields.get(name)]
        known = {*COMMON, *self.table.fields, *HANDLED}
        unknown = sorted(set(entry.fields) - known)
        if missing or unknown:
            said = ", ".join((*missing, *unknown))
            raise entry.wrong(f"thiếu hoặc thừa trường: {said}", f"lacks or adds a field: {said}")
        self.graph = ox.NamedNode(iris.reference_graph(entry.file.stem))
        self.node = ox.NamedNode(address(entry.fields["id"]))
        # A programme or standard is a name that others give: what cites it is the evidence.
        named = entry.table == "act" and not entry.fields["id"].startswith("document/")
        self.cited = not named

    def add(self, subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, _property(name), value, self.graph)

    def _sourced(self, subject: ox.NamedNode) -> Iterator[ox.Quad]:
        yield self.add(subject, DCTERMS + "source", ox.Literal(self.entry.fields["source"]))
        for where in self.entry.fields.get("read_in", ()):
            yield self.add(subject, PROV + "hadPrimarySource", ox.NamedNode(address(where)))
        if self.table is not None and self.table.evidence:
            yield self.add(subject, "hasEvidence", self._part("curated-1"))

    def quads(self) -> Iterator[ox.Quad]:
        assert self.table is not None
        fields = self.entry.fields
        yield self.add(self.node, RDF + "type", _class(self.table.cls or fields["class"]))
        if self.entry.table == "target":  # the words of the entry are what is read
            yield self.add(self.node, "statedText", ox.Literal(fields["name"], language="vi"))
            if "basis" not in fields:
                yield self.add(self.node, "basis", concept("basis", "read"))
        for name, (prop, kind) in {**COMMON, **self.table.fields}.items():
            if name in fields:
                written = fields[name]
                for one in written if isinstance(written, list) else [written]:
                    yield self.add(self.node, prop, _value(kind, one))
        if "period" in fields:
            yield from self._period(self.table.period, *fields["period"])
        if "population" in fields:
            yield from self._population()
        if "signer" in fields:
            yield from self._signature()
        for lang, name in (("vi", self.table.label), ("en", f"{self.table.label}_en")):
            if name in fields:
                yield self.add(self.node, _LABEL, ox.Literal(fields[name], language=lang))
        if self.entry.table == "claim":
            yield self._claimed()
        # Evidence that nothing rests on would belong to nobody.
        rests = self.cited or fields.keys() & {"period", "population", "signer"}
        if self.table.evidence and rests:
            yield from self._evidence()

    def _part(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.node.value}#{name}")

    def _claimed(self) -> ox.Quad:
        """Return what an analyst claims, as the fact it would be: in the analysis layer alone."""
        fields = self.entry.fields
        return ox.Quad(
            ox.NamedNode(address(fields["about"])),
            _property(fields["property"]),
            ox.NamedNode(address(fields["object"])),
            ox.NamedNode(iris.graph(fields["document"], "analysis")),
        )

    def _period(self, prop: str, first: date | str, last: date) -> Iterator[ox.Quad]:
        frame = self._part("period")
        yield self.add(self.node, prop, frame)
        yield self.add(frame, RDF + "type", _class("TimeFrame"))
        if isinstance(first, date):  # "" where only the end is told ("by 2030")
            yield self.add(frame, "startDate", day(first))
        yield self.add(frame, "endDate", day(last))
        yield self.add(frame, "precision", concept("precision", "year"))
        words = _PERIOD.search(self.entry.quote)
        assert words is not None
        yield self.add(frame, "statedText", ox.Literal(words[1], language="vi"))
        yield from self._sourced(frame)

    def _population(self) -> Iterator[ox.Quad]:
        scope, fields = self._part("scope"), self.entry.fields
        yield self.add(self.node, "hasScope", scope)
        yield self.add(scope, RDF + "type", _class("Scope"))
        yield self.add(scope, _LABEL, ox.Literal(fields["population"], language="vi"))
        yield self.add(scope, "statedText", ox.Literal(fields["population"], language="vi"))
        if "population_en" in fields:
            yield self.add(scope, _LABEL, ox.Literal(fields["population_en"], language="en"))
        kind = concept("population-kind", fields["population_kind"])
        yield self.add(scope, "populationKind", kind)
        yield from self._sourced(scope)

    def _signature(self) -> Iterator[ox.Quad]:
        signature, person = self._part("signature"), self._part("signer")
        name = ox.Literal(self.entry.fields["signer"], language="vi")
        yield self.add(signature, RDF + "type", _class("Signature"))
        yield self.add(signature, "isSignatureOf", self.node)
        yield self.add(signature, "signedBy", person)
        post = ox.Literal(self.entry.fields["signer_post"])
        yield self.add(signature, "signatoryPost", post)
        yield self.add(person, RDF + "type", ox.NamedNode(FOAF + "Person"))
        yield self.add(person, FOAF + "name", name)
        yield self.add(person, _LABEL, name)
        yield from self._sourced(signature)
        yield from self._sourced(person)

    def _evidence(self) -> Iterator[ox.Quad]:
        where, span = self._part("curated-1"), self.entry.span
        first, last = self.entry.lines
        if self.cited:
            yield self.add(self.node, "hasEvidence", where)
        yield self.add(where, RDF + "type", _class("Evidence"))
        yield self.add(where, "inFile", file_node(self.entry.file))
        yield self.add(where, "evidenceSource", curated_document(self.entry.file))
        yield self.add(where, "exactQuote", ox.Literal(self.entry.quote))
        for name, number in (("startOffset", span.start), ("endOffset", span.end),
                             ("startLine", first), ("endLine", last)):  # fmt: skip
            yield self.add(where, name, integer(number))


def curated_document(file: CuratedFile) -> ox.NamedNode:
    """Return the node of what a curated file says: the document of which it is the file."""
    return ox.NamedNode(iris.thing("document", f"reference-{file.stem}"))


def file_node(file: CuratedFile) -> ox.NamedNode:
    """Return the node of a curated file."""
    return ox.NamedNode(iris.thing("file", f"reference-{file.stem}/{file.sha256[:12]}"))


def _file_quads(file: CuratedFile) -> Iterator[ox.Quad]:
    subject, graph = file_node(file), ox.NamedNode(iris.reference_graph(file.stem))
    for prop, value in (
        (RDF + "type", _class("SourceFile")),
        (_LABEL, ox.Literal(f"data/reference/{file.path.name}")),
        ("isFileOf", curated_document(file)),
        ("fileFormat", concept("file-format", "toml")),
        ("sha256", ox.Literal(file.sha256)),
        ("byteSize", integer(file.size)),
        (DCTERMS + "source", ox.Literal(f"data/reference/{file.path.name}")),
    ):
        yield ox.Quad(subject, _property(prop), value, graph)
    document = curated_document(file)
    for prop, value in (
        (RDF + "type", _class("Document")),
        (_LABEL, ox.Literal(f"Dữ liệu tham chiếu: {file.path.name}", language="vi")),
        (_LABEL, ox.Literal(f"Reference data: {file.path.name}", language="en")),
        (DCTERMS + "source", ox.Literal(f"data/reference/{file.path.name}")),
        (PROV + "hadPrimarySource", subject),
    ):
        yield ox.Quad(document, _property(prop), value, graph)


def curated_quads(folders: Iterable[Path]) -> list[ox.Quad]:
    """Return the quads of all curated files of the data folders.

    Raises `ReferenceDataError` that names file, line and entry where one is wrong.
    """
    made: dict[ox.Quad, None] = {}
    files: dict[Path, CuratedFile] = {}
    for entry in read_entries(folders, FILES):
        files[entry.file.path] = entry.file
        try:
            made.update(dict.fromkeys(_Writer(entry).quads()))
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise entry.wrong(f"không dùng được ({error})", f"cannot be used ({error})") from None
    for file in files.values():
        made.update(dict.fromkeys(_file_quads(file)))
    return list(made)
