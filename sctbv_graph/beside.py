"""One thread beside another, for as long as a block lasts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def one_beside() -> Iterator[ThreadPoolExecutor]:
    """Give a thread to work beside; at the end nobody waits for it.

    So whoever gives it work asks for its result. To wait until an idle thread has ended takes
    longer than many a thing that it does.
    """
    pool = ThreadPoolExecutor(1)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False)
