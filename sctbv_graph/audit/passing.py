"""What passed an audit, with its figures, and what could not be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.figures import figures_of, fill
from sctbv_graph.audit.records import AuditRule, Finding, Passed, Unchecked
from sctbv_graph.audit.rows import all_rows
from sctbv_graph.query import view
from sctbv_graph.store import Store, select

_NOTHING = {
    "vi": "Văn bản không có phần tử nào mà quy tắc này xét tới",
    "en": "The document holds nothing that this rule looks at",
}

_NO_DATA = {
    "vi": "Dữ liệu tham chiếu không có gì về những điều quy tắc này xét tới",
    "en": "The reference data hold nothing on what this rule looks at",
}


def others(
    store: Store,
    by_shape: Mapping[str, AuditRule],
    findings: Iterable[Finding],
    not_asked: Iterable[Unchecked],
) -> tuple[tuple[Passed, ...], tuple[Unchecked, ...]]:
    """Return what passed and what could not be checked, in the order of the rules."""
    present = _classes(store)
    failed = {finding.rule.id for finding in findings}
    left = {one.rule.id: one for one in not_asked if one.rule.id not in failed}
    targets: dict[str, set[str]] = {}
    for rule in by_shape.values():
        targets.setdefault(rule.id, set()).update(rule.targets)
    telling = [rule for rule in by_shape.values() if rule.right_select]
    right = all_rows(store, [rule.right_select for rule in telling])
    passed = [
        Passed(rule, fill(rule.right, figures_of(row)))
        for rule, rows in zip(telling, right, strict=True)
        for row in rows
    ]
    told = {one.rule.id for one in passed}
    for rule in by_shape.values():
        if rule.right_select and not targets[rule.id] and rule.id not in failed | told:
            left.setdefault(rule.id, Unchecked(rule, _NO_DATA))
    for identity, classes in targets.items():
        rule = load_audit_rules()[identity]
        if identity in failed or identity in left or identity in told or not classes:
            continue
        if classes & present:
            passed.append(Passed(rule, rule.title))
        else:
            left[identity] = Unchecked(rule, _NOTHING)
    return (
        tuple(sorted(passed, key=lambda one: one.rule.id)),
        tuple(left[identity] for identity in sorted(left)),
    )


def _classes(store: Store) -> set[str]:
    return {
        row["c"].value
        for row in select(store, view("classes-in-use")).rows
        if isinstance(row["c"], ox.NamedNode)
    }
