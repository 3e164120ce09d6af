"""How other documents are cited: as written at each place, and what does not fit together.

Nghị định 30/2020/NĐ-CP: at the first place type, number and sign, date, issuer and title; at later
ones type, number and sign. Numbers are read everywhere, notes and tables included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sctbv_graph.extract.citations import STATE_NUMBER, numbers_in
from sctbv_graph.model import Span
from sctbv_graph.observe.place import Piece, Seen
from sctbv_graph.observe.records import Citation, Noticed
from sctbv_graph.vietnamese.dates import PERIOD, find_dates
from sctbv_graph.vietnamese.fold import fold

_TYPES = {
    "quyết định": ("QĐ",), "kế hoạch": ("KH",), "nghị quyết": ("NQ",), "nghị định": ("NĐ",),
    "chỉ thị": ("CT",), "thông tư": ("TT",), "chương trình": ("CTr", "CTR", "CT"),
    "tờ trình": ("TTr", "TTR"), "báo cáo": ("BC",), "thông báo": ("TB",), "hướng dẫn": ("HD",),
    "kết luận": ("KL",), "quy định": ("QĐ",),
}  # fmt: skip
_TYPE = re.compile(
    r"(?P<type>" + "|".join(r"\s+".join(t.split()) for t in _TYPES) + r")\s+(?:số\s*:?\s*)?\Z",
    re.IGNORECASE,
)
_DATE_AFTER = re.compile(r"\s*,?\s*(?:ngày\s+)?\d", re.IGNORECASE)
_WHO = re.compile(
    r"\s*,?\s*của\s+(?P<who>(?:Chủ\s+tịch\s+)?(?:Ủy\s+ban|Uỷ\s+ban|UBND)(?:\s+nhân\s+dân)?\s+"
    r"(?:tỉnh|[Tt]hành\s+phố|Tỉnh|TP)(?:\s+[^\W\d_a-zà-ỹđ]\w*(?:\s+[^\W\d_a-zà-ỹđ]\w*)*)?|"
    r"Thủ\s+tướng\s+Chính\s+phủ|Chính\s+phủ|Quốc\s+hội|"
    r"Hội\s+đồng\s+nhân\s+dân\s+(?:tỉnh|thành\s+phố)|HĐND\s+(?:tỉnh|thành\s+phố)|"
    r"(?:Bộ\s+trưởng\s+)?Bộ\s+[^\W\d_a-zà-ỹđ]\w*(?:\s+(?:và\s+)?[^\W\d_a-zà-ỹđ]?\w*)?)"
)
_TITLE_END = re.compile(r"[;.)(]|,\s*(?:Ủy|Uỷ|UBND)|\s+và\s+[^\s]+\s+[^\s]+\s+số\b|\Z")
_WRITTEN_ZERO = re.compile(r"[1-9]\Z")


def citations(seen: Seen) -> tuple[Citation, ...]:
    """Return the places where documents are cited by number, in order; the plan itself not."""
    own = (seen.plan.document.number or "").replace(" ", "")
    found: list[Citation] = []
    named: set[str] = set()
    for piece in seen.pieces:
        if piece.zone == "end":
            continue
        for match in numbers_in(seen.text, *piece.span, STATE_NUMBER):
            made = _citation(seen, piece, match)
            if made is None or made.number == own:
                continue
            found.append(replace(made, later=made.number in named))
            named.add(made.number)
    return tuple(found)


def _citation(seen: Seen, piece: Piece, match: re.Match[str]) -> Citation | None:
    text, span = seen.text, piece.span
    before = _TYPE.search(text, span.start, match.start())
    sign = re.sub(r"\s*-\s*", "-", match["sign"])
    if before is None and "-" not in sign and not re.match(r"QH\d", sign):
        return None  # "03/UBND" without a word before it may be anything
    if text[span.start : match.start()].rstrip().endswith("Số:"):
        return None  # the plan's own, at the head
    end, day = match.end(), None
    if _DATE_AFTER.match(text, end):
        for dated in find_dates(text, end, span.end):
            if dated.start - end <= 12:
                day, end = dated.value, dated.end
            break
    who = _WHO.match(text, end, span.end)
    if who:
        end = who.end()
    stop = _TITLE_END.search(text, end, span.end)
    title = " ".join(text[end : stop.start() if stop else span.end].split()).strip(" ,:")
    start = before.start() if before else match.start()
    return Citation(
        span=seen.back(Span(start, end)),
        type=" ".join(before["type"].split()) if before else "",
        serial=match["serial"],
        sign=sign,
        number_span=seen.back(Span(match.start(), match.end())),
        day=day,
        issuer=" ".join(who["who"].split()) if who else "",
        title=title if len(title.split()) >= 3 else "",
        basis=piece.zone == "head",
        note=piece.zone == "note",
    )


def citing(seen: Seen, found: tuple[Citation, ...]) -> Iterator[Noticed]:
    """Yield what does not fit in and between the citations."""
    for citation in found:
        yield from _number(seen, citation)
        yield from _dates(seen, citation)
        yield from _period(seen, citation)
    yield from _undated(seen, found)
    yield from _conflicts(seen, found)
    yield from _issuers(seen, found)


def _noticed(
    seen: Seen, kind: str, citation: Citation, value: str, expected: str, *more: Span
) -> Noticed:
    return Noticed(kind, value, (citation.span, *more), seen.about(citation.span), expected)


def _named(citation: Citation) -> str:
    return f"{citation.type} số {citation.number}".strip().removeprefix("số ")


def _number(seen: Seen, citation: Citation) -> Iterator[Noticed]:
    """Yield a number whose sign is another type's, holds a slip, or lacks the zero below ten."""
    first, _, issuer = citation.sign.partition("-")
    signs = _TYPES.get(fold(citation.type)) if citation.type else None
    parts = [first, *issuer.split("-")] if issuer else [first]
    slip = next((p for p in parts if p != "UBND" and sorted(p) == sorted("UBND")), None)
    if slip:
        right = citation.number.replace(slip, "UBND")
        yield _noticed(seen, "number-pattern", citation, citation.number, right)
    elif (
        signs and issuer and first not in signs and first in {s for f in _TYPES.values() for s in f}
    ):
        right = f"{citation.serial}/{signs[0]}-{issuer}"
        yield _noticed(seen, "number-pattern", citation, _named(citation), right)
    elif _WRITTEN_ZERO.match(citation.serial.partition("/")[0]) and issuer:
        yield _noticed(seen, "number-pattern", citation, citation.number, f"0{citation.number}")


