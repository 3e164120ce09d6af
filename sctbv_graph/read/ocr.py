"""Scans, by tesseract where it is installed with Vietnamese: a draft to be confirmed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from typing import Any

import pdfplumber

from sctbv_graph.errors import InputError
from sctbv_graph.read.blocks import Reading, Remark
from sctbv_graph.read.limits import allow
from sctbv_graph.read.package import damaged
from sctbv_graph.read.text import line_blocks

RESOLUTION = 200  # dots an inch: enough for tesseract on 13 point text
PAGE_SECONDS = 60
MAX_PAGES = 100


def recognise(data: bytes, shown: str) -> Reading:
    """Return the text that tesseract recognises on the pages of a PDF without letters.

    Raises `InputError` where tesseract or its Vietnamese is not installed, or finds no words.
    """
    program = shutil.which("tesseract")
    if program is None or not _knows_vietnamese(program):
        raise InputError(
            f"Tệp PDF “{shown}” chỉ có ảnh quét, không có chữ; hãy đưa bản Word hoặc PDF có chữ, "
            "hoặc cài tesseract với tiếng Việt (tesseract-ocr-vie) để đọc nháp.",
            f"The PDF “{shown}” is a scan without letters; give the Word file or a PDF with text, "
            "or install tesseract with Vietnamese (tesseract-ocr-vie) to read it as a draft.",
        )
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            pages = [_page(program, page, shown) for page in book.pages[:MAX_PAGES]]
            left = len(book.pages) - len(pages)
    except InputError:
        raise
    except Exception as error:  # rendering fails in as many ways as reading
        raise damaged(shown) from error
    text = "\n".join(pages)
    said = [
        Remark(
            "recognised",
            None,
            "Văn bản do máy nhận dạng từ ảnh quét: bản nháp, mọi dữ kiện cần người xác nhận",
            "The text was recognised from a scan: a draft, every fact needs confirming",
        )
    ]
    if left:
        said.append(
            Remark("not-read", None, f"Còn {left} trang quét chưa đọc",
                   f"{left} more scanned pages were not read")
        )  # fmt: skip
    return Reading(text, line_blocks(text), remarks=tuple(said), format="ocr")


def _knows_vietnamese(program: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 the program found on the path
            [program, "--list-langs"], capture_output=True, timeout=PAGE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"vie" in (done.stdout + done.stderr).split()


def _page(program: str, page: Any, shown: str) -> str:
    allow(PAGE_SECONDS)
    picture = io.BytesIO()
    page.to_image(resolution=RESOLUTION).original.save(picture, format="PNG")
    try:
        done = subprocess.run(  # noqa: S603 the program found on the path
            [program, "stdin", "stdout", "-l", "vie"],
            input=picture.getvalue(), capture_output=True, timeout=PAGE_SECONDS, check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads wait for each other
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(
            f"Không nhận dạng được ảnh quét trong “{shown}” (tesseract dừng giữa chừng); "
            "hãy đưa bản Word hoặc PDF có chữ.",
            f"The scan in “{shown}” could not be recognised (tesseract stopped); give the Word "
            "file or a PDF with text.",
        ) from error
    return done.stdout.decode("utf-8", "replace").replace("\f", "")
