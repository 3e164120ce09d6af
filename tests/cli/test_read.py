"""`sctbv read` and `extract` on Word, Excel and PDF files, and on broken ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rebuild import paper, sheet, word


@pytest.mark.parametrize(
    ("name", "build"), [("a.docx", word.build), ("a.xlsx", sheet.build), ("a.pdf", paper.build)]
)
def test_blocks_cut_the_text_that_is_printed(
    run: Any, tmp_path: Path, name: str, build: Any
) -> None:
    """Offsets of blocks, cells and notes count in what --text prints."""
    path = tmp_path / name
    path.write_bytes(build())
    text = run("read", path, "--text").out
    made = json.loads(run("read", path).out)
    assert made["format"] == name[2:]
    (table,) = [b for b in made["blocks"] if b["kind"] == "table" and len(b["table"]["rows"]) > 9]
    cells = [cell for row in table["table"]["rows"] for cell in row]
    assert {"value", "empty", "merged"} == {cell["state"] for cell in cells}
    for cell in cells:
        for paragraph in cell.get("paragraphs", ()):
            assert paragraph in text[cell["start"] : cell["end"]]
    for block in made["blocks"]:
        assert block.get("text", "") in text[block["start"] : block["end"]]


def test_a_word_draft_shows_changes_comments_notes_and_remarks(run: Any, tmp_path: Path) -> None:
    """What Word keeps beside the text is shown with its place."""
    path = tmp_path / "du-thao.docx"
    path.write_bytes(word.build())
    made = json.loads(run("read", path).out)
    assert [change["kind"] for change in made["changes"]] == ["deleted", "inserted"] * 2
    assert made["comments"][0]["text"] == word.COMMENT
    assert made["notes"][0]["marker"] == "1"
    assert made["remarks"][0]["kind"] == "hidden-text"
    assert [section["landscape"] for section in made["sections"]] == [False, True]


def test_a_word_draft_is_extracted(run: Any, tmp_path: Path) -> None:
    """The graph of a Word file has evidence in its cells."""
    path = tmp_path / "du-thao.docx"
    path.write_bytes(word.build())
    done = run("extract", path)
    assert done.code == 0
    assert "tableIndex" in done.out
    assert "file-format/docx" in done.out


def test_a_broken_word_file_ends_with_two(run: Any, tmp_path: Path) -> None:
    """One sentence on stderr, nothing on stdout."""
    path = tmp_path / "hong.docx"
    path.write_bytes(word.build()[:9000])
    for command in ("read", "extract", "audit"):
        done = run(command, path)
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert "bị hỏng" in done.err
