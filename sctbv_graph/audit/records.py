"""What the audit passes on: rules, findings, waivers, the report. Frozen; texts by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sctbv_graph.query import Passage
from sctbv_graph.read import SourceDocument
from sctbv_graph.shacl import Result

SEVERITIES = ("blocker", "error", "warning", "hint")
"""From the gravest to the lightest."""

Texts = Mapping[str, str]
"""Language → words; "vi" and "en"."""


@dataclass(frozen=True, slots=True)
class AuditRule:
    """One shape of a rule: its texts by language, and the queries that it carries.

    A rule may have several shapes of different severity (a hint where the copy may have lost what
    is missing). ``clause`` is what the rule rests on, empty where it rests on no written norm. What
    it asks beside its shape is spelt with whole IRIs.
    """

    id: str
    shape: str
    severity: str
    title: Texts
    message: Texts
    fix: Texts
    why: Texts
    clause: Texts = field(default_factory=dict)
    bad: Texts = field(default_factory=dict)  # words of a plan that violate the rule
    good: Texts = field(default_factory=dict)  # words of a plan that do not
    right: Texts = field(default_factory=dict)  # what is said where all is well, with figures
    not_checked: Texts = field(default_factory=dict)  # why a document gives nothing to check
    targets: frozenset[str] = frozenset()  # the classes that the shape looks at
    select: str = ""
    evidence: str = ""
    right_select: str = ""
    applies_select: str = ""  # gives a row where there is something to check
    basis: str = ""  # of every finding of the rule, where the rule itself infers

    @property
    def group(self) -> str:
        """The letters before the number: the group of the catalogue."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that a person lets stand: who, why, until when (the last day it holds)."""

    rule: str
    fingerprint: str
    reason: str
    name: str
    expires: date
    file: str = ""

    def holds(self, day: date) -> bool:
        """Tell whether the waiver still holds on a day."""
        return day <= self.expires


@dataclass(frozen=True, slots=True)
class Finding:
    """One inconsistency at its place. ``figures`` are numbers as the document writes them.

    ``severity`` is the rule's, or a lighter one where the profile says so. ``state`` is "new" or
    "unchanged" where the report is held against an older one, else empty. ``results`` are those of
    the validator that it was made of.
    """

    rule: AuditRule
    severity: str
    message: Texts
    fix: Texts
    focus: str
    label: str
    figures: Mapping[str, str]
    evidence: tuple[Passage, ...]
    basis: str
    fingerprint: str
    results: tuple[Result, ...] = ()
    waiver: Waiver | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that found nothing, or one thing it looked at that is right."""

    rule: AuditRule
    message: Texts


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that could not be, or was not, asked, and why."""

    rule: AuditRule
    reason: Texts


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of an older report that is there no longer."""

    rule: str
    severity: str
    message: Texts
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found, what passed and what could not be checked."""

    document: str
    source: SourceDocument
    profile: str
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]
    not_checked: tuple[Unchecked, ...]
    gone: tuple[Gone, ...] = ()
    against: str = ""  # the older report that ``state`` and ``gone`` refer to

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that no waiver covers."""
        return tuple(finding for finding in self.findings if finding.waiver is None)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that a waiver covers: shown, but counted nowhere."""
        return tuple(finding for finding in self.findings if finding.waiver is not None)

    @property
    def counts(self) -> dict[str, int]:
        """Return severity → number of open findings, all severities named."""
        return {s: sum(f.severity == s for f in self.open) for s in SEVERITIES}

    def fails(self, strict: bool = False) -> bool:
        """Tell whether the open findings forbid submission (``strict``: warnings do too)."""
        counts = self.counts
        forbidden = counts["blocker"] + counts["error"]
        return bool(forbidden or (strict and counts["warning"]))
