"""The signs of emphasis in Markdown text, made blanks so that offsets stay what they are."""

from __future__ import annotations

import re

_EMPHASIS = re.compile(r"(?<!\d)\*{1,4}|\*{1,4}(?!\d)")
_BULLET = re.compile(r"(?m)^\*\*(?=[ \t]+[^*]+\*(?!\*))|(?:(?<=\n\n)|\A)\*(?=[ \t]+[^\s*])")


def plain(text: str) -> str:
    """Return ``text`` with the signs of emphasis made blanks; every offset stays what it is.

    >>> plain("*(NSNN) *năm **2025**")
    ' (NSNN)  năm   2025  '
    """

    def blanks(match: re.Match[str]) -> str:
        return " " * len(match.group())

    if "*" not in text:
        return text
    # "** Thuận lợi …*": of two stars one opens the emphasis, the other is the writer's bullet.
    kept = _BULLET.sub(lambda m: " " * (len(m.group()) - 1) + "•", text)
    return _EMPHASIS.sub(blanks, kept)
