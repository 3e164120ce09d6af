"""Word files (.docx, .docm): our own reader, since each library at hand loses something silently.

A part of the text that Word shows and this reader does not is said in a remark. Text: the body in
its order, then foot- and endnotes ("[1] …"), then headers and footers; each block a line, table
cells row by row. A note's mark stands as "[1]" where it is called.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from sctbv_graph.later import let_go_later
from sctbv_graph.model import Span
from sctbv_graph.read.annotations import Comment, Note, Section
from sctbv_graph.read.blocks import Block, Reading, Remark
from sctbv_graph.read.builder import TextBuilder
from sctbv_graph.read.numbering import Numbering, written
from sctbv_graph.read.package import Package, damaged
from sctbv_graph.read.word_body import BodyReader
from sctbv_graph.read.word_names import R_NS, to_transitional, val, w
from sctbv_graph.read.word_remarks import remarks
from sctbv_graph.read.word_runs import Found
from sctbv_graph.read.word_styles import Styles

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_NOTES = (("footnote", "decimal"), ("endnote", "lowerRoman"))


def read_docx(package: Package) -> Reading:
    """Return everything that a Word file shows; raises `InputError` where it is damaged."""
    document = _Document(package)
    let_go_later(document)
    return document.reading()


class _Document:
    """One file: its main part, the parts that belong to it, and what was read so far."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = _main_part(package)
        self._relations = _relations(package, self._main)
        self._root = self._part(self._main)
        self._builder = TextBuilder()
        self._found = Found()
        self._styles = Styles(self._related("styles"))
        self._numbering = Numbering(self._related("numbering"))
        self._tables = 0

    def _part(self, name: str) -> etree._Element:
        root = self._package.xml(name)
        to_transitional(root)
        return root

    def _related(self, kind: str) -> etree._Element | None:
        """Return the root of the one part of a kind ("styles"), ``None`` where there is none."""
        name = next((n for k, n in self._relations.values() if k == kind), None)
        return self._part(name) if name is not None and name in self._package else None

    def _reader(self, part: str, root: etree._Element) -> BodyReader:
        return BodyReader(
            part, root, self._styles, self._numbering, self._builder, self._found,
            self._package.shown, self._tables,
        )  # fmt: skip

    def reading(self) -> Reading:
        """Read part after part."""
        body = self._root.find(w("body"))
        if body is None:
            raise damaged(self._package.shown)
        reader = self._reader(self._main, self._root)
        marks = self._marks()
        reader.runs.numbers_of_notes = marks
        reader.body(body)
        blocks, self._tables = reader.blocks, reader.tables
        sections = _sections(reader.sections)
        notes = self._notes(marks, blocks)
        self._edges(blocks)
        comments = self._comments()
        said = remarks(self._found)
        if any(name.endswith("vbaProject.bin") for name in self._package.names()):
            said += (_MACROS,)
        return Reading(
            self._builder.text, tuple(blocks), notes, self._found.made_changes(), comments,
            said, sections, self._found.made_pieces(),
        )  # fmt: skip

    # -- notes -----------------------------------------------------------------------------

    def _marks(self) -> dict[tuple[str, str], str]:
        """Return the mark of each note that the body calls, counted in the body's order."""
        settings = self._related("settings")
        marks: dict[tuple[str, str], str] = {}
        for kind, usual in _NOTES:
            path = f"{w(kind + 'Pr')}/{w('numFmt')}"
            form = val(None if settings is None else settings.find(path)) or usual
            own = next((val(e) for e in self._root.iterfind(f".//{w('sectPr')}/{path}")), None)
            count = 0
            for call in self._root.iter(w(f"{kind}Reference")):
                if any(up.tag in {w("del"), w("moveFrom")} for up in call.iterancestors()):
                    continue
                count += 1
                marks[kind, call.get(w("id"), "")] = f"[{written(count, own or form)}]"
        return marks

    def _notes(self, marks: dict[tuple[str, str], str], blocks: list[Block]) -> tuple[Note, ...]:
        """Write the notes after the body, in the order of their calls, each after its mark."""
        called = {(kind, key): place for kind, key, place in self._found.notes}
        made: list[Note] = []
        for kind, _ in _NOTES:
            name = next((n for k, n in self._relations.values() if k == kind + "s"), None)
            if name is None or name not in self._package:
                continue
            root = self._part(name)
            bodies = {
                note.get(w("id"), ""): note
                for note in root.iterfind(w(kind))
                if note.get(w("type")) in {None, "normal"}
            }
            reader = self._reader(name, root)
            order = [key for k, key in marks if k == kind and key in bodies]
            for key in [*order, *(k for k in bodies if k not in order)]:
                mark = marks.get((kind, key), "")
                self._note(reader, bodies[key], mark, blocks)
                span = blocks[-1].span if blocks and blocks[-1].kind == "note" else None
                place = called.get((kind, key))
                if span and mark:
                    words = self._after_mark(span, mark)
                    made.append(Note(mark.strip("[]"), place.span if place else None, words))
            self._tables = reader.tables
        return tuple(made)

    def _note(
        self, reader: BodyReader, note: etree._Element, mark: str, blocks: list[Block]
    ) -> None:
        """Write one note as one block: its paragraphs belong together, its mark stands first."""
        own = next(note.iter(w("footnoteRef"), w("endnoteRef")), None)
        reader.runs.note_mark = f"{mark} " if mark else ""
        if own is None and mark:
            self._builder.add(f"{mark} ")
        first = len(reader.blocks)
        reader.body(note, "note")
        added = reader.blocks[first:]
        if added:
            span = Span(added[0].span.start, added[-1].span.end)
            blocks.append(Block("note", span, mark or None, "typed" if mark else None))

    def _after_mark(self, span: Span, mark: str) -> Span:
        text = self._builder.text[span.start : span.end]
        at = text.find(mark)
        rest = text[at + len(mark) :] if at >= 0 else text
        return Span(span.end - len(rest.lstrip()), span.end)

    # -- headers, footers, comments ---------------------------------------------------------

    def _edges(self, blocks: list[Block]) -> None:
        """Write each header and footer that a section uses, once, after the notes."""
        done: set[str] = set()
        for kind in ("header", "footer"):
            for use in self._root.iter(w(f"{kind}Reference")):
                _, name = self._relations.get(use.get(f"{{{R_NS}}}id", ""), ("", ""))
                if name in done or name not in self._package:
                    continue
                done.add(name)
                root = self._part(name)
                reader = self._reader(name, root)
                reader.body(root, kind)
                blocks += reader.blocks
                self._tables = reader.tables

    def _comments(self) -> tuple[Comment, ...]:
        root = self._related("comments")
        made: list[Comment] = []
        for element in () if root is None else root.iterfind(w("comment")):
            places = self._found.comments.get(element.get(w("id"), ""), [])
            at = Span(places[0].start, places[-1].end) if places else Span(0, 0)
            lines = ("".join(t.text or "" for t in p.iter(w("t"))) for p in element.iter(w("p")))
            made.append(
                Comment(at, "\n".join(line for line in lines if line.strip()),
                        element.get(w("author"), ""), element.get(w("date"), ""))
            )  # fmt: skip
        return tuple(made)


_MACROS = Remark(
    "macros",
    None,
    "Tệp có macro; chỉ đọc nội dung, macro không được chạy",
    "The file holds macros; only its words were read, no macro was run",
)


def _sections(ends: list[Section]) -> tuple[Section, ...]:
    """Return sections by their start; the file tells where each ends."""
    made, start = [], 0
    for section in ends:
        made.append(Section(start, section.landscape))
        start = section.start
    return tuple(made)


def _main_part(package: Package) -> str:
    for kind, name in _relations(package, "").values():
        if kind == "officeDocument" and name in package:
            return name
    if "word/document.xml" in package:
        return "word/document.xml"
    raise damaged(package.shown)


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return identifier → (kind, name of the part) of what a part refers to inside the package."""
    folder, _, name = part.rpartition("/")
    root = package.optional_xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    made: dict[str, tuple[str, str]] = {}
    for relation in () if root is None else root.iter(_RELATIONS):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        kind = relation.get("Type", "").rpartition("/")[2]
        made[relation.get("Id", "")] = (kind, posixpath.normpath(path))
    return made
