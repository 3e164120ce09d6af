"""Plain text as law sites flatten it: one line a paragraph or cell."""

from __future__ import annotations

from sctbv_graph.errors import InputError
from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block

_BOM = "\ufeff"


def decode(data: bytes, shown: str) -> str:
    """Return the text of a UTF-8 file, unchanged (no newline translation, no normalisation).

    Raises `InputError` on an empty file, on a binary one (zero bytes) and on another encoding,
    naming the first bad byte.
    """
    if not data.strip():
        raise InputError(
            f"Tệp “{shown}” rỗng; hãy đưa tệp có nội dung kế hoạch.",
            f"The file “{shown}” is empty; give one that holds the plan's text.",
        )
    if b"\0" in data:
        raise InputError(
            f"Tệp “{shown}” không phải văn bản thuần (có byte 0); "
            "nếu là Word hoặc PDF, hãy lưu thành .txt mã UTF-8.",
            f"The file “{shown}” is not plain text (it holds zero bytes); "
            "if it is Word or PDF, save it as .txt in UTF-8.",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"Tệp “{shown}” không phải mã UTF-8 (byte thứ {error.start + 1}); "
            "hãy lưu lại với mã UTF-8.",
            f"The file “{shown}” is not UTF-8 (byte {error.start + 1}); save it again as UTF-8.",
        ) from None


def line_blocks(text: str) -> tuple[Block, ...]:
    """Return one block a line that holds anything; spans leave out the line end.

    A leading blank stays in the block: in a flattened table it marks a row whose number is lost
    (Plan 211, lines 101, 214, 236).
    """
    blocks, start = [], 0
    for line in text.split("\n"):
        end = start + len(line.removesuffix("\r"))
        first = start + 1 if line.startswith(_BOM) else start
        if text[first:end].strip():
            blocks.append(Block("line", Span(first, end)))
        start += len(line) + 1
    return tuple(blocks)
