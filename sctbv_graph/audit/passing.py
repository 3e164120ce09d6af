"""What passed an audit, with its figures, and what could not be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.figures import figures_of, fill
from sctbv_graph.audit.records import AuditRule, Finding, Passed, Unchecked
from sctbv_graph.audit.rows import rows_together, spelt
from sctbv_graph.query import view
from sctbv_graph.store import EmbeddedStore, Row

_NOTHING = {
    "vi": "Văn bản không có phần tử nào mà quy tắc này xét tới",
    "en": "The document holds nothing that this rule looks at",
}

_NO_DATA = {
    "vi": "Dữ liệu tham chiếu không có gì về những điều quy tắc này xét tới",
    "en": "The reference data hold nothing on what this rule looks at",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """What a document holds: the classes in it, and the figures of what is right by some rules."""

    classes: frozenset[str]
    right: tuple[tuple[AuditRule, Sequence[Row]], ...]


def holding(store: EmbeddedStore, rules: Iterable[AuditRule]) -> Holding:
    """Ask what a document holds; the named graphs of the store are dropped."""
    telling = [rule for rule in rules if rule.right_select]
    asked = [view("classes-in-use"), *(spelt(rule.right_select) for rule in telling)]
    present, *right = rows_together(store, asked)
    classes = (row["c"] for row in present)
    return Holding(
        frozenset(cls.value for cls in classes if isinstance(cls, ox.NamedNode)),
        tuple(zip(telling, right, strict=True)),
    )


def others(
    held: Holding,
    by_shape: Mapping[str, AuditRule],
    findings: Iterable[Finding],
    not_asked: Iterable[Unchecked],
) -> tuple[tuple[Passed, ...], tuple[Unchecked, ...]]:
    """Return what passed and what could not be checked, in the order of the rules."""
    failed = {finding.rule.id for finding in findings}
    left = {one.rule.id: one for one in not_asked if one.rule.id not in failed}
    targets: dict[str, set[str]] = {}
    for rule in by_shape.values():
        targets.setdefault(rule.id, set()).update(rule.targets)
    passed = [
        Passed(rule, fill(rule.right, figures_of(row))) for rule, rows in held.right for row in rows
    ]
    told = {one.rule.id for one in passed}
    for rule in by_shape.values():
        if rule.right_select and not targets[rule.id] and rule.id not in failed | told:
            left.setdefault(rule.id, Unchecked(rule, _NO_DATA))
    for identity, classes in targets.items():
        rule = load_audit_rules()[identity]
        if identity in failed or identity in left or identity in told or not classes:
            continue
        if classes & held.classes:
            passed.append(Passed(rule, rule.title))
        else:
            left[identity] = Unchecked(rule, _NOTHING)
    return (
        tuple(sorted(passed, key=lambda one: one.rule.id)),
        tuple(left[identity] for identity in sorted(left)),
    )
