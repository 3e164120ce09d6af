"""Who does what under "Tổ chức thực hiện": leads, coordinators, those who are asked.

The body that heads an item is the doer of what stands under it, unless a sentence begins with a
doer of its own. "Chủ trì" says that it leads; "Phối hợp với …" that it coordinates with others and
nobody is named to lead; "Đề nghị …" that it is asked. Where no word tells, the lead of the head is
inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.readers import Readers
from sctbv_graph.extract.section import Section
from sctbv_graph.extract.subjects import ENTRUSTED, phrase_end, spaced, subject_of
from sctbv_graph.model import Assignment, Certainty, Element, Mention, Span, ThingId, trim

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
_DIRECTS = re.compile(spaced(r"\s*chỉ đạo (?=\S)"), re.IGNORECASE)
_REPORT = re.compile(
    spaced(
        r"(?:báo cáo|tham mưu|trình|gửi) (?:định kỳ và theo yêu cầu của |(?:kết quả[^,;.]{0,60}|"
        r"tổng hợp[^,;.]{0,30}) (?:về|cho)?\s*)?"
        r"(?P<to>(?:Chủ tịch )?(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND) (?:[Tt]ỉnh|[Tt]hành phố)"
        r"(?: và Bộ [^,;.()]{3,60}?(?=[,;.(]|\Z| (?:trước|theo|để|kết quả|về|xem)\b))?)"
    )
)
_TOLD = re.compile(spaced(r"yêu cầu (?P<who>các đơn vị)"))
_ADVERBIAL = re.compile(
    spaced(
        r"\s*(?:căn cứ|trên cơ sở|trong quá trình|quá trình|khi|nếu|để|theo|hằng năm|hàng năm|"
        r"định kỳ|trường hợp|đối với|ngoài ra|đồng thời|trên đây là)\b"
    ),
    re.IGNORECASE,
)
_ASKS = re.compile(spaced(r"\b(?:đề nghị|yêu cầu|giao) (?=\S)"), re.IGNORECASE)
_HANDS_OVER = re.compile(spaced(r"\s*trên đây là"), re.IGNORECASE)
_GENERIC = re.compile(
    spaced(r"(?:.*(?:[,;]|\bvà)\s*)?(?:các )?(?:cơ quan|đơn vị|tổ chức|doanh)"), re.DOTALL
)
_GROUP = re.compile(
    spaced(
        r"\s*(?:các|những|toàn thể) (?!(?:sở|ban|bộ|ngành|cơ quan|đơn vị|tổ chức|doanh nghiệp|hội|"
        r"địa phương|xã|phường|huyện|tỉnh|thành viên|đoàn|trường|trung tâm|cấp|cơ sở|phòng|hợp tác|"
        r"hộ|công ty|nhà|chủ|lực lượng|thôn|khu|viện|bệnh viện|quỹ|ngân hàng|đồng chí|cán bộ|ubnd|"
        r"ủy ban|chi cục|chi nhánh|phó|htx|đài|báo|tập đoàn|hiệp hội|liên|cá nhân)\b)"
    ),
    re.IGNORECASE,
)
"""A plural that is none of parties: "Các nhiệm vụ …"."""
_INNER = re.compile(
    spaced(r"(?:[,.;]|vướng mắc,?|phát sinh,?|cần thiết,?) (?=(?:đề nghị|yêu cầu|giao|\S)?)")
)
_LONGEST_NAME = 220
_HEAD_LEADS = Certainty(
    "inferred", "Cơ quan đứng đầu mục là bên thực hiện nội dung nêu dưới mục đó"
)
_FROM_HEAD = Certainty("read", "Tên cơ quan đứng ở tiêu đề của mục")
_DIRECTED = Certainty("inferred", "Được cơ quan đứng đầu mục chỉ đạo thực hiện")


@dataclass(frozen=True, slots=True)
class Doers:
    """The parties that a sentence begins with; ``words`` is what it says of them."""

    mentions: tuple[Mention, ...]
    words: Span
    asked: bool


def read_duty(
    readers: Readers,
    section: Section,
    parent: ThingId,
    ordinal: int,
    heads: tuple[Mention, ...] = (),
    asked: bool = False,
    helpers: tuple[Mention, ...] = (),
) -> Iterator[Element]:
    """Yield an item with the bodies that head it and the duties under it, or one duty.

    An item that only names parties, or introduces what they are to do, heads what stands in it; so
    does a title over sentences with doers of their own. What stands under a duty ("bao gồm:" and
    bullets) is part of that duty.
    """
    text = readers.text
    own = doers_of(readers.parties, text, section.span, inner=not heads)
    told = own is not None and bool(text[own.words.start : own.words.end].strip())
    opens = bool(section.children) and readers.quote(section.span).rstrip().endswith((":", "sau"))
    if own and (not told or opens):
        helpers = tuple(_directed(readers.parties, text, own.words))
        yield from _headed(readers, section, parent, ordinal, own.mentions, own.asked, helpers)
        return
    if own is None and section.children and not heads:
        yield from _headed(readers, section, parent, ordinal, (), False, ())
        return
    duty = _duty(readers, section, ordinal, parent, heads, asked, helpers)
    yield duty
    if own and section.children and not heads:
        yield from _beside(readers, section, duty.id, own)
    else:
        yield from _details(readers, section, duty.id)


def _headed(
    readers: Readers,
    section: Section,
    parent: ThingId,
    ordinal: int,
    heads: tuple[Mention, ...],
    asked: bool,
    helpers: tuple[Mention, ...],
) -> Iterator[Element]:
    item = readers.element(
        "DocumentPart", "part", section.key, section.span, ordinal, parent,
        section.label if section.numbered else None, heads=heads,
    )  # fmt: skip
    yield item
    counts = {True: 0, False: 0}
    for child in section.children:
        counts[child.numbered] += 1
        yield from read_duty(readers, child, item.id, counts[child.numbered], heads, asked, helpers)


def _beside(readers: Readers, section: Section, parent: ThingId, own: Doers) -> Iterator[Element]:
    """Yield what stands under a sentence that is a duty itself, as further duties of its doers."""
    for ordinal, child in enumerate(section.children, 1):
        yield from read_duty(readers, child, parent, ordinal, own.mentions, own.asked)


def read_closing(readers: Readers, section: Section, ordinal: int, parent: ThingId) -> Element:
    """Return a sentence that closes the plan: what it asks of all (line 73)."""
    words = readers.quote(section.span)
    if _HANDS_OVER.match(words) and not _ASKS.search(words):
        return readers.element("DocumentPart", "part", section.key, section.span, ordinal, parent)
    return _duty(readers, section, ordinal, parent, (), False, ())


def doers_of(reader: PartyReader, text: str, span: Span, inner: bool = True) -> Doers | None:
    """Return the parties that a sentence begins with, or ``None``.

    With ``inner`` they may stand behind a comma after "Căn cứ …", "Trong quá trình …".
    """
    found = _doers_at(reader, text, span)
    if found or not inner:
        return found
    asks = any(
        not text[: match.start()].rstrip().endswith("được")  # "nhiệm vụ được giao" asks nobody
        for match in _ASKS.finditer(text, span.start, span.end)
    )
    if not asks and not _ADVERBIAL.match(text, span.start, span.end):
        return None
    for match in _INNER.finditer(text, span.start, span.end):
        if asks and not _ASKS.match(text, match.end(), span.end):
            continue
        found = _doers_at(reader, text, Span(match.end(), span.end))
        if found and found.words.end > found.words.start:
            return found
    return None


def _doers_at(reader: PartyReader, text: str, span: Span) -> Doers | None:
    subject = subject_of(text, span)
    parties = subject.parties
    named = text[parties.start : parties.end].strip()
    if not named or len(named) > _LONGEST_NAME or _GROUP.match(named):
        return None
    if not reader.starts_at(text, parties.start, parties.end):
        return None
    clause = ENTRUSTED.search(text, parties.start, parties.end)
    if clause and not _GENERIC.match(text[parties.start : clause.start()]):
        parties = Span(parties.start, clause.start())  # "các sở, ngành được giao chủ trì …"
    mentions = tuple(reader.read_list(text, parties))
    return Doers(mentions, subject.words, subject.asked) if mentions else None


def _directed(reader: PartyReader, text: str, words: Span) -> list[Mention]:
    """Return who is directed: "chỉ đạo Chi cục Biển đảo và Thủy sản thực hiện …"."""
    match = _DIRECTS.match(text, words.start, words.end)
    if not match:
        return []
    end = phrase_end(text, match.end(), words.end)
    if end <= match.end() or not reader.starts_at(text, match.end(), end):
        return []
    return reader.read_list(text, Span(match.end(), end))


def _details(readers: Readers, section: Section, parent: ThingId) -> Iterator[Element]:
    for ordinal, child in enumerate(section.children, 1):
        stated = child.label if child.numbered else None
        detail = readers.element(
            "DocumentPart", "part", child.key, child.span, ordinal, parent, stated
        )
        yield detail
        yield from _details(readers, child, detail.id)


def _duty(
    readers: Readers,
    section: Section,
    ordinal: int,
    parent: ThingId,
    heads: tuple[Mention, ...],
    asked: bool,
    helpers: tuple[Mention, ...],
) -> Element:
    text, span = readers.text, trim(readers.text, section.span)
    found = assign(readers.parties, text, span, heads, asked)
    known = {a.mention.party for a in found}
    found += tuple(
        Assignment("participate", Mention(m.party, m.span, _DIRECTED))
        for m in helpers
        if m.party not in known
    )
    return readers.element(
        "Duty",
        "duty",
        section.key,
        span,
        ordinal,
        parent,
        section.label if section.numbered else None,
        assignments=found,
        reports_to=reported_to(readers.parties, text, span),
    )


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
