"""Validation of many documents: alone, in processes, only what changed, and the whole once."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph.shacl import Triples, validate
from sctbv_graph.shacl.documents import union, validate_documents
from tests.shacl.compare import told, turtle

SHAPES = """
:Numbered sh:targetClass :Plan ; sh:property [ sh:path :number ; sh:minCount 1 ] ;
    sh:property [ sh:path :issuer ; sh:class :Agency ] .
:Unique sh:targetClass :Plan ; <urn:sctbv:across-documents> true ; sh:sparql [
    sh:message "{?number} stands in {?other} too" ; sh:select '''SELECT $this ?number ?other WHERE {
        $this <urn:test:number> ?number . ?other <urn:test:number> ?number .
        FILTER($this != ?other) }''' ] .
"""
COMMON = ":health a :Agency ."


def documents(number: int = 211) -> dict[str, list[ox.Quad]]:
    """Return three documents; the second and the third have the same number."""
    return {
        "a": turtle(f":a a :Plan ; :number {number} ; :issuer :health , :nobody ; :note _:n ."),
        "b": turtle(":b a :Plan ; :number 7 ; :issuer :health ; :note _:n ."),
        "c": turtle(":c a :Plan ; :number 7 ; :issuer :health . :d a :Plan ."),
    }


def test_alone_and_the_whole() -> None:
    """Each document has its own report, the marked shape one on the whole, processes or not."""
    shapes = Triples(turtle(SHAPES))
    checked = validate_documents(documents(), turtle(COMMON), shapes, workers=1)
    assert {name: len(r.results) for name, r in checked.reports.items()} == {"a": 1, "b": 0, "c": 1}
    assert {str(r.focus) for r in checked.whole.results} == {"<urn:test:b>", "<urn:test:c>"}
    assert checked.whole.results[0].figures["number"] == ox.Literal(7)
    spread = validate_documents(documents(), turtle(COMMON), shapes, workers=2)
    assert [told(r) for r in union(spread)] == [told(r) for r in union(checked)]
    everything = [q for quads in documents().values() for q in quads] + turtle(COMMON)
    whole = validate(everything, shapes).results
    assert sorted(map(str, (r.focus for r in whole))) == sorted(
        str(r.focus) for r in union(checked)
    )


def test_only_what_changed() -> None:
    """A document is validated again when it, the common data or the shapes change."""
    shapes = Triples(turtle(SHAPES))
    first = validate_documents(documents(), turtle(COMMON), shapes, workers=1)
    assert first.again == ("a", "b", "c")
    same = validate_documents(documents(), turtle(COMMON), shapes, first, workers=1)
    assert (same.again, same.reports, same.whole) == ((), first.reports, first.whole)
    changed = validate_documents(documents(7), turtle(COMMON), shapes, first, workers=1)
    assert changed.again == ("a",)
    assert len(changed.whole.results) == 6
    without = validate_documents(documents(), [], shapes, first, workers=1)
    assert without.again == ("a", "b", "c")
    assert [len(r.results) for r in without.reports.values()] == [2, 1, 2]
    gone = {name: quads for name, quads in documents().items() if name != "c"}
    left = validate_documents(gone, turtle(COMMON), shapes, first, workers=1)
    assert (left.again, set(left.reports), left.whole.results) == ((), {"a", "b"}, ())
