"""What the merged graph says, where a person's decision takes the place of a doubt.

The named graphs stay as they are: `stated` is what the document says, doubts included. In the
merged copy, within one document,

- a property that `decided` gives a node stands instead of the same property in `stated`;
- where `decided` gives a node its basis, what `stated` says of its doubt (basis, reason, other
  readings) and, of a budget line, its column stand no more;
- where `decided` gives a node another class, so do its stage and what ties it to its task by the
  old class;
- a node that `decided` says was invalidated stands no more at all, nor its evidence.

All this is read from the quads themselves, so that any store can be filled by the same rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.terms import PROV, RDF

INVALIDATED = ox.NamedNode(PROV + "wasInvalidatedBy")
_TYPE = ox.NamedNode(RDF + "type")
_TERM = {
    name: ox.NamedNode(iris.term(name))
    for name in ("basis", "reason", "alternative", "statedColumn", "fundedBy", "BudgetLine",
                 "valueChainStage", "pursues", "expects", "hasEvidence")
}  # fmt: skip
_DOUBT = {_TERM[name] for name in ("basis", "reason", "alternative")}
_COLUMN = {_TERM["statedColumn"], _TERM["fundedBy"]}
_TIES = {_TERM["pursues"], _TERM["expects"]}


def merged(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads of the default graph: each triple once, decisions instead of doubts."""
    layers: defaultdict[tuple[str, str], list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        name = quad.graph_name
        if isinstance(name, ox.NamedNode) and iris.is_merged(name.value):
            document, _, layer = name.value.rpartition("/")
            layers[document, layer].append(quad)
    made: dict[ox.Triple, None] = {}
    for (document, layer), said in layers.items():
        decided = layers.get((document, "decided"), []) if layer == "stated" else []
        kept = _undecided(said, decided) if decided else iter(said)
        made.update(dict.fromkeys(quad.triple for quad in kept))
    return [ox.Quad(t.subject, t.predicate, t.object) for t in made]


def believed(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the merged quads and, beside them, those of the layers that are not merged.

    Of what `analysis` suggests, what a person rejected is left out, and what one confirmed stands
    as `decided` has it.
    """
    given = list(quads)
    decided = [q for q in given if getattr(q.graph_name, "value", "").endswith("/decided")]
    instead = {(q.subject, q.predicate) for q in decided}
    gone = {q.subject for q in decided if q.predicate == INVALIDATED}
    apart = [
        ox.Quad(q.subject, q.predicate, q.object)
        for q in given
        if not iris.is_merged(getattr(q.graph_name, "value", ""))
        and q.subject not in gone
        and (q.subject, q.predicate) not in instead
    ]
    return [*merged(given), *apart]


def _undecided(stated: list[ox.Quad], decided: list[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield what the document states and no decision has taken the place of."""
    instead = {(q.subject, q.predicate) for q in decided}
    gone: set[object] = {q.subject for q in decided if q.predicate == INVALIDATED}
    gone |= {q.object for q in stated if q.subject in gone and q.predicate == _TERM["hasEvidence"]}
    lines = {q.subject for q in stated if q.object == _TERM["BudgetLine"] and q.predicate == _TYPE}
    for quad in stated:
        subject, predicate = quad.subject, quad.predicate
        if subject in gone or quad.object in gone or (subject, predicate) in instead:
            continue
        if (subject, _TERM["basis"]) in instead and (
            predicate in _DOUBT or (predicate in _COLUMN and subject in lines)
        ):
            continue
        if (subject, _TYPE) in instead and predicate == _TERM["valueChainStage"]:
            continue
        if predicate in _TIES and (quad.object, _TYPE) in instead:
            continue
        yield quad
