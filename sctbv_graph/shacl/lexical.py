"""Lexical forms: which of them a datatype admits, and which of them a store would change.

SHACL asks of sh:datatype that a literal is not ill-typed. Oxigraph stores numbers, booleans and
dates by value: ``0.30`` comes back as ``0.3``, ``"55"^^xsd:byte`` as an xsd:integer. A literal
that would change is put into the store under another datatype, `AS_WRITTEN` before its own, and
taken out of it again for the report.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph.terms import XSD

AS_WRITTEN = "urn:sctbv:as-written:"

_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_CLOCK = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DAY = rf"({_YEAR})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME_PART = r"(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?"
_FLOAT = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_SIX = r"(?:[A-Za-z0-9+/] ?)"  # a letter for six bits
_FORMS = {
    "integer": r"[+-]?\d+",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "float": _FLOAT,
    "double": _FLOAT,
    "boolean": r"true|false|0|1",
    "date": _DAY + _ZONE,
    "dateTime": rf"{_DAY}T{_CLOCK}{_ZONE}",
    "dateTimeStamp": rf"{_DAY}T{_CLOCK}(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)",
    "time": _CLOCK + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
    "gMonth": rf"--(?:0[1-9]|1[0-2]){_ZONE}",
    "gDay": rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}",
    "gMonthDay": rf"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]){_ZONE}",
    "duration": rf"-?P(?=\d|T)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T{_TIME_PART})?",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "dayTimeDuration": rf"-?P(?=\d|T)(?:\d+D)?(?:T{_TIME_PART})?",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": rf"(?:{_SIX}{{4}})*(?:{_SIX}{{2}}= ?=|{_SIX}{{3}}=)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_COMPILED = {name: re.compile(form) for name, form in _FORMS.items()}
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.title()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}


def checked(datatype: str) -> bool:
    """Tell whether a datatype's lexical forms are known here; of others every text is one."""
    name = datatype.removeprefix(XSD)
    return datatype.startswith(XSD) and (name in _FORMS or name in _RANGES)


def well_formed(text: str, datatype: str) -> bool:
    """Tell whether a text is a lexical form of a datatype (XML Schema 1.1, part 2).

    >>> well_formed("300", XSD + "byte"), well_formed("2024-02-30", XSD + "date")
    (False, False)
    """
    if not checked(datatype):
        return True
    name = datatype.removeprefix(XSD)
    if name in _RANGES:
        if not _COMPILED["integer"].fullmatch(text):
            return False
        least, most = _RANGES[name]
        return (least is None or int(text) >= least) and (most is None or int(text) <= most)
    found = _COMPILED[name].fullmatch(text)
    if found is None:
        return False
    if name in {"date", "dateTime", "dateTimeStamp"}:
        year, month, day = (int(found[i]) for i in (1, 2, 3))
        # The calendar repeats every 400 years, also before the first.
        return day <= monthrange(year % 400 + 2000, month)[1]
    return True


# What is surely stored as it is written, found without asking the store.
_KEPT = {
    XSD + "string": re.compile(r"(?s:.*)"),
    XSD + "integer": re.compile(r"0|-?[1-9]\d{0,16}"),
    XSD + "decimal": re.compile(r"-?[1-9]\d{0,8}(?:\.\d{0,7}[1-9])?|0(?:\.\d{0,7}[1-9])?"),
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "date": re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"),
    XSD + "gYear": re.compile(r"[12]\d{3}"),
    XSD + "anyURI": re.compile(r"(?s:.*)"),
}
_PROBE = ox.NamedNode("urn:sctbv:probe")


@lru_cache(maxsize=65536)
def _stored(text: str, datatype: str) -> ox.Literal:
    store = ox.Store()
    literal = ox.Literal(text, datatype=ox.NamedNode(datatype))
    store.add(ox.Quad(_PROBE, _PROBE, literal))
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    return quad.object


def changes(literal: ox.Literal) -> bool:
    """Tell whether a store would give a literal back in another form or another datatype."""
    if literal.language is not None:
        return False  # the parser has lower-cased the tag already, and case makes no other term
    datatype = literal.datatype.value
    kept = _KEPT.get(datatype)
    if kept is not None and kept.fullmatch(literal.value):
        return False
    return _stored(literal.value, datatype) != literal


def escaped(literal: ox.Literal) -> ox.Literal:
    """Return the literal under the datatype that keeps its spelling in a store."""
    return ox.Literal(literal.value, datatype=ox.NamedNode(AS_WRITTEN + literal.datatype.value))


def kept(literal: ox.Literal) -> ox.Literal:
    """Return a literal whose spelling a store keeps: itself, or escaped."""
    return escaped(literal) if changes(literal) else literal


def plain(literal: ox.Literal) -> ox.Literal:
    """Undo `escaped`."""
    datatype = literal.datatype.value
    if not datatype.startswith(AS_WRITTEN):
        return literal
    return ox.Literal(literal.value, datatype=ox.NamedNode(datatype.removeprefix(AS_WRITTEN)))
