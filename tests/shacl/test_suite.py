"""The compiled engine on the W3C SHACL test suite, alone: what it misses would be named here."""

from __future__ import annotations

import pytest

from sctbv_graph.errors import ShapesError
from sctbv_graph.shacl import validate
from tests.shacl.suite import Entry, entries, quads, same_report, suite

ABSENT = not (suite() / "manifest.ttl").is_file()
pytestmark = [
    pytest.mark.skipif(ABSENT, reason=f"the W3C suite is not at {suite()} (SCTBV_CONFORMANCE)"),
    # rdflib, which compares the reports, tells of the ill-formed literals that the suite is about.
    pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning:rdflib"),
]

MISSED: set[str] = set()
"""Tests whose report is not isomorphic to the expected one. It is empty: 120 of 120."""


def passes(entry: Entry) -> bool:
    """Tell whether a test's report, or its failure, is as expected, without pySHACL."""
    try:
        report = validate(quads(entry.data), quads(entry.shapes))
    except ShapesError:
        return entry.expected is None
    assert not report.left, "a shape went to pySHACL"
    return entry.expected is not None and same_report(report.graph(), entry.expected)


def test_every_listed_test() -> None:
    """The reports of all 120 listed tests are isomorphic to the expected ones."""
    listed = list(entries(suite() / "manifest.ttl"))
    assert len(listed) == 120
    assert {entry.name for entry in listed if not passes(entry)} == MISSED


def test_the_unlisted_test() -> None:
    """The suite holds a test that no manifest lists; it passes too."""
    (entry,) = entries(suite() / "sparql/component/nodeValidator-001.ttl")
    assert passes(entry)


def test_a_wrong_report_does_not_pass() -> None:
    """The comparison sees a result less, and another value."""
    entry = next(e for e in entries(suite() / "core/property/datatype-001.ttl"))
    report = validate(quads(entry.data), quads(entry.shapes)).graph()
    assert entry.expected is not None
    assert same_report(report, entry.expected)
    values = [t for t in report if t.predicate.value.endswith("#value")]
    assert values
    assert not same_report([t for t in report if t != values[0]], entry.expected)
