"""Which parts of form a text shows (Nghị định 30/2020/NĐ-CP, Điều 8), and how it is signed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sctbv_graph.extract.citations import STATE_NUMBER as NUMBER
from sctbv_graph.model import Span
from sctbv_graph.observe.place import Piece, Seen
from sctbv_graph.observe.records import Caption, FormPart, Noticed
from sctbv_graph.vietnamese.dates import find_dates
from sctbv_graph.vietnamese.fold import fold

_PATTERNS = (
    ("national-title", re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM")),
    ("national-motto", re.compile(
        r"Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc", re.IGNORECASE)),
    ("issuer-name", re.compile(
        r"^[\s*|]*(?:(?:ỦY|UỶ)\s+BAN\s+NHÂN\s+DÂN|HỘI\s+ĐỒNG\s+NHÂN\s+DÂN|BỘ\s|SỞ\s|BAN\s|CHÍNH\s+PHỦ|"
        r"THỦ\s+TƯỚNG|CỤC\s|CHI\s+CỤC\s|UBND)", re.MULTILINE)),
    ("front-number", re.compile(r"Số\s*:?\s*\d{1,5}\s*/")),
    ("place-and-date", re.compile(
        r"[^\W\d_][^\n,;]*,\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}")),
)  # fmt: skip
_TYPE = re.compile(r"\s*KẾ\s+HOẠCH\s*\Z")
_RECIPIENTS = re.compile(r"\s*Nơi\s+nhận\s*:", re.IGNORECASE)
_ARCHIVE = re.compile(r"\s*[-–•+]?\s*Lưu\s*:", re.IGNORECASE)
_POST = (
    r"(?:CHỦ\s+TỊCH|GIÁM\s+ĐỐC|BỘ\s+TRƯỞNG|TRƯỞNG\s+BAN|CỤC\s+TRƯỞNG|CHI\s+CỤC\s+TRƯỞNG|"
    r"CHÁNH\s+VĂN\s+PHÒNG)"
)
_SIGNED = re.compile(rf"(?:(?P<for>KT|TM|TL|TUQ|Q)\s*\.\s*)?(?P<deputy>PHÓ\s+)?{_POST}")
_BLANK = re.compile(r"số\s*:?[\s.…_]*/\s*(?P<sign>[A-ZĐ]{2,6}(?:-[A-ZĐ]{2,10})+)")
_CAPTION = re.compile(r"\s*\(\s*(?:Ban\s+hành\s+)?kèm\s+theo\b", re.IGNORECASE)


def form_parts(seen: Seen) -> Iterator[FormPart]:
    """Yield each part of form where it first shows.

    Head and end are looked at; the head ends where the type of document stands, since its body may
    well cite a place, a date or a number.
    """
    head = list(_letterhead(seen))
    for name, pattern in _PATTERNS:
        for span in head:
            match = pattern.search(seen.text, span.start, span.end)
            if match:
                yield FormPart(name, seen.back(_trimmed(seen, Span(match.start(), match.end()))))
                break
    for name, pattern in (("recipients", _RECIPIENTS), ("archive-line", _ARCHIVE)):
        for piece in seen.in_zones("end"):
            if pattern.match(seen.text, piece.span.start, piece.span.end):
                yield FormPart(name, seen.back(_trimmed(seen, piece.span)))
                break
    signed = next(iter(_signed(seen)), None)
    if signed:
        yield FormPart("signature", seen.back(Span(signed.start(), signed.end())))


def _trimmed(seen: Seen, span: Span) -> Span:
    piece = seen.text[span.start : span.end]
    lead = len(piece) - len(piece.lstrip(" *|\n\t"))
    return Span(span.start + lead, span.start + len(piece.rstrip(" *|\n\t")))


def _letterhead(seen: Seen) -> Iterator[Span]:
    for piece in seen.in_zones("head"):
        if _TYPE.match(seen.text, piece.span.start, piece.span.end):
            return
        yield piece.span


def captions(seen: Seen) -> Iterator[Caption]:
    """Yield what each annex says of the plan it goes with (Plan 211, line 85)."""
    for piece in seen.pieces:
        if piece.zone not in {"annex", "end"}:
            continue
        span = piece.span
        if not _CAPTION.match(seen.text, span.start, span.end):
            continue
        number = NUMBER.search(seen.text, span.start, span.end)
        blank = None if number else _BLANK.search(seen.text, span.start, span.end)
        if blank:  # "(Kèm theo Kế hoạch số: /KH-UBND ngày / /2025 …)", never filled in
            yield Caption(seen.back(_trimmed(seen, span)), f"…/{blank['sign']}", None)
        if number:
            found = find_dates(seen.text, number.end(), span.end)
            sign = re.sub(r"\s*-\s*", "-", number["sign"])
            yield Caption(
                seen.back(_trimmed(seen, span)),
                f"{number['serial']}/{sign}",
                found[0].value if found else None,
            )


def _signed(seen: Seen) -> Iterator[re.Match[str]]:
    for piece in seen.in_zones("end"):
        if (
            not seen.text[piece.span.start : piece.span.end]
            .lstrip("* ")
            .startswith(("-", "–", "+"))
        ):
            yield from _SIGNED.finditer(seen.text, piece.span.start, piece.span.end)


def signing(seen: Seen) -> Iterator[Noticed]:
    """Yield what is wrong with the formula of signing.

    A deputy signs for the head ("KT. CHỦ TỊCH" above "PHÓ CHỦ TỊCH"); a head signs for nobody.
    """
    found = list(_signed(seen))
    deputies = [m for m in found if m["deputy"]]
    stands_in = [m for m in found if m["for"] in {"KT", "TL", "TUQ"}]
    if deputies and not stands_in:
        yield _formula(seen, deputies[0], "KT. " + _plain(deputies[0]).removeprefix("PHÓ "))
    if stands_in and stands_in[0]["for"] == "KT" and not deputies:
        yield _formula(seen, stands_in[0], "PHÓ " + _plain(stands_in[0]).partition(". ")[2])


def _plain(match: re.Match[str]) -> str:
    return " ".join(match.group().split())


def _formula(seen: Seen, match: re.Match[str], expected: str) -> Noticed:
    span = seen.back(Span(match.start(), match.end()))
    return Noticed("signing-formula", _plain(match), (span,), seen.plan.document.id, expected)


def recipients(seen: Seen) -> list[Piece]:
    """Return the lines of "Nơi nhận" without its heading."""
    found, open_ = [], False
    for piece in seen.in_zones("end"):
        words = seen.text[piece.span.start : piece.span.end]
        if _RECIPIENTS.match(words):
            open_ = True
        elif open_ and words.strip("* ")[:1] in {"-", "–", "•", "+"}:
            found.append(piece)
        elif open_ and found:
            break
    return found


_REPORTED = {"ministry", "government", "prime-minister"}
_GROUPS = (
    (re.compile(r"\bbáo chí\b"), re.compile(r"\b(?:báo|đài|phát thanh)\b")),
    (
        re.compile(r"\b(?:hiệp hội|hội bảo vệ|liên minh hợp tác xã)\b"),
        re.compile(r"\b(?:hội|đoàn thể|liên minh)\b"),
    ),
)
"""Groups that head a part of the assignments, and the words of a recipient that cover them."""


def missing_recipients(seen: Seen) -> Iterator[Noticed]:
    """Yield a body that has a duty, or gets a report, and is on no line of "Nơi nhận".

    Bodies of the province are covered by "Các sở, ban, ngành", so only those are held against the
    list that such a line does not cover: national bodies reported to, the press, associations.
    """
    lines = recipients(seen)
    if not lines:
        return
    sent = fold(" ; ".join(seen.words(piece.span) for piece in lines))
    kinds = {party.id: party.kind for party in seen.plan.parties}
    told: set[str] = set()
    for element in seen.plan.elements:
        for mention in element.reports_to:
            name = seen.source.words(mention.span)
            national = kinds.get(mention.party) in _REPORTED
            if national and fold(name) not in sent and fold(name) not in told:
                told.add(fold(name))
                yield Noticed("recipient-missing", name, (mention.span,), element.id)
        for mention in element.heads:
            name = seen.source.words(mention.span)
            for group, covers in _GROUPS:
                if (
                    group.search(fold(name))
                    and not covers.search(sent)
                    and group.pattern not in told
                ):
                    told.add(group.pattern)
                    yield Noticed("recipient-missing", name, (mention.span,), element.id)
