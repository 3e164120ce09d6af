"""One list of findings, written for people (text) and programs (JSON)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sctbv_graph
from sctbv_graph.audit.findings import SEVERITIES, Report
from sctbv_graph.query import passage_json

_NAMES = {
    "vi": {"blocker": "CHẶN", "error": "LỖI", "warning": "CẢNH BÁO", "hint": "GỢI Ý"},
    "en": {"blocker": "BLOCKER", "error": "ERROR", "warning": "WARNING", "hint": "HINT"},
}
_WORDS = {
    "vi": {"line": "dòng", "row": "hàng", "fix": "Cách sửa", "more": "và {n} chỗ nữa",
           "passed": "Đã kiểm, đạt", "not": "Chưa kiểm được", "fail": "CHƯA ĐẠT", "pass": "ĐẠT",
           "cells": "các ô", "none": "Không có phát hiện nào."},
    "en": {"line": "line", "row": "row", "fix": "How to mend", "more": "and {n} more places",
           "passed": "Checked and right", "not": "Not checked", "fail": "FAIL", "pass": "PASS",
           "cells": "cells", "none": "Nothing found."},
}  # fmt: skip
SHOWN = 3


def to_json(report: Report, strict: bool = False) -> dict[str, Any]:
    """Return the report as the contract says."""
    return {
        "document": report.document,
        "source": {"file": report.file, "sha256": report.sha256, "format": report.format},
        "profile": report.profile,
        "verdict": "fail" if report.fails(strict) else "pass",
        "counts": report.counts,
        "findings": [
            {
                "rule": f.rule.id,
                "severity": f.rule.severity,
                "message": dict(f.message),
                "fix": dict(f.fix),
                "focus": f.focus,
                "label": f.label,
                "figures": dict(f.figures),
                "evidence": [passage_json(p) for p in f.evidence],
                "basis": f.basis,
                "fingerprint": f.fingerprint,
                "waiver": None,
            }
            for f in report.findings
        ],
        "passed": [{"rule": r.id, "message": dict(r.title)} for r in report.passed],
        "not_checked": [{"rule": r.id, "reason": why} for r, why in report.not_checked],
        "engine": {"name": "sctbv-graph", "version": sctbv_graph.__version__, "shacl": "compiled"},
    }


def to_text(report: Report, lang: str, strict: bool = False) -> str:
    """Return the report for the terminal: by rule, with counts and the first places."""
    names, words = _NAMES[lang], _WORDS[lang]
    lines = [f"{report.file} — {words['fail' if report.fails(strict) else 'pass']}"]
    counts = report.counts
    lines.append("  " + " · ".join(f"{names[s]} {counts[s]}" for s in SEVERITIES))
    if not report.findings:
        lines.append(words["none"])
    for rule, group in groupby(report.findings, key=lambda f: f.rule):
        found = list(group)
        lines += [
            "",
            f"[{names[rule.severity]}] {rule.id} {rule.title.get(lang, '')} ({len(found)})",
        ]
        for finding in found[:SHOWN]:
            label = "" if finding.figures else f": {finding.label}"
            lines.append(f"  • {finding.message.get(lang, '')}{label}")
            for passage in finding.evidence[:4]:
                where = f"{words['line']} {passage.line}"
                if passage.row is not None:
                    where += f", {words['row']} {passage.row}"
                quote = " ".join(passage.quote.split())
                quote = quote if len(quote) <= 90 else quote[:90].rsplit(" ", 1)[0] + "…"
                lines.append(f"      {where}: “{quote}”")
            if len(finding.evidence) > 4:
                lines.append(f"      … {words['more'].format(n=len(finding.evidence) - 4)}")
            lines.append(f"      {words['fix']}: {finding.fix.get(lang, '')}")
        if len(found) > SHOWN:
            lines.append(f"  … {words['more'].format(n=len(found) - SHOWN)}")
    lines.append("")
    for rule in report.passed:
        lines.append(f"  ✓ {words['passed']}: {rule.id} {rule.title.get(lang, '')}")
    for rule, reason in report.not_checked:
        lines.append(f"  – {words['not']}: {rule.id} {rule.title.get(lang, '')} ({reason})")
    return "\n".join(lines) + "\n"
