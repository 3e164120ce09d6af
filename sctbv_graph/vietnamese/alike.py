"""Letters that only look like the ones meant: typed by a slip, or pasted from another script."""

from __future__ import annotations

import re
import unicodedata

ALIKE = {
    "Ð": "Đ", "ð": "đ", "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2011": "-",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P",
    "С": "C", "Т": "T", "Х": "X", "І": "I",
}  # fmt: skip
"""What to read for them, one letter for one (the second to fourth row are Cyrillic)."""


def lookalikes_read(text: str) -> str:
    r"""Return ``text`` composed (NFC) and with the letters that are meant, for matching only.

    >>> lookalikes_read("Tên nhiệm vụ".replace("T", "\u0422").replace("e", "\u0435"))
    'Tên nhiệm vụ'
    """
    return unicodedata.normalize("NFC", meant(text))


_SLIP = re.compile(f"[{''.join(ALIKE)}]")


def meant(text: str) -> str:
    """Return ``text`` with the letters that are meant, one for one; most texts have few others.

    As `str.translate` does it, which looks up each letter that is not ASCII.
    """
    return _SLIP.sub(lambda slip: ALIKE[slip[0]], text)
