"""Nothing of a file is dropped in silence: held against what other means find in the same file.

Every word of the file is in the text that is read, or told beside it; every letter of that text is
in a block, and every block is evidence, a formula of the form, or listed (`extract --report`).
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable

import openpyxl
import pdfplumber
import pytest
from lxml import etree

from sctbv_graph.corpus import Built
from sctbv_graph.coverage import coverage
from sctbv_graph.read import SourceDocument, read
from sctbv_graph.vietnamese.numbers import format_number
from tests.beside import SAMPLES
from tests.read.word_xml import W
from tests.rebuild import word

Rebuilt = Callable[[str], tuple[bytes, Built]]
"""Plan 211 in a format: its bytes and its graph."""


def outside_blocks(source: SourceDocument) -> str:
    """Return the letters of a text that no block or cell holds."""
    held = bytearray(len(source.text))
    for block in coverage(source, ()).blocks:
        held[block.span.start : block.span.end] = b"\1" * (block.span.end - block.span.start)
    return "".join(c for c, inside in zip(source.text, held, strict=True) if not inside)


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf", "txt"])
def test_every_letter_is_in_a_block_and_every_block_accounted_for(
    rebuilt: Rebuilt, built: Built, suffix: str
) -> None:
    built = rebuilt(suffix)[1] if suffix != "txt" else built
    assert outside_blocks(built.source).strip() == ""
    account = coverage(built.source, built.quads)
    counts = account.counts
    assert counts["blocks"] == counts["evidence"] + counts["formula"] + counts["not-understood"]
    assert counts["evidence"] > 200
    assert len(account.missed) == counts["not-understood"]
    for block in account.missed:
        assert built.source.text[block.span.start : block.span.end].strip()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the plans of other provinces are not here")
def test_of_flattened_markdown_only_signs_are_outside() -> None:
    paths = sorted(SAMPLES.glob("*-UBND_*.md"))
    assert len(paths) > 5
    for path in paths:
        assert set(outside_blocks(read(path))) <= set("|*-\n\r\t \u00a0"), path.name


def test_every_word_of_a_word_file(rebuilt: Rebuilt) -> None:
    """All parts that hold words; deleted text stands in the changes, hidden text is said."""
    data, built = rebuilt("docx")
    source = built.source
    printed: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(package.read(name))
                for run in root.iter(f"{{{W}}}r"):
                    printed.update(_run(run).split())
    hidden = [remark.vi for remark in source.remarks if remark.kind == "hidden-text"]
    assert word.HIDDEN in hidden[0]
    told = [*(c.text for c in source.comments), *(c.text for c in source.changes), *hidden]
    read_words = "\n".join([source.text, *told])
    assert [w for w in printed if w not in read_words] == []
    assert (printed - Counter(read_words.split())).total() < 12, "words that runs cut in two"


def _run(run: etree._Element) -> str:
    parts = {f"{{{W}}}t", f"{{{W}}}delText"}
    return "".join((e.text or "") if e.tag in parts else "\n" for e in run)


def test_every_word_of_a_pdf(rebuilt: Rebuilt) -> None:
    """But for the headings of the table, which stand again on each further page."""
    data, built = rebuilt("pdf")
    source = built.source
    with pdfplumber.open(io.BytesIO(data)) as book:
        words = [word["text"] for page in book.pages for word in page.extract_words()]
    lost = Counter(words) - Counter(source.text.split())
    (table,) = source.tables
    headings = Counter(
        " ".join(
            source.quote(cell.span) for row in table.rows[:2] for cell in row if cell.span
        ).split()
    )
    pages = len({cell.page for row in table.rows for cell in row if cell.page})
    assert lost == Counter({w: n * (pages - 1) for w, n in headings.items()})


def test_every_cell_of_a_workbook(rebuilt: Rebuilt) -> None:
    data, built = rebuilt("xlsx")
    source = built.source
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, int):
                assert {str(cell.value), format_number(cell.value)} & set(source.text.split())
            elif cell.value is not None:
                assert " ".join(str(cell.value).split()) in " ".join(source.text.split())
