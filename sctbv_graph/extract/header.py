"""The head of a plan: issuer, number, place and date, type, title, grounds, the year it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sctbv_graph.errors import NotAPlanError
from sctbv_graph.extract.bodies import PROVINCES
from sctbv_graph.extract.header_lines import TypeLine, own_number, unnamed_type
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.letterhead import Letterhead, read_letterhead
from sctbv_graph.extract.party_places import MUNICIPALITIES
from sctbv_graph.model import Span, trim
from sctbv_graph.vietnamese.dates import find_dates
from sctbv_graph.vietnamese.fold import UPPER, fold, slug, tokens

_PLACE_DATE = re.compile(
    rf"(?:\A|(?<=\s))(?P<place>(?:TP\.?\s*)?[{UPPER}][a-zà-ỹđ]+(?:[\s-]+[{UPPER}][a-zà-ỹđ]+){{0,4}})"
    r"\s*,\s*(?P<date>ngày\s.*)",
    re.DOTALL,
)
_LONE_PLACE = re.compile(rf"\s*(?P<place>[{UPPER}][^,]{{1,40}}),\s*(?P<date>ngày\s.*)\Z", re.DOTALL)
_GROUND = re.compile(
    r"\s*(?:[-–+]\s*)?(?:Tiếp tục\s+)?(?:Thực hiện|Căn cứ|Theo|Triển khai|Xét|Trên cơ sở)\s",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(r"\s*Kính\s+gửi", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_HORIZON = re.compile(
    r"(?:đến|tới|hết|trước|cuối|hướng|nhìn)(?:\s+(?:hết|cuối))?\s+\Z", re.IGNORECASE
)
"""Before the year that a plan looks to, which is not the one year that it is for."""
_OF_TYPE = re.compile(r"\s*(?:\([^()]*\)|HÀNH\s+ĐỘNG|TỔNG\s+THỂ|CHI\s+TIẾT|PHỐI\s+HỢP)\s*\Z")
"""What may stand beside the type and is no title: "KẾ HOẠCH HÀNH ĐỘNG", "KẾ HOẠCH (Dự thảo)"."""
_NO_NAME = re.compile(r"(?:năm|đến|giai|trong|và|theo)\b", re.IGNORECASE)
_BODY_IN_CAPITALS = re.compile(
    r"\s*(?:CHỦ\s+TỊCH\s+)?(?:[ỦU][ỶY]\s+BAN\s+NHÂN\s+DÂN|UBND|HỘI\s+ĐỒNG\s+NHÂN\s+DÂN)\b|"
    r"\s*(?:BỘ\s+TRƯỞNG\s+BỘ|THỦ\s+TƯỚNG\s+CHÍNH\s+PHỦ|GIÁM\s+ĐỐC\s+SỞ)\b"
)
"""The line over a decision's grounds that says who decides."""
_PROVINCE = re.compile(
    rf"\b(?P<kind>(?i:tỉnh|thành phố))\s+(?P<name>[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Spans of the head; ``type`` is a concept name, ``year`` the one the plan is for.

    ``title`` may go on over lines of its own, ``more``. ``basis`` are the paragraphs that say what
    the plan rests on, ``preamble`` the others before the body.
    """

    place: Span | None
    date: date | None
    date_span: Span | None
    type: str
    type_span: Span
    title: Span
    more: tuple[Span, ...]
    year: int | None
    year_span: Span | None
    territory: tuple[str, str, Span] | None
    basis: tuple[Span, ...]
    preamble: tuple[Span, ...]
    number: str | None
    number_span: Span | None
    letterhead: Letterhead | None


def read_header(
    text: str, heading: tuple[Span, ...], caption: Span | None, lexicon: Lexicon, shown: str
) -> Header:
    """Return the head; `NotAPlanError` where no line gives the type of document."""
    found = _type_line(text, heading, lexicon) or unnamed_type(text, heading, lexicon)
    if found is None:
        raise NotAPlanError(
            f"Tệp “{shown}” không có dòng tên loại văn bản (KẾ HOẠCH) và trích yếu ở đầu; "
            "hãy kiểm tra đây có phải văn bản kế hoạch không.",
            f"The file “{shown}” has no line with the document's type (KẾ HOẠCH) and title at its "
            "head; check that it is a plan.",
        )
    above, below = heading[: found.line], heading[found.below :]
    title = found.title
    place, day, date_span = _place_and_date(text, above)
    letterhead = read_letterhead(text, above)
    more, rest = _title_goes_on(text, below)
    basis = tuple(s for s in rest if _GROUND.match(text, s.start, s.end))
    year = _year_in(text, (title, *more))
    number, number_span = own_number(text, above, caption)
    return Header(
        place,
        day,
        date_span,
        found.kind,
        found.span,
        title,
        more,
        int(text[year.start : year.end]) if year else None,
        year,
        _territory(text, title, place, letterhead),
        basis,
        tuple(s for s in rest if s not in basis),
        number,
        number_span,
        letterhead,
    )


def _type_line(text: str, heading: tuple[Span, ...], lexicon: Lexicon) -> TypeLine | None:
    """Return the line that names the type, with the title on the same line or on the next."""
    for index, span in enumerate(heading):
        words = tokens(text, span.start, span.end)
        known = lexicon.document_types.match_at(words, 0)
        if known is None:
            continue
        own = Span(known.start, known.end)
        if known.last == len(words) or _OF_TYPE.match(text, own.end, span.end):
            if index + 1 >= len(heading):
                return None
            return TypeLine(index, known.value, span, heading[index + 1], index + 2)
        if text[own.start : own.end].isupper() and index and len(words) - known.last >= 3:
            return TypeLine(index, known.value, own, trim(text, Span(own.end, span.end)), index + 1)
    return None


def _place_and_date(
    text: str, heading: tuple[Span, ...]
) -> tuple[Span | None, date | None, Span | None]:
    for span in heading:
        match = _PLACE_DATE.search(text, span.start, span.end)
        match = match or _LONE_PLACE.match(text, span.start, span.end)
        if match:
            place = Span(match.start("place"), match.end("place"))
            found = find_dates(text, match.start("date"), span.end)
            if found:
                return place, found[0].value, Span(found[0].start, found[0].end)
            return place, None, None
    return None, None, None


def _title_goes_on(text: str, lines: tuple[Span, ...]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Part the lines that go on with the title (capitals, or a small letter first) from others."""
    for index, span in enumerate(lines):
        words = text[span.start : span.end]
        stops = _GROUND.match(words) or _ADDRESSEE.match(words)
        if _BODY_IN_CAPITALS.match(words):
            return lines[:index], lines[index:]
        goes_on = words.isupper() or words[:1].islower()
        if not goes_on or (stops and not words.isupper()):
            return lines[:index], lines[index:]
    return lines, ()


def _named_territories(text: str, title: Span) -> Iterator[tuple[str, str, Span]]:
    """Yield the provinces and cities that a title names.

    Capitals do not show where a name ends, "TỈNH NĂM 2023" names none: a province is one of those
    that there are or were.
    """
    for match in _PROVINCE.finditer(text, title.start, title.end):
        words = list(re.finditer(r"\S+", match["name"]))
        for count in range(len(words), 0, -1):
            name = " ".join(word.group().capitalize() for word in words[:count])
            if slug(name) in PROVINCES:
                end = match.start("name") + words[count - 1].end()
                yield match["kind"].casefold(), name, Span(match.start(), end)
                break
        else:
            if match["kind"].casefold() != "tỉnh" and not _NO_NAME.match(match["name"]):
                name = " ".join(word.group().capitalize() for word in words)
                yield match["kind"].casefold(), name, Span(match.start(), match.end())


def _year_in(text: str, spans: tuple[Span, ...]) -> Span | None:
    for span in spans:
        for year in _YEAR.finditer(text, span.start, span.end):
            if not _HORIZON.search(text[span.start : year.start()]):
                return Span(year.start(1), year.end(1))
    return None


def annex_header(
    text: str, title: tuple[Span, ...], caption: Span | None, lexicon: Lexicon, shown: str
) -> Header:
    """Return the head of a plan of which only the annex is at hand, from the annex's caption.

    "(Kèm theo Kế hoạch số 211/KH-UBND ngày 02/10/2024 của Ủy ban nhân dân tỉnh)" (line 85). Raises
    `NotAPlanError` where a table stands alone, without any title.
    """
    lines = [trim(text, span) for span in title]
    words = [span for span in lines if not fold(text[span.start : span.end]).startswith("phụ lục")]
    if not words:
        raise NotAPlanError(
            f"Tệp “{shown}” chỉ có bảng, không có tên phụ lục hay kế hoạch; hãy thêm dòng tên và "
            "dòng “(Kèm theo Kế hoạch số …)” phía trên bảng.",
            f"The file “{shown}” holds a table alone, without the annex's or the plan's name; add "
            "a title line and the line “(Kèm theo Kế hoạch số …)” above the table.",
        )
    whole = words[-1]
    number, number_span = own_number(text, (), caption)
    found = find_dates(text, caption.start, caption.end) if caption else []
    kind, type_span = "ke-hoach", lines[0]
    if caption:
        known = next(iter(lexicon.document_types.find_all(tokens(text, *caption))), None)
        if known:
            kind, type_span = known.value, Span(known.start, known.end)
    year = _year_in(text, (whole,))
    return Header(
        None,
        found[0].value if found else None,
        Span(found[0].start, found[0].end) if found else None,
        kind,
        type_span,
        whole,
        (),
        int(text[year.start : year.end]) if year else None,
        year,
        _territory(text, whole, None, None),
        (),
        (),
        number,
        number_span,
        None,
    )


def _territory(
    text: str, title: Span, place: Span | None, letterhead: Letterhead | None
) -> tuple[str, str, Span] | None:
    """Return kind and name of the territory: the letterhead's, "TRÊN ĐỊA BÀN TỈNH CÀ MAU"."""
    if letterhead and letterhead.national:
        return None  # a ministry's plan is for the whole country
    if letterhead and letterhead.name:
        line = letterhead.lines[-2 if letterhead.unit and len(letterhead.lines) > 1 else -1]
        return letterhead.kind, letterhead.name, line
    if place:  # a title in capitals does not show where the name ends: "HÀ NỘI ĐẾN NĂM 2030"
        name = r"\s+".join(map(re.escape, text[place.start : place.end].split()))
        own = re.compile(rf"\b(?P<kind>tỉnh|thành\s+phố)\s+{name}\b", re.IGNORECASE)
        if found := own.search(text, title.start, title.end):
            words = " ".join(text[place.start : place.end].split())
            return found["kind"].casefold(), words, Span(found.start(), found.end())
    named = list(_named_territories(text, title))
    if named:
        return named[-1]
    if place:
        words = " ".join(text[place.start : place.end].split())
        city = slug(words) in MUNICIPALITIES
        return ("thành phố" if city else "tỉnh"), words, place
    return None
