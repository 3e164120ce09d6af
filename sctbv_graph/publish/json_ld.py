"""RDF as JSON that a person can read: JSON-LD 1.1 under the project's own context.

The engine writes expanded JSON-LD, whole IRIs and no context. rdflib compacts it under
``ontology/context.jsonld``; of that context a file carries the entries that it uses, so nothing has
to be fetched to read it (JSON-LD 1.1, 3.1).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from sctbv_graph.settings import bundle


def json_ld(triples: Iterable[ox.Triple]) -> bytes:
    """Return statements as compacted JSON-LD, UTF-8; the same statements give the same bytes.

    Blank nodes keep their names, so the bytes are the same only where those are (RDFC-1.0).
    """
    from rdflib import BNode, Graph, Literal, URIRef
    from rdflib.plugins.serializers.jsonld import Converter

    def node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        if isinstance(term, ox.NamedNode):
            return URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return BNode(term.value)
        assert isinstance(term, ox.Literal)  # RDF 1.2's quoted triples are nowhere in our data
        if term.language:
            return Literal(term.value, lang=term.language)
        # Spelt as the source has it: "0.30" stays "0.30".
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)

    graph = Graph()
    for triple in sorted(triples, key=str):
        graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    context = _context()
    # What `graph.serialize` calls, without parsing the whole context again for every thing.
    made = Converter(_parsed(), True, False).convert(graph)  # native numbers; rdf:type as @type
    # A list where there is nothing, one node by itself, or several under @graph.
    body = _sorted(made if isinstance(made, list) else made.get("@graph", [made]))
    used = _used(context, body)
    text = json.dumps({"@context": used, "@graph": body}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


@lru_cache(maxsize=1)
def _context() -> dict[str, Any]:
    path = bundle() / "ontology" / "context.jsonld"
    found = json.loads(path.read_text(encoding="utf-8"))["@context"]
    assert isinstance(found, dict)
    return found


@lru_cache(maxsize=1)
def _parsed() -> Any:
    from rdflib.plugins.shared.jsonld.context import Context

    return Context(_context())


def _sorted(value: Any, ordered: bool = False) -> Any:
    """Return JSON with keys and values in one order; the members of an RDF list keep theirs."""
    if isinstance(value, dict):
        return {key: _sorted(value[key], key == "@list") for key in sorted(value)}
    if isinstance(value, list):
        made = [_sorted(one) for one in value]
        return made if ordered else sorted(made, key=lambda one: json.dumps(one, sort_keys=True))
    return value


def _used(context: dict[str, Any], body: Any) -> dict[str, Any]:
    """Return the entries of a context that a body needs, and those that they lean on."""
    wanted = {"@version"} | (set(context) & set(_words(body)))
    fresh = wanted
    while fresh:
        lean = {word for name in fresh for word in _words(context.get(name))}
        fresh = (lean & set(context)) - wanted
        wanted |= fresh
    return {name: value for name, value in context.items() if name in wanted}


def _words(value: Any) -> Iterator[str]:
    """Yield every key and text of a JSON value, and the prefix of each."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _words(key)
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str):
        yield value
        yield value.partition(":")[0]
