"""The passages of findings: a draft's statements give what a store of all of it would."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.audit import Report
from sctbv_graph.audit.asked import UNASKED, curated_of
from sctbv_graph.audit.catalogue import rules_by_shape, shape_files
from sctbv_graph.audit.filling import Filling
from sctbv_graph.audit.passages import passages_for
from sctbv_graph.corpus import Built
from sctbv_graph.model import Knowledge
from sctbv_graph.query import passages_of
from sctbv_graph.registers import reference_quads
from sctbv_graph.store import EmbeddedStore


def test_statements_give_what_a_store_does(built: Built, knowledge: Knowledge) -> None:
    """Each node of Plan 211 and of the curated graphs has the same passages, in the same order."""
    curated = curated_of(reference_quads(knowledge, [built.plan]))
    with Filling() as filling:
        filled = filling.data(built.quads, curated).values
    whole = ox.Store()
    whole.bulk_extend([*filled, *(ox.Quad(*quad.triple) for quad in built.quads)])
    assert len(filled) < len(whole) - 1500
    nodes = sorted({quad.subject.value for quad in whole if isinstance(quad.subject, ox.NamedNode)})
    asked = passages_of(EmbeddedStore(whole), nodes)
    # An act of the register is described there, and cited in the plan.
    act = asked["https://w3id.org/sctbv/id/document/24-kh-ubnd-ca-mau-2022"]
    assert len({passage.document for passage in act}) == 2
    found = passages_for(nodes, built.quads, EmbeddedStore(filled), curated)
    assert found == asked
    assert len(found) > 500


def test_no_rule_asks_for_what_the_store_lacks() -> None:
    """Shapes and the queries beside them name none of the properties that are left out."""
    names = [re.escape(name[1:-1].rpartition("#")[2]) for name in UNASKED]
    named = re.compile(rf"\bsctbv:(?:{'|'.join(names)})\b|def#(?:{'|'.join(names)})>")
    for path in shape_files():
        assert not named.search(Path(path).read_text(encoding="utf-8")), path
    for rule in rules_by_shape().values():
        for query in (rule.evidence, rule.right_select, rule.applies_select):
            assert not named.search(query or ""), rule.id


def test_words_are_shown_once(report: Report) -> None:
    """A finding whose nodes share a passage shows it once, the objective before its rows."""
    for finding in report.findings:
        places = [(p.document, p.start, p.end) for p in finding.evidence]
        assert len(places) == len(set(places)), finding.rule.id
    (tied,) = [f for f in report.findings if f.rule.id == "MT-01" and f.focus.endswith("/II.3")]
    assert tied.evidence[0].line == 12
    assert len(tied.evidence) > 5
