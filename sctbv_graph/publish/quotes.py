"""The quotes that a thing rests on, out of its own description: most often they stand in it."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.description import Described
from sctbv_graph.query import Passage, passages_of, text_of
from sctbv_graph.store import Store

_Said = dict[str, list[str]]
_NEEDED = ("exactQuote", "evidenceSource", "startLine", "startOffset", "endOffset")


def passages_in(
    store: Store, found: Described, own: Iterable[ox.Triple]
) -> dict[str, list[Passage]]:
    """Return the passages of a thing and its fragments, as `query.passages_of` gives them.

    The store is asked only where a passage is not part of the description. ``own`` are the
    statements that are not of passages.
    """
    said: dict[str, _Said] = {}
    for t in found.triples:
        about = said.setdefault(text_of(t.subject), {})
        about.setdefault(t.predicate.value, []).append(text_of(t.object))
    nodes = sorted({text_of(t.subject) for t in own} | {found.iri})
    rests = {node: said.get(node, {}).get(iris.term("hasEvidence"), []) for node in nodes}
    if any(evidence not in said for some in rests.values() for evidence in some):
        return passages_of(store, nodes)
    made = {}
    for node, some in rests.items():
        basis = said.get(node, {}).get(iris.term("basis"), ["/read"])[-1].rsplit("/", 1)[1]
        passages = [p for evidence in some for p in _passages(said[evidence], node, basis)]
        if passages:
            made[node] = sorted(passages, key=lambda p: (p.start, p.end, p.supports))
    return made


def _passages(of: _Said, node: str, basis: str) -> list[Passage]:
    """Return one passage for each fact of a node that a piece of evidence supports."""
    needed = [of.get(iris.term(name), [""])[0] for name in _NEEDED]
    if "" in needed[1:]:
        return []
    quote, document, line, start, end = needed
    row, column = of.get(iris.term("tableRow")), of.get(iris.term("tableColumn"))
    return [
        Passage(
            quote=quote,
            document=document,
            line=int(line),
            start=int(start),
            end=int(end),
            row=int(row[0]) if row else None,
            column=column[0] if column else None,
            node=node,
            basis=basis,
            supports=supports,
        )
        for supports in of.get(iris.term("supportsProperty"), [""])
    ]
