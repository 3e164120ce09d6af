"""In what capacity a document is cited: as a ground, as what is applied or pursued, or just cited.

The words before the number tell ("theo", "mục tiêu … tại"); else what was cited just before it in
the same list; else where the sentence stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sctbv_graph.extract.citations import Citation
from sctbv_graph.model import Certainty, Span, ThingId
from sctbv_graph.vietnamese.fold import fold

_ENACTING = re.compile(
    r"[;.,]\s+(?:Ủy\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|UBND|Bộ|Sở)\s[^;.]{0,80}?"
    r"(?:ban\s+hành|xây\s+dựng)\s+(?:k|K)ế\s+hoạch"
)
"""From here on the paragraph of grounds says what the plan itself is called."""
_BEFORE = 60
"""How many characters before a citation are looked at."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One citing place, read: ``where`` runs to the end of the title, which begins at ``title``."""

    where: Span
    kind: str
    target: ThingId
    certainty: Certainty
    title: int = -1


def enacting_at(text: str, span: Span) -> int:
    """Return where a paragraph of grounds goes over to what it enacts, else where it ends."""
    enacts = _ENACTING.search(text, span.start, span.end)
    return enacts.start() if enacts else span.end


def capacity(
    text: str, span: Span, citation: Citation, default: str, before: Sequence[Cited]
) -> str:
    """Return in what capacity a document is cited: ``before`` is what the span cites before it."""
    context = fold(text[max(span.start, citation.start - _BEFORE) : citation.start])
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
    if default == "basis" and enacting_at(text, Span(span.start, citation.start)) < citation.start:
        return "cites"
    return default


def _only_joined(text: str, before: Span, start: int) -> bool:
    """Tell whether nothing but a comma stands between two citations of a list."""
    return start >= before.end and text[before.end : start].strip() in (",", ";", ", số", "; số")
