"""A decision that enacts a plan: its articles and signature first, the plan behind them.

"QUYẾT ĐỊNH Về việc ban hành Kế hoạch …", "Điều 1. Ban hành kèm theo Quyết định này …", the
recipients and the signature; then "KẾ HOẠCH", its title, "(Ban hành kèm theo Quyết định số …)" and
the parts. Many provinces issue their plans so; number, date and grounds are the decision's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sctbv_graph.model import Span

_ARTICLE = re.compile(r"\s*(?:Điều|ĐIỀU)\s+1\s*[.:]")
_PLAN = re.compile(r"\s*(?:KẾ\s+HOẠCH|CHƯƠNG\s+TRÌNH|ĐỀ\s+ÁN|PHƯƠNG\s+ÁN|CHIẾN\s+LƯỢC|DỰ\s+ÁN)\b")
_ENDS = re.compile(r"\s*(?:Nơi\s+nhận\s*:|(?:TM|KT|TL|TUQ)\s*\.\s*[A-ZĐÀ-Ỹ])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enactment:
    """Where the parts of such a decision begin, as places in the list of its lines."""

    articles: int
    plan: int


def enactment(text: str, spans: Sequence[Span]) -> Enactment | None:
    """Return where the articles and the enclosed plan begin; ``None`` where it is no such act."""
    articles = ended = None
    for index, span in enumerate(spans):
        words = text[span.start : span.end]
        if articles is None:
            if _ARTICLE.match(words):
                articles = index
        elif _ENDS.match(words):
            ended = index
        elif ended is not None and words.isupper() and _PLAN.match(words):
            return Enactment(articles, index)
    return None
