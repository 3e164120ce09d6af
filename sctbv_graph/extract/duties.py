"""Who does what under "Tổ chức thực hiện": leads, coordinators, those who are asked.

The body that heads an item is the doer of what stands under it. "Chủ trì" says that it leads;
"Phối hợp với …" that it coordinates with others and nobody is named to lead; "Đề nghị …" that it
is asked. Where no word tells, the lead of the head is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.readers import Readers
from sctbv_graph.extract.sections import Section
from sctbv_graph.model import Assignment, Certainty, Element, Mention, Span, ThingId, trim
from sctbv_graph.vietnamese.fold import UPPER, fold

_VERBS = (
    r"triển khai|tuyên truyền|lựa chọn|tiếp tục|nghiên cứu|thực hiện|xây dựng|hướng dẫn|tham mưu|"
    r"rà soát|đề xuất|kiểm tra|theo dõi|tổng hợp|đẩy mạnh|tăng cường|chủ động|bố trí|lồng ghép|"
    r"biên soạn|báo cáo|giám sát|đôn đốc"
)
_ORGANISE = r"tổ chức(?!\s+(?:liên quan|có liên quan|khác|xã hội|chính trị|đoàn thể)|\s*[,;.])"
_PHRASE_END = re.compile(rf"\s+(?=(?:{_VERBS})\b)|(?<!,)\s+(?={_ORGANISE})|[.;]|\Z")
_LEADS = re.compile(r"\s*Chủ trì\b", re.IGNORECASE)
_COORDINATES = re.compile(r"\bphối hợp\s+(?:với\s+)?", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\s*(?P<who>(?:Ủy ban nhân dân|UBND|Sở|Ban)\b[^;.]*?)"
    r"\s+(?=(?:có trách nhiệm|chủ động|chủ trì)\b)"
)
_REPORT = re.compile(
    r"báo cáo\s+(?:định kỳ và theo yêu cầu của\s+)?"
    r"(?P<to>(?:Chủ tịch\s+)?(?:Ủy ban nhân dân|UBND)\s+tỉnh"
    rf"(?:\s+và\s+Bộ\s+[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*)?)"
)
_TOLD = re.compile(r"yêu cầu\s+(?P<who>các đơn vị)")
_HEAD_LEADS = Certainty(
    "inferred", "Cơ quan đứng đầu mục là bên thực hiện nội dung nêu dưới mục đó"
)
_FROM_HEAD = Certainty("read", "Tên cơ quan đứng ở tiêu đề của mục")


def read_duty(
    readers: Readers,
    section: Section,
    parent: ThingId,
    ordinal: int,
    heads: tuple[Mention, ...] = (),
    asked: bool = False,
) -> Iterator[Element]:
    """Yield an item with the bodies that head it and the duties under it, or one duty.

    What stands under a duty ("bao gồm:" and bullets) is part of that duty.
    """
    if not section.numbered or section.key.count(".") > 1:
        duty = _duty(readers, section, ordinal, parent, heads, asked)
        yield duty
        yield from _details(readers, section, duty.id)
        return
    heads = tuple(readers.parties.read_list(readers.text, section.span))
    asked = fold(readers.quote(section.span)).startswith("đề nghị")
    item = readers.element(
        "DocumentPart", "part", section.key, section.span, ordinal, parent, section.label,
        heads=heads,
    )  # fmt: skip
    yield item
    counts = {True: 0, False: 0}
    for child in section.children:
        counts[child.numbered] += 1
        yield from read_duty(readers, child, item.id, counts[child.numbered], heads, asked)


def read_closing(readers: Readers, section: Section, ordinal: int, parent: ThingId) -> Element:
    """Return a sentence that closes the plan: what it asks of all (line 73)."""
    return _duty(readers, section, ordinal, parent, (), False)


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
) -> Element:
    text, span = readers.text, trim(readers.text, section.span)
    return readers.element(
        "Duty",
        "duty",
        section.key,
        span,
        ordinal,
        parent,
        section.label if section.numbered else None,
        assignments=assign(readers.parties, text, span, heads, asked),
        reports_to=reported_to(readers.parties, text, span),
    )


def assign(
    reader: PartyReader, text: str, span: Span, heads: tuple[Mention, ...], asked: bool
) -> tuple[Assignment, ...]:
    """Return the assignments of one duty; ``asked`` where its item begins with "Đề nghị"."""
    made: list[Assignment] = []
    coordinates = _first_coordination(text, span)
    partners = _partners(reader, text, span, coordinates) if coordinates else []
    told = _TOLD.search(text, span.start, span.end)
    subject = _SUBJECT.match(text, span.start, span.end)
    if told:
        mentions = reader.read_list(text, Span(told.start("who"), told.end("who")))
        return tuple(Assignment("lead", m) for m in mentions)
    if subject:
        doers = tuple(reader.read_list(text, Span(subject.start("who"), subject.end("who"))))
    else:
        doers = heads
    if asked:
        made += [Assignment("participate", m) for m in doers]
    elif _LEADS.match(text, span.start, span.end):
        made += [Assignment("lead", Mention(m.party, m.span, _FROM_HEAD)) for m in doers]
    elif coordinates and _opens(text, span, coordinates):
        made += [Assignment("coordinate", Mention(m.party, m.span, _FROM_HEAD)) for m in doers]
    elif subject:
        made += [Assignment("lead", m) for m in doers]
    else:
        made += [Assignment("lead", Mention(m.party, m.span, _HEAD_LEADS)) for m in doers]
    known = {a.mention.party for a in made}
    made += [Assignment("coordinate", m) for m in partners if m.party not in known]
    return tuple(made)


def _first_coordination(text: str, span: Span) -> re.Match[str] | None:
    return _COORDINATES.search(text, span.start, span.end)


def _opens(text: str, span: Span, match: re.Match[str]) -> bool:
    """Tell whether "phối hợp" is what the head itself does: first words, or its "trách nhiệm"."""
    before = text[span.start : match.start()].strip()
    return not before or before.endswith("có trách nhiệm")


def _partners(reader: PartyReader, text: str, span: Span, match: re.Match[str]) -> list[Mention]:
    stop = _PHRASE_END.search(text, match.end(), span.end)
    end = stop.start() if stop else span.end
    if not text[match.end() : end].strip() or not reader.starts_at(text, match.end(), end):
        return []  # "Quy chế phối hợp quản lý công nghệ" (line 50) names nobody
    return reader.read_list(text, Span(match.end(), end))


def reported_to(reader: PartyReader, text: str, span: Span) -> tuple[Mention, ...]:
    """Return the bodies that a duty reports to: "báo cáo … Ủy ban nhân dân tỉnh"."""
    match = _REPORT.search(text, span.start, span.end)
    if not match:
        return ()
    return tuple(reader.read_list(text, Span(match.start("to"), match.end("to"))))
