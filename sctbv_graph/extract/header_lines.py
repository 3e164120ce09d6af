"""The line that names the type of document, and the one that gives its number.

Copies lose lines: of some only "Số: 45/KH-UBND" tells that the text is a plan, and the sentence
that enacts it what the plan is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.extract.citations import NUMBER, find_citations
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.model import Span
from sctbv_graph.vietnamese.fold import tokens

_SAYS_NUMBER = re.compile(r"(?<!\w)[Ss]ố\s*:?\s*(?=\d)")
_DAY = re.compile(r"[^\n,]{0,40},\s*ngày\s")
_ENACTED = re.compile(
    r"\b(?:ban\s+hành|xây\s+dựng)\s+(?P<type>[Kk]ế\s+hoạch|[Cc]hương\s+trình|[Đđ]ề\s+án)\s+"
    r"(?P<title>\S.*?)\s*(?=\(|;|:|,?\s+(?:cụ\s+thể|như\s+sau|gồm|với\s+(?:các\s+|những\s+)?nội\s+dung)|"
    r"[.]?\s*\Z)",
    re.DOTALL,
)
"""The sentence before the body: "Ủy ban nhân dân tỉnh ban hành Kế hoạch …, cụ thể như sau:"."""


@dataclass(frozen=True, slots=True)
class TypeLine:
    """Which line of the heading names the type, what it says, the title, what comes after it.

    ``line`` is where the letterhead ends, ``below`` where the lines after the title begin.
    """

    line: int
    kind: str
    span: Span
    title: Span
    below: int


def unnamed_type(text: str, heading: tuple[Span, ...], lexicon: Lexicon) -> TypeLine | None:
    """Return type and title of a document whose line "KẾ HOẠCH" is lost: by number and sentence.

    The title is the line in capitals below the date; where that is lost too, it is what the
    enacting sentence calls the plan.
    """
    number, span = own_number(text, heading, None)
    if number is None or span is None:
        return None
    sign = tokens(next((part for part in re.split(r"[/-]", number) if part[:1].isalpha()), ""))
    known = lexicon.document_types.match_at(sign, 0)
    if not sign or known is None or known.last != len(sign):
        return None
    at = next(i for i, line in enumerate(heading) if line.start <= span.start < line.end) + 1
    while at < len(heading) and _DAY.match(text, heading[at].start, heading[at].end):
        at += 1
    if at < len(heading):
        words = text[heading[at].start : heading[at].end]
        if words.isupper() and len(words.split()) > 3:
            return TypeLine(at, known.value, span, heading[at], at + 1)
    for line in heading[at:]:
        enacted = _ENACTED.search(text, line.start, line.end)
        if enacted:
            title = Span(enacted.start("title"), enacted.end("title"))
            return TypeLine(at, known.value, span, title, at)
    return None


def own_number(
    text: str, heading: tuple[Span, ...], caption: Span | None
) -> tuple[str | None, Span | None]:
    """Return the plan's own number from its head, else from the annex caption (line 85)."""
    for span in (*heading, *((caption,) if caption else ())):
        said = _SAYS_NUMBER.search(text, span.start, span.end) if span != caption else None
        if said is None and span != caption:
            continue
        match = NUMBER.search(text, said.end() if said else span.start, span.end)
        if match:
            at = Span(match.start(), match.end())
            return find_citations(text, at)[0].number, at
    return None, None
