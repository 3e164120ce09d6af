"""What part a duty gives to whom: lead, coordinate, take part; and to whom it reports.

"Chủ trì" says that a body leads; "Phối hợp với …" that it coordinates with others and nobody is
named to lead; "Đề nghị …" that it is asked. Where no word tells, the lead of the head is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.doers import doers_of
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.subjects import phrase_end, spaced
from sctbv_graph.model import Assignment, Certainty, Mention, Span

_LEADS = re.compile(
    spaced(
        r"\s*(?:(?:có|chịu) trách nhiệm )?"
        r"(?:chủ trì|là (?:cơ quan|đơn vị) (?:thường trực|đầu mối))\b"
    ),
    re.IGNORECASE,
)
_MANNER = r"(?:(?:chặt chẽ|đồng bộ|thường xuyên|kịp thời|hiệu quả)(?:,\s*| (?:và )?))*"
_COORDINATES = re.compile(spaced(rf"\bphối hợp {_MANNER}(?:(?:với|cùng) )?"), re.IGNORECASE)
_COORDINATION = re.compile(spaced(r"\bphối hợp\b"), re.IGNORECASE)
_READY = re.compile(spaced(r"\s*(?:chủ động|tích cực)?,?\s*\Z"), re.IGNORECASE)
_REPORT = re.compile(
    spaced(
        r"(?:báo cáo|tham mưu|trình|gửi) (?:định kỳ và theo yêu cầu của |(?:kết quả[^,;.]{0,60}|"
        r"tổng hợp[^,;.]{0,30}) (?:về|cho)?\s*)?"
        r"(?P<to>(?:Chủ tịch )?(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND) (?:[Tt]ỉnh|[Tt]hành phố)"
        r"(?: và Bộ [^,;.()]{3,60}?(?=[,;.(]|\Z| (?:trước|theo|để|kết quả|về|xem)\b))?)"
    )
)
_TOLD = re.compile(spaced(r"yêu cầu (?P<who>các đơn vị)"))
_HEAD_LEADS = Certainty(
    "inferred", "Cơ quan đứng đầu mục là bên thực hiện nội dung nêu dưới mục đó"
)
_FROM_HEAD = Certainty("read", "Tên cơ quan đứng ở tiêu đề của mục")


def assign(
    reader: PartyReader, text: str, span: Span, heads: tuple[Mention, ...], asked: bool
) -> tuple[Assignment, ...]:
    """Return the assignments of one duty; ``asked`` where its item begins with "Đề nghị"."""
    told = _TOLD.search(text, span.start, span.end)
    if told:
        mentions = reader.read_list(text, Span(told.start("who"), told.end("who")))
        return tuple(Assignment("lead", m) for m in mentions)
    own = doers_of(reader, text, span, inner=not heads)
    doers, words = (own.mentions, own.words) if own else (heads, span)
    made: list[Assignment] = []
    if own.asked if own else asked:
        made += [Assignment("participate", m) for m in doers]
    elif _LEADS.match(text, words.start, words.end):
        made += _roles("lead", doers, None if own else _FROM_HEAD)
    elif _coordinates(text, words):
        made += _roles("coordinate", doers, None if own else _FROM_HEAD)
    else:
        made += _roles("lead", doers, None if own else _HEAD_LEADS)
    known = {a.mention.party for a in made}
    for mention in partners(reader, text, words):
        if mention.party not in known:
            known.add(mention.party)
            made.append(Assignment("coordinate", mention))
    return tuple(made)


def _coordinates(text: str, words: Span) -> bool:
    """Tell whether "phối hợp" is what the doers do: their first word, or their "trách nhiệm"."""
    match = _COORDINATION.search(text, words.start, words.end)
    before = text[words.start : match.start()] if match else ""
    return match is not None and (
        _READY.match(before) is not None or before.split()[-3:] == ["có", "trách", "nhiệm"]
    )


def _roles(role: str, doers: tuple[Mention, ...], certainty: Certainty | None) -> list[Assignment]:
    return [
        Assignment(role, Mention(m.party, m.span, certainty) if certainty else m) for m in doers
    ]


def partners(reader: PartyReader, text: str, words: Span) -> Iterator[Mention]:
    """Yield those whom "phối hợp với" names; "Quy chế phối hợp quản lý" (line 50) names nobody."""
    for match in _COORDINATES.finditer(text, words.start, words.end):
        end = phrase_end(text, match.end(), words.end)
        if text[match.end() : end].strip() and reader.starts_at(text, match.end(), end):
            yield from reader.read_list(text, Span(match.end(), end))


def reported_to(reader: PartyReader, text: str, span: Span) -> tuple[Mention, ...]:
    """Return the bodies that a duty reports to: "báo cáo … Ủy ban nhân dân tỉnh"."""
    match = _REPORT.search(text, span.start, span.end)
    if not match:
        return ()
    return tuple(reader.read_list(text, Span(match.start("to"), match.end("to"))))
