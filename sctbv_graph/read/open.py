"""One call for every format: choose the reader by what the file is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sctbv_graph.errors import InputError
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.read.text import decode, line_blocks

TEXT_FORMATS = {".txt": "txt", ".md": "md"}
MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused; the largest real plan seen is under 3 MB."""


def read(path: Path) -> SourceDocument:
    """Read a file into typed blocks.

    Raises `InputError` with one sentence where the file is missing, a folder, empty, too large,
    binary, not UTF-8, or of a format without a reader.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(
                f"“{path}” là thư mục; hãy đưa một tệp văn bản (.txt, .md).",
                f"“{path}” is a folder; give a text file (.txt, .md).",
            )
        if size > MAX_BYTES:
            raise InputError(
                f"Tệp “{path}” lớn hơn {MAX_BYTES // 2**20} MB; hãy đưa riêng văn bản kế hoạch.",
                f"The file “{path}” is over {MAX_BYTES // 2**20} MB; give the plan's text alone.",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"Không tìm thấy tệp “{path}”; hãy kiểm tra lại đường dẫn.",
            f"There is no file “{path}”; check the path.",
        ) from None
    except OSError as error:
        raise InputError(
            f"Không đọc được tệp “{path}” ({error.strerror}); hãy kiểm tra quyền đọc tệp.",
            f"The file “{path}” cannot be read ({error.strerror}); check its permissions.",
        ) from None
    return read_bytes(data, path.name, str(path))


def read_bytes(data: bytes, name: str, shown: str | None = None) -> SourceDocument:
    """Read a file's bytes; ``name`` gives the format, ``shown`` names it in messages."""
    shown = shown or name
    suffix = Path(name).suffix.lower()
    if suffix not in TEXT_FORMATS:
        known = ", ".join(TEXT_FORMATS)
        raise InputError(
            f"Chưa đọc được định dạng “{suffix or 'không đuôi'}” của tệp “{shown}”; "
            f"hãy lưu văn bản dưới dạng {known}, mã UTF-8.",
            f"The format “{suffix or 'no suffix'}” of “{shown}” cannot be read; "
            f"save the text as {known} in UTF-8.",
        )
    text = decode(data, shown)
    return SourceDocument(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=TEXT_FORMATS[suffix],
        text=text,
        blocks=line_blocks(text),
    )
