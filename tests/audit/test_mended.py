"""Plan 211 mended passes; each defect put back is found, at its place, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from sctbv_graph.audit import Finding, Report, audit_document
from sctbv_graph.corpus import build_document, whole_reference
from sctbv_graph.model import Knowledge
from sctbv_graph.read.open import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from tests.audit.mend import mended
from tests.audit.mutate import mutated, mutations

Audit = Callable[[bytes], Report]
MUTATIONS = mutations()


@pytest.fixture(scope="module")
def audit() -> Audit:
    knowledge: Knowledge = load_knowledge(Settings().data_folders)

    def asked(data: bytes) -> Report:
        built = build_document(read_bytes(data, "211-KH-UBND.docx"), knowledge)
        return audit_document(built, tuple(whole_reference(knowledge, [built.plan])), "submission")

    return asked


@pytest.fixture(scope="module")
def before(audit: Audit) -> Report:
    return audit(mended())


def test_the_mended_plan_passes(before: Report) -> None:
    """What is left are warnings and hints that no pen can mend, or that are a matter of taste."""
    assert (before.counts["blocker"], before.counts["error"]) == (0, 0)
    assert not before.fails()
    assert {f.rule.id for f in before.findings if f.severity == "warning"} == {"LK-01", "LK-03"}


def test_there_are_forty_and_each_has_its_name() -> None:
    assert len({one["name"] for one in MUTATIONS}) == len(MUTATIONS) >= 40


@pytest.mark.parametrize("change", MUTATIONS, ids=lambda one: one["name"])
def test_one_defect_is_found_and_nothing_else(
    change: dict[str, Any], audit: Audit, before: Report
) -> None:
    known = {_key(f) for f in before.findings}
    new = [f for f in audit(mutated(change)).findings if _key(f) not in known]
    wanted = [(rule, words) for rule, words in change["new"]]
    assert sorted(f.rule.id for f in new) == sorted(rule for rule, _ in wanted), _told(new)
    for finding in new:
        quotes = " ".join(p.quote for p in finding.evidence)
        assert any(rule == finding.rule.id and words in quotes for rule, words in wanted), (
            finding.rule.id,
            quotes,
        )


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule.id, finding.severity, finding.focus


def _told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(f.rule.id, f.message["vi"]) for f in findings]
