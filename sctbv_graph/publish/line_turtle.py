"""What is believed of a document as Turtle, from the sorted lines of its layers.

The same bytes as `to_trig` makes of the statements, but no statement is made of a line: it takes a
third of the time. A test holds both to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import spoilt_prefixes, with_used_prefixes
from sctbv_graph.layers import merged
from sctbv_graph.terms import RDF, XSD, prefixes

_Row = tuple[bytes, bytes, bytes, bytes]
"""Subject, b"" for the class and else the property, object, property: so they are in order."""
_TYPE = f"<{RDF}type>".encode()
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
    terms = {term for row in rows for term in (row[0], row[2], row[3])}
    named = (ox.NamedNode(term[1:-1].decode()) for term in terms if term.startswith(b"<"))
    spoilt = spoilt_prefixes(named)
    return with_used_prefixes(b"".join(_written(rows, _Short(spoilt))), spoilt), len(rows)


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
        self._names = {s.encode(): p.encode() for p, s in prefixes().items() if p not in spoilt}
        spaces = b"|".join(map(re.escape, sorted(self._names, reverse=True)))
        self._abbreviated = re.compile(
            rb"<(" + spaces + rb")([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)>"
        )

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


def _written(rows: list[_Row], short: _Short) -> Iterator[bytes]:
    """Yield the parts of Turtle: a subject stands once, a property once for each subject."""
    about = by = b""
    for subject, _, thing, predicate in rows:
        if subject != about:
            if about:
                yield b" .\n"
            yield short[subject]
            yield b" "
        elif predicate != by:
            yield b" ;\n\t"
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
