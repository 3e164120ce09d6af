"""The audit: SHACL results become findings with figures, evidence and a fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.asked import curated_of, own_results, quad_asked
from sctbv_graph.audit.catalogue import (
    Profile,
    find_profile,
    rules_by_shape,
    shape_files,
)
from sctbv_graph.audit.consistency import Contradictions, contradictions
from sctbv_graph.audit.figures import fill, written
from sctbv_graph.audit.filling import Filling
from sctbv_graph.audit.groups import Group, asked_for, grouped
from sctbv_graph.audit.passages import passages_for
from sctbv_graph.audit.passing import holding, others
from sctbv_graph.audit.records import (
    SEVERITIES,
    AuditRule,
    Finding,
    Report,
    Unchecked,
    Waiver,
)
from sctbv_graph.audit.remembered import remember, remembered
from sctbv_graph.audit.rows import rows_each
from sctbv_graph.audit.waivers import apply_waivers
from sctbv_graph.beside import one_beside
from sctbv_graph.corpus import Built
from sctbv_graph.layers import believed
from sctbv_graph.query import Passage, describe
from sctbv_graph.read.blocks import Remark, SourceDocument
from sctbv_graph.registers import Reference
from sctbv_graph.shacl import Result, Triples, validate
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.files import read_shapes_files
from sctbv_graph.shacl.reader import know, read_shapes
from sctbv_graph.store import EmbeddedStore, Store
from sctbv_graph.vietnamese.fold import fold


def audit_document(
    built: Built,
    reference: Reference | tuple[ox.Quad, ...],
    profile: str,
    waivers: Sequence[Waiver] = (),
    day: date | None = None,
    reasoner_seconds: float = 300,
    filling: Filling | None = None,
) -> Report:
    """Return the audit of one document; all findings, never only the first.

    ``day`` is the day that the waivers' last days are held against, today where not given. A
    reasoner that takes longer than ``reasoner_seconds`` is ended: what it was asked for is then
    told as not checked. ``filling`` is the store of this audit, where it was begun already.
    Raises `InputError` on an unknown profile and `SctbvError` where the engine fails: that is no
    result.
    """
    (report,) = audit_documents(
        [built], reference, profile, waivers, day, reasoner_seconds, [filling] if filling else ()
    )
    return report


def audit_documents(
    builts: Sequence[Built],
    reference: Reference | tuple[ox.Quad, ...],
    profile: str,
    waivers: Sequence[Waiver] = (),
    day: date | None = None,
    reasoner_seconds: float = 300,
    fillings: Iterable[Filling] = (),
) -> Iterator[Report]:
    """Yield the audit of each of several documents, as `audit_document` gives it.

    The reasoner is asked of all of them at once, so give some at a time, not a whole corpus.
    """
    asked = find_profile(profile)
    helds = [believed(b.quads) if b.decided.quads else b.quads for b in builts]
    clashes: list[Contradictions] = [([], []) for _ in helds]
    if asked.reasons:
        owns = [tuple(map(quad_asked, held)) for held in helds]
        clashes = contradictions(owns, reference, reasoner_seconds)
    begun = iter(fillings)
    for built, held, (made, silent) in zip(builts, helds, clashes, strict=True):
        filling, today = next(begun, None) or Filling(), day or date.today()  # noqa: DTZ011  a local day
        yield _report(built, held, reference, asked, made, silent, waivers, today, filling)


def _report(
    built: Built,
    held: Sequence[ox.Quad],
    reference: Reference | tuple[ox.Quad, ...],
    asked: Profile,
    contradicting: list[Finding],
    silent: list[Unchecked],
    waivers: Sequence[Waiver],
    day: date,
    filling: Filling,
) -> Report:
    by_shape = {shape: rule for shape, rule in rules_by_shape().items() if asked.holds(rule)}
    curated = curated_of(reference)
    # One store is filled, and asked for results, passages and labels: filling it takes a tenth of
    # an audit's time. What was noticed of the document and suggested is asked for as well.
    with filling:
        data = filling.data(held, curated)
    results = own_results(rule_results(data), data, held, curated)
    store = EmbeddedStore(data.values)
    with one_beside() as beside:
        held_there = beside.submit(holding, store, by_shape.values())
        kept, not_asked = asked_for(built, asked, grouped(results, by_shape))
        shown = _shown(store, kept)
        nodes = {node for found in shown for node in found} | {group.focus for group in kept}
        passages = passages_for(nodes, held, store, curated)
        findings = _numbered(_findings(store, asked, kept, built.key, shown, passages))
        findings += contradicting
        findings = apply_waivers(findings, waivers, day)
        findings.sort(key=lambda f: (SEVERITIES.index(f.severity), f.rule.id, _place(f)))
        there = held_there.result()
    passed, not_checked = others(there, by_shape, findings, [*not_asked, *silent])
    return Report(
        document=iris.thing(*built.plan.document.id),
        source=_remarked(built),
        profile=asked.name,
        findings=tuple(findings),
        passed=passed,
        not_checked=not_checked,
    )


def _remarked(built: Built) -> SourceDocument:
    """Return the source, with a remark for each decision that no longer fits it."""
    told = [
        Remark("decision", None, f"{t.message('vi')}; chưa được dùng", f"{t.message('en')}; unused")
        for t in built.decided.told
    ]
    return replace(built.source, remarks=(*built.source.remarks, *told)) if told else built.source


def rule_results(data: Data | Iterable[ox.Quad]) -> tuple[Result, ...]:
    """Return the results of validating data against the shapes of all rules.

    Raises `SctbvError` where the engine fails.
    """
    return validate(data, _shapes()).results


@lru_cache(maxsize=1)
def _shapes() -> Triples:
    kept = remembered()
    if kept is None:
        return read_shapes_files(shape_files())
    _, graph, shapes = kept
    know(graph, shapes)
    return graph


def remember_rules() -> None:
    """Keep the rules and their shapes, as they were read, for the next run."""
    remember(rules_by_shape(), _shapes(), read_shapes(_shapes()))


def _place(finding: Finding) -> tuple[int, str]:
    return (finding.evidence[0].start if finding.evidence else 0, finding.focus)


def _bound(query: str, focus: str) -> str:
    """Bind ``$this`` to one node: as VALUES at the start of the outer pattern."""
    node = str(ox.NamedNode(focus))
    head, brace, rest = query.partition("{")
    return f"{head}{brace} VALUES $this {{ {node} }} {rest}"


def _findings(
    store: Store,
    profile: Profile,
    groups: Sequence[Group],
    document_key: str,
    shown: Sequence[Sequence[str]],
    passages: Mapping[str, Sequence[Passage]],
) -> Iterator[Finding]:
    """Yield the findings; the labels of all of them are asked for at once."""
    labels, basis = describe(store, {group.focus for group in groups})
    for group, nodes in zip(groups, shown, strict=True):
        label, how = labels.get(group.focus, ""), basis.get(group.focus, "read")
        yield _finding(profile, group, document_key, nodes, passages, label, how)


def _shown(store: Store, groups: Sequence[Group]) -> list[list[str]]:
    """Return the nodes whose passages show each finding: what its rule says, else its focus."""
    asking = [group for group in groups if group.rule.evidence]
    found = iter(rows_each(store, (_bound(g.rule.evidence, g.focus) for g in asking)))
    return [
        [term.value for row in next(found) if isinstance(term := row.get("node"), ox.NamedNode)]
        if group.rule.evidence
        else [group.focus]
        for group in groups
    ]


def _finding(
    profile: Profile,
    group: Group,
    document_key: str,
    nodes: Sequence[str],
    by_node: Mapping[str, Sequence[Passage]],
    label: str,
    basis: str,
) -> Finding:
    rule, focus, figures = group.rule, group.focus, group.figures
    found_passages = [p for node in nodes for p in by_node.get(node, ()) if not _is_note(p)]
    if not rule.evidence and focus == iris.thing("document", document_key):
        # What a whole document lacks stands nowhere: its head is shown, not all that tells of it.
        head = [p for p in found_passages if p.supports == iris.term("documentType")]
        found_passages = head or found_passages[:1]
    # What the finding is about comes first, then what it rests on, in the order of the text.
    passages = sorted(found_passages, key=lambda p: (p.node != focus, p.document, p.start, p.end))
    once: dict[tuple[str, int, int], Passage] = {}
    for passage in passages:  # the same words may show several things
        once.setdefault((passage.document, passage.start, passage.end), passage)
    shown = written(figures, "vi")
    words = label or " ".join(p.quote for p in by_node.get(focus, ()))
    return Finding(
        rule=rule,
        severity=profile.severity(rule),
        message=fill(rule.message, figures),
        fix=fill(rule.fix, figures),
        focus=focus,
        label=label,
        figures=shown,
        evidence=tuple(once.values()),
        basis=rule.basis or basis,
        results=group.results,
        fingerprint=_fingerprint(rule, focus.replace(document_key, ""), words, shown),
    )


def _fingerprint(rule: AuditRule, focus: str, words: str, figures: Mapping[str, str]) -> str:
    """Return a hash that stays the same while other parts of the document change.

    It rests on what the finding is about, in words, and on its figures; never on an offset, nor
    on the number of a row or part, which moves with every row put before it.
    """
    kind = re.sub(
        r"\d+", "", focus.partition("/id/")[2].partition("/")[0] + focus.rpartition("#")[2]
    )
    stable = "\0".join((rule.id, kind, fold(words), *sorted(figures.values())))
    return hashlib.sha256(stable.encode()).hexdigest()[:16]


def _numbered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with different fingerprints: like ones are numbered in the text's order."""
    seen: dict[str, int] = {}
    made = []
    for finding in sorted(findings, key=_place):
        seen[finding.fingerprint] = number = seen.get(finding.fingerprint, 0) + 1
        if number > 1:
            finding = replace(finding, fingerprint=f"{finding.fingerprint}-{number}")  # noqa: PLW2901
        made.append(finding)
    return made


def _is_note(passage: Passage) -> bool:
    """Tell whether a passage of a money node is its note rather than its cell."""
    return "#budget-" in passage.node and not passage.quote.strip()[:1].isdigit()
