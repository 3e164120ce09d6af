"""The Word reader keeps what Word shows and lists what it does not."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest

from sctbv_graph.model import Span
from sctbv_graph.read import SourceDocument, read_bytes
from sctbv_graph.read.locate import runs_at
from tests.read.word_xml import W, p, r, word
from tests.rebuild.word import COMMENT, HIDDEN, build

_LIST = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1.%2."/>{}</w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="&#xF02D;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def numbered(text: str, num: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def made(body: str, **parts: str) -> SourceDocument:
    return read_bytes(word(body, **parts), "a.docx")


@pytest.fixture(scope="module")
def plan() -> SourceDocument:
    """Return Plan 211 rebuilt in Word, as read."""
    return read_bytes(build(), "211.docx")


def test_a_block_is_a_line(plan: SourceDocument) -> None:
    lines = plan.text.splitlines()
    assert "" not in lines
    for block in plan.blocks:
        assert plan.quote(block.span) in plan.text
        if block.kind != "table":
            assert plan.quote(block.span) == lines[plan.line_at(block.span.start) - 1]


def test_tracked_changes_are_accepted_and_listed(plan: SourceDocument) -> None:
    assert "1. Phấn đấu 70% các doanh nghiệp" in plan.text
    found = [(c.kind, c.text, plan.quote(c.at), c.author) for c in plan.changes]
    who = "Sở Công Thương"
    assert found == [
        ("deleted", "65", "", who),
        ("inserted", "70", "70", who),
        ("deleted", "15", "", who),
        ("inserted", "20", "20", who),
    ]


def test_comment_and_its_words(plan: SourceDocument) -> None:
    (comment,) = plan.comments
    assert comment.text == COMMENT
    assert plan.quote(comment.at).startswith("2. Phấn đấu 85% các siêu thị")
    assert plan.quote(comment.at).endswith("khó phân hủy.")


def test_footnote_with_its_anchor(plan: SourceDocument) -> None:
    (note,) = plan.notes
    assert note.anchor is not None
    assert plan.quote(note.anchor) == "[1]"
    assert plan.text[: note.anchor.start].endswith("Ủy ban nhân dân tỉnh  ")
    assert plan.quote(note.span).startswith("Kế hoạch số 44/KH-UBND")


def test_hidden_text_is_said(plan: SourceDocument) -> None:
    assert HIDDEN not in plan.text
    assert [HIDDEN in remark.vi for remark in plan.remarks if remark.kind == "hidden-text"] == [
        True
    ]


def test_row_numbers_follow_start_overrides(plan: SourceDocument) -> None:
    table = plan.tables[-1]
    shown = [row[0].label or plan.quote(row[0].paragraphs[0])
             for row in table.rows[3:] if row[0].state == "value"]  # fmt: skip
    assert shown == [str(number) for number in range(1, 22)]
    assert table.header_rows == 2


def test_split_row_and_empty_cell(plan: SourceDocument) -> None:
    rows = plan.tables[-1].rows
    four = next(
        row for row in rows if row[0].paragraphs and plan.quote(row[0].paragraphs[0]) == "4"
    )
    below = rows[four[0].row + 1]
    assert (four[0].rows, below[0].state) == (2, "merged")
    assert (four[4].state, four[9].state) == ("empty", "empty")
    assert plan.quote(below[8].paragraphs[0]) == "150"


def test_sections_lie_on_their_side(plan: SourceDocument) -> None:
    upright, flat = plan.sections
    assert (upright.landscape, flat.landscape) == (False, True)
    assert plan.text[flat.start :].startswith("PHỤ LỤC\n")


def test_raw_letters_are_kept(plan: SourceDocument) -> None:
    words = "Phát triển vùng nuôi cua"
    assert words not in plan.text
    assert unicodedata.normalize("NFD", words) in plan.text


def test_words_lead_back_to_their_run(plan: SourceDocument) -> None:
    at = plan.text.index("70% các doanh nghiệp")
    inserted, rest = runs_at(plan, Span(at, at + 3))
    assert (inserted.paragraph, rest.paragraph) == (rest.paragraph, inserted.paragraph)
    assert rest.run == inserted.run + 1
    assert inserted.part == "word/document.xml"
    note = plan.notes[0].span
    assert runs_at(plan, note)[0].part == "word/footnotes.xml"


def test_lists_count_as_word_counts() -> None:
    body = "".join(
        (numbered("a", 1), numbered("b", 1, 1), numbered("c", 1, 1), numbered("d", 1),
         numbered("e", 1, 1), numbered("f", 1, 2), numbered("g", 2), numbered("h", 2))
    )  # fmt: skip
    source = made(body, numbering=_LIST.format(""))
    assert [block.label for block in source.blocks] == [
        "I.", "I.1.", "I.2.", "II.", "II.1.", "-", "VII.", "VIII.",
    ]  # fmt: skip
    assert all(block.label_origin == "automatic" for block in source.blocks)
    assert source.text == "a\nb\nc\nd\ne\nf\ng\nh\n"
    legal = made(body, numbering=_LIST.format("<w:isLgl/>"))
    assert legal.blocks[1].label == "1.1."


def test_list_of_a_style_and_headings() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:basedOn w:val="H1"/></w:style>'
    )
    body = p("Mục tiêu", '<w:pStyle w:val="H"/>') + p(
        "Không số", '<w:pStyle w:val="H"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    source = made(body, numbering=_LIST.format(""), styles=style)
    first, second = source.blocks
    assert (first.kind, first.level, first.label) == ("heading", 1, "I.")
    assert second.label is None


def test_moved_text_stands_once() -> None:
    move = '<w:move{0} w:id="1" w:author="A">{1}</w:move{0}>'
    source = made(
        f"<w:p>{move.format('From', r('Điều hai. '))}{r('Điều một.')}</w:p>"
        f"<w:p>{move.format('To', r('Điều hai.'))}</w:p>"
    )
    assert source.text == "Điều một.\nĐiều hai.\n"
    assert [(c.kind, c.text) for c in source.changes] == [
        ("moved-from", "Điều hai. "),
        ("moved-to", "Điều hai."),
    ]


def test_deleted_paragraph_mark_joins_paragraphs() -> None:
    mark = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    source = made(p("Phấn đấu ", mark) + p("70%.") + p("Hết."))
    assert source.text == "Phấn đấu 70%.\nHết.\n"
    assert len(source.blocks) == 2


def test_deleted_row_is_listed() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc></w:tr>"
    gone = '<w:trPr><w:del w:id="1" w:author="A"/></w:trPr>'
    source = made(f"<w:tbl>{row.format('', p('còn'))}{row.format(gone, p('bỏ'))}</w:tbl>")
    assert source.text == "còn\n"
    assert [(c.kind, c.text) for c in source.changes] == [("deleted", "bỏ")]


def test_nested_table_is_read_in_place() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('trong')}</w:tc></w:tr></w:tbl>"
    source = made(
        f"<w:tbl><w:tr><w:tc>{p('trước')}{inner}{p('sau')}</w:tc><w:tc>{p('bên')}</w:tc></w:tr>"
        "</w:tbl>"
    )
    assert source.text == "trước\ntrong\nsau\nbên\n"
    (table,) = source.tables
    cell = table.rows[0][0]
    assert [source.quote(span) for span in cell.paragraphs] == ["trước", "trong", "sau"]
    assert [source.quote(c.paragraphs[0]) for c in cell.tables[0].rows[0]] == ["trong"]
    assert (table.index, cell.tables[0].index) == (0, 1)


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('Trong khung')}</w:txbxContent>"
    both = (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>'
        f"<wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    source = made(f"<w:p>{r('Ngoài')}<w:r>{both}</w:r></w:p>")
    assert [(b.kind, source.quote(b.span)) for b in source.blocks] == [
        ("paragraph", "Ngoài"),
        ("textbox", "Trong khung"),
    ]


def test_endnote_header_and_footer_come_after_the_body() -> None:
    body = (
        f"<w:p>{r('Nội dung')}<w:r><w:endnoteReference w:id='3'/></w:r></w:p>"
        '<w:sectPr><w:headerReference r:id="r_header1"/><w:footerReference r:id="r_footer1"/>'
        "</w:sectPr>"
    )
    note = f'<w:endnote w:id="3">{p("Chú thích cuối")}</w:endnote>'
    source = made(body, endnotes=note, header1=p("Đầu trang"), footer1=p("Cuối trang"))
    assert [(b.kind, source.quote(b.span)) for b in source.blocks] == [
        ("paragraph", "Nội dung[i]"),
        ("note", "[i] Chú thích cuối"),
        ("header", "Đầu trang"),
        ("footer", "Cuối trang"),
    ]
    assert source.quote(source.notes[0].span) == "Chú thích cuối"


def test_fields_show_their_result() -> None:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>"
    source = made(
        f"<w:p>{r('Trang ')}{char.format('begin')}{code}{char.format('separate')}{r('3')}"
        f"{char.format('end')}{r(' hết')}</w:p>"
    )
    assert source.text == "Trang 3 hết\n"


def test_legacy_fonts_are_converted_and_said() -> None:
    fonts = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'
    source = made(
        p("KÕ ho¹ch", run=fonts.format(".VnTime"))
        + p("uû ban", run=fonts.format(".VnTimeH"))
        + p("Keá hoaïch", run=fonts.format("VNI-Times"))
        + p("Kế hoạch", run=fonts.format("Times New Roman"))
    )
    assert source.text == "Kế hoạch\nUỶ BAN\nKế hoạch\nKế hoạch\n"
    said = [remark.vi for remark in source.remarks if remark.kind == "legacy-font"]
    assert len(said) == 3
    assert "KÕ ho¹ch" in said[0]


def test_line_breaks_part_lines_and_blank_lines_vanish() -> None:
    source = made(f"<w:p>{r('một')}<w:r><w:br/></w:r>{r('  ')}<w:r><w:br/></w:r>{r('hai')}</w:p>")
    assert source.text == "một\nhai\n"


def test_wrappers_are_read_through_and_embedded_files_are_said() -> None:
    source = made(f"<w:sdt><w:sdtContent>{p('một')}</w:sdtContent></w:sdt><w:altChunk/>")
    assert source.text == "một\n"
    assert [remark.kind for remark in source.remarks] == ["not-read"]


def test_strict_files() -> None:
    swapped = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word(p("một")))) as old,
        zipfile.ZipFile(swapped, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name).replace(
                W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            )
            new.writestr(name, part)
    assert read_bytes(swapped.getvalue(), "a.docx").text == "một\n"


def test_macros_are_not_run_and_said() -> None:
    data = word(p("Kế hoạch"), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    source = read_bytes(data, "a.docm")
    assert source.text == "Kế hoạch\n"
    assert [remark.kind for remark in source.remarks] == ["macros"]
