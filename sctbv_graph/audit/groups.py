"""Results of a validation by the findings they make, and which of these a profile asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.catalogue import Profile, load_audit_rules
from sctbv_graph.audit.figures import figures_of
from sctbv_graph.audit.records import AuditRule, Unchecked
from sctbv_graph.corpus import Built
from sctbv_graph.said import Said
from sctbv_graph.shacl import Result


@dataclass(frozen=True, slots=True)
class Group:
    """The results that make one finding: a rule, a focus node, one set of figures."""

    rule: AuditRule
    focus: str
    results: tuple[Result, ...]

    @property
    def figures(self) -> dict[str, ox.Literal]:
        """What the rule's query binds beside its focus node, by name."""
        return figures_of(self.results[0].figures)


def grouped(results: Iterable[Result], by_shape: Mapping[str, AuditRule]) -> list[Group]:
    """Return the results by finding.

    What a node lacks in several ways under one rule is one finding; rows of a rule's query that
    bind different figures are several.
    """
    groups: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        root, focus = result.root.value, result.focus
        if root in by_shape and isinstance(focus, ox.NamedNode):
            bound = sorted(f"{name} {term}" for name, term in result.figures.items())
            groups.setdefault((root, focus.value, *bound), []).append(result)
    return [Group(by_shape[key[0]], key[1], tuple(found)) for key, found in sorted(groups.items())]


def asked_for(
    built: Built, profile: Profile, groups: Iterable[Group]
) -> tuple[list[Group], list[Unchecked]]:
    """Return what the profile asks for, and the rules it does not."""
    kept, left = [], {}
    for group in groups:
        rule = group.rule
        exception = profile.exception(rule)
        if (
            exception is None
            or exception.reasoner
            or (exception.property and _states(built.quads, group.focus, exception.property))
        ):
            kept.append(group)
        else:
            left[rule.id] = Unchecked(load_audit_rules()[rule.id], exception.reason)
    for rule in load_audit_rules().values():
        exception = profile.exception(rule)
        if exception is not None and not exception.property and profile.holds(rule):
            left[rule.id] = Unchecked(rule, exception.reason)
    return kept, list(left.values())


def _states(quads: Iterable[ox.Quad], focus: str, name: str) -> bool:
    """Tell whether a node has a property; ``^name`` asks for it the other way round."""
    wanted = iris.term(name.removeprefix("^"))
    quads = quads.having(wanted) if isinstance(quads, Said) else quads
    end, node = attrgetter("object" if name.startswith("^") else "subject"), ox.NamedNode(focus)
    return any(q.predicate.value == wanted and end(q) == node for q in quads)
