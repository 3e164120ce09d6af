"""The outside programs themselves: LibreOffice on .doc, .odt, .rtf, tesseract on a scan.

The files are Plan 211 rebuilt (`tests/rebuild`), converted or rendered here. Where a program is
not installed its tests are skipped, and say so.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import fpdf
import pdfplumber
import pytest

from sctbv_graph.corpus import Built, build_document
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.read import read, read_bytes
from tests.rebuild import paper, word
from tests.rebuild.fields import differences, expected, found

_OFFICE = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)


def _languages() -> list[str]:
    program = shutil.which("tesseract")
    if program is None:
        return []
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return done.stdout.split()


_TESSERACT = pytest.mark.skipif(
    "vie" not in _languages(), reason="tesseract with Vietnamese is not installed"
)


def converted(folder: Path, suffix: str) -> Path:
    """Return Plan 211 rebuilt in Word and saved by LibreOffice in another format."""
    given = folder / "211.docx"
    given.write_bytes(word.build(overrides=False))
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore",
         "--convert-to", suffix, "--outdir", str(folder / "out"), str(given)],
        capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    return folder / "out" / f"211.{suffix}"


@_OFFICE
@pytest.mark.parametrize("suffix", ["doc", "odt", "rtf"])
def test_office_formats_give_every_field(
    tmp_path: Path, suffix: str, knowledge: Knowledge, flat: Plan
) -> None:
    """21 tasks, 9 fields, and what stands beside the text: changes, comment, footnote."""
    source = read(converted(tmp_path, suffix))
    assert source.format == suffix
    built = build_document(source, knowledge)
    assert differences(expected(flat), found(built.plan, source)) == []
    assert built.plan.document.id == flat.document.id
    assert {d.id for d in built.plan.documents} == {d.id for d in flat.documents}
    assert [e.id for e in built.plan.elements if e.cls == "Duty"] == [
        e.id for e in flat.elements if e.cls == "Duty"
    ]
    changes = [(change.kind, change.text) for change in source.changes]
    assert changes == [("deleted", "65"), ("inserted", "70"), ("deleted", "15"), ("inserted", "20")]
    assert [comment.text for comment in source.comments] == [word.COMMENT]
    assert len(source.notes) == 1
    assert {remark.kind for remark in source.remarks} == {"hidden-text", "converted"}


def scanned(data: bytes, pages: int) -> bytes:
    """Return the first pages of a PDF as pictures, 200 dots an inch, grey."""
    made = fpdf.FPDF(unit="pt")
    with pdfplumber.open(io.BytesIO(data)) as book:
        for page in book.pages[:pages]:
            width, height = float(page.width), float(page.height)
            picture = page.to_image(resolution=200).original.convert("L")
            made.add_page(format=(width, height))
            made.image(picture, 0, 0, width, height)
    return bytes(made.output())


@pytest.fixture(scope="module")
def scan(knowledge: Knowledge) -> Built:
    """Return the graph of the first page, scanned."""
    return build_document(read_bytes(scanned(paper.build(), 1), "quet.pdf"), knowledge)


@_TESSERACT
def test_a_scan_is_recognised(scan: Built, flat: Plan) -> None:
    """Nearly every word of a clean page, number and date; no fact of it is simply read."""
    source = scan.source
    assert source.format == "ocr"
    assert "recognised" in {remark.kind for remark in source.remarks}
    with pdfplumber.open(io.BytesIO(paper.build())) as book:
        printed = (book.pages[0].extract_text() or "").split()
    same = SequenceMatcher(None, printed, source.text.split(), autojunk=False)
    right = sum(block.size for block in same.get_matching_blocks())
    assert right / len(printed) > 0.97, f"{right} of {len(printed)} words"
    document = scan.plan.document
    assert (document.number, document.date) == (flat.document.number, flat.document.date)
    bases = {
        quad.object.value.rpartition("/")[2]
        for quad in scan.quads
        if quad.predicate.value.endswith("#basis") and quad.graph_name.value.endswith("/stated")
    }
    assert bases <= {"inferred", "open"}
    assert "inferred" in bases
