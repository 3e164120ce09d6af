"""What is believed of a document as Turtle, from the sorted lines of its layers.

The same bytes as `to_trig` makes of the statements. Lines of N-Triples sort as the statements do,
but that the class of a thing comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import ordered_trig, spoilt_prefixes
from sctbv_graph.layers import merged
from sctbv_graph.terms import RDF

_TYPE = f" <{RDF}type> ".encode()
_FIRST = b" \0 "  # stands in no line: there it would be an escape
_IRIS = re.compile(rb"^(?:<([^>]*)>|\S+) <([^>]*)> (?:<([^>]*)>)?", re.MULTILINE)


def believed_turtle(layers: Mapping[str, bytes]) -> tuple[bytes, int]:
    """Return the merged statements of some graphs as Turtle, and how many they are.

    ``layers``: the name of a graph -> its lines of N-Triples.
    """
    lines = _believed(layers)
    text = _in_order(lines)
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
    named = {iri for some in _IRIS.findall(text) for iri in some if iri}
    spoilt = spoilt_prefixes(ox.NamedNode(iri.decode()) for iri in named)
    return ordered_trig(triples, spoilt), len(triples)


def _believed(layers: Mapping[str, bytes]) -> set[bytes]:
    """Return the lines of what `merged` keeps; where nothing was decided, that is all."""
    if not any(name.endswith("/decided") for name in layers):
        said = (text for name, text in layers.items() if iris.is_merged(name))
        return set[bytes]().union(*(text.splitlines(keepends=True) for text in said))
    quads = [
        ox.Quad(read.subject, read.predicate, read.object, ox.NamedNode(name))
        for name, text in layers.items()
        for read in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    ]
    kept = [quad.triple for quad in merged(quads)]
    return set((ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True))


def _in_order(lines: set[bytes]) -> bytes:
    marked = b"".join(lines).replace(_TYPE, _FIRST).splitlines(keepends=True)
    return b"".join(sorted(marked)).replace(_FIRST, _TYPE)
