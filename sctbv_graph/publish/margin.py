"""What the audit found in a document, as remarks in the margin of its page.

An audit takes a part of a second for each document, so what it found is kept beside the stores,
under the hash of all that it depends on; a server begins with it before anybody asks. Who comes
before it has ended gets the page at once, and a sentence that says what it lacks.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sctbv_graph import iris
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
_FINDINGS, _FAILED = "findings", "findings failed"
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


def remarks_on(pages: Pages, iri: str, lang: str) -> list[Remark] | None:
    """Return the audit's findings on a document, the gravest first; ``None``: not known yet.

    The sources are read and audited at the first call for each state of data, rules and program;
    where pages do not wait (`Pages.waits`), in a thread of its own.
    """
    known = findings_known(pages)
    if known is None:
        return None
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
        for found in known.get(iri, ())
    ]


def findings_known(pages: Pages) -> Findings | None:
    """Return all findings, ``None`` while they are being made and pages do not wait for them.

    Raises `SctbvError` where they cannot be made.
    """
    if pages.waits:
        return all_findings(pages)
    found: Findings | None = pages.held(_FINDINGS)
    if found is None:
        pages.kept("findings under way", lambda: _begin(pages))
        failed: SctbvError | None = pages.held(_FAILED)
        if failed:
            raise SctbvError(failed.vi, failed.en)
        found = pages.held(_FINDINGS)
    return found


def shows_findings(pages: Pages, iri: str) -> bool:
    """Tell whether the page of a thing shows findings: a document that was read, or a task."""
    return iri in pages.sources or iri.startswith(f"{iris.ID}task/")


def _begin(pages: Pages) -> bool:
    """Make the findings in a thread of their own; once for each state of the data."""

    def make() -> None:
        try:
            all_findings(pages)
        except SctbvError as error:
            failed = error
            pages.kept(_FAILED, lambda: failed)

    threading.Thread(target=make, daemon=True).start()
    return True


def all_findings(pages: Pages) -> Findings:
    """Return IRI of a document -> its findings; made where they are not kept yet."""
    return pages.kept(_FINDINGS, lambda: _kept(pages))


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
    pages.keep(_FINDINGS, findings)


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
