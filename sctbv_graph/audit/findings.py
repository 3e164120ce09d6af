"""The audit: SHACL results become findings with figures, evidence and a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import Built
from sctbv_graph.query import Passage, describe, passages_of, view
from sctbv_graph.settings import bundle
from sctbv_graph.shacl import Result, Triples, validate
from sctbv_graph.shacl.files import read_shapes_files
from sctbv_graph.store import EmbeddedStore, Store, rows_of, select
from sctbv_graph.terms import SH
from sctbv_graph.vietnamese.numbers import format_number

SEVERITIES = ("blocker", "error", "warning", "hint")
_PREFIX = (
    "PREFIX sctbv: <https://w3id.org/sctbv/def#>\n"
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
    "PREFIX kind: <https://w3id.org/sctbv/concept/reference-kind/>\n"
    "PREFIX status: <https://w3id.org/sctbv/concept/document-status/>\n"
)


@dataclass(frozen=True, slots=True)
class AuditRule:
    """One rule: its texts by language, and the queries that its shape carries."""

    id: str
    shape: str
    severity: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    fix: Mapping[str, str]
    why: Mapping[str, str]
    select: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One inconsistency at its place. ``figures`` are numbers as the document writes them."""

    rule: AuditRule
    message: Mapping[str, str]
    fix: Mapping[str, str]
    focus: str
    label: str
    figures: Mapping[str, str]
    evidence: tuple[Passage, ...]
    basis: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found, what passed and what could not be checked."""

    document: str
    file: str
    sha256: str
    format: str
    profile: str
    findings: tuple[Finding, ...]
    passed: tuple[AuditRule, ...]
    not_checked: tuple[tuple[AuditRule, str], ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return severity -> number of findings, all severities named."""
        return {s: sum(f.rule.severity == s for f in self.findings) for s in SEVERITIES}

    def fails(self, strict: bool = False) -> bool:
        """Tell whether the findings forbid submission (``strict``: warnings do too)."""
        counts = self.counts
        forbidden = counts["blocker"] + counts["error"]
        return bool(forbidden or (strict and counts["warning"]))


@lru_cache(maxsize=1)
def _shape_files() -> tuple[Path, ...]:
    folder = bundle() / "shapes"
    return tuple(sorted(p for p in folder.glob("*.ttl") if p.stem != "terms"))


@lru_cache(maxsize=1)
def load_audit_rules() -> dict[str, AuditRule]:
    """Return the rules by id, read from the shapes."""
    store = ox.Store()
    for path in _shape_files():
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    texts: dict[str, dict[str, dict[str, str]]] = {}
    heads: dict[str, tuple[str, str, str, str]] = {}
    for row in select(EmbeddedStore(store), view("rules")).rows:
        identity, prop, text = row["id"], row["property"], row["text"]
        assert isinstance(identity, ox.Literal)
        assert isinstance(text, ox.Literal)
        assert isinstance(prop, ox.NamedNode)
        by_name = texts.setdefault(identity.value, {}).setdefault(prop.value.rpartition("#")[2], {})
        by_name[text.language or "vi"] = text.value
        values = {
            name: term.value
            for name in ("shape", "severity", "select", "evidence")
            if isinstance(term := row.get(name), ox.NamedNode | ox.BlankNode | ox.Literal)
        }
        heads[identity.value] = (
            values["shape"],
            values["severity"].rpartition("/")[2],
            values.get("select", ""),
            values.get("evidence", ""),
        )
    return {
        identity: AuditRule(
            identity,
            shape,
            severity,
            texts[identity].get("prefLabel", {}),
            texts[identity].get("message", {}),
            texts[identity].get("howToMend", {}),
            texts[identity].get("whyItMatters", {}),
            query,
            evidence,
        )
        for identity, (shape, severity, query, evidence) in sorted(heads.items())
    }


