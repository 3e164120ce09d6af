"""One call for every format: choose the reader by what the file is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from sctbv_graph.errors import InputError
from sctbv_graph.read.blocks import Reading, SourceDocument
from sctbv_graph.read.flattened import is_flattened_markdown, markdown_blocks
from sctbv_graph.read.limits import time_limit
from sctbv_graph.read.package import Package, damaged
from sctbv_graph.read.pipe_table import with_pipe_tables
from sctbv_graph.read.sniff import OFFERED, format_of
from sctbv_graph.read.text import decode, line_blocks

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused; the largest real plan seen is under 3 MB."""


def read(path: Path) -> SourceDocument:
    """Read a file into typed blocks.

    Raises `InputError` with one sentence where the file is missing, a folder, empty, too large,
    damaged, encrypted, of another format than its name says, or of one without a reader.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(
                f"“{path}” là thư mục; hãy đưa một tệp văn bản ({OFFERED}).",
                f"“{path}” is a folder; give a file ({OFFERED}).",
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
    """Read a file's bytes; ``name`` gives the format, ``shown`` names it in messages.

    Raises `InputError` as `read` does, and where reading takes longer than `limits.SECONDS`.
    """
    shown = shown or name
    if not data.strip():
        raise InputError(
            f"Tệp “{shown}” rỗng; hãy đưa tệp có nội dung kế hoạch.",
            f"The file “{shown}” is empty; give one that holds the plan's text.",
        )
    form = format_of(data, name, shown)
    try:
        with time_limit(shown):
            reading = _READERS[form](data, shown)
    except RecursionError:  # elements inside elements, hundreds deep
        raise damaged(shown) from None
    if not reading.text.strip():
        raise InputError(
            f"Tệp “{shown}” không có chữ nào; hãy đưa tệp có nội dung kế hoạch.",
            f"The file “{shown}” holds no words; give one that holds the plan's text.",
        )
    return SourceDocument(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=reading.format or form,
        text=reading.text,
        blocks=reading.blocks,
        notes=reading.notes,
        changes=reading.changes,
        comments=reading.comments,
        remarks=reading.remarks,
        sections=reading.sections,
        pieces=reading.pieces,
    )


# A reader is imported when it is needed: `sctbv ask` opens no document.


def _text(data: bytes, shown: str) -> Reading:
    text, remarks = decode(data, shown)
    if is_flattened_markdown(text):
        blocks = markdown_blocks(text)
    else:
        blocks = with_pipe_tables(text, line_blocks(text))
    return Reading(text, blocks, remarks=remarks)


def _docx(data: bytes, shown: str) -> Reading:
    from sctbv_graph.read.docx import read_docx

    return read_docx(Package(data, shown))


def _xlsx(data: bytes, shown: str) -> Reading:
    from sctbv_graph.read.xlsx import read_xlsx

    return read_xlsx(Package(data, shown), data)


def _xls(data: bytes, shown: str) -> Reading:
    from sctbv_graph.read.xls import read_xls

    return read_xls(data, shown)


def _pdf(data: bytes, shown: str) -> Reading:
    from sctbv_graph.read.pdf import read_pdf

    return read_pdf(data, shown)


def _html(data: bytes, shown: str) -> Reading:
    from sctbv_graph.read.html import read_html

    return read_html(data, shown)


def _office(suffix: str) -> Callable[[bytes, str], Reading]:
    def reader(data: bytes, shown: str) -> Reading:
        from sctbv_graph.read.office import read_through_office

        return read_through_office(data, shown, suffix)

    return reader


_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    "txt": _text,
    "md": _text,
    "docx": _docx,
    "xlsx": _xlsx,
    "xls": _xls,
    "pdf": _pdf,
    "html": _html,
    "doc": _office(".doc"),
    "odt": _office(".odt"),
    "rtf": _office(".rtf"),
}
"""Format → what reads it."""
