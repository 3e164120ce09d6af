"""Findings that a person lets stand: read from TOML, held against the findings.

A waiver is a table ``[[waiver]]`` with ``rule``, ``fingerprint``, ``reason``, ``name`` and
``expires`` (the last day it holds, a TOML date), in ``decisions/*.toml`` of a data folder or in
``{draft}.waivers.toml`` beside the draft. One without reason, name or day is refused: a finding
nobody answers for is not waived.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.figures import put
from sctbv_graph.audit.records import Finding, Waiver
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.reference import read_toml

SUFFIX = ".waivers.toml"
_EXPIRED, _UNUSED = "MP-01", "MP-02"


def load_waivers(folders: Iterable[Path], draft: Path | None = None) -> tuple[Waiver, ...]:
    """Return the waivers of the data folders' decisions and of the file beside a draft.

    Raises `ReferenceDataError` naming the file and the entry that is not whole.
    """
    paths = [path for folder in folders for path in sorted((folder / "decisions").glob("*.toml"))]
    if draft is not None and (beside := draft.with_name(draft.name + SUFFIX)).is_file():
        paths.append(beside)
    return tuple(waiver for path in paths for waiver in _read(path))


def _read(path: Path) -> list[Waiver]:
    made = []
    for number, entry in enumerate(read_toml(path).get("waiver", []), 1):
        texts = {key: _text(entry.get(key)) for key in ("rule", "fingerprint", "reason", "name")}
        expires = entry.get("expires")
        missing = [key for key, text in texts.items() if not text]
        if type(expires) is not date:
            missing.append("expires")
        if missing:
            named = ", ".join(missing)
            raise ReferenceDataError(
                f"Miễn trừ thứ {number} trong “{path}” thiếu hoặc sai: {named}; mỗi miễn trừ phải "
                "có rule, fingerprint, reason, name và expires (ngày, không đặt trong ngoặc kép).",
                f"Waiver {number} in “{path}” lacks or mistakes: {named}; each has rule, "
                "fingerprint, reason, name and expires (a date, without quotes).",
            )
        made.append(Waiver(**texts, expires=expires, file=path.name))
    return made


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def apply_waivers(
    findings: Sequence[Finding], waivers: Sequence[Waiver], day: date
) -> list[Finding]:
    """Return the findings, those waived marked, with one more for each waiver past its day.

    A waiver beside the draft that covers nothing is a finding too; those of ``decisions/`` may
    be meant for another document.
    """
    by_place: dict[tuple[str, str], Waiver] = {}
    for waiver in waivers:
        key = (waiver.rule, waiver.fingerprint)
        if key not in by_place or by_place[key].expires < waiver.expires:
            by_place[key] = waiver
    found = {(finding.rule.id, finding.fingerprint): finding for finding in findings}
    made = []
    for finding in findings:
        own = by_place.get((finding.rule.id, finding.fingerprint))
        made.append(replace(finding, waiver=own) if own and own.holds(day) else finding)
    for key, waiver in sorted(by_place.items(), key=lambda item: item[0]):
        if key in found and not waiver.holds(day):
            made.append(_about(waiver, _EXPIRED, found[key]))
        elif key not in found and waiver.file.endswith(SUFFIX):
            made.append(_about(waiver, _UNUSED, None))
    return made


def _about(waiver: Waiver, identity: str, finding: Finding | None) -> Finding:
    rule = load_audit_rules()[identity]
    figures = {
        "rule": waiver.rule,
        "fingerprint": waiver.fingerprint,
        "name": waiver.name,
        "expires": f"{waiver.expires:%d/%m/%Y}",
        "file": waiver.file,
    }
    return Finding(
        rule=rule,
        severity=rule.severity,
        message={lang: put(text, figures) for lang, text in rule.message.items()},
        fix={lang: put(text, figures) for lang, text in rule.fix.items()},
        focus=finding.focus if finding else "",
        label=finding.label if finding else "",
        figures=figures,
        evidence=finding.evidence if finding else (),
        basis="read",
        fingerprint=f"{identity.lower()}-{waiver.fingerprint}",
    )
