"""Reading Word and PDF: from the file's bytes to quads, and how time grows with pages.

    python -m bench read

The files are Plan 211 rebuilt (`tests/rebuild`). Peers, in the same process: python-docx and
pdfplumber doing no more than giving all text and all cells raw. Times are CPU seconds of this
process, the least of several runs after imports: wall time on a busy machine told of a growth with
the pages that there was not. The registers are loaded before, once.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from copy import deepcopy

import docx
import pdfplumber
from lxml import etree

from sctbv_graph.corpus import build_document
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.rebuild import paper, word

COPIES = (1, 4, 17)
"""Copies of the plan's 12 pages in one file; the last has over 200 pages."""
RUNS = 5


def least(run: Callable[[], object], runs: int = RUNS) -> float:
    """Return the least CPU time of several runs."""
    took = []
    for _ in range(runs):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return min(took)


def repeated(data: bytes, times: int) -> bytes:
    """Return a Word file whose body is there several times."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(part)
                body = root[0]
                children = list(body)[:-1]
                for _ in range(times - 1):
                    for child in children:
                        body.insert(len(body) - 1, deepcopy(child))
                part = etree.tostring(root, encoding="UTF-8", standalone=True)
            new.writestr(name, part)
    return made.getvalue()


def raw_docx(data: bytes) -> int:
    """Give all paragraphs and cells as python-docx does."""
    document = docx.Document(io.BytesIO(data))
    count = sum(len(p.text) for p in document.paragraphs)
    return count + sum(
        len(cell.text) for table in document.tables for row in table.rows for cell in row.cells
    )


def raw_pdf(data: bytes) -> int:
    """Give text and tables of each page as pdfplumber does."""
    count = 0
    with pdfplumber.open(io.BytesIO(data)) as book:
        for page in book.pages:
            count += len(page.extract_text()) + len(page.extract_tables())
            page.close()
    return count


def main() -> None:
    """Print one table."""
    knowledge = load_knowledge(Settings().data_folders)
    files = {"211.docx": word.build(), "211.pdf": paper.build()}
    peers = {"211.docx": raw_docx, "211.pdf": raw_pdf}
    print(f"\n{'file':10} {'read':>7} {'to quads':>9} {'peer raw':>9} {'read : peer':>12}")
    for name, data in files.items():
        reading = least(lambda: read_bytes(data, name))  # noqa: B023 run at once
        whole = least(lambda: build_document(read_bytes(data, name), knowledge))  # noqa: B023
        peer = least(lambda: peers[name](data))  # noqa: B023
        print(f"{name:10} {reading:7.3f} {whole:9.3f} {peer:9.3f} {reading / peer:12.2f}")
    print("\ncopies of the plan in one file: read (s), and per copy against one copy")
    for kind in ("docx", "pdf"):
        first = 0.0
        for copies in COPIES:
            data = repeated(files["211.docx"], copies) if kind == "docx" else paper.build(copies)
            took = least(lambda: read_bytes(data, f"a.{kind}"), 2)  # noqa: B023
            first = first or took
            print(f"{kind:5} {copies:3} copies {took:8.3f} {took / copies / first:6.2f}")


if __name__ == "__main__":
    main()
