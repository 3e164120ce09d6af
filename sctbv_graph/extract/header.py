"""The head of a plan: place and date, type, title, year it is for; number from the caption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sctbv_graph.errors import NotAPlanError
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.references import NUMBER
from sctbv_graph.model import Span
from sctbv_graph.vietnamese.dates import find_dates
from sctbv_graph.vietnamese.fold import UPPER, fold, tokens

_PLACE_DATE = re.compile(rf"\s*(?P<place>[{UPPER}][^,]{{1,40}}),\s*(?P<date>ngày\s.*)\Z")
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


def _territory(text: str, title: Span, place: Span | None) -> tuple[str, str, Span] | None:
    """Return kind and name of the territory: "TRÊN ĐỊA BÀN TỈNH CÀ MAU"."""
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
