"""The store of an audit holds the same, however early it was begun."""

from __future__ import annotations

from sctbv_graph.audit.asked import curated_of
from sctbv_graph.audit.filling import Filling
from sctbv_graph.corpus import Built, build_on_reference
from sctbv_graph.model import Knowledge
from sctbv_graph.registers import standing_quads
from sctbv_graph.said import Said


def test_what_was_told_early_is_loaded_once_and_all_of_it(
    built: Built, knowledge: Knowledge
) -> None:
    """Begun before the document was read, the store holds what one filled at the end does."""
    told: list[Said] = []
    with Filling(standing_quads(knowledge)) as begun:

        def tell(part: Said) -> None:
            told.append(part)
            begun.tell(part)

        again, reference = build_on_reference(built.source, knowledge, built.key, tell)
        curated = curated_of(reference)
        early = {quad.triple for quad in begun.data(again.quads, curated).values}
    with Filling() as late:
        assert {quad.triple for quad in late.data(built.quads, curated).values} == early
    assert {quad for part in told for quad in part} == set(built.quads)
    assert sum(map(len, told)) == len(built.quads)  # each once
