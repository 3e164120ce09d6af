"""A document as a store holds it, to be audited: the built one here, or one at another server."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.corpus import Built, source_file
from sctbv_graph.errors import InputError
from sctbv_graph.model import READ, Document, Plan, ThingId
from sctbv_graph.read import SourceDocument, read
from sctbv_graph.review import Decided
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore

_DERIVED = iris.reference_graph("inferred")
"""What follows from curated data: an audit takes the data themselves."""


def fetch_built(
    store: RemoteStore, address: str, settings: Settings
) -> tuple[Built, tuple[ox.Quad, ...]]:
    """Return a document's graphs as an audit takes them, and the reference quads of the store.

    Its text is that of the data folders where they have the file that the store names; else the
    findings show their quotes and lines from the graph alone. Raises `InputError` on an address
    of no document, or of none that the store holds.
    """
    thing = iris.parse(address)
    names = store.graph_names()
    layers = [iris.graph(thing.key, layer) for layer in iris.LAYERS] if thing else []
    if thing is None or thing.type != "document" or layers[0] not in names:
        raise InputError(
            f"Kho “{store.name}” không có văn bản “{address}”; `sctbv list --store …` cho danh "
            "sách.",
            f"The store “{store.name}” has no document “{address}”; `sctbv list --store …` lists "
            "them.",
        )
    quads = {name: _quads(store, name) for name in layers if name in names}
    decided = Decided(quads=tuple(quads.get(iris.graph(thing.key, "decided"), ())))
    own = tuple(quad for found in quads.values() for quad in found)
    reference = tuple(
        quad
        for name in names
        if name.startswith(iris.reference_graph("")) and name != _DERIVED
        for quad in _quads(store, name)
    )
    plan = _plan(ThingId(thing.type, thing.key))
    return Built(plan, _source(thing.key, own, settings), own, decided), reference


def stored_reference(store: EmbeddedStore) -> tuple[ox.Quad, ...]:
    """Return what all documents of a built store lean on, as the build made it."""
    start = iris.reference_graph("")
    return tuple(q for n in store.graph_names() if n.startswith(start) for q in _held(store, n))


def stored_built(store: EmbeddedStore, key: str, source: SourceDocument) -> Built:
    """Return a document's graphs as a built store holds them; ``source`` is its text."""
    quads = {layer: _held(store, iris.graph(key, layer)) for layer in iris.LAYERS}
    # By their names the parts of a sum come in the order of the text, as a reader has them.
    own = sorted((q for layer in quads.values() for q in layer), key=lambda q: str(q.subject))
    return Built(
        _plan(ThingId("document", key)), source, tuple(own), Decided(quads=quads["decided"])
    )


def _held(store: EmbeddedStore, name: str) -> tuple[ox.Quad, ...]:
    return tuple(store.inner.quads_for_pattern(None, None, None, ox.NamedNode(name)))


def _quads(store: RemoteStore, name: str) -> list[ox.Quad]:
    node = ox.NamedNode(name)
    return [ox.Quad(t.subject, t.predicate, t.object, node) for t in store.graph(name)]


def _plan(identity: ThingId) -> Plan:
    """Return the records of a document of which only the graphs are known."""
    return Plan(
        Document(identity, "Document", None),
        None, None, None, (), (), (), None, READ, (), None, None, (), (), (),
    )  # fmt: skip


def _source(key: str, quads: tuple[ox.Quad, ...], settings: Settings) -> SourceDocument:
    hashes = {q.object.value for q in quads if q.predicate.value == iris.term("sha256")
              and isinstance(q.object, ox.Literal)}  # fmt: skip
    path = source_file(settings, key)
    if path is not None:
        source = read(path)
        if source.sha256 in hashes:
            return source
    return SourceDocument(key, min(hashes, default=""), 0, "rdf", "", ())
