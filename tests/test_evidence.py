"""Every fact points at its exact characters."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph.store import EmbeddedStore, select

_ALL = """
PREFIX sctbv: <https://w3id.org/sctbv/def#>
SELECT ?node ?quote ?start ?end ?line ?last WHERE {
  ?node sctbv:hasEvidence ?e . ?e sctbv:exactQuote ?quote ; sctbv:startOffset ?start ;
    sctbv:endOffset ?end ; sctbv:startLine ?line ; sctbv:endLine ?last ; sctbv:inFile ?file .
  ?file sctbv:isFileOf/sctbv:documentStatus
    <https://w3id.org/sctbv/concept/document-status/full-text> .
}
"""
_CITABLE = """
PREFIX sctbv: <https://w3id.org/sctbv/def#>
SELECT ?node WHERE {
  VALUES ?class { sctbv:Task sctbv:Objective sctbv:Duty sctbv:Quantity sctbv:BudgetLine
    sctbv:BudgetPart sctbv:StatedTotal sctbv:LeadAssignment sctbv:CoordinationAssignment
    sctbv:ParticipationAssignment sctbv:Reference sctbv:TimeFrame sctbv:Signature sctbv:Solution
    sctbv:Purpose sctbv:ExpectedResult sctbv:Activity sctbv:FundingRule sctbv:DocumentPart }
  ?node a ?class .
"""


def value(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def test_every_quote_recuts(store: EmbeddedStore, text: str) -> None:
    """The source cut at the offsets of the graph gives the quote, line by line."""
    rows = select(store, _ALL).rows
    assert len(rows) > 500
    for row in rows:
        start, end = int(value(row["start"])), int(value(row["end"]))
        assert text[start:end] == value(row["quote"])
        assert text.count("\n", 0, start) + 1 == int(value(row["line"]))
        assert text.count("\n", 0, end - 1) + 1 == int(value(row["last"]))


def test_no_passage_is_wider_than_a_cell(store: EmbeddedStore) -> None:
    """A passage spans two lines only where a hard break cut a cell in two."""
    wide = {
        (int(value(row["line"])), int(value(row["last"])))
        for row in select(store, _ALL).rows
        if value(row["line"]) != value(row["last"])
    }
    assert wide == {(158, 159), (178, 179), (200, 201), (209, 210), (229, 230)}


def test_every_citable_fact_has_evidence(store: EmbeddedStore) -> None:
    """No node of a class worth citing is without a passage."""
    everything = select(store, _CITABLE + "}").rows
    without = select(store, _CITABLE + "FILTER NOT EXISTS { ?node sctbv:hasEvidence ?e } }").rows
    assert len(everything) > 400
    assert without == ()
