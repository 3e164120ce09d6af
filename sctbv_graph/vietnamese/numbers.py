"""Vietnamese numbers: the point groups thousands, the comma starts decimals."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
"""A number as plans print it; use inside a larger pattern, in a group of its own."""

_WHOLE = re.compile(rf"(?:{NUMBER})\Z")


def parse_number(text: str) -> Decimal | None:
    """Return the value of a number as written, exactly; ``None`` where it is none.

    >>> parse_number("7.033"), parse_number("857,6"), parse_number("02"), parse_number("3.0")
    (Decimal('7033'), Decimal('857.6'), Decimal('2'), None)
    """
    written = text.strip()
    if not _WHOLE.match(written):
        return None
    return Decimal(written.replace(".", "").replace(",", "."))


def is_number(text: str) -> bool:
    """Tell whether a text is one number and nothing else (blanks around it allowed)."""
    return _WHOLE.match(text.strip()) is not None


def format_number(value: Decimal | int) -> str:
    """Return a number as a Vietnamese reader expects it.

    >>> format_number(Decimal("22773")), format_number(Decimal("3312.60"))
    ('22.773', '3.312,6')
    """
    plain = f"{Decimal(value).normalize():,f}"
    return plain.translate(str.maketrans(",.", ".,"))
