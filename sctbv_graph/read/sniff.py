"""What a file is, by its bytes, beside what its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from sctbv_graph.errors import InputError
from sctbv_graph.read.package import damaged

SUFFIXES = {
    ".txt": "txt", ".md": "md", ".html": "html", ".htm": "html",
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xls": "xls",
    ".pdf": "pdf", ".doc": "doc", ".odt": "odt", ".rtf": "rtf",
}  # fmt: skip
"""Suffix → format."""
OFFERED = ".docx, .xlsx, .pdf, .doc, .odt, .rtf, .xls, .html, .txt, .md"
_NAMES = {
    "docx": ("tệp Word (.docx)", "a Word file (.docx)"),
    "xlsx": ("bảng tính Excel (.xlsx)", "an Excel workbook (.xlsx)"),
    "xls": ("bảng tính Excel cũ (.xls)", "an old Excel workbook (.xls)"),
    "pdf": ("tệp PDF (.pdf)", "a PDF file (.pdf)"),
    "doc": ("tệp Word cũ (.doc)", "an old Word file (.doc)"),
    "odt": ("tệp OpenDocument (.odt)", "an OpenDocument text (.odt)"),
    "rtf": ("tệp RTF (.rtf)", "a rich text file (.rtf)"),
    "html": ("trang web (.html)", "a web page (.html)"),
    "txt": ("văn bản thuần (.txt)", "plain text (.txt)"),
    "zip": ("tệp nén", "a zip archive"),
}
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office files before 2007
_TEXTS = {"txt", "md", "html"}


def content_of(data: bytes) -> str | None:
    """Return the format that a file's bytes show, "zip" for an unknown package.

    "txt" is whatever has no zero bytes; ``None`` is a binary file of no known format.
    """
    if data[:2] == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _package(data)
    if data.startswith(_CFB):
        return _compound(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in head:
        return "html"
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return "txt"


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as made:
            names = set(made.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError,
            EOFError, OverflowError):  # fmt: skip
        # Truncated: the list of entries is at the end, their names are before each entry too.
        names = {n for n in ("word/", "xl/", "content.xml") if n.encode() in data}
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "odt" if "content.xml" in names else "zip"


def _compound(data: bytes) -> str | None:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return "encrypted"
    if holds("WordDocument"):
        return "doc"
    return "xls" if holds("Workbook") or holds("Book") else None


def format_of(data: bytes, name: str, shown: str) -> str:
    """Return the format to read a file as.

    Raises `InputError` where name and content disagree, where the file is encrypted, and where
    no reader takes it.
    """
    suffix = PurePath(name).suffix.lower()
    named = SUFFIXES.get(suffix)
    content = content_of(data)
    if content == "encrypted":
        raise InputError(
            f"Tệp “{shown}” được đặt mật khẩu; hãy mở bằng Word hoặc Excel, bỏ mật khẩu rồi lưu "
            "lại.",
            f"The file “{shown}” is protected by a password; open it in Word or Excel, remove the "
            "password and save it again.",
        )
    if named is None:
        if content in {None, "txt", "zip", "html"}:
            raise InputError(
                f"Chưa đọc được định dạng “{suffix or 'không đuôi'}” của tệp “{shown}”; "
                f"hãy lưu văn bản dưới một trong các dạng {OFFERED}.",
                f"The format “{suffix or 'no suffix'}” of “{shown}” cannot be read; "
                f"save the text as one of {OFFERED}.",
            )
        if suffix:
            raise _mismatch(shown, suffix, content)
        return content
    if content == named or (named in _TEXTS and content in {"txt", "html", None}):
        return named
    if content is None:
        raise damaged(shown)
    if content == "zip" and named in {"docx", "xlsx", "odt"}:
        raise damaged(shown)
    raise _mismatch(shown, suffix, content)


def _mismatch(shown: str, suffix: str, content: str) -> InputError:
    vi, en = _NAMES[content]
    return InputError(
        f"Tệp “{shown}” có đuôi “{suffix}” nhưng nội dung là {vi}; hãy đổi đúng đuôi tệp "
        "hoặc đưa đúng tệp.",
        f"The file “{shown}” ends in “{suffix}”, but its content is {en}; rename it or give the "
        "right file.",
    )
