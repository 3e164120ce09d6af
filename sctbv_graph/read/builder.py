"""The text of a file as it grows, one block a line, and positions in it that follow."""

from __future__ import annotations

from sctbv_graph.model import Span


class Place:
    """A stretch of the text under construction; it shrinks when a blank line is taken back."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        """Hold the first and the last offset."""
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """The stretch as it stands now."""
        return Span(self.start, self.end)


class TextBuilder:
    """Collects text line by line; a line that holds only blanks leaves no trace."""

    def __init__(self) -> None:
        """Start with no text."""
        self._pieces: list[str] = []
        self._line: list[str] = []
        self._fresh: list[Place] = []
        self.length = 0
        self._start = 0

    @property
    def text(self) -> str:
        """All lines that are ended."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    @property
    def in_line(self) -> bool:
        """Whether the line under construction holds anything."""
        return self.length > self._start

    def add(self, text: str) -> Place:
        """Put text at the end of the line; it must hold no line end."""
        self._line.append(text)
        place = Place(self.length, self.length + len(text))
        self.length = place.end
        self._fresh.append(place)
        return place

    def here(self) -> Place:
        """Return an empty place at the end of what is there."""
        place = Place(self.length, self.length)
        self._fresh.append(place)
        return place

    def end_line(self) -> Span | None:
        """End the line and return its span; ``None`` where it held only blanks."""
        line = "".join(self._line)
        start, end = self._start, self.length
        kept = bool(line.strip())
        if kept:
            self._pieces.append(line + "\n")
            self.length = self._start = end + 1
        else:
            for place in self._fresh:
                place.start, place.end = min(place.start, start), min(place.end, start)
            self.length = start
        self._line.clear()
        self._fresh.clear()
        return Span(start, end) if kept else None

    def line(self, text: str) -> Span | None:
        """Add one whole line; line ends inside it become blanks."""
        self.add(" ".join(text.splitlines()) if "\n" in text or "\r" in text else text)
        return self.end_line()
