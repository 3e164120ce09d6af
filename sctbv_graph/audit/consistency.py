"""OW-01 by the reasoner: what data and ontology say together and cannot both be true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.records import Finding, Unchecked
from sctbv_graph.errors import ReasonerError
from sctbv_graph.reasoner import consistent
from sctbv_graph.settings import bundle

_RULE = "OW-01"
_MODULES = ("sctbv.ttl", "keys.ttl", "concepts.ttl", "alignments.ttl")
_IN_MODULES = {ox.NamedNode(iris.reference_graph(name.removesuffix(".ttl"))) for name in _MODULES}

Contradictions = tuple[list[Finding], list[Unchecked]]
"""What the reasoner finds in a document, and what it could not be asked."""


def contradictions(
    documents: Sequence[Iterable[ox.Quad]], reference: Iterable[ox.Quad], seconds: float
) -> list[Contradictions]:
    """Return a finding for each contradiction that the reasoner explains, document by document.

    The reasoner is asked of all documents together: where they contradict nothing, none of them
    does. Only where they do is each asked by itself. Without a reasoner (no Java), or where it
    does not end in ``seconds``, the rule stands under what was not checked, with the reason.
    """
    ground = list(reference)
    own = [list(quads) for quads in documents]
    try:
        if consistent(_said([*ground, *(q for quads in own for q in quads)]), seconds):
            return [([], []) for _ in own]
    except ReasonerError as error:
        if len(own) == 1:
            told = Unchecked(load_audit_rules()[_RULE], {"vi": error.vi, "en": error.en})
            return [([], [told])]
    if len(own) == 1:
        return [(_explained([*ground, *own[0]]), [])]
    return [found for quads in own for found in contradictions([quads], ground, seconds)]


def _said(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """Yield the ontology and what is said beside it, each statement once."""
    yield from _ontology()
    yield from {q.triple for q in quads if q.graph_name not in _IN_MODULES}


@lru_cache(maxsize=1)
def _ontology() -> tuple[ox.Triple, ...]:
    return tuple(
        quad.triple
        for name in _MODULES
        for quad in ox.parse(path=str(bundle() / "ontology" / name), rename_blank_nodes=True)
    )


def _explained(quads: Iterable[ox.Quad]) -> list[Finding]:
    """Return a finding for each reason why these statements contradict each other.

    The imports wait until here: only a document with a contradiction pays for them.
    """
    from rdflib import Graph

    from sctbv_graph.soundness import clash_faults

    rule = load_audit_rules()[_RULE]
    written = ox.serialize(_said(quads), format=ox.RdfFormat.N_TRIPLES)
    return [
        Finding(
            rule=rule,
            severity=rule.severity,
            message={"vi": fault.vi, "en": fault.en},
            fix=rule.fix,
            focus=fault.individuals[0] if fault.individuals else "",
            label="",
            figures={},
            evidence=(),
            basis="inferred",
            fingerprint=hashlib.sha256(f"{_RULE}\0{fault.vi}".encode()).hexdigest()[:16],
        )
        for fault in clash_faults(Graph().parse(data=written, format="nt"))
    ]