def audit_document(built: Built, reference: tuple[ox.Quad, ...], profile: str) -> Report:
    """Return the audit of one document; all findings, never only the first.

    Raises `SctbvError` where the engine fails: that is no result.
    """
    rules = load_audit_rules()
    by_shape = {rule.shape: rule for rule in rules.values()}
    instances = tuple(
        q
        for q in reference
        if "/reference/sctbv" not in str(q.graph_name)
        and "/reference/concepts" not in str(q.graph_name)
    )
    shapes = read_shapes_files(_shape_files())
    results = validate((*built.quads, *instances), shapes).results
    store = EmbeddedStore.in_memory([*built.quads, *reference])
    first: dict[tuple[str, str], Result] = {}
    for result in results:
        root, focus = result.root.value, result.focus
        if root in by_shape and isinstance(focus, ox.NamedNode):
            first.setdefault((root, focus.value), result)
    findings = [
        _finding(store, by_shape[shape], result, built.key)
        for (shape, _), result in sorted(first.items())
    ]
    findings.sort(key=lambda f: (SEVERITIES.index(f.rule.severity), f.rule.id, _place(f)))
    failed = {finding.rule.id for finding in findings}
    present = _classes(store)
    targets = _targets(shapes)
    passed, not_checked = [], []
    for rule in rules.values():
        if rule.id in failed:
            continue
        if targets[rule.shape] & present:
            passed.append(rule)
        else:
            not_checked.append((rule, "Văn bản không có phần tử nào mà quy tắc này xét tới"))
    source = built.source
    return Report(
        document=iris.thing(*built.plan.document.id),
        file=source.name,
        sha256=source.sha256,
        format=source.format,
        profile=profile,
        findings=tuple(findings),
        passed=tuple(passed),
        not_checked=tuple(not_checked),
    )


def _classes(store: Store) -> set[str]:
    return {
        row["c"].value
        for row in select(store, "SELECT DISTINCT ?c WHERE { ?s a ?c }").rows
        if isinstance(row["c"], ox.NamedNode)
    }


def _targets(shapes: Triples) -> dict[str, set[str]]:
    target_class = ox.NamedNode(SH + "targetClass")
    return {
        rule.shape: {
            target.value
            for target in shapes.objects(ox.NamedNode(rule.shape), target_class)
            if isinstance(target, ox.NamedNode)
        }
        for rule in load_audit_rules().values()
    }


def _place(finding: Finding) -> tuple[int, str]:
    return (finding.evidence[0].start if finding.evidence else 0, finding.focus)


def _figures(result: Result) -> dict[str, str]:
    """Return what the rule's own select binds for a focus node, numbers in Vietnamese form."""
    return {
        name: _shown(term.value)
        for name, term in result.figures.items()
        if isinstance(term, ox.Literal)
    }


def _shown(text: str) -> str:
    """Write the numbers of a figure as the document does ("7033 + 4260" → "7.033 + 4.260")."""
    shown = []
    for word in text.split(" "):
        try:
            shown.append(format_number(Decimal(word)))
        except InvalidOperation:
            shown.append(word)
    return " ".join(shown)


def _bound(query: str, focus: str) -> str:
    """Bind ``$this`` to one node: as VALUES at the start of the outer pattern."""
    node = str(ox.NamedNode(focus))
    head, brace, rest = query.partition("{")
    return f"{head}{brace} VALUES $this {{ {node} }} {rest}"


def _fill(texts: Mapping[str, str], figures: Mapping[str, str]) -> dict[str, str]:
    filled = dict(texts)
    for lang in texts:
        for name, value in figures.items():
            filled[lang] = filled[lang].replace(f"{{{name}}}", value)
    return filled


def _finding(store: Store, rule: AuditRule, result: Result, document_key: str) -> Finding:
    figures = _figures(result)
    assert isinstance(result.focus, ox.NamedNode)
    focus = result.focus.value
    nodes = [focus]
    if rule.evidence:
        found = rows_of(store.query(_PREFIX + _bound(rule.evidence, focus))).rows
        nodes = [term.value for row in found if isinstance(term := row.get("node"), ox.NamedNode)]
    by_node = passages_of(store, nodes)
    found_passages = [p for node in nodes for p in by_node.get(node, ()) if not _is_note(p)]
    passages = sorted(found_passages, key=lambda p: (p.document, p.start, p.end))
    labels, basis = describe(store, [focus])
    stable = "\0".join((rule.id, focus.replace(document_key, ""), *sorted(figures.values())))
    return Finding(
        rule=rule,
        message=_fill(rule.message, figures),
        fix=_fill(rule.fix, figures),
        focus=focus,
        label=labels.get(focus, ""),
        figures=figures,
        evidence=tuple(passages),
        basis=basis.get(focus, "read"),
        fingerprint=hashlib.sha256(stable.encode()).hexdigest()[:16],
    )


def _is_note(passage: Passage) -> bool:
    """Tell whether a passage of a money node is its note rather than its cell."""
    return "#budget-" in passage.node and not passage.quote.strip()[:1].isdigit()
