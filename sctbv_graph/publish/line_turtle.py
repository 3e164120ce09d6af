"""Turtle and TriG from lines of N-Triples: of what is believed of a document, of a description.

The same bytes as `to_trig` makes of the statements, but no statement is made of a line: it takes a
third of the time. A test holds both to the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import spoilt_prefixes, with_used_prefixes
from sctbv_graph.layers import merged
from sctbv_graph.terms import RDF, XSD, prefixes

_Row = tuple[bytes, bytes, bytes, bytes]
"""Subject, b"" for the class and else the property, object, property: so they are in order."""
_TYPE = f"<{RDF}type>".encode()
_PLAIN = rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
"""A name that may stand behind a prefix."""
_LOCAL_NAME = re.compile(_PLAIN)
_HELD = 10_000
"""Terms of descriptions that are remembered as Turtle has them; some 5 MB."""
# What Turtle writes without quotes and datatype (RDF 1.1 Turtle, 2.5.2 and 2.5.3).
_BARE = {
    f"<{XSD}{name}>".encode(): re.compile(form)
    for name, form in (
        ("integer", rb'"[+-]?[0-9]+"'),
        ("decimal", rb'"[+-]?[0-9]*\.[0-9]+"'),
        ("double", rb'"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"'),
        ("boolean", rb'"(?:true|false)"'),
    )
}


def believed_turtle(layers: Mapping[str, bytes]) -> tuple[bytes, int]:
    """Return the merged statements of some graphs as Turtle, and how many they are.

    ``layers``: the name of a graph -> its lines of N-Triples.
    """
    rows = sorted(map(_row, _believed(layers)))
    named = (ox.NamedNode(term[1:-1].decode()) for term in _terms(rows) if term.startswith(b"<"))
    spoilt = spoilt_prefixes(named)
    return with_used_prefixes(b"".join(_written(rows, _Short(spoilt))), spoilt), len(rows)


def described_turtle(lines: bytes) -> bytes:
    """Return lines of N-Triples, each of them once, as Turtle."""
    rows = sorted(map(_row, lines.splitlines()))
    short = _held_short(_spoilt(_terms(rows)))
    return b"".join((_head(_shown(rows), short), *_written(rows, short)))


def described_trig(layers: Mapping[str, bytes]) -> bytes:
    """Return lines of N-Triples as TriG: the name of a graph, "" for none -> its lines.

    What is in no graph stands last, as `to_trig` puts it.
    """
    graphs = [
        (f"<{name}>".encode() if name else b"", sorted(map(_row, layers[name].splitlines())))
        for name in sorted(layers, key=lambda name: (not name, name))
    ]
    names = {name for name, _ in graphs if name}
    short = _held_short(_spoilt(names.union(*(_terms(rows) for _, rows in graphs))))
    parts = [_head(names.union(*(_shown(rows) for _, rows in graphs)), short)]
    for name, rows in graphs:
        if name:
            parts += (short[name], b" {\n", *_written(rows, short, b"\t"), b"}\n")
        else:
            parts += _written(rows, short)
    return b"".join(parts)


def _terms(rows: Iterable[_Row]) -> set[bytes]:
    return {term for row in rows for term in (row[0], row[2], row[3])}


def _shown(rows: Iterable[_Row]) -> set[bytes]:
    """Return the terms that Turtle writes: all but the property of classes, which is "a"."""
    said = {term for row in rows for term in (row[0], row[2])}
    return said | ({row[3] for row in rows} - {_TYPE})


def _spoilt(terms: Iterable[bytes]) -> frozenset[str]:
    """Return what `spoilt_prefixes` tells of some terms; what one spoils is remembered."""
    return frozenset().union(*map(_spoilt_by, terms))


@lru_cache(maxsize=_HELD)
def _spoilt_by(term: bytes) -> frozenset[str]:
    if not term.startswith(b"<"):
        return frozenset()
    return frozenset(
        prefix
        for prefix, space in _spaces()
        if term.startswith(space) and not _LOCAL_NAME.fullmatch(term, len(space), len(term) - 1)
    )


@lru_cache(maxsize=1)
def _spaces() -> list[tuple[str, bytes]]:
    return [(prefix, f"<{space}".encode()) for prefix, space in prefixes().items()]


def _head(terms: Iterable[bytes], short: _Short) -> bytes:
    """Return the lines of prefixes that `with_used_prefixes` puts before a text of some terms."""
    used = frozenset().union(*(_uses(short[term]) for term in terms)) - short.spoilt
    return "".join(sorted(f"@prefix {name}: <{prefixes()[name]}> .\n" for name in used)).encode()


@lru_cache(maxsize=_HELD)
def _uses(written: bytes) -> frozenset[str]:
    """Return the prefixes in a term as Turtle has it, those in its words too."""
    return frozenset(_names()(written.decode()))


@lru_cache(maxsize=1)
def _names() -> Callable[[str], list[str]]:
    """Return what finds prefixes; each by itself, where one is the end of another."""
    names = "|".join(map(re.escape, prefixes()))
    return re.compile(rf"(?<![\w:/#])(?=({names}):[A-Za-z0-9_])").findall


def _held_short(spoilt: frozenset[str]) -> _Short:
    """Return each term as Turtle has it, as far as descriptions had them before."""
    short = _kept_short(spoilt)
    if len(short) > _HELD:
        short.clear()
    return short


@lru_cache(maxsize=2)
def _kept_short(spoilt: frozenset[str]) -> _Short:
    return _Short(spoilt)


def _believed(layers: Mapping[str, bytes]) -> Iterable[bytes]:
    """Return the lines of what `merged` keeps, each once: of what nothing was decided on, all."""
    if not any(name.endswith("/decided") for name in layers):
        said = (text for name, text in layers.items() if iris.is_merged(name))
        return dict.fromkeys(line for text in said for line in text.splitlines())
    quads = [
        ox.Quad(read.subject, read.predicate, read.object, ox.NamedNode(name))
        for name, text in layers.items()
        for read in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    ]
    kept = [quad.triple for quad in merged(quads)]
    return set((ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines())


def _row(line: bytes) -> _Row:
    subject, predicate, thing = line[:-2].split(b" ", 2)
    return subject, b"" if predicate.endswith(b"#type>") else predicate, thing, predicate


class _Short(dict[bytes, bytes]):
    """Each term as Turtle has it, told once."""

    def __init__(self, spoilt: frozenset[str]) -> None:
        """``spoilt`` are the prefixes not to be used."""
        self.spoilt = spoilt
        self._names = {s.encode(): p.encode() for p, s in prefixes().items() if p not in spoilt}
        spaces = b"|".join(map(re.escape, sorted(self._names, reverse=True)))
        self._abbreviated = re.compile(rb"<(" + spaces + rb")(" + _PLAIN + rb")>")

    def __missing__(self, term: bytes) -> bytes:
        self[term] = made = self._literal(term) if term.startswith(b'"') else self._named(term)
        return made

    def _named(self, term: bytes) -> bytes:
        found = self._abbreviated.fullmatch(term)
        return self._names[found[1]] + b":" + found[2] if found else term

    def _literal(self, term: bytes) -> bytes:
        if not term.endswith(b">"):
            return term
        value, _, datatype = term.rpartition(b"^^")
        if datatype in _BARE and _BARE[datatype].fullmatch(value):
            return value[1:-1]
        return value + b"^^" + self[datatype]


def _written(rows: list[_Row], short: _Short, pad: bytes = b"") -> Iterator[bytes]:
    """Yield the parts of Turtle: a subject stands once, a property once for each subject.

    ``pad`` stands before each line.
    """
    about = by = b""
    for subject, _, thing, predicate in rows:
        if subject != about:
            if about:
                yield b" .\n"
            yield pad
            yield short[subject]
            yield b" "
        elif predicate != by:
            yield b" ;\n\t"
            yield pad
        else:
            yield b" , "
            yield short[thing]
            continue
        about, by = subject, predicate
        yield b"a" if predicate == _TYPE else short[predicate]
        yield b" "
        yield short[thing]
    if about:
        yield b" .\n"
