"""The report as SARIF 2.1.0 (OASIS), for code hosts and editors that show findings.

Regions count from 1 (§3.30); character offsets from 0 in code points, which is what
``columnKind`` says of the run. A Word or Excel file has no lines that anybody sees: the cell is
told as a logical location (§3.33).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import sctbv_graph
from sctbv_graph.audit.catalogue import find_profile, groups, load_audit_rules
from sctbv_graph.audit.places import locate, own_passages
from sctbv_graph.audit.records import AuditRule, Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.words import SEVERITY, said, say_place
from sctbv_graph.query import Passage
from sctbv_graph.settings import BASE

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVEL = {"blocker": "error", "error": "error", "warning": "warning", "hint": "note"}
_FINGERPRINT = "sctbv/v1"


def to_sarif(report: Report, lang: str, strict: bool = False) -> dict[str, Any]:
    """Return the report as one SARIF run; the rules stand in it with their help."""
    told = {f.rule.id: f.rule for f in report.findings}
    rules = [load_audit_rules()[identity] for identity in sorted(told)]
    index = {rule.id: number for number, rule in enumerate(rules)}
    results = [_result(report, f, index, lang) for f in report.findings]
    results += [_gone(report, number, index, lang) for number in range(len(report.gone))]
    profile = find_profile(report.profile)
    run = {
        "tool": {
            "driver": {
                "name": "sctbv-graph",
                "semanticVersion": sctbv_graph.__version__,
                "informationUri": BASE,
                "language": lang,
                "rules": [_rule(rule, lang) for rule in rules],
            }
        },
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "artifacts": [
            {
                "location": {"uri": _uri(report)},
                "length": report.source.size,
                "hashes": {"sha-256": report.source.sha256},
            }
        ],
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": 1 if report.fails(strict) else 0,
                "toolExecutionNotifications": [
                    {
                        "level": "note",
                        "descriptor": {"id": one.rule.id},
                        "message": {"text": f"{one.rule.id}: {one.reason[lang]}"},
                    }
                    for one in report.not_checked
                ],
            }
        ],
        "results": results,
        "properties": {
            "profile": profile.name,
            "verdict": "fail" if report.fails(strict) else "pass",
            "counts": report.counts,
            "summary": summary(report, lang, strict),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _uri(report: Report) -> str:
    return quote(report.source.name)


def _rule(rule: AuditRule, lang: str) -> dict[str, Any]:
    title, why, fix = rule.title[lang], rule.why[lang], rule.fix[lang]
    clause = rule.clause.get(lang, "")
    text = "\n\n".join(part for part in (why, fix, clause) if part)
    return {
        "id": rule.id,
        "name": title,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": text, "markdown": f"**{title}**\n\n{text}"},
        "helpUri": f"{BASE}rules/{rule.id}",
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "severity": rule.severity,
            "tags": [groups().get(rule.group, {}).get(lang, rule.group)],
        },
    }


def _result(report: Report, finding: Finding, index: dict[str, int], lang: str) -> dict[str, Any]:
    passages = own_passages(report, finding)
    made: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "kind": "fail",
        "level": _LEVEL[finding.severity],
        "message": {"text": f"{said(finding, lang)}. {finding.fix[lang]}"},
        "locations": [_location(report, p, lang) for p in passages[:1]] or [_whole(report)],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        "suppressions": _suppressions(finding),
        "properties": {
            "severity": finding.severity,
            "severityLabel": SEVERITY[lang][finding.severity],
            "basis": finding.basis,
            "focus": finding.focus,
            "figures": dict(finding.figures),
        },
    }
    related = [{"id": n, **_location(report, p, lang)} for n, p in enumerate(passages[1:], 1)]
    if related:
        made["relatedLocations"] = related
    if finding.state:
        made["baselineState"] = finding.state
    return made


def _suppressions(finding: Finding) -> list[dict[str, Any]]:
    waiver = finding.waiver
    if waiver is None:
        return []
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": waiver.reason,
            "properties": {"by": waiver.name, "expires": waiver.expires.isoformat()},
        }
    ]


def _gone(report: Report, number: int, index: dict[str, int], lang: str) -> dict[str, Any]:
    gone = report.gone[number]
    made: dict[str, Any] = {
        "ruleId": gone.rule,
        "kind": "fail",
        "level": _LEVEL[gone.severity],
        "message": {"text": gone.message.get(lang) or gone.rule},
        "locations": [_whole(report)],
        "partialFingerprints": {_FINGERPRINT: gone.fingerprint},
        "baselineState": "absent",
    }
    if gone.rule in index:
        made["ruleIndex"] = index[gone.rule]
    return made


def _whole(report: Report) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(report), "index": 0}}}


def _location(report: Report, passage: Passage, lang: str) -> dict[str, Any]:
    text = report.source.text
    first, last = report.source.line_at(passage.start), report.source.line_at(passage.end)
    region = {
        "startLine": first,
        "startColumn": passage.start - text.rfind("\n", 0, passage.start),
        "endLine": last,
        "endColumn": passage.end - text.rfind("\n", 0, passage.end),
        "charOffset": passage.start,
        "charLength": passage.end - passage.start,
        "snippet": {"text": passage.quote},
    }
    place = locate(report.source, passage)
    words = say_place(place, lang)
    made: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(report), "index": 0},
            "region": region,
        }
    }
    if place.cell is not None or place.annex_row is not None:
        made["logicalLocations"] = [{"fullyQualifiedName": words, "kind": "cell"}]
    return made


def write_sarif(report: Report, lang: str, strict: bool = False) -> bytes:
    """Return the report as a SARIF file."""
    return (
        json.dumps(to_sarif(report, lang, strict), ensure_ascii=False, indent=1) + "\n"
    ).encode()
