"""Where the runs of a Word part stand in its bytes, so that text can be put between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from sctbv_graph.read.word_names import STRICT_NS, W_NS

_NAMESPACES = (W_NS, STRICT_NS)


@dataclass(slots=True)
class Run:
    """Bytes of one ``w:r``, and the run it is inside of (a text box is drawn in a run), if any."""

    start: int
    end: int = 0
    inside: int | None = None


@dataclass
class Layout:
    """The runs of a part in document order; ``prefix`` is what the part writes before its names."""

    data: bytes
    prefix: str = ""
    runs: list[Run] = field(default_factory=list)

    @cached_property
    def first_run(self) -> int | None:
        """The first run that a comment can stand at, ``None`` where there is none."""
        return next((n for n, run in enumerate(self.runs) if run.inside is None), None)

    def outer(self, run: int) -> int:
        """Return the outermost run around a run: Word takes no comments inside text boxes."""
        here = self.runs[run]
        while here.inside is not None:
            run = here.inside
            here = self.runs[run]
        return run

    def spliced(self, inserts: Iterable[tuple[int, str]]) -> bytes:
        """Return the bytes with texts put in at byte positions; those at one place keep order."""
        made, at = bytearray(), 0
        for place, text in sorted(inserts, key=lambda one: one[0]):
            made += self.data[at:place] + text.encode()
            at = place
        return bytes(made + self.data[at:])


def layout_of(data: bytes) -> Layout:
    """Return the layout of a part that was read before, so is known to be sound XML in UTF-8."""
    made = Layout(data)
    open_runs: list[int] = []
    parser = expat.ParserCreate(namespace_separator="}")

    def is_run(name: str) -> bool:
        namespace, _, local = name.partition("}")
        return local == "r" and namespace in _NAMESPACES

    def start(name: str, _: dict[str, str]) -> None:
        if not is_run(name):
            return
        at = parser.CurrentByteIndex
        if not made.runs:
            tag = data[at + 1 : at + 200].split(b">")[0].split()[0].rstrip(b"/")
            made.prefix = tag[: -len(b"r")].decode()
        made.runs.append(Run(at, inside=open_runs[-1] if open_runs else None))
        open_runs.append(len(made.runs) - 1)

    def end(name: str) -> None:
        if is_run(name):
            # At an empty element (``<w:r/>``) this is where it begins, else where its end tag does.
            made.runs[open_runs.pop()].end = data.index(b">", parser.CurrentByteIndex) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(data, True)
    return made
