"""The process that audits strangers' files, before its first job."""

from __future__ import annotations

from sctbv_graph.settings import Settings
from sctbv_graph.web.audit_worker import warm_up


def test_what_warms_up_an_auditor_is_audited_to_its_end() -> None:
    """Refused as no plan it would load nothing, and the first officer would wait for all."""
    assert warm_up(Settings()).status == "ok"
