"""One rule in words, for the command line: what, why, on what it rests, how to mend, examples."""

from __future__ import annotations

import re
import textwrap

from sctbv_graph.audit.catalogue import groups, load_profiles, rules_by_shape
from sctbv_graph.audit.examples import load_examples
from sctbv_graph.audit.records import SEVERITIES, AuditRule
from sctbv_graph.audit.words import SEVERITY, WORDS

_WIDTH = 100
_HEADS = {
    "vi": {
        "says": "Lời báo",
        "bad": "Ví dụ sai",
        "good": "Ví dụ đúng",
        "profiles": "Mức theo hồ sơ",
    },
    "en": {"says": "It says", "bad": "Wrong", "good": "Right", "profiles": "Severity by profile"},
}


def without_figures(text: str) -> str:
    """Return a message with its figures left open.

    >>> without_figures("Tổng in {stated}, chênh {gap}")
    'Tổng in …, chênh …'
    """
    return re.sub(r"\{\w+\}", "…", text)


def severities(identity: str) -> tuple[str, ...]:
    """Return the severities of a rule's shapes, the gravest first."""
    own = {rule.severity for rule in rules_by_shape().values() if rule.id == identity}
    return tuple(sorted(own, key=SEVERITIES.index))


def by_profile(rule: AuditRule, lang: str) -> tuple[tuple[str, str], ...]:
    """Return each profile's name with how grave the rule is there, or why it is not asked."""
    made = []
    for profile in load_profiles().values():
        exception = profile.exception(rule)
        if not profile.holds(rule):
            continue
        said = SEVERITY[lang][profile.severity(rule)]
        if exception is not None:
            said = (
                f"{said}; {exception.reason[lang]}"
                if exception.property
                else exception.reason[lang]
            )
        made.append((f"{profile.name} ({profile.label[lang]})", said))
    return tuple(made)


def explain(rule: AuditRule, lang: str) -> str:
    """Return a rule as text for a terminal."""
    words, heads = WORDS[lang], _HEADS[lang]
    weights = ", ".join(SEVERITY[lang][severity] for severity in severities(rule.id))
    group = groups().get(rule.group, {}).get(lang, rule.group)
    parts = [
        ("", f"{rule.id} {rule.title[lang]} ({weights}; {group})"),
        (heads["says"], without_figures(rule.message[lang])),
        (words["why"], rule.why[lang]),
        (words["clause"], rule.clause.get(lang, "")),
        (words["fix"], without_figures(rule.fix[lang])),
    ]
    examples = load_examples(rule)
    if examples is not None:
        parts.append((heads["bad"], examples.bad.words[lang]))
        parts.append((heads["good"], examples.good.words[lang]))
    profiles = "; ".join(f"{name}: {said}" for name, said in by_profile(rule, lang))
    parts.append((heads["profiles"], profiles))
    lines: list[str] = []
    for head, text in parts:
        if text:
            lines += textwrap.wrap(
                f"{head}: {text}" if head else text,
                _WIDTH,
                subsequent_indent="  ",
                break_on_hyphens=False,
            )
    return "\n".join(lines) + "\n"
