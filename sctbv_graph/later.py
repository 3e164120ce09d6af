"""Letting go of things later: who waits for an answer need not wait for that as well.

Stores, trees and texts of a document take some hundredths of an audit's time to be let go of. Where
a process is set up so, they are kept until it has answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_kept: ContextVar[list[object] | None] = ContextVar("_kept", default=None)


def let_go_later(*things: object) -> None:
    """Keep things to the end of `keeping`, where there is one; else they go as they always do."""
    kept = _kept.get()
    if kept is not None:
        kept += things


@contextmanager
def keeping() -> Iterator[None]:
    """Keep what `let_go_later` is given in this thread, to the end of the block."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)
