""".doc, .odt and .rtf through LibreOffice, where it is installed: an outside program, asked once.

It runs without a window, in a profile of its own in a temporary folder (an open LibreOffice of the
user stays untouched), and is ended at a time limit. What it gives is read as a Word file.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from sctbv_graph.errors import InputError
from sctbv_graph.read.blocks import Reading, Remark
from sctbv_graph.read.docx import read_docx
from sctbv_graph.read.limits import allow
from sctbv_graph.read.package import Package, damaged

SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice", "soffice.com")
_CONVERTED = Remark(
    "converted",
    None,
    "Tệp được LibreOffice chuyển sang .docx rồi đọc; nên so lại bảng và số thứ tự",
    "The file was converted to .docx by LibreOffice; compare tables and numbers",
)


def read_through_office(data: bytes, shown: str, suffix: str) -> Reading:
    """Return what the converted file holds; ``suffix`` is ".doc", ".odt" or ".rtf".

    Raises `InputError` where LibreOffice is not installed, stops or runs out of time.
    """
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise InputError(
            f"Muốn đọc tệp {suffix} “{shown}” cần cài LibreOffice (libreoffice-writer); "
            "hoặc mở tệp và lưu lại thành .docx.",
            f"Reading the {suffix} file “{shown}” needs LibreOffice (libreoffice-writer); install "
            "it, or open the file and save it as .docx.",
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given, made = folder / f"in{suffix}", folder / "out" / "in.docx"
        given.write_bytes(data)
        profile = (folder / "profile").as_uri()
        command = [
            program, f"-env:UserInstallation={profile}", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", str(made.parent), str(given),
        ]  # fmt: skip
        allow(SECONDS)
        try:
            subprocess.run(  # noqa: S603 the program found on the path
                command, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise InputError(
                f"LibreOffice chưa chuyển xong tệp “{shown}” sau {SECONDS} giây nên đã dừng; "
                "hãy mở tệp và lưu lại thành .docx.",
                f"LibreOffice did not convert “{shown}” within {SECONDS} seconds and was ended; "
                "open the file and save it as .docx.",
            ) from None
        except OSError as error:
            raise damaged(shown) from error
        if not made.is_file():
            raise damaged(shown)
        reading = read_docx(Package(made.read_bytes(), shown))
    # The pieces lead into the converted file, which nobody has.
    return replace(reading, pieces=(), remarks=(*reading.remarks, _CONVERTED))
