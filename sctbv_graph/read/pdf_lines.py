"""Visual lines of a PDF page to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sctbv_graph.read.pdf_words import Word, word_rows

_MARKER = re.compile(
    r"(?:[-–+•]\s?\D|[IVXL]{1,5}\s*[.)]\s|\d{1,2}(?:\.\d{1,2})*\s*[.)]\s|[a-zđ]\s*\)\s|\[\d+\]|"
    r"PHỤ LỤC\b|Nơi nhận|Căn cứ\s|(?:KT|TM|TL|TUQ)\.|Điều \d+\.)"
)
_NOTE = re.compile(r"\[\d+\]\s")
_PAGE_NUMBER = re.compile(r"(?:Trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?\Z")
_GAP = 14.0  # points between words that stand in two columns of the letterhead
_EDGE = 0.09  # share of the page's height where page numbers stand


@dataclass(slots=True)
class Line:
    """One visual line: its words joined, where it lies.

    ``edge`` and ``margin`` are where the page's text begins and ends, from the left.
    """

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    margin: float
    edge: float
    size: float
    kind: str = "paragraph"
    split: bool = False
    first_width: float = 0.0


def page_lines(words: list[Word], page: int, width: float, height: float) -> list[Line]:
    """Return the lines of a page outside its tables; a wide gap parts a line in two."""
    margin = max((word["x1"] for word in words), default=width)
    edge = min((word["x0"] for word in words), default=0.0)
    made: list[Line] = []
    for row in word_rows(words):
        pieces: list[list[Word]] = [[row[0]]]
        for word in row[1:]:
            if word["x0"] - pieces[-1][-1]["x1"] > _GAP:
                pieces.append([word])
            else:
                pieces[-1].append(word)
        made += [_line(piece, page, (edge, margin), height, len(pieces) > 1) for piece in pieces]
    noted = False
    for line in made:  # a note at the foot of a page is often several lines
        noted = noted or line.kind == "note"
        line.kind = "note" if noted and line.kind == "paragraph" else line.kind
    return _by_columns(made)


def _line(
    words: list[Word], page: int, bounds: tuple[float, float], height: float, split: bool
) -> Line:
    text = " ".join(word["text"] for word in words)
    top, bottom = min(w["top"] for w in words), max(w["bottom"] for w in words)
    kind = "paragraph"
    if _PAGE_NUMBER.match(text) and not split:
        kind = "header" if bottom < height * _EDGE else kind
        kind = "footer" if top > height * (1 - _EDGE) else kind
    if _NOTE.match(text) and top > height / 2:
        kind = "note"
    return Line(
        text, page, words[0]["x0"], top, words[-1]["x1"], bottom, bounds[1],
        bounds[0], max(w["size"] for w in words), kind, split, words[0]["x1"] - words[0]["x0"],
    )  # fmt: skip


def _by_columns(lines: list[Line]) -> list[Line]:
    """Put a run of split lines (letterhead, recipients beside the signature) column by column.

    A line that is alone at its height but lies within one of the columns belongs to the run.
    """
    made: list[Line] = []
    at = 0
    while at < len(lines):
        if not lines[at].split:
            made.append(lines[at])
            at += 1
            continue
        end = at
        border = next(line.left for line in lines[at + 1 :] if line.split)
        while end < len(lines) and (lines[end].split or _in_column(lines[end], border)):
            end += 1
        run = lines[at:end]
        for line in run:
            line.split = True
        # Nobody reads a letterhead row by row: the left column first, then the right one.
        made += [line for line in run if line.left < border - 40]
        made += [line for line in run if line.left >= border - 40]
        at = end
    return made


def _is_title(text: str) -> bool:
    """Tell whether a line is in capitals; an abbreviation that a wrap put there alone is not."""
    return text.isupper() and len(text) > 10


def is_broken_dash(above: str, text: str) -> bool:
    """Tell whether a dash at a line's start is one inside a sentence: "kinh tế" / "- xã hội".

    >>> is_broken_dash("phát triển kinh tế", "- xã hội"), is_broken_dash("gồm:", "- Xây dựng")
    (True, False)
    """
    after = text.lstrip("-–+• ")
    return text[:1] in "-–" and after[:1].islower() and not above.endswith((".", ";", ":", ","))


def _in_column(line: Line, border: float) -> bool:
    """Tell whether a line alone at its height stands in the left or right column."""
    if abs((line.left + line.right) - (line.edge + line.margin)) < 30:
        return False  # in the middle of the page: a title under the letterhead
    return line.right < border - 2 or line.left > border - 40


def paragraphs(lines: Iterable[Line]) -> list[list[Line]]:
    """Join lines that go on from one another on a page."""
    made: list[list[Line]] = []
    for line in lines:
        if made and _goes_on(made[-1][-1], line):
            made[-1].append(line)
        else:
            made.append([line])
    return made


def _goes_on(above: Line, line: Line) -> bool:
    if above.kind != line.kind or (above.page != line.page and above.kind != "paragraph"):
        return False
    if above.split or line.split:
        return False
    if _MARKER.match(line.text) and not is_broken_dash(above.text, line.text):
        return False
    if abs(above.size - line.size) > 0.8:
        return False
    if above.page == line.page and line.top - above.bottom > 1.1 * line.size:
        return False
    if _is_title(above.text) != _is_title(line.text):
        return False
    # Where the next word would have fitted, the line was ended on purpose.
    next_word = line.first_width + line.size * 0.25
    slack = 0.5 * line.size
    left, right = above.left - above.edge, above.margin - above.right
    if left > 8 and abs(left - right) < max(12.0, 0.2 * left):  # centred
        return left + right - next_word < slack
    if line.text[:1].islower() and not above.text.endswith((".", ";", ":")):
        return True
    return right - next_word < slack


def join_over_pages(groups: list[list[Line]]) -> list[list[Line]]:
    """Join a paragraph that a page number parts from its end on the next page."""
    made: list[list[Line]] = []
    aside: list[list[Line]] = []
    for group in groups:
        if group[0].kind in {"header", "footer"}:
            aside.append(group)
        elif aside and made and _goes_on(made[-1][-1], group[0]):
            made[-1] += group
            made += aside
            aside = []
        else:
            made += [*aside, group]
            aside = []
    return made + aside
