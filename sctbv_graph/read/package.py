"""Opening zip packages (.docx, .xlsx, .odt) and their XML within limits.

A package comes from anybody: what it says about its own sizes is not believed, entities are not
expanded, nothing is fetched, nothing is run.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from sctbv_graph.errors import InputError

MAX_ENTRIES = 4000
MAX_TOTAL = 256 * 1024 * 1024
"""Bytes of all entries that are read, unpacked; a Word plan of 200 pages has about 3 MB."""
MAX_RATIO = 400
"""Unpacked to packed size of one entry over a megabyte; text packs about 10 to 1, XML of a big
table about 60 to 1, a bomb 1000 to 1."""
_CHUNK = 1 << 20


def damaged(shown: str) -> InputError:
    """Return the sentence for a file that ends early or is broken inside."""
    return InputError(
        f"Tệp “{shown}” bị hỏng hoặc chưa tải về đủ; hãy mở bằng chương trình gốc, lưu lại "
        "rồi đưa lại.",
        f"The file “{shown}” is damaged or incomplete; open it in its own program, save it again "
        "and give it anew.",
    )


def too_large(shown: str) -> InputError:
    """Return the sentence for a package that unpacks to more than a document holds."""
    return InputError(
        f"Tệp nén “{shown}” bung ra quá lớn so với một văn bản (bom nén?) nên không đọc; "
        "hãy lưu lại tệp từ chương trình gốc, bỏ bớt hình ảnh.",
        f"The package “{shown}” unpacks to far more than a document holds (a zip bomb?) and is not "
        "read; save it again from its own program, with fewer pictures.",
    )


class Package:
    """A zip package; entries are unpacked one by one, as they are asked for."""

    def __init__(self, data: bytes, shown: str) -> None:
        """Open the package; raises `InputError` where it is damaged, encrypted or a bomb."""
        self.shown = shown
        self._left = MAX_TOTAL
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError,
                EOFError, OverflowError) as error:  # fmt: skip
            raise damaged(shown) from error
        if len(entries) > MAX_ENTRIES:
            raise too_large(shown)
        self._entries = {entry.filename: entry for entry in entries}
        if sum(entry.file_size for entry in self._entries.values()) > 4 * MAX_TOTAL:
            raise too_large(shown)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> tuple[str, ...]:
        """Return the names of all entries."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """Return the bytes of one entry; raises `InputError` as the class says."""
        entry = self._entries.get(name)
        if entry is None:
            raise damaged(self.shown)
        if entry.flag_bits & 0x1:
            raise InputError(
                f"Tệp “{self.shown}” được đặt mật khẩu; hãy bỏ mật khẩu rồi đưa lại.",
                f"The file “{self.shown}” is protected by a password; remove it and give the "
                "file anew.",
            )
        made = bytearray()
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    made += chunk
                    self._left -= len(chunk)
                    ratio = len(made) / max(entry.compress_size, 1)
                    if self._left < 0 or (len(made) > _CHUNK and ratio > MAX_RATIO):
                        raise too_large(self.shown)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError,
                RuntimeError, EOFError) as error:  # fmt: skip
            raise damaged(self.shown) from error
        return bytes(made)

    def xml(self, name: str) -> etree._Element:
        """Return the root of an XML entry; raises `InputError` where it is broken."""
        return parse_xml(self.read(name), self.shown)

    def optional_xml(self, name: str) -> etree._Element | None:
        """Return the root of an XML entry, ``None`` where there is no such entry."""
        return self.xml(name) if name in self else None


def parse_xml(data: bytes, shown: str) -> etree._Element:
    """Parse XML that may come from anybody: no entities, no network, libxml2's own limits.

    Office files have no document type; one that has is refused, since entities are all it is
    good for. Raises `InputError` then, and where it is broken.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise _with_entities(shown) from error
        raise damaged(shown) from error
    if root is None:
        raise damaged(shown)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _with_entities(shown)
    return root


def _with_entities(shown: str) -> InputError:
    return InputError(
        f"Tệp “{shown}” khai báo thực thể XML (có thể để bung dữ liệu hoặc lấy tệp khác) nên không "
        "đọc; hãy lưu lại tệp từ Word hoặc Excel.",
        f"The file “{shown}” declares XML entities (a way to blow it up or to fetch other files) "
        "and is not read; save it again from Word or Excel.",
    )
