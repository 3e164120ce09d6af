"""The report as JUnit XML, for build servers: a suite a group of rules, a case a rule.

A rule with findings that the verdict forbids is a failure; warnings and hints stand in the output
of a case that succeeds; a rule that could not be checked is skipped with its reason.
"""

from __future__ import annotations

from lxml import etree

from sctbv_graph.audit.catalogue import groups, load_audit_rules
from sctbv_graph.audit.places import locate, own_passages
from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.words import SEVERITY, said, say_place, shorten


def write_junit(report: Report, lang: str, strict: bool = False) -> bytes:
    """Return the report as a JUnit file."""
    forbidden = {"blocker", "error"} | ({"warning"} if strict else set())
    found: dict[str, list[Finding]] = {}
    for finding in report.open:
        found.setdefault(finding.rule.id, []).append(finding)
    skipped = {one.rule.id: one.reason[lang] for one in report.not_checked}
    told = sorted({*found, *skipped, *(one.rule.id for one in report.passed)})
    root = etree.Element("testsuites", name=report.source.name)
    failures = 0
    for group in dict.fromkeys(identity.partition("-")[0] for identity in told):
        name = groups().get(group, {}).get(lang, group)
        suite = etree.SubElement(root, "testsuite", name=f"{group} {name}")
        own = [identity for identity in told if identity.partition("-")[0] == group]
        bad = 0
        for identity in own:
            title = load_audit_rules()[identity].title[lang]
            case = etree.SubElement(
                suite, "testcase", name=f"{identity} {title}", classname=f"sctbv.{group}"
            )
            here = found.get(identity, [])
            if any(f.severity in forbidden for f in here):
                bad += 1
                failure = etree.SubElement(
                    case, "failure", message=_clean(said(here[0], lang)), type=here[0].severity
                )
                failure.text = _clean("\n\n".join(_told(report, f, lang) for f in here))
            elif here:
                out = etree.SubElement(case, "system-out")
                out.text = _clean("\n\n".join(_told(report, f, lang) for f in here))
            elif identity in skipped:
                etree.SubElement(case, "skipped", message=_clean(skipped[identity]))
        only_skipped = sum(identity in skipped and identity not in found for identity in own)
        suite.set("tests", str(len(own)))
        suite.set("failures", str(bad))
        suite.set("errors", "0")
        suite.set("skipped", str(only_skipped))
        failures += bad
    root.set("tests", str(len(told)))
    root.set("failures", str(failures))
    root.set("errors", "0")
    if len(root):
        out = etree.SubElement(root[0], "system-out")
        out.text = _clean(summary(report, lang, strict))
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def _told(report: Report, finding: Finding, lang: str) -> str:
    lines = [f"[{SEVERITY[lang][finding.severity]}] {said(finding, lang)}"]
    for passage in own_passages(report, finding):
        place = say_place(locate(report.source, passage), lang)
        lines.append(f"  {report.source.name}, {place}: “{shorten(passage.quote)}”")
    lines.append(f"  → {finding.fix[lang]}")
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Return a text without the control characters that XML 1.0 does not admit (§2.2)."""
    return "".join(c for c in text if c in "\t\n\r" or c >= " ")
