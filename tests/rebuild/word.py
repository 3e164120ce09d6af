"""Plan 211 as a Word file with the traps of real drafts in it.

Letterhead and signature in tables without borders, a landscape section for the annex, a table with
a header of two rows, merged cells, a split row, automatic numbers with start overrides, a
footnote, tracked changes in a target and in an amount, a comment, hidden text, rows in NFD.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.rebuild.truth import AUTOMATIC, COLUMNS, HEADINGS, Task, lines, shown, tasks

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FOOTNOTES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
)
_LEVEL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1"/><w:lvlJc w:val="left"/></w:lvl>'
)
COMMENT = "Số liệu này lấy từ đâu?"
HIDDEN = "bản nháp, không in"
BEFORE = ("Cà Mau, ngày 02 tháng 10 năm 2024", "Số: 211/KH-UBND")


def build(
    source: list[str] | None = None,
    rows: tuple[Task, ...] | None = None,
    *,
    overrides: bool = True,
) -> bytes:
    """Return the file's bytes, of other lines and other tasks where they are given.

    Without ``overrides`` each list is one of its own: what LibreOffice writes as .doc and .rtf
    has lost them, so that fixtures made by it would hold other numbers than the truth.
    """
    source = source or lines()
    document = docx.Document()
    _letterhead(document, source)
    for number in range(2, 74):
        for text in source[number].split("\n"):
            _body(document, number, text)
    _signature(document, source)
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for number in (83, 84, 85):
        document.add_paragraph(source[number])
    _numbering(document) if overrides else _lists(document)
    _annex(document, source, rows or tasks())
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    made = io.BytesIO()
    document.save(made)
    return _with_footnote(made.getvalue(), source[324].removeprefix("[1] "))


def _letterhead(document: Any, source: list[str]) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH CÀ MAU"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = BEFORE[1]
    table.cell(1, 1).text = source[1]


def _signature(document: Any, source: list[str]) -> None:
    table = document.add_table(1, 2)
    _fill(table.cell(0, 0), tuple(source[74:80]))
    _fill(table.cell(0, 1), tuple(source[80:83]))


def _body(document: Any, number: int, text: str) -> None:
    if number == 10:  # a target with a tracked change: 65 became 70
        paragraph = document.add_paragraph("1. Phấn đấu ")
        _changed(paragraph, "65", "70")
        paragraph.add_run(text.removeprefix("1. Phấn đấu 70"))
        return
    if number == 42:
        before, after = text.split("[1]")
        paragraph = document.add_paragraph(before)
        paragraph._p.append(parse_xml(f'<w:r {_W}><w:footnoteReference w:id="2"/></w:r>'))
        paragraph.add_run(after)
        return
    paragraph = document.add_paragraph(text)
    if number == 11:
        document.add_comment(paragraph.runs, text=COMMENT, author="Sở Tài chính")
    if number == 36:
        run = paragraph.add_run(f" ({HIDDEN})")
        run.font.hidden = True


def _changed(paragraph: Any, old: str, new: str) -> None:
    who = 'w:id="9{}" w:author="Sở Công Thương" w:date="2024-09-20T08:00:00Z"'
    paragraph._p.append(
        parse_xml(f"<w:del {_W} {who.format(1)}><w:r><w:delText>{old}</w:delText></w:r></w:del>")
    )
    paragraph._p.append(
        parse_xml(f"<w:ins {_W} {who.format(2)}><w:r><w:t>{new}</w:t></w:r></w:ins>")
    )


def _numbering(document: Any) -> None:
    """Three lists on one abstract list; the second and third start at 11 and at 15."""
    root = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{_LEVEL}</w:abstractNum>'
    )
    root.insert(0, abstract)
    for number, start in dict(AUTOMATIC.values()).items():
        override = (
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            if start > 1
            else ""
        )
        root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{770 + number}"><w:abstractNumId w:val="77"/>'
                f"{override}</w:num>"
            )
        )


def _lists(document: Any) -> None:
    """Three lists that start at 1, 11 and 15 by themselves."""
    root = document.part.numbering_part.element
    for number, start in dict(AUTOMATIC.values()).items():
        level = _LEVEL.replace('<w:start w:val="1"/>', f'<w:start w:val="{start}"/>')
        root.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{77 + number}">{level}'
                "</w:abstractNum>"
            ),
        )
        root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{770 + number}">'
                f'<w:abstractNumId w:val="{77 + number}"/></w:num>'
            )
        )


def _fill(cell: Any, paragraphs: tuple[str, ...]) -> None:
    for index, text in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.add_run(text)


def _annex(document: Any, source: list[str], rows: tuple[Task, ...]) -> None:
    count = 3 + sum(1 + len(task.split) for task in rows)
    table = document.add_table(count, 12, style="Table Grid")
    cells = [list(row.cells) for row in table.rows]
    heads = [source[86], source[87], source[88], "Nội dung", *source[89:93]]
    for column, text in enumerate(heads):
        cells[0][column].merge(cells[1][column]).text = text
    cells[0][8].merge(cells[0][10]).text = "Kinh phí thực hiện (triệu đồng)"
    for column, money in enumerate(COLUMNS, 8):
        cells[1][column].text = source[HEADINGS[money]]
    cells[0][11].merge(cells[1][11]).text = source[96]
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    cells[2][0].merge(cells[2][7]).text = source[97]
    for column, line in enumerate((98, 99, 100), 8):
        cells[2][column].text = source[line]
    at = 3
    for task in rows:
        _task(cells, at, task)
        at += 1 + len(task.split)


def _task(cells: list[list[Any]], at: int, task: Task) -> None:
    row = cells[at]
    if task.number in AUTOMATIC:
        number, _ = AUTOMATIC[task.number]
        properties = row[0].paragraphs[0]._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {_W}><w:ilvl w:val="0"/><w:numId w:val="{770 + number}"/></w:numPr>'
            )
        )
    else:
        row[0].text = str(task.number)
    words = (task.name, task.objective, task.content, task.result, task.lead, task.coordinators,
             task.time)  # fmt: skip
    for column, paragraphs in enumerate(words, 1):
        _fill(row[column], shown(task, paragraphs))
    _fill(row[11], task.note)
    _amounts(row, task.money, tracked=task.number == 21)
    for offset, (content, money) in enumerate(task.split, 1):
        lower = cells[at + offset]
        for column in (0, 1, 2, 4, 5, 6, 7, 11):
            row[column].merge(lower[column])
        _fill(lower[3], content)
        _amounts(lower, money, tracked=False)


def _amounts(row: list[Any], money: dict[str, str], *, tracked: bool) -> None:
    for column, name in enumerate(COLUMNS, 8):
        text = money.get(name, "")
        if text and tracked:
            _changed(row[column].paragraphs[0], "15", text)
        elif text:
            row[column].text = text


def _with_footnote(data: bytes, words: str) -> bytes:
    """Add the part of the footnotes, which python-docx does not write."""
    notes = (
        f"<w:footnotes {_W}>"
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind, content = _FOOTNOTES
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "word/_rels/document.xml.rels":
                part = part.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/>'
                    "</Relationships>".encode(),
                )
            elif entry.filename == "[Content_Types].xml":
                part = part.replace(
                    b"</Types>",
                    f'<Override PartName="/word/footnotes.xml" ContentType="{content}"/>'
                    "</Types>".encode(),
                )
            new.writestr(entry.filename, part)
        new.writestr("word/footnotes.xml", notes)
    return made.getvalue()


def qualified(name: str) -> str:
    """Return a name of WordprocessingML in Clark notation."""
    return qn(f"w:{name}")
