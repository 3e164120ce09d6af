"""Lines put in order range by range: what stands between two places is sorted in memory at once.

So many lines are sorted by few calls, each over many, where a merge of sorted files looks at lines
one by one.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

_SAMPLES = 32
"""How many lines are looked at for each range, so that all become about as large."""


class Ranges:
    """Lines that wait in a temporary file, each with those of its range. A context."""

    def __init__(self, cuts: Sequence[bytes]) -> None:
        """``cuts``: the sorted lines with which the second range and those after it begin."""
        self._cuts = cuts
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(len(cuts) + 1)]
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the context
        self._size = 0

    def __enter__(self) -> Self:
        """The file is there."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        self._file.close()

    def add(self, lines: list[bytes], end: bytes = b"", instead: bytes = b"") -> None:
        """Take sorted lines; as they are kept, they end otherwise where another end is told.

        The end is one that stands nowhere else, and another one changes no order.
        """
        start = 0
        for number, places in enumerate(self._places):
            last = number == len(self._cuts)
            stop = len(lines) if last else bisect_left(lines, self._cuts[number], start)
            if start < stop:
                some = b"".join(lines[start:stop])
                if end != instead:
                    some = some.replace(end, instead)
                self._file.write(some)
                places.append((self._size, len(some)))
                self._size += len(some)
            start = stop

    def lines(self) -> Iterator[list[bytes]]:
        """Yield all lines in order, those of a range at a time."""
        for places in self._places:
            lines: list[bytes] = []
            for place, size in places:
                self._file.seek(place)
                lines += self._file.read(size).splitlines(keepends=True)
            lines.sort()  # runs that are sorted by themselves are merged
            if lines:
                yield lines


def cuts_of(files: Iterable[Path], size: int) -> list[bytes]:
    """Return lines that part those of all files, sorted, into ranges of about a size in bytes."""
    step = max(1, size // _SAMPLES)
    samples: list[bytes] = []
    total, due = 0, step
    for file in files:
        here = file.stat().st_size
        if due < total + here:
            with file.open("rb") as lines:
                for place in range(due - total, here, step):
                    lines.seek(place)
                    lines.readline()  # the rest of the line that stands there
                    samples.append(lines.readline())
                    due += step
        total += here
    samples.sort()
    return [line for line in samples[_SAMPLES::_SAMPLES] if line]


def pieces(file: Path, size: int) -> Iterator[bytes]:
    """Yield whole lines of a file, at least a size in bytes at a time."""
    with file.open("rb") as lines:
        while piece := lines.read(size):
            yield piece + lines.readline()
