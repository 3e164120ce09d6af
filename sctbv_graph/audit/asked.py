"""What the rules are asked of: the document's quads and the reference graphs, ready for a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import is_normalized, normalize

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.graph.written import term
from sctbv_graph.once import once
from sctbv_graph.registers import Reference, parts_of
from sctbv_graph.said import Said
from sctbv_graph.shacl import Result
from sctbv_graph.shacl.data import Data, Ready, made_ready, ready_parts
from sctbv_graph.terms import DCTERMS, OWL, PROV, SKOS

_PROPERTIES = {OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
_OF_CONCEPTS = {SKOS + "broader", SKOS + "prefLabel"}
UNASKED = frozenset(
    map(term, ("evidenceSource", "endLine", "tableRow", "tableColumn", "page", "sheet", "box"))
)
"""Properties of a draft's passages that no rule asks for, as a line has them: see `passages`."""
_PIECE = 400
"""Subjects whose statements are written at once, while those before them are loaded."""
_OF_CURATORS = {SKOS + "hiddenLabel", DCTERMS + "source", PROV + "hadPrimarySource"}


def as_asked(said: ox.Literal) -> ox.Literal:
    """Return a literal as the rules ask for it.

    Words are in NFC: rules compare them, and Word files come in both forms; quotes stay as they
    stand in the file.
    """
    if said.language is None or is_normalized("NFC", said.value):
        return said
    return ox.Literal(normalize("NFC", said.value), language=said.language)


def quad_asked(quad: ox.Quad) -> ox.Quad:
    """Return a quad as the rules ask for it."""
    said = quad.object
    if not isinstance(said, ox.Literal) or (asked := as_asked(said)) is said:
        return quad
    return ox.Quad(quad.subject, quad.predicate, asked, quad.graph_name)


def parts_asked(held: Iterable[ox.Quad]) -> Iterator[Ready]:
    """Yield what a document says as the rules ask for it, ready for a store."""
    if not isinstance(held, Said):
        yield from ready_parts(held, as_asked)
        return
    for piece in held.pieces(_PIECE):
        in_a_language = {said for said in piece.objects() if said[-1] not in '">'}
        nfc = {said: made for said in in_a_language if (made := normalize("NFC", said)) != said}
        yield Ready(piece.lines(without=UNASKED, instead=nfc), faithful=False, spelt=False)


@dataclass(frozen=True, slots=True)
class Curated:
    """What a rule may ask of some reference graphs, ready for a store, and what it is about."""

    ready: Ready
    subjects: frozenset[ox.NamedNode | ox.BlankNode | ox.Triple]


def curated_of(reference: Reference | tuple[ox.Quad, ...]) -> list[Curated]:
    """Return what a rule may ask of the reference graphs, in their parts."""
    named, standing = parts_of(reference)
    return [_asked_of(named), *map(asked_of_part, standing)]


def _asked_of(quads: Iterable[ox.Quad]) -> Curated:
    asked = [quad for quad in quads if _is_asked(quad)]
    return Curated(made_ready(asked, as_asked), frozenset(quad.subject for quad in asked))


asked_of_part = once(_asked_of)
"""The same of a part of the reference graphs that no document changes."""


def own_results(
    results: Sequence[Result], data: Data, held: Iterable[ox.Quad], curated: Iterable[Curated]
) -> tuple[Result, ...]:
    """Return the results on what the document says something of.

    What curated data says of other documents is not this one's fault.
    """
    found = {result.focus for result in results}
    shared = {focus for focus in found if any(focus in part.subjects for part in curated)}
    mine = {focus for focus in found - shared if data.says(focus)}
    if shared:  # looking through a whole document takes a while
        mine |= shared & {quad.subject for quad in held}
    return tuple(result for result in results if result.focus in mine)


def _is_asked(quad: ox.Quad) -> bool:
    """Tell whether a rule may ask a reference fact: all but the ontology and words about concepts.

    Nor does a rule ask for spellings, or where curated data have what they say. Leaving out what no
    rule asks saves a fifth of the validation.
    """
    if not isinstance(quad.graph_name, ox.NamedNode):
        return False
    graph = quad.graph_name.value
    if not _may_be_asked(graph, quad.predicate.value):
        return False
    if "/reference/sctbv" in graph:  # which properties there are (OW-03)
        return isinstance(quad.object, ox.NamedNode) and quad.object.value in _PROPERTIES
    return True


@lru_cache(maxsize=4096)
def _may_be_asked(graph: str, predicate: str) -> bool:
    if not iris.is_merged(graph) or predicate in _OF_CURATORS:
        return False  # what others claim of the document, and what is there for curators
    return "/reference/concepts" not in graph or predicate in _OF_CONCEPTS
