"""Files that somebody sends in a form, kept in memory only: never on the disk.

Starlette writes files over a megabyte to a temporary file. A draft is private, so here they stay in
memory, within the limit that the body was read with.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from fastapi import Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartParser


async def form_in_memory(request: Request, body: bytes, files: int, fields: int) -> FormData:
    """Return the form of a body of at most so many files and other fields; to be closed.

    Raises `MultiPartException` where it is broken or holds more.
    """

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, whole(), max_files=files, max_fields=fields)
    parser.spool_max_size = len(body) + 1  # no file is longer than all of them
    return await parser.parse()
