"""The texts that evidence was cut from: which file of the data folders is whose."""

from __future__ import annotations

from sctbv_graph.corpus import filed_sources
from sctbv_graph.query.catalogue import view
from sctbv_graph.query.parameters import text_of
from sctbv_graph.read import SourceDocument, read
from sctbv_graph.settings import Settings
from sctbv_graph.store import Store, select


def source_texts(settings: Settings, store: Store) -> dict[str, SourceDocument]:
    """Return document IRI -> primary source, as the store says which file is whose."""
    files = {
        text_of(row["hash"]): text_of(row["document"]) for row in select(store, view("files")).rows
    }
    found = {}
    for path, _ in filed_sources(settings):
        source = read(path)
        if source.sha256 in files:
            found[files[source.sha256]] = source
    return found
