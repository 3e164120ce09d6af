"""The officer's own Word file with comments: at the right words, nothing else changed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from lxml import etree
from markupsafe import escape

from sctbv_graph.audit import Report
from sctbv_graph.audit.places import locate, own_passages
from sctbv_graph.audit.words import say_place
from sctbv_graph.audit.writers.as_docx import AUTHOR, write_docx
from sctbv_graph.audit.writers.as_html import write_html
from sctbv_graph.audit.writers.as_json import to_json
from sctbv_graph.audit.writers.as_text import to_text
from sctbv_graph.corpus import Built
from sctbv_graph.errors import InputError
from sctbv_graph.read import read_bytes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = os.environ.get("SCTBV_LIBREOFFICE") or shutil.which("soffice")


@pytest.fixture(scope="module")
def original(rebuilt: Callable[[str], tuple[bytes, Built]]) -> bytes:
    """Return Plan 211 as a Word file with a comment, a footnote and tracked changes in it."""
    return rebuilt("docx")[0]


@pytest.fixture(scope="module")
def commented(audited_word: Report, original: bytes) -> bytes:
    return write_docx(audited_word, original, "vi")


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def _without_comments(document: bytes, ids: set[str]) -> bytes:
    for mark in ids:
        document = document.replace(f'<w:commentRangeStart w:id="{mark}"/>'.encode(), b"")
        end = f'<w:commentRangeEnd w:id="{mark}"/><w:r><w:commentReference w:id="{mark}"/></w:r>'
        document = document.replace(end.encode(), b"")
    return document


def _ours(data: bytes) -> dict[str, str]:
    """Return id → words of the comments that the audit wrote."""
    root = etree.fromstring(_parts(data)["word/comments.xml"])
    return {
        c.get(W + "id"): "\n".join("".join(p.itertext()) for p in c.iter(W + "p"))
        for c in root
        if c.get(W + "author") == AUTHOR
    }


def test_every_part_but_the_comments_is_the_same_byte_for_byte(
    original: bytes, commented: bytes
) -> None:
    """Taking the anchors out again gives the very bytes of the officer's document."""
    old, new = _parts(original), _parts(commented)
    assert list(new)[: len(old)] == list(old)
    changed = {name for name in new if old.get(name) != new[name]}
    assert changed == {"word/document.xml", "word/comments.xml"}
    assert (
        _without_comments(new["word/document.xml"], set(_ours(commented)))
        == old["word/document.xml"]
    )
    kept = etree.fromstring(old["word/comments.xml"])
    first = etree.fromstring(new["word/comments.xml"])[: len(kept)]
    assert [etree.tostring(c) for c in first] == [etree.tostring(c) for c in kept]


def test_a_file_without_comments_gets_the_part_and_what_names_it(
    audited_word: Report, original: bytes
) -> None:
    with zipfile.ZipFile(io.BytesIO(original)) as old:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "word/comments.xml":
                    continue
                data = re.sub(rb"<Override[^>]*/word/comments\.xml[^>]*/>", b"", data)
                data = re.sub(rb'<Relationship [^>]*"comments\.xml"[^>]*/>', b"", data)
                data = re.sub(rb"<w:commentRange(Start|End)[^>]*/>", b"", data)
                data = re.sub(
                    rb"<w:r>(<w:rPr>(?:(?!</w:r>).)*</w:rPr>)?<w:commentReference[^>]*/></w:r>",
                    b"",
                    data,
                )
                new.writestr(name, data)
    bare = made.getvalue()
    assert b"comment" not in _parts(bare)["word/document.xml"]
    written = write_docx(audited_word, bare, "vi")
    old_parts, new_parts = _parts(bare), _parts(written)
    assert {n for n in new_parts if old_parts.get(n) != new_parts[n]} == {
        "word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }  # fmt: skip
    assert len(_read_comments(written)) == 1 + len(audited_word.open)


def _read_comments(data: bytes) -> list[str]:
    opened = docx.Document(io.BytesIO(data))
    return [comment.text for comment in opened.comments if comment.author == AUTHOR]


def test_the_summary_comes_first_and_every_finding_has_its_comment(
    audited_word: Report, commented: bytes
) -> None:
    told = list(_ours(commented).values())
    assert len(told) == 1 + len(audited_word.open)
    assert "CHƯA ĐẠT" in told[0]
    for number, finding in enumerate(audited_word.open, 1):
        (own,) = [text for text in told if text.startswith(f"{number}. [")]
        assert finding.rule.id in own
        assert finding.fix["vi"] in own
    assert len(_read_comments(commented)) == len(told)


def test_each_comment_stands_around_its_words(audited_word: Report, commented: bytes) -> None:
    """The words between a comment's anchors hold the first quote of its finding."""
    root = etree.fromstring(_parts(commented)["word/document.xml"])
    told = _ours(commented)
    checked = 0
    for mark, text in told.items():
        number = text.partition(".")[0]
        if not number.isdigit():
            continue
        finding = audited_word.open[int(number) - 1]
        passages = own_passages(audited_word, finding)
        if not passages:
            continue
        words, inside = "", False
        for element in root.iter():
            if element.tag == W + "commentRangeStart" and element.get(W + "id") == mark:
                inside = True
            elif element.tag == W + "commentRangeEnd" and element.get(W + "id") == mark:
                break
            elif inside and element.tag == W + "t":
                words += element.text or ""
        assert passages[0].quote.split("\n")[0] in words, text
        checked += 1
    assert checked >= 2


def test_the_words_read_the_same_with_and_without_comments(
    audited_word: Report, commented: bytes
) -> None:
    again = read_bytes(commented, "ke-hoach.docx")
    assert again.text == audited_word.source.text


def test_what_is_no_word_file_is_refused(report: Report) -> None:
    with pytest.raises(InputError, match="Word"):
        write_docx(report, b"", "vi")


def _as_text(data: bytes, folder: Path) -> str:
    folder.mkdir()
    file = folder / "a.docx"
    file.write_bytes(data)
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(file)], check=True, capture_output=True, timeout=180
    )
    return (folder / "a.txt").read_text(encoding="utf-8-sig")


@pytest.mark.skipif(OFFICE is None, reason="neither SCTBV_LIBREOFFICE nor soffice is there")
def test_libreoffice_opens_it_with_the_same_words(
    original: bytes, commented: bytes, tmp_path: Path
) -> None:
    before = _as_text(original, tmp_path / "before")
    assert "SẢN XUẤT VÀ TIÊU DÙNG BỀN VỮNG" in before
    assert _as_text(commented, tmp_path / "after") == before


def test_a_cell_is_named_as_the_officer_sees_it(audited_word: Report) -> None:
    """Word shows no lines: the place is table, row and column, with the column's heading."""
    (finding,) = [f for f in audited_word.findings if f.rule.id == "KP-01"]
    said = [say_place(locate(audited_word.source, p), "vi") for p in finding.evidence]
    assert said[0] == "bảng 3, hàng 3 – hàng tổng, cột 1"
    assert said[1] == "bảng 3, hàng 3 – hàng tổng, cột 9 “Ngân sách địa phương”"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_the_reader_noticed_is_told(audited_word: Report, lang: str) -> None:
    """The file holds hidden text; every report that a person reads says so."""
    remarks = [getattr(one, lang) for one in audited_word.source.remarks]
    assert remarks
    text, page = to_text(audited_word, lang), write_html(audited_word, lang).decode()
    for remark in remarks:
        assert remark in text
        assert escape(remark) in page
    assert len(to_json(audited_word)["remarks"]) == len(remarks)
