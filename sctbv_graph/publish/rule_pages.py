"""What the pages of the audit's rules show: the catalogue, and one rule with its examples."""

from __future__ import annotations

from typing import Any

from sctbv_graph.audit.catalogue import groups, load_audit_rules, load_profiles, rules_by_shape
from sctbv_graph.audit.examples import load_examples
from sctbv_graph.audit.explain import by_profile, severities, without_figures
from sctbv_graph.audit.words import SEVERITY, WORDS


def rules_values(lang: str) -> dict[str, Any]:
    """Return what ``rules.html`` needs: the rules by group, and the profiles."""
    by_group = [
        (group, name[lang], [r for r in load_audit_rules().values() if r.group == group])
        for group, name in groups().items()
    ]
    return {
        "groups": [entry for entry in by_group if entry[2]],
        "severities": {identity: severities(identity) for identity in load_audit_rules()},
        "severity": SEVERITY[lang],
        "profiles": load_profiles().values(),
        "count": len(load_audit_rules()),
    }


def rule_values(identity: str, lang: str) -> dict[str, Any]:
    """Return what ``rule.html`` needs; nothing where there is no such rule."""
    found = load_audit_rules().get(identity)
    if found is None:
        return {}
    order = list(load_audit_rules())
    at = order.index(identity)
    return {
        "rule": found,
        "shapes": [one for one in rules_by_shape().values() if one.id == identity],
        "group": groups().get(found.group, {}).get(lang, found.group),
        "severities": severities(identity),
        "severity": SEVERITY[lang],
        "words": WORDS[lang],
        "plain": without_figures,
        "examples": load_examples(found),
        "profiles": by_profile(found, lang),
        "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
    }
