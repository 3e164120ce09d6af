"""The report as JSON: the contract of the README, for programs and as a later baseline."""

from __future__ import annotations

from typing import Any

import sctbv_graph
from sctbv_graph.audit.places import evidence_json
from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.writers.indented import indented


def to_json(report: Report, strict: bool = False) -> dict[str, Any]:
    """Return the report as the contract says."""
    source = report.source
    made: dict[str, Any] = {
        "document": report.document,
        "source": {"file": source.name, "sha256": source.sha256, "format": source.format},
        "profile": report.profile,
        "verdict": "fail" if report.fails(strict) else "pass",
        "summary": {lang: summary(report, lang, strict) for lang in ("vi", "en")},
        "counts": report.counts,
        "waived": len(report.waived),
        "findings": [_finding(report, f) for f in report.findings],
        "passed": [{"rule": one.rule.id, "message": dict(one.message)} for one in report.passed],
        "not_checked": [
            {"rule": one.rule.id, "reason": dict(one.reason)} for one in report.not_checked
        ],
        "remarks": [
            {
                "kind": one.kind,
                "message": {"vi": one.vi, "en": one.en},
                "line": None if one.at is None else source.line_at(one.at.start),
            }
            for one in source.remarks
        ],
        "engine": {"name": "sctbv-graph", "version": sctbv_graph.__version__, "shacl": "compiled"},
    }
    if report.against:
        made["baseline"] = {
            "file": report.against,
            "new": sum(f.state == "new" for f in report.findings),
            "unchanged": sum(f.state == "unchanged" for f in report.findings),
            "gone": [
                {
                    "rule": g.rule,
                    "severity": g.severity,
                    "message": dict(g.message),
                    "fingerprint": g.fingerprint,
                }
                for g in report.gone
            ],
        }
    return made


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    waiver = finding.waiver
    made = {
        "rule": finding.rule.id,
        "severity": finding.severity,
        "message": dict(finding.message),
        "fix": dict(finding.fix),
        "focus": finding.focus,
        "label": finding.label,
        "figures": dict(finding.figures),
        "evidence": [evidence_json(report, p) for p in finding.evidence],
        "basis": finding.basis,
        "fingerprint": finding.fingerprint,
        "waiver": None
        if waiver is None
        else {
            "reason": waiver.reason,
            "name": waiver.name,
            "expires": waiver.expires.isoformat(),
            "file": waiver.file,
        },
    }
    if finding.state:
        made["state"] = finding.state
    return made


def write_json(report: Report, strict: bool = False) -> bytes:
    """Return the report as a JSON file."""
    return (indented(to_json(report, strict)) + "\n").encode()
