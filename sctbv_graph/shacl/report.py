"""Reports: results sorted, counted, and written as the W3C's report graph (SHACL 3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.shacl.paths import path_triples
from sctbv_graph.shacl.records import Result
from sctbv_graph.shacl.triples import TYPE, Term
from sctbv_graph.terms import SH, XSD


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one validation, sorted; which engine did which shapes, and why.

    ``left`` maps shapes that pySHACL validated to the reason.
    """

    results: tuple[Result, ...]
    engine: str
    left: Mapping[str, str]

    @property
    def conforms(self) -> bool:
        """Whether there are no results; a warning is a result as well (SHACL 3.6.1.1)."""
        return not self.results

    def graph(self) -> list[ox.Triple]:
        """Return the report as triples; its blank nodes are numbered, the same in every run."""
        taken = {
            term.value
            for result in self.results
            for term in (result.focus, result.value, result.shape, result.constraint)
            if isinstance(term, ox.BlankNode)
        }
        names = _names(taken)
        report = next(names)
        made = [
            ox.Triple(report, TYPE, _sh("ValidationReport")),
            ox.Triple(report, _sh("conforms"), _boolean(self.conforms)),
        ]
        for result in self.results:
            node = next(names)
            made.append(ox.Triple(report, _sh("result"), node))
            made += _result(result, node, names)
        return made


def _names(taken: set[str]) -> Iterator[ox.BlankNode]:
    number = 0
    while True:
        number += 1
        if f"r{number}" not in taken:
            yield ox.BlankNode(f"r{number}")


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def _boolean(value: bool) -> ox.Literal:
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(XSD + "boolean"))


def _result(result: Result, node: ox.BlankNode, names: Iterator[ox.BlankNode]) -> list[ox.Triple]:
    component = ox.NamedNode(result.component)
    facts: list[tuple[str, Term | None]] = [
        ("focusNode", result.focus),
        ("value", result.value),
        ("resultSeverity", result.severity),
        ("sourceShape", result.shape),
        ("sourceConstraintComponent", component),
        ("sourceConstraint", result.constraint),
        *(("resultMessage", message) for message in result.messages),
    ]
    made = [ox.Triple(node, TYPE, _sh("ValidationResult"))]
    if result.path is not None:
        path, triples = path_triples(result.path, names)
        made += [ox.Triple(node, _sh("resultPath"), path), *triples]
    made += [ox.Triple(node, _sh(name), term) for name, term in facts if term is not None]
    return made


def sorted_results(results: list[Result]) -> tuple[Result, ...]:
    """Return results in an order that depends on what they say alone."""
    return tuple(sorted(results, key=_key))


def _key(result: Result) -> tuple[str, ...]:
    return (
        str(result.root),
        str(result.shape),
        str(result.focus),
        "" if result.path is None else result.path.sparql(),
        "" if result.value is None else str(result.value),
        result.component,
        str(result.constraint or ""),
        *(f"{name}={term}" for name, term in sorted(result.figures.items())),
    )
