"""What the audit found in a document, as remarks in the margin of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sctbv_graph.audit import audit_document
from sctbv_graph.audit.records import Report
from sctbv_graph.audit.waivers import load_waivers
from sctbv_graph.audit.words import SEVERITY
from sctbv_graph.corpus import build_corpus
from sctbv_graph.publish.facts import Place
from sctbv_graph.publish.pages import Pages

PROFILE = "publication"
"""What is on the portal is published: drafts are audited at ``/audit``."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding: its rule, how grave it is in words and as a name, what it says, where."""

    rule: str
    severity: str
    grave: str
    text: str
    fix: str
    focus: str
    waived: bool
    places: tuple[Place, ...]


def reports_of(pages: Pages) -> dict[str, Report]:
    """Return document IRI -> report of its audit; the sources are read at the first call."""
    return pages.kept("audits", lambda: _audit_all(pages))


def keep_reports(pages: Pages, reports: dict[str, Report]) -> None:
    """Let pages show reports that were made already, so that nothing is audited twice."""
    pages.kept("audits", lambda: reports)


def remarks_on(pages: Pages, iri: str, lang: str) -> list[Remark]:
    """Return the audit's findings on a document, the gravest first.

    The sources are read and audited at the first call, and kept: that takes seconds, not more
    than once for each version of the data.
    """
    report = reports_of(pages).get(iri)
    return [
        Remark(
            finding.rule.id,
            finding.severity,
            SEVERITY[lang][finding.severity],
            finding.message[lang],
            finding.fix.get(lang, ""),
            finding.focus,
            finding.waiver is not None,
            tuple(
                dict.fromkeys(
                    Place(iri, p.start, p.end, p.line)
                    for p in finding.evidence
                    if p.document == iri
                )
            ),
        )
        for finding in (report.findings if report else ())
    ]


def _audit_all(pages: Pages) -> dict[str, Report]:
    corpus = build_corpus(pages.settings)
    waivers = load_waivers(pages.settings.data_folders)
    day = pages.day or date.today()  # noqa: DTZ011  a local day
    reports = [
        audit_document(built, corpus.reference, PROFILE, waivers, day) for built in corpus.documents
    ]
    return {report.document: report for report in reports}
