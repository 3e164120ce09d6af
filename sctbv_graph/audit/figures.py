"""The figures of a finding: what a rule's query binds, written as each language writes numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from sctbv_graph.audit.records import Texts
from sctbv_graph.terms import XSD
from sctbv_graph.vietnamese.numbers import format_number

Figures = Mapping[str, ox.Literal]
"""Name of a variable → its value."""

_NUMBERS = {XSD + "decimal", XSD + "integer"}
_UNITS = {
    "1": ("đồng", "VND"),
    "1000": ("nghìn đồng", "thousand VND"),
    "1000000": ("triệu đồng", "million VND"),
    "1000000000": ("tỷ đồng", "billion VND"),
}
_NO_UNIT = ("(không ghi đơn vị)", "(no unit given)")


def figures_of(row: Mapping[str, object]) -> dict[str, ox.Literal]:
    """Return the literals of a row by name, ``this`` left out."""
    return {
        name: term for name, term in row.items() if name != "this" and isinstance(term, ox.Literal)
    }


def written(figures: Figures, lang: str) -> dict[str, str]:
    """Return figures as text: 22.773 in Vietnamese, 22,773 in English; dates day first.

    A sum given as a string ("7033 + 4260") has its addends written the same way. A variable whose
    name ends in "year" is a year and gets no separator; one that ends in "_vnd" says how many VND
    the amounts beside it are counted in, and becomes the name of that unit.
    """
    return {name: _written(name, value, lang) for name, value in figures.items()}


def _written(name: str, value: ox.Literal, lang: str) -> str:
    text, kind = value.value, value.datatype.value
    if name.lower().endswith("year"):
        return text
    if name.endswith("_vnd"):
        return _UNITS.get(text, _NO_UNIT)[lang == "en"]
    if kind == XSD + "date":
        return f"{date.fromisoformat(text[:10]):%d/%m/%Y}"
    if kind in _NUMBERS or " + " in text:
        return " ".join(_number(word, lang) for word in text.split(" "))
    return text


def _number(word: str, lang: str) -> str:
    try:
        shown = format_number(Decimal(word))
    except InvalidOperation:
        return word
    return shown.translate(str.maketrans(".,", ",.")) if lang == "en" else shown


def fill(texts: Texts, figures: Figures) -> dict[str, str]:
    """Return texts with each ``{name}`` replaced by its figure, in the language of the text."""
    return {lang: put(text, written(figures, lang)) for lang, text in texts.items()}


def put(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each ``{name}`` replaced by its value.

    >>> put("chênh {gap}", {"gap": "4.067"})
    'chênh 4.067'
    """
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
