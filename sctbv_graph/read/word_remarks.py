"""What a person should know of how a Word file was read, each as one sentence."""

from __future__ import annotations

from sctbv_graph.model import Span
from sctbv_graph.read.blocks import Remark
from sctbv_graph.read.builder import Place
from sctbv_graph.read.word_runs import Found

_LENGTH = 80


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else text[:_LENGTH].rsplit(" ", 1)[0] + "…"


def remarks(found: Found) -> tuple[Remark, ...]:
    """Return remarks on hidden text, legacy fonts and what was not read."""
    made = [
        Remark(
            "hidden-text",
            place.span,
            f"Chữ ẩn không đưa vào văn bản: “{_short(text)}”",
            f"Hidden text, left out of the text: “{_short(text)}”",
        )
        for place, text in _joined(found.hidden)
        if text.strip()
    ]
    made += [
        Remark(
            "legacy-font",
            Span(place.start, place.start),
            f"Phông cũ “{font}” đã chuyển sang Unicode (chữ lưu trong tệp: “{_short(text)}”)",
            f"Legacy font “{font}” converted to Unicode (letters stored: “{_short(text)}”)",
        )
        for font, (place, text) in found.legacy.items()
    ]
    made += [
        Remark(
            "not-read",
            place.span,
            f"Văn bản nhúng từ tệp khác ({name}) không được đọc",
            f"Text embedded from another file ({name}) was not read",
        )
        for place, name in found.unread
    ]
    return tuple(made)


def _joined(hidden: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """Join hidden runs at the same place: a sentence is often several runs."""
    made: list[tuple[Place, str]] = []
    for place, text in hidden:
        if made and made[-1][0].start == place.start:
            made[-1] = (made[-1][0], made[-1][1] + text)
        else:
            made.append((place, text))
    return made
