"""Words of a PDF page by where they stand; lengths are points from the page's top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Word = dict[str, Any]
"""A word as pdfplumber gives it: "text", "x0", "x1", "top", "bottom", "size"."""
Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""


def stands_in(word: Word, box: Box) -> bool:
    """Tell whether the middle of a word lies in a box."""
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def word_rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return words row by row from the top, each row from the left: what stands at one height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w["top"], w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] <= middle <= rows[-1][0]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda w: w["x0"])
    return rows
