"""A time limit on reading one file, inside the process and on every system.

A thread watches the clock and raises `TimeUp` in the thread that reads. Python raises it between
two of its own instructions: one call into a C library is waited for, and those have limits of
their own (size, nesting, ratio), as outside programs have.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from sctbv_graph.errors import InputError

SECONDS = 180.0
"""A PDF of 1,000 pages, the most that is read, takes about 90 seconds on two idle cores."""
_AGAIN = 0.2  # seconds until it is raised again where a library swallowed it


class TimeUp(BaseException):
    """Reading took too long; no `Exception`, so that no reader takes it for a damaged file."""


class _Watch:
    """Raises `TimeUp` in the thread that made it, from the deadline on, until stopped."""

    def __init__(self, seconds: float) -> None:
        self._reader = threading.get_ident()
        self._deadline = time.monotonic() + seconds
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._raised = False
        threading.Thread(target=self._run, name="sctbv-time-limit", daemon=True).start()

    def allow(self, seconds: float) -> None:
        """Move the deadline: an outside program works now, under a limit of its own."""
        with self._lock:
            self._deadline += seconds

    def _run(self) -> None:
        while not self._over.wait(max(self._deadline - time.monotonic(), _AGAIN)):
            with self._lock:
                if not self._over.is_set() and time.monotonic() >= self._deadline:
                    self._raised = True
                    self._raise()

    def _raise(self) -> None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(self._reader), ctypes.py_object(TimeUp)
        )

    def stop(self) -> None:
        """Raise no more; what was raised and has not yet arrived arrives here, and ends here.

        It is not taken back with ``PyThreadState_SetAsyncExc(id, NULL)``: CPython 3.11 then looks
        for an exception at every call and loop for the rest of the process, which slows all of it
        and lets a profiler spin for ever. One more is raised instead, in place of the first, and
        waited for.
        """
        with self._lock:
            if self._over.is_set():
                return
            self._over.set()
            raised = self._raised
        if raised:
            with suppress(TimeUp):
                self._raise()
                while True:
                    time.sleep(0)


_current: ContextVar[_Watch | None] = ContextVar("_current", default=None)


def allow(seconds: float) -> None:
    """Give the file that is being read more time, for an outside program; else do nothing."""
    watch = _current.get()
    if watch is not None:
        watch.allow(seconds)


@contextmanager
def time_limit(shown: str, seconds: float | None = None) -> Iterator[None]:
    """End the block after some seconds; raises `InputError` that names the file.

    ``seconds`` is `SECONDS` where not given.
    """
    allowed = SECONDS if seconds is None else seconds
    watch = _Watch(allowed)
    token = _current.set(watch)
    try:
        try:
            yield
        finally:
            watch.stop()
    except TimeUp:
        watch.stop()
        raise InputError(
            f"Đọc tệp “{shown}” quá {allowed:g} giây nên đã dừng; hãy tách riêng văn bản kế hoạch, "
            "hoặc lưu lại tệp từ chương trình gốc.",
            f"Reading “{shown}” took more than {allowed:g} seconds and was stopped; give the "
            "plan's text alone, or save the file again from its own program.",
        ) from None
    finally:
        _current.reset(token)
