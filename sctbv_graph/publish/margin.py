"""What the audit found in a document, as remarks in the margin of its page.

An audit takes a part of a second for each document, so what it found is kept beside the stores,
under the hash of all that it depends on; a server begins with it before anybody asks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sctbv_graph.audit.records import Finding, Report
from sctbv_graph.audit.waivers import load_waivers
from sctbv_graph.audit.words import SEVERITY
from sctbv_graph.corpus import fingerprint
from sctbv_graph.errors import SctbvError
from sctbv_graph.files import write_beside
from sctbv_graph.publish.audits import reports
from sctbv_graph.publish.facts import Place
from sctbv_graph.publish.pages import Pages
from sctbv_graph.settings import bundle

FOLDER = "audits"
Findings = Mapping[str, list[dict[str, Any]]]
"""IRI of a document -> its findings as plain values."""


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


def remarks_on(pages: Pages, iri: str, lang: str) -> list[Remark]:
    """Return the audit's findings on a document, the gravest first.

    The sources are read and audited at the first call for each state of data, rules and program.
    """
    return [
        Remark(
            found["rule"],
            found["severity"],
            SEVERITY[lang][found["severity"]],
            found["message"][lang],
            found["fix"].get(lang, ""),
            found["focus"],
            found["waived"],
            tuple(Place(iri, *place) for place in found["places"]),
        )
        for found in all_findings(pages).get(iri, ())
    ]


def all_findings(pages: Pages) -> Findings:
    """Return IRI of a document -> its findings; made where they are not kept yet."""
    return pages.kept("findings", lambda: _kept(pages))


def _kept(pages: Pages) -> Findings:
    path = pages.settings.work / FOLDER / f"{_mark(pages)}.json"
    try:
        read: Findings = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        read = findings_of(reports(pages))
        try:
            write_beside(path, json.dumps(read, ensure_ascii=False).encode())
        except SctbvError:  # a folder that cannot be written: they are made anew next time
            return read
        for old in path.parent.glob("*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    return read


def _mark(pages: Pages) -> str:
    """Return the hash of what findings depend on; waivers end on a day, so then the day counts."""
    mark = hashlib.sha256(fingerprint(pages.settings).encode())
    for path in _rules(bundle() / "shapes"):
        mark.update(path.read_bytes())
    if load_waivers(pages.settings.data_folders):
        mark.update(pages.today.isoformat().encode())
    return mark.hexdigest()[:24]


def _rules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".ttl", ".toml", ".rq"))


def findings_of(made: Iterable[Report]) -> Findings:
    """Return findings as plain values: what a page shows of them and no more."""
    return {
        report.document: [_told(finding, report.document) for finding in report.findings]
        for report in made
    }


def keep_findings(pages: Pages, findings: Findings) -> None:
    """Let pages show these findings, whatever is kept beside the store."""
    pages.keep("findings", findings)


def _told(finding: Finding, document: str) -> dict[str, Any]:
    places = [(p.start, p.end, p.line) for p in finding.evidence if p.document == document]
    return {
        "rule": finding.rule.id,
        "severity": finding.severity,
        "message": dict(finding.message),
        "fix": dict(finding.fix),
        "focus": finding.focus,
        "waived": finding.waiver is not None,
        "places": list(dict.fromkeys(places)),
    }
