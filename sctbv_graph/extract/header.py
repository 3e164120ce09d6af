"""The head of a plan: place and date, type, title, year it is for; number from the caption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sctbv_graph.errors import NotAPlanError
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.references import NUMBER
from sctbv_graph.model import Span, trim
from sctbv_graph.vietnamese.dates import find_dates
from sctbv_graph.vietnamese.fold import UPPER, fold, tokens

_PLACE_DATE = re.compile(rf"\s*(?P<place>[{UPPER}][^,]{{1,40}}),\s*(?P<date>ngày\s.*)\Z", re.DOTALL)
_BASIS = re.compile(r"\s*(?:Thực hiện|Căn cứ|Theo|Triển khai|Xét)\s")
_YEAR = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_PROVINCE = re.compile(
    rf"\b(?P<kind>(?i:tỉnh|thành phố))\s+(?P<name>[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Spans of the head; ``type`` is a concept name, ``year`` the one the plan is for."""

    place: Span | None
    date: date | None
    date_span: Span | None
    type: str
    type_span: Span
    title: Span
    year: int | None
    year_span: Span | None
    territory: tuple[str, str, Span] | None
    basis: tuple[Span, ...]
    number: tuple[str, str] | None
    number_span: Span | None


def read_header(
    text: str, heading: tuple[Span, ...], caption: Span | None, lexicon: Lexicon, shown: str
) -> Header:
    """Return the head; `NotAPlanError` where no line gives the type of document."""
    place = date_span = None
    day = None
    type_at = None
    kind = ""
    for index, span in enumerate(heading):
        match = _PLACE_DATE.match(text, span.start, span.end)
        if match and place is None:
            found = find_dates(text, match.start("date"), span.end)
            place = Span(match.start("place"), match.end("place"))
            if found:
                day, date_span = found[0].value, Span(found[0].start, found[0].end)
        words = tokens(text, span.start, span.end)
        known = lexicon.document_types.match_at(words, 0)
        if known and known.last == len(words):
            type_at, kind = index, known.value
            break
    if type_at is None or type_at + 1 >= len(heading):
        raise NotAPlanError(
            f"Tệp “{shown}” không có dòng tên loại văn bản (KẾ HOẠCH) và trích yếu ở đầu; "
            "hãy kiểm tra đây có phải văn bản kế hoạch không.",
            f"The file “{shown}” has no line with the document's type (KẾ HOẠCH) and title at its "
            "head; check that it is a plan.",
        )
    rest = heading[type_at + 1 :]
    first_basis = next(
        (i for i, span in enumerate(rest) if i and _BASIS.match(text, span.start, span.end)),
        len(rest),
    )
    title = Span(rest[0].start, rest[0].end)
    basis = rest[first_basis:] if first_basis < len(rest) else rest[1:]
    year = _YEAR.search(text, title.start, title.end)
    return Header(
        place,
        day,
        date_span,
        kind,
        heading[type_at],
        title,
        int(year[1]) if year else None,
        Span(year.start(1), year.end(1)) if year else None,
        _territory(text, title, place),
        basis,
        *_own_number(text, heading, caption),
    )


def annex_header(
    text: str, title: tuple[Span, ...], caption: Span | None, lexicon: Lexicon, shown: str
) -> Header:
    """Return the head of a plan of which only the annex is at hand, from the annex's caption.

    "(Kèm theo Kế hoạch số 211/KH-UBND ngày 02/10/2024 của Ủy ban nhân dân tỉnh)" (line 85).
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
    number, number_span = _own_number(text, (), caption)
    found = find_dates(text, caption.start, caption.end) if caption else []
    kind, type_span = "ke-hoach", lines[0]
    if caption:
        known = next(iter(lexicon.document_types.find_all(tokens(text, *caption))), None)
        if known:
            kind, type_span = known.value, Span(known.start, known.end)
    year = _YEAR.search(text, whole.start, whole.end)
    return Header(
        None,
        found[0].value if found else None,
        Span(found[0].start, found[0].end) if found else None,
        kind,
        type_span,
        whole,
        int(year[1]) if year else None,
        Span(year.start(1), year.end(1)) if year else None,
        _territory(text, whole, None),
        (),
        number,
        number_span,
    )


def _territory(text: str, title: Span, place: Span | None) -> tuple[str, str, Span] | None:
    """Return kind and name of the territory: "TRÊN ĐỊA BÀN TỈNH CÀ MAU"."""
    if place:  # a title in capitals does not show where the name ends: "HÀ NỘI ĐẾN NĂM 2030"
        name = r"\s+".join(map(re.escape, text[place.start : place.end].split()))
        own = re.compile(rf"\b(?P<kind>tỉnh|thành\s+phố)\s+{name}\b", re.IGNORECASE)
        if found := own.search(text, title.start, title.end):
            words = " ".join(text[place.start : place.end].split())
            return found["kind"].casefold(), words, Span(found.start(), found.end())
    last = None
    for match in _PROVINCE.finditer(text, title.start, title.end):
        last = match
    if last:
        name = " ".join(word.capitalize() for word in last["name"].split())
        return last["kind"].casefold(), name, Span(last.start(), last.end())
    if place:
        return "tỉnh", text[place.start : place.end], place
    return None


def _own_number(
    text: str, heading: tuple[Span, ...], caption: Span | None
) -> tuple[tuple[str, str] | None, Span | None]:
    """Return the plan's own number from its head, else from the annex caption (line 85)."""
    for span in heading:
        if fold(text[span.start : span.end]).startswith("số"):
            match = NUMBER.search(text, span.start, span.end)
            if match:
                return (match["serial"], match["sign"]), Span(match.start(), match.end())
    if caption:
        match = NUMBER.search(text, caption.start, caption.end)
        if match:
            return (match["serial"], match["sign"]), Span(match.start(), match.end())
    return None, None
