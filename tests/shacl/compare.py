"""Two engines on the same data and shapes, result for result."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

from sctbv_graph.shacl import Report, Result, validate

PREFIXES = """
@prefix : <urn:test:> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def turtle(text: str) -> list[ox.Quad]:
    """Read Turtle with the prefixes of these tests."""
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def told(result: Result) -> tuple[str, ...]:
    """Return what a result says: all that a report tells but the messages."""
    return (
        str(result.root),
        str(result.shape),
        str(result.focus),
        "" if result.path is None else result.path.sparql(),
        str(result.value),
        result.component,
        result.severity.value,
        str(result.constraint),
    )


def results(report: Report) -> Counter[tuple[str, ...]]:
    """Return the results of a report, each with how often it stands there."""
    return Counter(told(result) for result in report.results)


def differences(data: list[ox.Quad], shapes: list[ox.Quad]) -> list[str]:
    """Return a line for each result that one engine gives and the other does not."""
    ours, theirs = (results(validate(data, shapes, e)) for e in ("compiled", "pyshacl"))
    return [f"only compiled: {r}" for r in (ours - theirs).elements()] + [
        f"only pySHACL: {r}" for r in (theirs - ours).elements()
    ]
