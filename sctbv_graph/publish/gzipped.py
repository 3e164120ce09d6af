"""Gzip files that share what they hold: a stretch of text is compressed once for all of them.

A deflate stream may be put together of parts that were compressed apart, where each ends at a full
flush (RFC 1951; zlib's manual, ``Z_FULL_FLUSH``). So each file is one member (RFC 1952), which any
reader takes: browsers refuse files of several.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

# As Python's `gzip` writes it: neither a name nor a time, and no system is named.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LEVEL = 6
"""The levels above take three times as long and save a fiftieth."""


class Gzipped:
    """A gzip file that grows."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._made = [_HEAD]
        self._check = 0
        self._size = 0

    def add(self, text: bytes, packed: bytes) -> None:
        """Take more text, and what has come of it when it was compressed."""
        self._check = zlib.crc32(text, self._check)
        self._size += len(text)
        if packed:
            self._made.append(packed)

    def done(self) -> bytes:
        """Return the file; every stretch of it has ended."""
        return b"".join((*self._made, struct.pack("<LL", self._check, self._size & 0xFFFF_FFFF)))


class Stretch:
    """Text that stands in one or several files, compressed once."""

    def __init__(self, *files: Gzipped) -> None:
        """Begin at the end of the files; until this stretch ends nothing else goes there."""
        self._files = files
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)

    def write(self, text: bytes) -> None:
        """Add text; a megabyte at a time is quickest."""
        packed = self._packer.compress(text)
        for file in self._files:
            file.add(text, packed)

    def end(self, last: bool = False) -> None:
        """End the stretch; ``last``: nothing follows it in any of the files."""
        packed = self._packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
        for file in self._files:
            file.add(b"", packed)


def end(*files: Gzipped) -> None:
    """End files that consist of stretches which have ended."""
    Stretch(*files).end(last=True)


def zipped(pieces: Iterable[bytes]) -> bytes:
    """Return pieces of text as one file."""
    file = Gzipped()
    stretch = Stretch(file)
    for piece in pieces:
        stretch.write(piece)
    stretch.end(last=True)
    return file.done()
