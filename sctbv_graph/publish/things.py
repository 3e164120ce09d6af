"""The page of one thing or concept, from the store, its IRI and a language."""

from __future__ import annotations

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.description import description
from sctbv_graph.publish.links import FORMATS, SERVER, Links, data_path, local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import describe, passages_of, view
from sctbv_graph.results import MEDIA
from sctbv_graph.store import select
from sctbv_graph.terms import RDF

MAX_INCOMING = 200
"""How many links to a thing its page shows."""


def thing_page(pages: Pages, iri: str, lang: str, links: Links = SERVER) -> str:
    """Return the page of a thing or concept as HTML, "" where nothing is said of it."""
    triples = description(pages.store, iri)
    if not triples:
        return ""
    node = ox.NamedNode(iri)
    own = _without_passages(triples)
    limited = view("incoming").replace("$node", str(node))
    incoming = select(pages.store, limited.replace("# limit", f"LIMIT {MAX_INCOMING}")).rows
    fragments = sorted({_iri(t.subject) for t in own} - {iri})
    named = {_iri(t) for triple in own for t in triple if isinstance(t, ox.NamedNode)}
    named |= {_iri(t) for row in incoming for t in row.values()}
    labels, basis = describe(pages.store, sorted(named | {iri}), lang)
    return pages.render(
        "resource.html",
        lang,
        local(iri),
        links,
        node=iri,
        labels=labels,
        basis=basis,
        statements=_grouped(own),
        fragments=fragments,
        incoming=incoming,
        passages=passages_of(pages.store, [iri, *fragments]),
        truncated=len(incoming) == MAX_INCOMING,
        alternates=alternates(iri),
    )


def alternates(iri: str) -> list[tuple[str, str, str]]:
    """Return (media type, path, name) of each form of data beside a page."""
    names = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML",
             "trig": "TriG"}  # fmt: skip
    return [(MEDIA[s].partition(";")[0], data_path(iri, s), names[s]) for s in FORMATS]


def things_with_pages(pages: Pages) -> list[str]:
    """Return the IRIs of everything in the graph that has a page of its own, sorted."""
    rows = select(pages.store, view("pages")).rows
    return sorted(_iri(row["s"]) for row in rows)


def _without_passages(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Return the statements but those of passages: these are shown as quotes."""
    passages = {
        _iri(t.subject)
        for t in triples
        if t.predicate.value == RDF + "type" and _iri(t.object) == iris.term("Evidence")
    }
    return [
        t
        for t in triples
        if _iri(t.subject) not in passages and t.predicate.value != iris.term("hasEvidence")
    ]


def _grouped(triples: list[ox.Triple]) -> dict[str, dict[str, list[object]]]:
    """Return subject -> property -> values, in the order of the statements."""
    grouped: dict[str, dict[str, list[object]]] = {}
    for t in triples:
        grouped.setdefault(_iri(t.subject), {}).setdefault(t.predicate.value, []).append(t.object)
    return grouped


def _iri(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else str(term)
