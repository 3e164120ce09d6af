"""The passages that findings rest on: a draft's own from what it states, others from the store.

No rule asks in which row of a table a passage stands, so that the store of a draft need not hold
it: that is a sixth of what it is filled with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from sctbv_graph.audit.asked import Curated
from sctbv_graph.graph.written import iri, term
from sctbv_graph.query import Passage, passages_of, place_in_text
from sctbv_graph.said import Said
from sctbv_graph.store import Store

_HAS, _BASIS = term("hasEvidence"), term("basis")
_QUOTE, _DOCUMENT, _LINE, _START, _END, _ROW, _COLUMN, _SUPPORTS = map(
    term,
    (
        "exactQuote", "evidenceSource", "startLine", "startOffset", "endOffset",
        "tableRow", "tableColumn", "supportsProperty",
    ),
)  # fmt: skip
_NEEDED = {_QUOTE, _DOCUMENT, _LINE, _START, _END}


def passages_for(
    nodes: Collection[str], held: Iterable[ox.Quad], store: Store, curated: Iterable[Curated]
) -> dict[str, list[Passage]]:
    """Return the evidence of nodes, in the order of the text, as `query.passages_of` gives it.

    ``store`` holds what rules may ask of ``held``, and the ``curated`` graphs.
    """
    if not isinstance(held, Said):
        return passages_of(store, nodes)
    found = _stated(held, nodes)
    shared = [n for n in nodes if any(ox.NamedNode(n) in part.subjects for part in curated)]
    for node, passages in passages_of(store, shared).items():
        found[node] = sorted({*found.get(node, ()), *passages}, key=place_in_text)
    return found


def _stated(held: Said, nodes: Iterable[str]) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for node in nodes:
        shown, basis = [], "read"
        for property_, object_ in held.about(iri(node)):
            if property_ == _HAS:
                shown.append(tuple(held.about(object_)))
            elif property_ == _BASIS:
                basis = object_[1:-1].rsplit("/", 1)[1]
        made = [passage for said in shown for passage in _passages(node, basis, said)]
        if made:
            found[node] = sorted(made, key=place_in_text)
    return found


def _passages(node: str, basis: str, facts: tuple[tuple[str, str], ...]) -> Iterator[Passage]:
    """Yield one passage for each property that it supports."""
    said = dict(facts)
    if not said.keys() >= _NEEDED:
        return
    for supports in [_text(object_) for name, object_ in facts if name == _SUPPORTS] or [""]:
        yield Passage(
            quote=_text(said[_QUOTE]),
            document=said[_DOCUMENT][1:-1],
            line=int(_text(said[_LINE])),
            start=int(_text(said[_START])),
            end=int(_text(said[_END])),
            row=int(_text(said[_ROW])) if _ROW in said else None,
            column=_text(said[_COLUMN]) if _COLUMN in said else None,
            node=node,
            basis=basis,
            supports=supports,
        )


def _text(literal: str) -> str:
    """Return what a literal says, as N-Triples writes it.

    >>> _text('"857,6"'), _text('"5"^^<urn:integer>'), _text('"“a”"@vi')
    ('857,6', '5', '“a”')
    """
    if "\\" in literal:  # the engine knows what it stands for
        (triple,) = ox.parse(f"<urn:a> <urn:b> {literal} .", format=ox.RdfFormat.N_TRIPLES)
        assert isinstance(triple.object, ox.Literal)
        return triple.object.value
    return literal[1 : literal.rindex('"')]
