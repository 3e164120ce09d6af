"""The report for the terminal: the summary, then by rule with the first places of each."""

from __future__ import annotations

import textwrap
from itertools import groupby

from sctbv_graph.audit.places import locate
from sctbv_graph.audit.records import SEVERITIES, Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.words import SEVERITY, WORDS, said, say_place, shorten

SHOWN = 3
"""Findings of a rule, and places of a finding, that are shown; the other formats hold all."""
_WIDTH = 100
_COLOURS = {"blocker": "1;31", "error": "31", "warning": "33", "hint": "36", "pass": "32"}


def to_text(report: Report, lang: str, strict: bool = False, colour: bool = False) -> str:
    """Return the report as text; ``colour`` adds ANSI sequences for a terminal."""
    names, words = SEVERITY[lang], WORDS[lang]

    def paint(text: str, kind: str) -> str:
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if colour else text

    failed = report.fails(strict)
    verdict = paint(words["fail" if failed else "pass"], "error" if failed else "pass")
    counts = " · ".join(f"{names[s]} {report.counts[s]}" for s in SEVERITIES)
    lines = [f"{report.source.name} — {verdict}", f"  {counts}", ""]
    lines += textwrap.wrap(summary(report, lang, strict), _WIDTH, break_on_hyphens=False)
    if not report.findings:
        lines += ["", words["none"]]
    # Variants of a rule that differ in severity are told apart.
    for (identity, severity), group in groupby(report.open, key=lambda f: (f.rule.id, f.severity)):
        found = list(group)
        title = found[0].rule.title.get(lang, "")
        head = paint(f"[{names[severity]}]", severity)
        lines += ["", f"{head} {identity} {title} ({len(found)})"]
        for finding in found[:SHOWN]:
            lines += _finding(report, finding, lang)
        if len(found) > SHOWN:
            lines.append(f"  … {words['more'].format(n=len(found) - SHOWN)}")
    lines += _rest(report, lang)
    return "\n".join(lines) + "\n"


def _finding(report: Report, finding: Finding, lang: str) -> list[str]:
    words = WORDS[lang]
    state = f" [{words[finding.state]}]" if finding.state else ""
    lines = [f"  • {said(finding, lang)}{state}"]
    places = finding.evidence
    # Nothing is saved by hiding a single one.
    shown = places if len(places) <= SHOWN + 1 else places[:SHOWN]
    for passage in shown:
        where = say_place(locate(report.source, passage), lang)
        lines.append(f"      {where}: “{shorten(passage.quote)}”")
    if len(shown) < len(places):
        lines.append(f"      … {words['more'].format(n=len(places) - len(shown))}")
    lines.append(f"      {words['fix']}: {finding.fix.get(lang, '')}")
    return lines


def _rest(report: Report, lang: str) -> list[str]:
    words = WORDS[lang]
    lines = [""]
    for finding in report.waived:
        waiver = finding.waiver
        assert waiver is not None
        until = words["waived_until"].format(
            name=waiver.name, expires=f"{waiver.expires:%d/%m/%Y}", reason=waiver.reason
        )
        lines.append(f"  ~ {finding.rule.id} {said(finding, lang)} ({until})")
    lines += [f"  − {words['gone']}: {g.rule} {g.message.get(lang, '')}" for g in report.gone]
    lines += [
        f"  ✓ {words['passed']}: {one.rule.id} {one.message.get(lang, '')}" for one in report.passed
    ]
    for one in report.not_checked:
        title = one.rule.title.get(lang, "")
        lines.append(f"  – {words['not']}: {one.rule.id} {title} ({one.reason.get(lang, '')})")
    lines += [
        f"  ! {words['remarks']}: {one.en if lang == 'en' else one.vi}"
        for one in report.source.remarks
    ]
    return lines
