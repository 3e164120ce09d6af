"""Plan 211 as a PDF as a word processor prints it: ruled table, cells cut by page ends.

The heading rows come again on each page, a vertical merge and a heading over three columns are
merged as ruled lines show them, page numbers stand below.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import font_roboto
import fpdf

from tests.rebuild.truth import COLUMNS, HEADINGS, Task, lines, shown, tasks
from tests.rebuild.word import BEFORE

_WIDTHS = (24, 82, 92, 100, 92, 66, 82, 50, 44, 44, 44, 60)
_LINE, _PAD, _SIZE = 10.0, 2.5, 8
_BOTTOM = 540.0


@dataclass
class Row:
    """Lines of each cell; ``wide`` cells are (column, count), ``under`` is merged upwards."""

    cells: list[list[str]]
    wide: tuple[tuple[int, int], ...] = ()
    under: frozenset[int] = frozenset()


def _font() -> str:
    folder = Path(font_roboto.__file__).parent
    return str(next(p for p in sorted(folder.rglob("*.ttf")) if p.stem == "Roboto-Regular"))


class _Paper(fpdf.FPDF):
    def footer(self) -> None:
        """Print the page number."""
        self.set_y(-30)
        self.cell(0, 10, str(self.page_no()), align="C")


def build(times: int = 1) -> bytes:
    """Return the file's bytes; ``times`` repeats the whole plan, for measuring."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fpdf2 warns of parts of the font that it leaves out
        paper = _Paper(unit="pt", format="A4")
        paper.add_font("Roboto", fname=_font())
        paper.set_font("Roboto", size=12)
        source = lines()
        for _ in range(times):
            paper.set_font_size(12)
            paper.set_auto_page_break(auto=True, margin=50)
            _body(paper, source)
            paper.add_page(orientation="landscape")
            for number in (83, 84, 85):
                paper.multi_cell(0, 15, source[number], align="C", new_x="LMARGIN", new_y="NEXT")
            paper.set_auto_page_break(auto=False)
            paper.set_font_size(_SIZE)
            _table(paper, source)
        return bytes(paper.output())


def _body(paper: Any, source: list[str]) -> None:
    paper.add_page()
    half = paper.epw / 2
    pairs = (("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"), ("TỈNH CÀ MAU", "VIỆT NAM"),
             (BEFORE[1], source[1]))  # fmt: skip
    for left, right in pairs:
        paper.cell(half, 18, left, align="C")
        paper.cell(half, 18, right, align="C", new_x="LMARGIN", new_y="NEXT")
    for number in range(2, 74):
        align = "C" if number in (2, 3) else "J"
        paper.multi_cell(0, 15, source[number], align=align, new_x="LMARGIN", new_y="NEXT")
        paper.ln(4)
    if paper.get_y() > 600:
        paper.add_page()  # recipients and signature are kept together
    for index, number in enumerate(range(74, 80)):
        signed = source[80 + index] if index < 3 else ""
        paper.cell(half, 18, source[number])
        paper.cell(half, 18, signed, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.ln(30)
    paper.set_y(max(paper.get_y(), 600))
    paper.multi_cell(0, 14, source[324], new_x="LMARGIN", new_y="NEXT")


def _wrap(paper: Any, paragraphs: tuple[str, ...], width: float) -> list[str]:
    made: list[str] = []
    for text in paragraphs:
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and paper.get_string_width(longer) > width - 2 * _PAD:
                made.append(line)
                line = word
            else:
                line = longer
        made.append(line)
    return made


def _table(paper: Any, source: list[str]) -> None:
    def cells(texts: list[tuple[str, ...]], wide: tuple[tuple[int, int], ...] = ()) -> Any:
        spans = dict(wide)
        return [
            _wrap(paper, text, sum(_WIDTHS[c : c + spans.get(c, 1)]))
            for c, text in enumerate(texts)
        ]

    none: tuple[str, ...] = ()
    heads = [(source[n],) for n in (86, 87, 88)] + [("Nội dung",)]
    heads += [(source[n],) for n in range(89, 93)]
    money = [(source[HEADINGS[c]],) for c in COLUMNS]
    top_wide = ((8, 3),)
    first = cells([*heads, ("Kinh phí thực hiện (triệu đồng)",), none, none, (source[96],)],
                  top_wide)  # fmt: skip
    header = [
        Row(first, top_wide),
        Row(cells([none] * 8 + money + [none]), (), frozenset({*range(8), 11})),
    ]
    total = [(source[97],), *[none] * 7, *[(source[n],) for n in (98, 99, 100)], none]
    groups = [[Row(cells(total, ((0, 8),)), ((0, 8),))]]
    groups += [_rows(task, cells) for task in tasks()]
    left, top = paper.l_margin, paper.get_y() + 6
    top = _draw(paper, header, left, top)
    for group in groups:
        for row, below in zip(group, [*group[1:], Row([])], strict=True):
            top = _flow(paper, row, header, left, top, below.under)


def _rows(task: Task, cells: Any) -> list[Row]:
    def amounts(money: dict[str, str]) -> list[tuple[str, ...]]:
        return [(money[c],) if c in money else () for c in COLUMNS]

    words = (task.name, task.objective, task.content, task.result, task.lead, task.coordinators,
             task.time)  # fmt: skip
    texts = [(str(task.number),), *(shown(task, text) for text in words)]
    made = [Row(cells([*texts, *amounts(task.money), task.note]))]
    for content, money in task.split:
        lower = [(), (), (), content, (), (), (), (), *amounts(money), ()]
        made.append(Row(cells(lower), (), frozenset({0, 1, 2, 4, 5, 6, 7, 11})))
    return made


def _flow(
    paper: Any, row: Row, header: list[Row], left: float, top: float, open_: frozenset[int]
) -> float:
    """Draw a row, cut at the page end as often as needed; the heading comes again."""
    while True:
        room = int((_BOTTOM - top - 2 * _PAD) // _LINE)
        tallest = max(len(cell) for cell in row.cells)
        if tallest <= room:
            return _draw(paper, [row], left, top, open_)
        if room >= 3:
            part = Row([cell[:room] for cell in row.cells], row.wide, row.under)
            _draw(paper, [part], left, top)
            row = Row([cell[room:] for cell in row.cells], row.wide, row.under)
        paper.add_page(orientation="landscape")
        top = _draw(paper, header, left, 40.0)


def _draw(
    paper: Any, rows: list[Row], left: float, top: float, open_: frozenset[int] = frozenset()
) -> float:
    """Draw rows; ``open_`` are the columns that go on under the last one."""
    for row, below in zip(rows, [*(r.under for r in rows[1:]), open_], strict=True):
        height = max(len(cell) for cell in row.cells) * _LINE + 2 * _PAD
        wide, skip, x = dict(row.wide), 0, left
        for column, cell in enumerate(row.cells):
            width = _WIDTHS[column]
            if column not in below:
                paper.line(x, top + height, x + width, top + height)
            if skip:
                skip -= 1
                x += width
                continue
            if column in wide:
                skip = wide[column] - 1
            span = sum(_WIDTHS[column : column + skip + 1])
            paper.line(x, top, x, top + height)
            if column not in row.under:
                paper.line(x, top, x + span, top)
            for index, line in enumerate(cell):
                paper.text(x + _PAD, top + _PAD + (index + 1) * _LINE - 2, line)
            x += width
        paper.line(x, top, x, top + height)
        top += height
    return top
