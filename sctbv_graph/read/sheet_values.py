"""What a cell of a workbook shows, written as Vietnamese plans write it.

The value stored is written, not the rounded one shown: 3312.6 that Excel shows as "3,313" is
"3.312,6", and a remark says what is shown.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

from sctbv_graph.vietnamese.numbers import format_number

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"[0#?]\.([0#?]+)")
_SCALED = re.compile(r"[0#?](,+)(?![0#?])")


def bare_format(form: str) -> str:
    """Return a number format's part for positive numbers, without literals and colours."""
    return _QUOTED.sub("", form.split(";", maxsplit=1)[0])


def exact(value: float) -> Decimal:
    """Return a stored number as it was typed: Excel keeps 15 digits.

    >>> exact(3312.6000000000004), exact(2025)
    (Decimal('3312.6'), Decimal('2025'))
    """
    return Decimal(f"{value:.15g}")


def value_text(value: object, form: str = "General") -> str:
    """Return the text of a stored value under its number format.

    >>> value_text(1310, "#,##0"), value_text(2025), value_text(857.6), value_text(0.7, "0%")
    ('1.310', '2025', '857,6', '70%')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _moment(value, form)
    if not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return str(value)
    number, bare = exact(value), bare_format(form)
    if "%" in bare:
        return f"{_plain(number * 100)}%"
    if "," in bare and form != "General":
        return format_number(number)
    if re.fullmatch(r"0{2,}", bare) and number == number.to_integral_value() and number >= 0:
        return f"{int(number):0{len(bare)}d}"
    return _plain(number)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _moment(value: dt.datetime | dt.date | dt.time, form: str) -> str:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    bare = bare_format(form).lower()
    if "y" in bare and "d" not in bare:
        return value.strftime("%m/%Y" if "m" in bare else "%Y")
    day = f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        return f"{day} {value:%H:%M}"
    return day


def shown_rounded(value: object, form: str) -> str | None:
    """Return what Excel shows where that is not the stored number, else ``None``.

    >>> shown_rounded(3312.6, "#,##0"), shown_rounded(3312.6, "General"), shown_rounded(3, "0")
    ('3.313', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or form == "General":
        return None
    bare = bare_format(form)
    if not re.search(r"[0#?]", bare) or "E" in bare.upper() or not math.isfinite(value):
        return None
    number = exact(value) * (100 if "%" in bare else 1)
    scaled = _SCALED.search(bare)
    shown = number / 1000 ** len(scaled[1]) if scaled else number
    decimals = _DECIMALS.search(bare)
    places = len(decimals[1]) if decimals else 0
    rounded = round(shown + Decimal(0), places)
    # Excel rounds halves away from zero, Python to even.
    step = Decimal(1).scaleb(-places)
    if abs(shown - rounded) == step / 2:
        rounded = shown + (step / 2 if shown > 0 else -step / 2)
    return None if rounded == number else format_number(rounded) + ("%" if "%" in bare else "")
