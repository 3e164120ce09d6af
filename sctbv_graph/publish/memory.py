"""Memory that is free again is given back to the system, where its allocator would keep it."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return what was freed after something large; with glibc alone, elsewhere nothing is done.

    After an answer of 20,000 rows with their passages a process keeps 370 MiB; after this, 170.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
