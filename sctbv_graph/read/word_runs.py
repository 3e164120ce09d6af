"""The words of one Word paragraph: runs, fields, tracked changes, notes, hidden text.

What is written is the accepted text: insertions kept, deletions left out and listed. A line break
inside a paragraph ends the line, since a block is one line of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from sctbv_graph.model import Span
from sctbv_graph.read.annotations import Change, RunPiece
from sctbv_graph.read.builder import Place, TextBuilder
from sctbv_graph.read.legacy import convert, encoding_of_font
from sctbv_graph.read.word_elements import ALTERNATE, alternative, boxes_of
from sctbv_graph.read.word_names import inner, w
from sctbv_graph.read.word_styles import Styles

_TEXT, _DELETED, _TAB, _BREAK, _RETURN = w("t"), w("delText"), w("tab"), w("br"), w("cr")
_RUN, _PROPERTIES = w("r"), w("rPr")
_WORDS = {_TEXT, _DELETED}
_CONTROLS = {w("fldChar"), _BREAK, _RETURN}
_KEPT = {w(n) for n in ("hyperlink", "smartTag", "sdtContent", "sdt", "customXml", "fldSimple",
                        "dir", "bdo", "ruby", "rubyBase")}  # fmt: skip
_CHANGED = {w("ins"): "inserted", w("del"): "deleted", w("moveTo"): "moved-to",
            w("moveFrom"): "moved-from"}  # fmt: skip
_GONE = {"deleted", "moved-from"}
_DRAWN = {w("drawing"), w("pict"), w("object")}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SYMBOLS = {"F0B7": "•", "F02D": "-", "F0A7": "▪", "F0E0": "→", "F0FC": "✓"}


@dataclass(slots=True)
class Open:
    """A tracked change while its words are being read."""

    kind: str
    author: str
    date: str
    place: Place
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """What was met on the way through one document, in order."""

    changes: list[Open] = field(default_factory=list)
    comments: dict[str, list[Place]] = field(default_factory=dict)
    notes: list[tuple[str, str, Place]] = field(default_factory=list)  # kind, id, where
    pieces: list[tuple[Place, str, int, int, int]] = field(default_factory=list)
    hidden: list[tuple[Place, str]] = field(default_factory=list)
    legacy: dict[str, tuple[Place, str]] = field(default_factory=dict)  # font -> first words
    unread: list[tuple[Place, str]] = field(default_factory=list)

    def made_changes(self) -> tuple[Change, ...]:
        """Return the tracked changes that hold words."""
        return tuple(
            Change(c.kind, c.place.span, "".join(c.words), c.author, c.date)
            for c in self.changes
            if c.words
        )

    def made_pieces(self) -> tuple[RunPiece, ...]:
        """Return which run holds which characters."""
        return tuple(
            RunPiece(Span(place.start, place.end), part, paragraph, run, offset)
            for place, part, paragraph, run, offset in self.pieces
            if place.end > place.start
        )


class RunReader:
    """Writes the words of paragraphs into the text; one reader a part of the package."""

    def __init__(
        self, part: str, root: etree._Element, styles: Styles, builder: TextBuilder, found: Found
    ) -> None:
        """Number the paragraphs and runs of the part, so that words lead back to them."""
        self._part = part
        self._styles = styles
        self._builder = builder
        self.found = found
        self._paragraphs = {p: i for i, p in enumerate(root.iter(w("p")))}
        self._runs = {r: i for i, r in enumerate(root.iter(_RUN))}
        self._codes: list[bool] = []  # of each open field: are we still in its code?
        self.lines: list[Span] = []
        self.boxes: list[etree._Element] = []
        self.note_mark = ""  # what a note's own reference mark shows
        self.numbers_of_notes: dict[tuple[str, str], str] = {}

    def paragraph(self, element: etree._Element, properties: etree._Element | None) -> None:
        """Write one paragraph; ended lines are in ``lines``, the last one is still open."""
        self._paragraph = self._paragraphs.get(element, -1)
        self._properties = properties
        self._children(element, None)

    def end_line(self) -> None:
        """End the line that is open."""
        span = self._builder.end_line()
        if span:
            self.lines.append(span)

    def _children(self, parent: etree._Element, change: Open | None) -> None:
        for child in parent.iterchildren(etree.Element):
            self._child(child, change)

    def _child(self, child: etree._Element, change: Open | None) -> None:
        tag = child.tag
        if tag == _RUN:
            self._run(child, change)
        elif tag in _KEPT:
            self._children(child, change)
        elif tag in _CHANGED:
            opened = Open(
                _CHANGED[tag],
                child.get(w("author"), ""),
                child.get(w("date"), ""),
                self._builder.here(),
            )
            self.found.changes.append(opened)
            # What is deleted inside an insertion is gone, whatever surrounds it.
            inner = change if change and change.kind in _GONE else opened
            self._children(child, inner)
        elif tag in {w("commentRangeStart"), w("commentRangeEnd")}:
            self.comment_edge(child)
        elif tag == ALTERNATE:
            self._children(alternative(child), change)
        elif tag in {_MATH + "oMath", _MATH + "oMathPara"}:
            self._write("".join(t.text or "" for t in child.iter(_MATH + "t")), -1, 0, change)
        elif tag == w("subDoc"):
            self.found.unread.append((self._builder.here(), "subDoc"))

    def deleted(self, words: str) -> None:
        """List words that went with a deleted row or cell."""
        if words.strip():
            self.found.changes.append(Open("deleted", "", "", self._builder.here(), [words]))

    def comment_edge(self, element: etree._Element) -> None:
        """Remember where a comment begins or ends."""
        key = element.get(w("id"), "")
        self.found.comments.setdefault(key, []).append(self._builder.here())

    def _run(self, run: etree._Element, change: Open | None) -> None:
        properties = inner(run, _PROPERTIES)
        font, hidden = self._styles.font_and_hidden(self._properties, properties)
        index = self._runs.get(run, -1)
        offset = 0
        for child in run.iterchildren(etree.Element):
            tag = child.tag
            if tag in _CONTROLS:
                self._control(child, change)
                continue
            if tag == _PROPERTIES or any(self._codes):
                continue
            text = self._shown(child, change)
            if not text:
                continue
            if tag in _WORDS:
                text = self._converted(text, font)
            if hidden:
                self.found.hidden.append((self._builder.here(), text))
                continue
            self._write(text, index, offset, change)
            offset += len(text)

    def _control(self, child: etree._Element, change: Open | None) -> None:
        """Breaks end a line; field characters tell code from result."""
        if child.tag != w("fldChar"):
            if change is None or change.kind not in _GONE:
                self.end_line()
            return
        kind = child.get(w("fldCharType"))
        if kind == "begin":
            self._codes.append(True)
        elif kind == "separate" and self._codes:
            self._codes[-1] = False
        elif kind == "end" and self._codes:
            self._codes.pop()

    def _shown(self, child: etree._Element, change: Open | None) -> str:
        """Return what one child of a run shows."""
        tag = child.tag
        if tag in _WORDS:
            return (child.text or "").replace("\n", " ").replace("\r", " ")
        if tag in {_TAB, w("ptab")}:
            return "\t"
        if tag == w("noBreakHyphen"):
            return "-"
        if tag == w("sym"):
            code = child.get(w("char"), "").upper()
            return _SYMBOLS.get(code, "•")
        if tag in {w("footnoteReference"), w("endnoteReference")}:
            return self._note(child, change)
        if tag in {w("footnoteRef"), w("endnoteRef")}:
            return self.note_mark
        if tag in _DRAWN:
            self.boxes += boxes_of(child)
        elif tag == ALTERNATE:
            self.boxes += boxes_of(alternative(child))
        elif tag == w("ruby"):
            self._children(child, change)
        return ""

    def _note(self, child: etree._Element, change: Open | None) -> str:
        kind = "footnote" if child.tag == w("footnoteReference") else "endnote"
        key = (kind, child.get(w("id"), ""))
        if change and change.kind in _GONE:
            return ""
        mark = self.numbers_of_notes.get(key, "")
        if not mark:
            return ""
        place = Place(self._builder.length, self._builder.length + len(mark))
        self.found.notes.append((*key, place))
        return mark

    def _converted(self, text: str, font: str | None) -> str:
        encoding = encoding_of_font(font)
        if encoding is None or font is None:
            return text
        shown = convert(text, encoding)
        if shown != text:
            self.found.legacy.setdefault(font, (self._builder.here(), text))
        return shown

    def _write(self, text: str, run: int, offset: int, change: Open | None) -> None:
        if change and change.kind in _GONE:
            change.words.append(text)
            return
        place = self._builder.add(text)
        self.found.pieces.append((place, self._part, self._paragraph, run, offset))
        if change:
            change.words.append(text)
            change.place.end = place.end
