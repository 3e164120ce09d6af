"""A report held against an older one: what is new, what is unchanged, what is gone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from sctbv_graph.audit.records import SEVERITIES, Gone, Report
from sctbv_graph.errors import InputError


def load_baseline(path: Path) -> dict[str, Any]:
    """Return an older report, as ``sctbv audit --format json`` wrote it.

    Raises `InputError` naming the file where it is missing or is no such report.
    """
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        for finding in made["findings"]:
            finding["rule"], finding["fingerprint"]
    except OSError as error:
        raise InputError(
            f"Không đọc được báo cáo cũ “{path}” ({error.strerror}).",
            f"The older report “{path}” cannot be read ({error.strerror}).",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"“{path}” không phải báo cáo JSON của `sctbv audit --format json`.",
            f"“{path}” is no report made by `sctbv audit --format json`.",
        ) from None
    return dict(made)


def against(report: Report, old: dict[str, Any], name: str) -> Report:
    """Return the report with the state of each finding and what is gone since the older one.

    A finding is the same where rule and fingerprint are. The verdict stays that of all findings:
    an old blocker is still a blocker.
    """
    before = {(f["rule"], f["fingerprint"]): f for f in old["findings"]}
    now = {(f.rule.id, f.fingerprint) for f in report.findings}
    findings = tuple(
        replace(f, state="unchanged" if (f.rule.id, f.fingerprint) in before else "new")
        for f in report.findings
    )
    gone = [
        Gone(
            rule=str(f["rule"]),
            severity=f["severity"] if f.get("severity") in SEVERITIES else "hint",
            message={lang: str(f.get("message", {}).get(lang, "")) for lang in ("vi", "en")},
            fingerprint=str(f["fingerprint"]),
        )
        for key, f in before.items()
        if key not in now
    ]
    gone.sort(key=lambda g: (SEVERITIES.index(g.severity), g.rule, g.fingerprint))
    return replace(report, findings=findings, gone=tuple(gone), against=name)
