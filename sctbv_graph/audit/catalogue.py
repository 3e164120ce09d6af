"""The rules, read from the shapes; their groups and profiles, from ``shapes/catalogue.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sctbv_graph.audit.records import SEVERITIES, AuditRule, Texts
from sctbv_graph.audit.remembered import remembered
from sctbv_graph.audit.rows import spelt
from sctbv_graph.errors import InputError, ReferenceDataError
from sctbv_graph.query import view
from sctbv_graph.reference import read_toml
from sctbv_graph.settings import bundle
from sctbv_graph.store import EmbeddedStore, select


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Rules that a profile does not ask for, and why.

    With ``property`` (``^name``: the other way round) the rule is asked only of what states that
    property: a number is checked where it stands, and its absence is no finding. With ``reasoner``
    only the reasoner is left out; what the rule's shapes say is asked all the same.
    """

    rules: str
    reason: Texts
    property: str = ""
    reasoner: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked of a document at one stage of its life. Patterns are of rule ids ("TT-*")."""

    name: str
    label: Texts
    about: Texts
    rules: tuple[str, ...]
    at_most: tuple[tuple[str, str], ...]
    not_asked: tuple[NotAsked, ...]

    def holds(self, rule: AuditRule) -> bool:
        """Tell whether a rule belongs to the profile at all."""
        return any(fnmatchcase(rule.id, pattern) for pattern in self.rules)

    def severity(self, rule: AuditRule) -> str:
        """Return how grave a finding of a rule is under this profile."""
        found = rule.severity
        for pattern, ceiling in self.at_most:
            if fnmatchcase(rule.id, pattern):
                found = max(found, ceiling, key=SEVERITIES.index)
        return found

    @property
    def reasons(self) -> bool:
        """Tell whether the reasoner is asked."""
        return not any(one.reasoner for one in self.not_asked)

    def exception(self, rule: AuditRule) -> NotAsked | None:
        """Return the exception that covers a rule, if any."""
        return next((one for one in self.not_asked if fnmatchcase(rule.id, one.rules)), None)


_OTHERS = ("terms", "reference")
"""Shapes of the ontology's style and of curated data: nothing that a plan is audited for."""


def shape_files() -> tuple[Path, ...]:
    """Return the files that hold audit rules."""
    return tuple(sorted(p for p in (bundle() / "shapes").glob("*.ttl") if p.stem not in _OTHERS))


@lru_cache(maxsize=1)
def rules_by_shape() -> dict[str, AuditRule]:
    """Return the rules by the IRI of their shape, in the order of their ids."""
    kept = remembered()
    if kept is not None:
        return kept[0]
    store = ox.Store()
    for path in shape_files():
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    texts: dict[str, dict[str, dict[str, str]]] = {}
    heads: dict[str, dict[str, str]] = {}
    targets: dict[str, set[str]] = {}
    for row in select(EmbeddedStore(store), view("rules")).rows:
        values = {
            name: term.value
            for name, term in row.items()
            if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
        }
        text = row["text"]
        spoken = (text.language if isinstance(text, ox.Literal) else None) or "vi"
        prop = values["property"].rpartition("#")[2].rpartition("/")[2]
        texts.setdefault(values["shape"], {}).setdefault(prop, {})[spoken] = values["text"]
        heads[values["shape"]] = values
        if "target" in values:
            targets.setdefault(values["shape"], set()).add(values["target"])
    # The texts of a rule in one order, whatever that of the rows.
    for one in texts.values():
        for prop, said in one.items():
            one[prop] = dict(sorted(said.items(), reverse=True))
    made = [
        AuditRule(
            id=head["id"],
            shape=shape,
            severity=head["severity"].rpartition("/")[2],
            title=texts[shape].get("prefLabel", {}),
            message=texts[shape].get("message", {}),
            fix=texts[shape].get("howToMend", {}),
            why=texts[shape].get("whyItMatters", {}),
            clause=texts[shape].get("clause", {}),
            bad=texts[shape].get("badExample", {}),
            good=texts[shape].get("goodExample", {}),
            right=texts[shape].get("passedMessage", {}),
            not_checked=texts[shape].get("notCheckedMessage", {}),
            targets=frozenset(targets.get(shape, ())),
            select=head.get("select", ""),
            evidence=spelt(head.get("evidence", "")),
            right_select=spelt(head.get("passed", "")),
            applies_select=spelt(head.get("applies", "")),
            basis=head.get("basis", "").rpartition("/")[2],
        )
        for shape, head in heads.items()
    ]
    made.sort(key=lambda rule: (rule.id, SEVERITIES.index(rule.severity), rule.shape))
    return {rule.shape: rule for rule in made}


@lru_cache(maxsize=1)
def load_audit_rules() -> dict[str, AuditRule]:
    """Return the rules by id; of a rule with several shapes, the gravest."""
    by_id: dict[str, AuditRule] = {}
    for rule in rules_by_shape().values():
        by_id.setdefault(rule.id, rule)
    return by_id


def find_rule(identity: str) -> AuditRule:
    """Return a rule by its id, in any case; `InputError` where there is none."""
    rule = load_audit_rules().get(identity.upper())
    if rule is None:
        raise InputError(
            f"Không có quy tắc “{identity}”; gõ `sctbv rule` để xem tất cả.",
            f"There is no rule “{identity}”; `sctbv rule` lists them all.",
        )
    return rule


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    return read_toml(bundle() / "shapes" / "catalogue.toml")


def groups() -> Mapping[str, Texts]:
    """Return the letters of each group of rules → its name, in the order of the catalogue."""
    found: dict[str, Texts] = _catalogue()["group"]
    return found


def load_profiles() -> dict[str, Profile]:
    """Return the profiles by name, the strictest last."""
    return {name: _profile(name, entry) for name, entry in _catalogue()["profile"].items()}


def find_profile(name: str) -> Profile:
    """Return a profile by name; `InputError` names the ones there are."""
    profiles = load_profiles()
    if name not in profiles:
        known = ", ".join(profiles)
        raise InputError(
            f"Không có hồ sơ kiểm tra “{name}”; có: {known}.",
            f"There is no profile “{name}”; there are: {known}.",
        )
    return profiles[name]


def _profile(name: str, entry: Mapping[str, Any]) -> Profile:
    try:
        ceilings = tuple((one["rules"], one["severity"]) for one in entry.get("at_most", ()))
        for _, severity in ceilings:
            SEVERITIES.index(severity)
        return Profile(
            name=name,
            label=entry["label"],
            about=entry["about"],
            rules=tuple(entry["rules"]),
            at_most=ceilings,
            not_asked=tuple(
                NotAsked(
                    one["rules"],
                    one["reason"],
                    one.get("property", ""),
                    one.get("reasoner", False),
                )
                for one in entry.get("not_asked", ())
            ),
        )
    except (KeyError, ValueError) as error:
        raise ReferenceDataError(
            f"Hồ sơ “{name}” trong shapes/catalogue.toml thiếu hoặc sai: {error}.",
            f"The profile “{name}” in shapes/catalogue.toml lacks or mistakes: {error}.",
        ) from None
