"""OW-01 by the reasoner: what data and ontology say together and cannot both be true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.records import Finding, Unchecked
from sctbv_graph.errors import ReasonerError
from sctbv_graph.settings import bundle

_RULE = "OW-01"


def contradiction_findings(
    quads: Iterable[ox.Quad], reference: Iterable[ox.Quad], seconds: float
) -> tuple[list[Finding], list[Unchecked]]:
    """Return a finding for each contradiction that the reasoner explains.

    Without a reasoner (no Java), or where it does not end in ``seconds``, the rule stands under
    what was not checked, with the reason. The import waits until here: only a document to be
    published pays for it.
    """
    from rdflib import Graph

    from sctbv_graph.ontology_check import MODULES
    from sctbv_graph.soundness import reasoner_faults

    rule = load_audit_rules()[_RULE]
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in (*quads, *reference)}
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    data = Graph().parse(data=written, format="nt")
    ontology = Graph()
    for name in MODULES:
        ontology.parse(bundle() / "ontology" / name)
    try:
        faults = reasoner_faults(ontology, data, timeout=seconds)
    except ReasonerError as error:
        return [], [Unchecked(rule, {"vi": error.vi, "en": error.en})]
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
        for fault in faults
    ], []
