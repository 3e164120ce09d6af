"""What closes a plan: footnotes, recipients with the archive code, the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.readers import Readers
from sctbv_graph.extract.recipients import read_recipient
from sctbv_graph.model import Element, Mention, Passage, Signature, Span, trim
from sctbv_graph.vietnamese.fold import fold, squeeze

_ARCHIVE = re.compile(r"Lưu\s*:\s*(?P<code>.*?)\s*\.?\s*\Z")
_MARK = re.compile(r"\[(\d+)\]")


def read_footnotes(readers: Readers) -> Iterator[Element]:
    """Yield each note; its documents are what the marked sentence carries out (line 42)."""
    text = readers.text
    marks = {
        m[1]: m
        for part in readers.outline.parts
        for section in part.walk()
        for m in _MARK.finditer(text, section.span.start, section.span.end)
    }
    for number, span in readers.outline.footnotes:
        trimmed = trim(text, span)
        mark = marks.get(number)
        before = fold(text[max(0, mark.start() - 120) : mark.start()]) if mark else ""
        kind = "applies" if "thực hiện" in before else "cites"
        passages = [Passage(trimmed)]
        if mark:
            passages.append(Passage(Span(mark.start(), mark.end())))
        yield Element(
            "DocumentPart",
            readers.thing("part", f"footnote-{number}"),
            trimmed,
            100,
            None,
            number,
            tuple(passages),
            references=readers.references.read(text, trimmed, kind),
        )


def read_recipients(readers: Readers) -> tuple[tuple[Mention, ...], tuple[str, Span] | None]:
    """Return who is to get the plan, and the archive code ("Lưu: VT, …") with its line."""
    found: list[Mention] = []
    archive = None
    for span in readers.outline.recipients:
        match = _ARCHIVE.match(readers.text, span.start, span.end)
        if match:
            code = Span(match.start("code"), match.end("code"))
            archive = (squeeze(readers.quote(code)), span)
        else:
            found += read_recipient(readers.parties, readers.text, span)
    return tuple(found), archive


def read_signature(readers: Readers) -> Signature | None:
    """Return who signed: the last name, the post above it, and for whom ("TM.", "KT.")."""
    lines, quote = readers.outline.signature, readers.quote
    posts = [s for s in lines if quote(s).isupper() or quote(s).startswith("KT")]
    names = [s for s in lines if s not in posts]
    if not names:
        return None
    for_post = next((s for s in posts if re.match(r"(?:KT|TM|TL|TUQ)\.", quote(s))), None)
    own = [s for s in posts if s != for_post]
    return Signature(names[-1], own[-1] if own else None, for_post)
