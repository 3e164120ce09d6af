"""One plan's records as the quads of its ``stated`` graph."""

from __future__ import annotations

from sctbv_graph.graph.document import (
    write_description,
    write_file,
    write_own,
    write_party,
    write_place,
)
from sctbv_graph.graph.elements import write_element
from sctbv_graph.graph.evidence import Triples
from sctbv_graph.graph.money import MoneyWriter
from sctbv_graph.model import Plan
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.said import Said


def stated_quads(plan: Plan, source: SourceDocument) -> Said:
    """Return what goes into a document's ``stated`` graph, in no particular order."""
    triples = Triples(plan.document.id, source, "stated")
    money = MoneyWriter(triples, plan)
    write_file(triples)
    write_description(triples, plan.document)
    write_own(triples, plan)
    for cited in plan.documents:
        write_description(triples, cited)
    for party in plan.parties:
        if not party.registered:
            write_party(triples, party)
    for place in plan.places:
        if not place.registered:
            write_place(triples, place)
    for element in plan.elements:
        write_element(triples, money, element)
    for number, total in enumerate(plan.totals, 1):
        money.total(number, total)
    for number, spoken in enumerate(plan.spoken_totals, 1):
        money.spoken_total(number, spoken)
    return triples.all()
