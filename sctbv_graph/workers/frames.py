"""How a process and its worker talk: frames of a JSON head and a body of bytes, over pipes."""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import IO, Any

HEAD = struct.Struct("!IQ")
"""Of a frame: length of its JSON in bytes, length of the body after it."""


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def packed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return one frame."""
    made = _encoded(head).encode()
    return HEAD.pack(len(made), len(body)) + made + body


def unpacked(data: bytes | bytearray) -> tuple[dict[str, Any], bytes] | None:
    """Return the frame that some bytes are, ``None`` where its end has not come yet."""
    if len(data) < HEAD.size:
        return None
    head_size, body_size = HEAD.unpack_from(data)
    start = HEAD.size + head_size
    if len(data) < start + body_size:
        return None
    return json.loads(data[HEAD.size : start]), bytes(data[start : start + body_size])


def write_frame(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame."""
    stream.write(packed(head, body))
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Return one frame, ``None`` where the other side has ended."""
    start = stream.read(HEAD.size)
    if len(start) < HEAD.size:
        return None
    head_size, body_size = HEAD.unpack(start)
    head, body = stream.read(head_size), stream.read(body_size)
    if len(head) < head_size or len(body) < body_size:
        return None
    return json.loads(head), body


def own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Return a worker's input and output; whatever prints no longer falls between the frames."""
    incoming = sys.stdin.buffer
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if sys.platform == "win32":
        import msvcrt

        for stream in (incoming, outgoing):
            msvcrt.setmode(stream.fileno(), os.O_BINARY)
    return incoming, outgoing
