"""What cannot be read is said in one sentence; nothing hangs, expands or runs."""

from __future__ import annotations

import io
import random
import threading
import time
import zipfile
from typing import Any

import fpdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sctbv_graph.errors import InputError
from sctbv_graph.read import limits, read_bytes
from sctbv_graph.read.package import Package
from tests.read.word_xml import W, p, word
from tests.rebuild import sheet
from tests.rebuild import word as plan_word

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def scan(**encryption: Any) -> bytes:
    """Return a PDF of one page with a line drawn on it and no letters."""
    paper = fpdf.FPDF()
    paper.add_page()
    if encryption:
        paper.set_encryption(**encryption)
        paper.set_font("Helvetica")
        paper.cell(0, 10, "Ke hoach")
    paper.line(10, 10, 100, 100)
    return bytes(paper.output())


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


def bomb() -> bytes:
    head = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'.encode()
    return zipped(**{"word/document.xml": head + b"a" * (80 * 1024 * 1024)})


def laughs(name: str) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    part = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l8;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    return zipped(**{name: part.encode()})


BAD: dict[str, tuple[str, Any, str, str]] = {
    "encrypted Word": ("a.docx", _CFB + "EncryptedPackage".encode("utf-16-le"),
                       "mật khẩu", "password"),
    "truncated Word": ("a.docx", lambda: plan_word.build()[:20_000], "bị hỏng", "damaged"),
    "truncated Excel": ("a.xlsx", lambda: sheet.build()[:5_000], "bị hỏng", "damaged"),
    "truncated PDF": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<", "bị hỏng", "damaged"),
    "not Word at all": ("a.docx", b"\x7fELF\0\0\0", "bị hỏng", "damaged"),
    "a PDF named Word": ("a.docx", scan, "nội dung là tệp PDF", "its content is a PDF"),
    "Word named Excel": ("a.xlsx", lambda: word(p("a")), "nội dung là tệp Word", "a Word file"),
    "Word named text": ("a.txt", lambda: word(p("a")), "nội dung là tệp Word", "a Word file"),
    "zip bomb": ("a.docx", bomb, "quá lớn", "far more"),
    "entities in Word": ("a.docx", lambda: laughs("word/document.xml"), "thực thể XML",
                         "XML entities"),
    "entities in Excel": ("a.xlsx", lambda: laughs("xl/workbook.xml"), "thực thể XML",
                          "XML entities"),
    "scan": ("a.pdf", scan, "ảnh quét", "is a scan"),
    "PDF with a password": ("a.pdf", lambda: scan(owner_password="o", user_password="u"),
                            "cần mật khẩu", "asks for a password"),
    "Word without words": ("a.docx", lambda: word(p(" ")), "không có chữ nào", "no words"),
}  # fmt: skip


@pytest.fixture(scope="module")
def originals() -> dict[str, bytes]:
    """Return whole files to damage."""
    return {"a.docx": plan_word.build(), "a.xlsx": sheet.build()}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _program: None)
    file, made, vietnamese, english = BAD[name]
    data = made() if callable(made) else made
    start = time.monotonic()
    with pytest.raises(InputError) as error:
        read_bytes(data, file)
    assert time.monotonic() - start < 30
    assert vietnamese in error.value.vi
    assert english in error.value.en
    assert f"“{file}”" in error.value.vi
    assert "\n" not in error.value.vi


def test_a_macro_file_is_read_and_no_macro_run() -> None:
    data = word(p("Kế hoạch"), {"word/vbaProject.bin": _CFB})
    assert [r.kind for r in read_bytes(data, "a.docm").remarks] == ["macros"]


def test_a_table_without_headings_is_read() -> None:
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    source = read_bytes(word(f"<w:tbl>{row.format(p('a'), p('b'))}</w:tbl>"), "a.docx")
    assert [len(r) for r in source.tables[0].rows] == [2]


def test_packages_read_no_more_than_they_may() -> None:
    package = Package(bomb(), "a.docx")
    with pytest.raises(InputError):
        package.read("word/document.xml")


