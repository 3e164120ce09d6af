"""Plain text as law sites flatten it: one line a paragraph or cell."""

from __future__ import annotations

import codecs

from sctbv_graph.errors import InputError
from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Block, Remark
from sctbv_graph.read.legacy import convert, suspected

_BOM = "\ufeff"


_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NAMES = {"tcvn3": "TCVN3 (ABC, .VnTime)", "vni": "VNI"}


def decode(data: bytes, shown: str) -> tuple[str, tuple[Remark, ...]]:
    """Return the text of a file, unchanged: no newline translation, no normalisation.

    UTF-8, UTF-16 with its mark, and, where the letters leave no doubt, the one-byte encodings of
    the old fonts; then a remark says so. Raises `InputError` on a binary file (zero bytes) and on
    another encoding, naming the first bad byte.
    """
    for mark, name in _UTF16.items():
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name), ()
            except UnicodeDecodeError as error:
                raise _not_utf8(shown, error.start) from None
    if b"\0" in data:
        raise InputError(
            f"Tệp “{shown}” không phải văn bản thuần (có byte 0); "
            "nếu là Word hoặc PDF, hãy đưa tệp gốc đúng đuôi.",
            f"The file “{shown}” is not plain text (it holds zero bytes); "
            "if it is Word or PDF, give the file itself with its own suffix.",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        stored = data.decode("latin-1")
        encoding = suspected(stored)
        if encoding is None:
            raise _not_utf8(shown, error.start) from None
        return convert(stored, encoding), (_converted(encoding),)
    return text, legacy_remarks(text)


def _not_utf8(shown: str, at: int) -> InputError:
    return InputError(
        f"Tệp “{shown}” không phải mã UTF-8 (byte thứ {at + 1}); hãy lưu lại với mã UTF-8.",
        f"The file “{shown}” is not UTF-8 (byte {at + 1}); save it again as UTF-8.",
    )


def _converted(encoding: str) -> Remark:
    name = _NAMES[encoding]
    return Remark(
        "legacy-encoding",
        None,
        f"Tệp dùng bảng mã cũ {name}, đoán theo chữ cái và đã chuyển sang Unicode; hãy so lại",
        f"The file is in the old encoding {name}, told by its letters and converted to Unicode; "
        "compare it",
    )


def legacy_remarks(text: str) -> tuple[Remark, ...]:
    """Return a remark where a text's letters look like an old font's; the text stays as it is."""
    encoding = suspected(text)
    if encoding is None:
        return ()
    name = _NAMES[encoding]
    return (
        Remark(
            "legacy-encoding",
            None,
            f"Chữ trong tệp giống bảng mã cũ {name} nên có thể không đọc đúng; "
            "hãy chuyển sang Unicode rồi đưa lại",
            f"The letters look like the old encoding {name} and may be misread; "
            "convert the file to Unicode and give it anew",
        ),
    )


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