def _dates(seen: Seen, citation: Citation) -> Iterator[Noticed]:
    """Yield a date of another year than the number's, or after the plan's own."""
    if citation.day is None:
        return
    year = citation.serial.partition("/")[2]
    written = f"{_named(citation)} ngày {citation.day:%d/%m/%Y}"
    own = seen.plan.document.date
    if _refuted(citation):
        yield _noticed(seen, "cited-date", citation, written, f"…/{year}")
    elif own and citation.day > own:
        yield _noticed(seen, "cited-date", citation, written, f"≤ {own:%d/%m/%Y}")


def _period(seen: Seen, citation: Citation) -> Iterator[Noticed]:
    """Yield a citation whose periods all ended before the plan's year."""
    if not seen.plan.period:
        return
    year = seen.plan.period[0]
    issued = seen.plan.document.year
    if issued is None or year > issued + 1:
        return  # a title "đến năm 2030" names no year of the plan
    periods = [(int(a), int(b)) for a, b in PERIOD.findall(citation.title)]
    if periods and all(last < year for _, last in periods):
        value = f"{_named(citation)}: giai đoạn {periods[-1][0]}-{periods[-1][1]}"
        yield _noticed(seen, "period-past", citation, value, str(year))


def _undated(seen: Seen, found: tuple[Citation, ...]) -> Iterator[Noticed]:
    """Yield a document that no place of the text gives a date, at the first place."""
    dated = {c.number for c in found if c.day}
    told: set[str] = set()
    for citation in found:
        if citation.number not in dated | told:
            told.add(citation.number)
            yield _noticed(seen, "citation-undated", citation, _named(citation), "")


def _conflicts(seen: Seen, found: tuple[Citation, ...]) -> Iterator[Noticed]:
    """Yield a citation whose date is another than at most places that cite the document.

    A number without its year names several documents, so one that has another title too is another
    document. A date that the number itself refutes is told by that alone.
    """
    by_number: dict[str, list[Citation]] = {}
    for citation in found:
        if citation.day:
            by_number.setdefault(citation.number, []).append(citation)
    for cited in by_number.values():
        days = Counter(c.day for c in cited if not _refuted(c))
        if not days or len({c.day for c in cited}) == 1:
            continue
        day = max(days, key=lambda d: days[d])
        known = next(c for c in cited if c.day == day)
        for citation in cited:
            same = "/" in citation.serial or _alike(known.title, citation.title)
            if citation.day != day and same and not _refuted(citation):
                value = f"{_named(citation)} ngày {citation.day:%d/%m/%Y}"
                expected = f"{day:%d/%m/%Y}"
                yield _noticed(seen, "citation-conflict", citation, value, expected, known.span)


def _refuted(citation: Citation) -> bool:
    year = citation.serial.partition("/")[2]
    return bool(year and citation.day and int(year) != citation.day.year)


def _alike(one: str, other: str) -> bool:
    """Tell whether two titles are one title: the same five words at the start."""
    return bool(one and other) and fold(one).split()[:6] == fold(other).split()[:6]


def _issuers(seen: Seen, found: tuple[Citation, ...]) -> Iterator[Noticed]:
    """Yield an issuer told in another way than at most places, for one sign of this province.

    "Kế hoạch số 11/KH-UBND … của Chủ tịch Ủy ban nhân dân tỉnh", and the others "của Ủy ban nhân
    dân tỉnh" (Plan 211, lines 4 and 129).
    """
    by_sign: dict[str, dict[bool, list[Citation]]] = {}
    for citation in found:
        who = fold(citation.issuer)
        if citation.sign.endswith("UBND") and "ủy ban nhân dân" in who:
            ways = by_sign.setdefault(citation.sign, {True: [], False: []})
            ways[who.startswith("chủ tịch")].append(citation)
    for ways in by_sign.values():
        if ways[True] and ways[False]:
            rare, usual = sorted(ways.values(), key=lambda entries: (len(entries), entries[0].span))
            value = f"{_named(rare[0])} của {rare[0].issuer}"
            expected = usual[0].issuer
            yield _noticed(seen, "issuer-variant", rare[0], value, expected, usual[0].span)