def crossing_rules(count: int) -> bytes:
    """Return a small PDF whose ruled lines cross in ``count`` squared places."""
    paper = fpdf.FPDF(unit="pt", format=(1000, 1000))
    paper.add_page()
    paper.set_font("Helvetica", size=8)
    paper.cell(0, 10, "Ke hoach")
    for at in range(count):
        place = 20 + at * 960 / count
        paper.line(20, place, 980, place)
        paper.line(place, 20, place, 980)
    return bytes(paper.output())


def test_reading_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file made to take minutes is left with a sentence, in this process, in any thread."""
    monkeypatch.setattr(limits, "SECONDS", 2.0)
    data = crossing_rules(240)
    assert len(data) < 5_000
    ended: list[tuple[float, str]] = []

    def reading() -> None:
        start = time.monotonic()
        with pytest.raises(InputError) as error:
            read_bytes(data, "a.pdf")
        ended.append((time.monotonic() - start, error.value.vi))

    reading()
    other = threading.Thread(target=reading)
    other.start()
    other.join(60)
    assert len(ended) == 2
    for seconds, sentence in ended:
        assert seconds < 15
        assert "“a.pdf” quá 2 giây" in sentence
    assert read_bytes(word(p("KẾ HOẠCH")), "a.docx").text == "KẾ HOẠCH\n", "nothing is left behind"


def test_deep_nesting_ends_in_a_sentence() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5000 + p("a") + "</w:sdtContent></w:sdt>" * 5000
    with pytest.raises(InputError):
        read_bytes(word(deep), "a.docx")


def survives(data: bytes, name: str) -> None:
    """Read bytes that may be anything: either blocks inside the text, or a sentence."""
    try:
        source = read_bytes(data, name)
    except InputError:
        return
    for block in source.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(source.text)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(
    ["a.docx", "a.xlsx", "a.xls", "a.pdf", "a.txt", "a.md", "a"]
))  # fmt: skip
def test_any_bytes_under_any_name(data: bytes, name: str) -> None:
    survives(data, name)
    survives(b"%PDF-1.4\n" + data, "a.pdf")
    survives(_CFB + "Workbook".encode("utf-16-le") + data, "a.xls")


_PIECES = st.sampled_from(
    ["<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>chữ</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>",
     "</w:tr>", "<w:tc>", "</w:tc>", '<w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>',
     "<w:tcPr><w:vMerge/></w:tcPr>", '<w:ins w:id="1">', "</w:ins>", '<w:del w:id="2">', "</w:del>",
     '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "<w:r><w:br/></w:r>",
     '<w:pPr><w:numPr><w:ilvl w:val="-3"/><w:numId w:val="x"/></w:numPr></w:pPr>',
     '<w:commentRangeEnd w:id="7"/>', '<w:r><w:footnoteReference w:id="9"/></w:r>']
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(_PIECES, max_size=30))
def test_any_mixture_of_elements(pieces: list[str]) -> None:
    """Elements in any order, most of it not well formed, some of it well formed nonsense."""
    survives(word("".join(pieces)), "a.docx")
    balanced = "".join(f"<w:p>{piece}</w:p>" for piece in pieces if piece.endswith("/>"))
    survives(word(balanced + p("cuối")), "a.docx")


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_mutated_files(originals: dict[str, bytes], name: str) -> None:
    """Bytes changed anywhere: in the package, and inside its parts."""
    chance = random.Random(211)
    whole = originals[name]
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        survives(bytes(data), name)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    for _ in range(12):
        entry = chance.choice(sorted(parts))
        part = bytearray(parts[entry])
        at = chance.randrange(len(part))
        part[at : at + chance.randint(0, 9)] = chance.choice(
            [b"", b"<", b"9999999999", b"\xff", b'"']
        )
        survives(zipped(**(parts | {entry: bytes(part)})), name)


def test_mutated_pdf() -> None:
    paper = fpdf.FPDF()
    paper.set_font("Helvetica")
    paper.add_page()
    with paper.table() as table:
        for row in (("TT", "Ten", "So"), ("1", "a", "2"), ("2", "b", "3")):
            cells = table.row()
            for text in row:
                cells.cell(text)
    whole = bytes(paper.output())
    chance = random.Random(211)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        survives(bytes(data), "a.pdf")
