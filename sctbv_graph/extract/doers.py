"""Who a sentence says does it: the parties that it begins with, or that stand behind "Căn cứ …".

In goes a sentence, out come its parties and the words that say what they do. Who is asked ("Đề nghị
…") and who is directed ("chỉ đạo …") is told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.extract.subjects import ENTRUSTED, phrase_end, spaced, subject_of
from sctbv_graph.model import Mention, Span

_DIRECTS = re.compile(spaced(r"\s*chỉ đạo (?=\S)"), re.IGNORECASE)
_ADVERBIAL = re.compile(
    spaced(
        r"\s*(?:căn cứ|trên cơ sở|trong quá trình|quá trình|khi|nếu|để|theo|hằng năm|hàng năm|"
        r"định kỳ|trường hợp|đối với|về|ngoài ra|đồng thời|trên đây là)\b"
    ),
    re.IGNORECASE,
)
ASKS = re.compile(spaced(r"\b(?:đề nghị|yêu cầu|giao) (?=\S)"), re.IGNORECASE)
"""Words that ask or charge somebody."""
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


@dataclass(frozen=True, slots=True)
class Doers:
    """The parties that a sentence begins with; ``words`` is what it says of them."""

    mentions: tuple[Mention, ...]
    words: Span
    asked: bool


def doers_of(reader: PartyReader, text: str, span: Span, inner: bool = True) -> Doers | None:
    """Return the parties that a sentence begins with, or ``None``.

    With ``inner`` they may stand behind a comma after "Căn cứ …", "Trong quá trình …".
    """
    found = _doers_at(reader, text, span)
    if found or not inner:
        return found
    asks = any(
        not text[: match.start()].rstrip().endswith("được")  # "nhiệm vụ được giao" asks nobody
        for match in ASKS.finditer(text, span.start, span.end)
    )
    if not asks and not _ADVERBIAL.match(text, span.start, span.end):
        return None
    for match in _INNER.finditer(text, span.start, span.end):
        if asks and not ASKS.match(text, match.end(), span.end):
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


def directed(reader: PartyReader, text: str, words: Span) -> list[Mention]:
    """Return who is directed: "chỉ đạo Chi cục Biển đảo và Thủy sản thực hiện …"."""
    match = _DIRECTS.match(text, words.start, words.end)
    if not match:
        return []
    end = phrase_end(text, match.end(), words.end)
    if end <= match.end() or not reader.starts_at(text, match.end(), end):
        return []
    return reader.read_list(text, Span(match.end(), end))
