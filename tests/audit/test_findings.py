"""The first audit of Plan 211, and shapes that catch what they are for."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph.audit import Report, audit_document, load_audit_rules
from sctbv_graph.corpus import Built, Corpus
from tests.audit.altered import with_also, without

XSD = "http://www.w3.org/2001/XMLSchema#"


def test_sum_rule(report: Report) -> None:
    """The printed total is told with both figures, the gap and the four cells."""
    (finding,) = [f for f in report.findings if f.rule.id == "KP-01"]
    assert finding.figures["stated"] == "22.773"
    assert finding.figures["computed"] == "18.706"
    assert finding.figures["gap"] == "4.067"
    assert [(p.line, p.quote) for p in finding.evidence] == [
        (97, "22.773"),
        (98, "7.033"),
        (99, "4.260"),
        (100, "7.413"),
    ]
    assert report.fails()


def test_rules_speak_both_languages() -> None:
    """Every rule has title, message, reason and remedy in Vietnamese and English."""
    for rule in load_audit_rules().values():
        for texts in (rule.title, rule.message, rule.fix, rule.why):
            assert set(texts) == {"vi", "en"}, rule.id


TASK = "task/211-kh-ubnd-ca-mau-2024/2"


def _faults(built: Built) -> dict[str, Built]:
    early = ox.Literal("2024-01-01", datatype=ox.NamedNode(XSD + "date"))
    lead = "agency/trung-tam-khuyen-cong-so-cong-thuong-ca-mau"
    return {
        "VB-01": without(built, "part/", "referenceKind"),
        "TT-03": without(
            without(built, "document/211", "issuedAt"), "document/211", "showsFormPart"
        ),
        "DD-01": without(built, f"{TASK}#quantity-1", "hasUnit"),
        "DD-02": without(built, TASK, "expects"),
        "DD-05": with_also(built, (TASK, "isLedBy", "agency/so-y-te-ca-mau")),
        "DD-06": without(built, TASK, "hasTimeFrame"),
        "DD-09": without(built, f"{TASK}#budget-1", "statedAmount"),
        "DD-10": without(built, f"{TASK}#lead-1", "assignsTo"),
        "CQ-05": with_also(built, (TASK, "isCoordinatedWith", lead)),
        "TG-02": with_also(
            without(built, f"{TASK}#time", "endDate"), (f"{TASK}#time", "endDate", early)
        ),
        "OW-02": without(built, f"{TASK}#time", "hasEvidence"),
        "KP-02": with_also(
            without(built, "document/211-kh-ubnd-ca-mau-2024#total-3", "statedAmount"),
            (
                "document/211-kh-ubnd-ca-mau-2024#total-3",
                "statedAmount",
                ox.Literal("9999", datatype=ox.NamedNode(XSD + "decimal")),
            ),
        ),
    }


def test_each_rule_catches_its_fault(built: Built, corpus: Corpus, report: Report) -> None:
    """A fault put into the graph of Plan 211 is found under the rule made for it."""
    before = {(f.rule.id, f.focus) for f in report.findings}
    for rule, faulty in _faults(built).items():
        found = audit_document(faulty, corpus.reference, "submission").findings
        new = {(f.rule.id, f.focus) for f in found} - before
        assert rule in {identity for identity, _ in new}, rule
