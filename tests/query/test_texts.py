"""The texts behind evidence, as the store says which file is whose."""

from __future__ import annotations

from sctbv_graph import iris
from sctbv_graph.query.texts import TextsOnDemand, source_texts, text_of_source
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

PLAN = iris.DOCUMENT + "211-kh-ubnd-ca-mau-2024"


def test_texts_are_the_same_whenever_they_are_read(store: EmbeddedStore) -> None:
    held, on_demand = source_texts(Settings(), store), TextsOnDemand(Settings(), store)
    assert sorted(on_demand) == sorted(held)
    assert PLAN in held
    for document, source in held.items():
        assert on_demand[document].text == source.text
        for _ in ("read", "unpacked"):
            assert text_of_source(on_demand, document) == source.text
        assert text_of_source(held, document) == source.text
