"""The lines under "Nơi nhận": posts of one body, standing committees, lists, offices with codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.model import Mention, Span, trim
from sctbv_graph.vietnamese.fold import fold, squeeze

_POSTS = {
    "ct": "Chủ tịch",
    "chủ tịch": "Chủ tịch",
    "pct": "Phó Chủ tịch",
    "phó chủ tịch": "Phó Chủ tịch",
    "các pct": "Các Phó Chủ tịch",
    "các phó chủ tịch": "Các Phó Chủ tịch",
    "lđvp": "Lãnh đạo Văn phòng",
    "cvp": "Chánh Văn phòng",
    "chánh văn phòng": "Chánh Văn phòng",
    "pcvp": "Phó Chánh Văn phòng",
    "các pcvp": "Các Phó Chánh Văn phòng",
    "các phó chánh văn phòng": "Các Phó Chánh Văn phòng",
    "phó chánh văn phòng": "Phó Chánh Văn phòng",
}
_COMMITTEE = re.compile(
    r"(?:UBND|[ỦU][yỷ] ban nhân dân)\s+(?:tỉnh|thành phố|TP\.?)\Z", re.IGNORECASE
)
_REMARK = re.compile(
    r"\s*\((?:để\s+)?(?:b/c|báo cáo|b/cáo|bc|phối hợp|p/h|\d\w{0,2}|[^()]{1,25})\)\Z"
)
_STANDING = re.compile(r"(?P<all>(?:TT|Thường trực)\s*[.:]?\s+)(?=\S)")
_OFFICE = re.compile(
    r"(?:VPUB(?:ND)?(?:TP)?|VP\.?\s+(?:UBND|ĐĐBQH)|Văn phòng (?:UBND|[ỦU][yỷ] ban nhân dân))\b",
    re.IGNORECASE,
)
_DEPARTMENTS = re.compile(r"Các\s+sở\s*:\s*", re.IGNORECASE)
_SHORT = {"ca": "Công an", "bchqs": "Bộ Chỉ huy Quân sự", "bch qs": "Bộ Chỉ huy Quân sự"}


def read_recipient(reader: PartyReader, text: str, span: Span) -> list[Mention]:
    """Return whom one line names; "Như mục V" stays the words that it is."""
    span = _bare(text, span)
    raw = text[span.start : span.end]
    if not raw:
        return []
    for how in (_posts, _standing, _office, _departments):
        found = how(reader, text, span)
        if found:
            return found
    whole = reader.whole(text, span)
    if whole:
        return [whole]
    listed = list(_listed(reader, text, span))
    return listed or [Mention(reader.named.unregistered(raw, None), span)]


def _bare(text: str, span: Span) -> Span:
    """Return a line without its stop and what it is sent for: "(để b/c)"."""
    span = trim(text, span)
    raw = text[span.start : span.end].rstrip(" .;,")
    raw = _REMARK.sub("", raw).rstrip(" .;,")
    return Span(span.start, span.start + len(raw))


def _pieces(text: str, span: Span) -> list[Span]:
    return [
        trim(text, Span(span.start + m.start(), span.start + m.end()))
        for m in re.finditer(r"[^,;]+", text[span.start : span.end])
    ]


def _posts(reader: PartyReader, text: str, span: Span) -> list[Mention]:
    """Read "CT, các PCT UBND tỉnh": each post with the body that stands at the end."""
    raw = text[span.start : span.end]
    body = _COMMITTEE.search(raw)
    if not body:
        return []
    pieces = _pieces(text, Span(span.start, span.start + body.start()))
    posts = [_POSTS.get(" ".join(text[p.start : p.end].casefold().split())) for p in pieces]
    if not posts or not all(posts) or (len(posts) == 1 and posts[0] == "Chủ tịch"):
        return []
    committee = f"Ủy ban nhân dân {reader.named.own.kind}"
    return [
        Mention(reader.named.post(f"{post} {committee}"), Span(piece.start, span.end))
        for post, piece in zip(posts, pieces, strict=True)
    ]


def _standing(reader: PartyReader, text: str, span: Span) -> list[Mention]:
    """Read "TT. Tỉnh ủy, TT. HĐND tỉnh", "Thường trực: Tỉnh ủy, HĐND tỉnh"."""
    if not _STANDING.match(text, span.start, span.end):
        return []
    found = []
    for piece in _pieces(text, span):
        match = _STANDING.match(text, piece.start, piece.end)
        words = squeeze(text[match.end() if match else piece.start : piece.end])
        if words == "TU":
            words = "Tỉnh ủy" if reader.named.own.kind == "tỉnh" else "Thành ủy"
        found.append(Mention(reader.named.unregistered(f"Thường trực {words}", None), piece))
    return found


def _office(reader: PartyReader, text: str, span: Span) -> list[Mention]:
    """Read "VPUB: CVP, các PCVP": the committee's office, whatever codes follow."""
    if not _OFFICE.match(text, span.start, span.end):
        return []
    office = reader.named.registered("van-phong-ubnd")
    return [Mention(office, span)] if office else []


def _departments(reader: PartyReader, text: str, span: Span) -> list[Mention]:
    """Read "Các sở: Nông nghiệp và Môi trường, Tài chính": a department each."""
    head = _DEPARTMENTS.match(text, span.start, span.end)
    if not head:
        return []
    pieces = _pieces(text, Span(head.end(), span.end))
    found, at = [], 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            own = Span(pieces[at].start, pieces[end - 1].end)
            words = f"Sở {text[own.start : own.end]}"
            known = reader.whole(words, Span(0, len(words)))
            if known or end == at + 1:
                party = known.party if known else reader.named.unregistered(words, None)
                found.append(Mention(party, own))
                at = end
                break
    return found


def _begins(reader: PartyReader, text: str, piece: Span) -> bool:
    first = text[piece.start : piece.end].split(maxsplit=1)[0].casefold()
    return first in _SHORT or reader.starts_at(text, piece.start, piece.end)


def _listed(reader: PartyReader, text: str, span: Span) -> Iterator[Mention]:
    """Yield each of a list, where every piece of it begins with a party of its own."""
    pieces = _pieces(text, span)
    first = fold(text[span.start : span.end])
    if len(pieces) < 2 and " và " not in f" {first} ":
        return
    if re.match(r"(?:các )?(?:sở|ban|phòng)\b", first):
        return
    if not all(_begins(reader, text, piece) for piece in pieces):
        return  # "UBND các huyện, thành phố" is one
    for piece in pieces:
        words = squeeze(text[piece.start : piece.end])
        short, _, rest = words.partition(" ")
        if short.casefold() in _SHORT:
            full = f"{_SHORT[short.casefold()]} {rest}".strip()
            for mention in reader.read_list(full, Span(0, len(full))):
                yield Mention(mention.party, piece)
        else:
            yield from reader.read_list(text, piece)
