"""What passed an audit, with its figures, and what could not be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.figures import figures_of, fill
from sctbv_graph.audit.records import AuditRule, Finding, Passed, Texts, Unchecked
from sctbv_graph.audit.rows import rows_together
from sctbv_graph.query import view
from sctbv_graph.store import EmbeddedStore, Row

_NOTHING = {
    "vi": "Văn bản không có phần tử nào mà quy tắc này xét tới",
    "en": "The document holds nothing that this rule looks at",
}

_ONLY_WHEN_WRONG = frozenset({iris.term("Observation")})
"""Classes of what is there only because something was noticed."""

_NO_DATA = {
    "vi": "Dữ liệu tham chiếu không có gì về những điều quy tắc này xét tới",
    "en": "The reference data hold nothing on what this rule looks at",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """What a document holds: the classes in it, and the figures of what is right by some rules.

    ``nothing_for`` are the ids of rules that say what they need to check something, which it lacks.
    """

    classes: frozenset[str]
    right: tuple[tuple[AuditRule, Sequence[Row]], ...]
    nothing_for: frozenset[str]


def holding(store: EmbeddedStore, rules: Iterable[AuditRule]) -> Holding:
    """Ask what a document holds; the named graphs of the store are dropped."""
    known = list(rules)
    telling = [rule for rule in known if rule.right_select]
    asking = [rule for rule in known if rule.applies_select]
    texts = [rule.right_select for rule in telling] + [rule.applies_select for rule in asking]
    present, *rows = rows_together(store, [view("classes-in-use"), *texts])
    classes = (row["c"] for row in present)
    right, applying = rows[: len(telling)], rows[len(telling) :]
    return Holding(
        frozenset(cls.value for cls in classes if isinstance(cls, ox.NamedNode)),
        tuple(zip(telling, right, strict=True)),
        frozenset(rule.id for rule, found in zip(asking, applying, strict=True) if not found),
    )


def others(
    held: Holding,
    by_shape: Mapping[str, AuditRule],
    findings: Iterable[Finding],
    not_asked: Iterable[Unchecked],
) -> tuple[tuple[Passed, ...], tuple[Unchecked, ...]]:
    """Return what passed and what could not be checked, in the order of the rules.

    A rule that found nothing wrong passed only where there was something for it to look at: the
    figures that it has for what is right, else what it needs, else a thing of its kind.
    """
    failed = {finding.rule.id for finding in findings}
    left = {one.rule.id: one for one in not_asked if one.rule.id not in failed}
    passed = [
        Passed(rule, fill(rule.right, figures_of(row))) for rule, rows in held.right for row in rows
    ]
    done = failed | set(left) | {one.rule.id for one in passed}
    shapes: dict[str, list[AuditRule]] = {}
    for rule in by_shape.values():
        shapes.setdefault(rule.id, []).append(rule)
    for identity, own in shapes.items():
        rule = load_audit_rules()[identity]
        if identity in done or not any(one.targets or one.right_select for one in own):
            continue
        if any(_has_something(one, held) for one in own):
            passed.append(Passed(rule, rule.title))
        else:
            reason = _NOTHING if any(one.targets for one in own) else _NO_DATA
            left[identity] = Unchecked(rule, _said(own) or reason)
    return (
        tuple(sorted(passed, key=lambda one: one.rule.id)),
        tuple(left[identity] for identity in sorted(left)),
    )


def _has_something(rule: AuditRule, held: Holding) -> bool:
    """Tell whether there is something that a shape without figures for what is right looks at."""
    if rule.id in held.nothing_for or rule.right_select:
        return False
    return bool((rule.targets - _ONLY_WHEN_WRONG) & held.classes)


def _said(shapes: Iterable[AuditRule]) -> Texts:
    return next((rule.not_checked for rule in shapes if rule.not_checked), {})
