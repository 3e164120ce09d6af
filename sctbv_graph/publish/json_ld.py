"""RDF as JSON that a person can read: JSON-LD 1.1 under the project's own context.

Statements are compacted under ``ontology/context.jsonld``, which names each IRI once and has no
base; of that context a file carries the entries that it uses, so nothing has to be fetched to read
it (JSON-LD 1.1, 3.1). Where there are nodes without a name or lists, rdflib does it, in ten times
the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import pyoxigraph as ox

from sctbv_graph.settings import bundle
from sctbv_graph.store import Term
from sctbv_graph.terms import RDF, XSD

Row = tuple[str, str, Term]
"""A statement: the name of a thing, a property, a value; "_:" begins a node without a name."""
_TYPE = RDF + "type"
_LISTS = {RDF + "first", RDF + "rest", RDF + "nil"}
_STRING = XSD + "string"
_NATIVE: dict[str, Callable[[str], Any]] = {
    XSD + "integer": int,
    XSD + "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
}
"""Datatypes whose values JSON has itself; a spelling that is none of them stays a typed value."""


def json_ld(triples: Iterable[ox.Triple]) -> bytes:
    """Return statements as compacted JSON-LD, UTF-8; the same statements give the same bytes.

    Blank nodes keep their names, so the bytes are the same only where those are (RDFC-1.0).
    """
    said = set(triples)
    return json_ld_of(
        [(str(t.subject).strip("<>"), t.predicate.value, t.object) for t in said], said
    )


def json_ld_of(rows: Sequence[Row], triples: Iterable[ox.Triple]) -> bytes:
    """Return the same of statements that stand as ``rows`` already, each of them once."""
    words: set[str] = set()
    if all(map(_is_plain, rows)):
        text = _graph_text(_compacted(rows), words)
    else:
        text = _text(_sorted(_by_rdflib(triples)), "\n ", words)
    return f'{{\n "@context": {_context_text(frozenset(words))},\n "@graph": {text}\n}}\n'.encode()


@dataclass(frozen=True, slots=True)
class _Term:
    """An entry of the context: its name, and which values may stand under it ("": all)."""

    name: str
    type: str = ""
    several: bool = False


@lru_cache(maxsize=1)
def _context() -> dict[str, Any]:
    path = bundle() / "ontology" / "context.jsonld"
    found = json.loads(path.read_text(encoding="utf-8"))["@context"]
    assert isinstance(found, dict)
    return found


@lru_cache(maxsize=1)
def _terms() -> dict[str, _Term]:
    """Return IRI -> entry of the context."""
    context = _context()

    def whole(name: str) -> str:
        prefix, colon, local = name.partition(":")
        known = context.get(prefix) if colon else None
        return f"{known}{local}" if isinstance(known, str) else name

    found = {}
    for name, entry in context.items():
        if isinstance(entry, str):
            found[whole(entry)] = _Term(name)
        elif isinstance(entry, dict):
            container = entry.get("@container", ())
            type_ = "@language" if "@language" in container else whole(entry.get("@type", ""))
            found[whole(entry["@id"])] = _Term(name, type_, "@set" in container)
    return found


def _short(iri: str) -> str:
    """Return an IRI under the prefix that the context has for its namespace."""
    at = next((at for sign in "#/:" if (at := iri.rfind(sign)) >= 0), -1)
    term = _terms().get(iri[: at + 1])
    return f"{term.name}:{iri[at + 1 :]}" if term else iri


def _symbol(iri: str) -> str:
    """Return the name of a class or datatype."""
    term = _terms().get(iri)
    return term.name if term and not term.type else _short(iri)


@lru_cache(maxsize=1000)
def _under(predicate: str, kind: str) -> tuple[str, bool, bool]:
    """Return the key for values of a kind ("@id", "@language", a datatype) of a property.

    With it: whether the key itself tells the kind, and whether there is always a list of them.
    """
    term = _terms().get(predicate)
    if term is None:
        return ("@type", True, False) if (predicate, kind) == (_TYPE, "@id") else (
            _short(predicate), False, False)  # fmt: skip
    if term.type == kind:
        return term.name, True, term.several
    return (_short(predicate) if term.type else term.name), False, False


def _is_plain(row: Row) -> bool:
    """Tell a statement between things with names, or of a value, which is of no list."""
    name, predicate, said = row
    return (
        isinstance(said, ox.Literal | ox.NamedNode)
        and said.value not in _LISTS
        and predicate not in _LISTS
        and not name.startswith("_:")
    )


def _compacted(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """Return what is said of each node: key -> values, language -> values in a map of languages.

    Values that always stand in a list are in a `_Several`.
    """
    nodes: dict[str, dict[str, Any]] = {}
    for name, predicate, said in rows:
        node = nodes.get(name)
        if node is None:
            node = nodes[name] = {"@id": [_short(name)]}
        if isinstance(said, ox.Literal):
            lang = said.language
            key, told, several = _under(predicate, "@language" if lang else said.datatype.value)
            value = said.value if told else _literal(said)
            if told and lang:
                node, key = node.setdefault(key, {}), lang
        else:
            assert isinstance(said, ox.NamedNode)
            key, told, several = _under(predicate, "@id")
            short = _symbol if key == "@type" else _short
            value = short(said.value) if told else {"@id": short(said.value)}
        held = node.get(key)
        if held is None:
            node[key] = _Several((value,)) if several else [value]
        else:
            held.append(value)
    return nodes


class _Several(list[Any]):
    """Values that stand in a list, be it one alone."""


def _graph_text(nodes: Mapping[str, dict[str, Any]], words: set[str]) -> str:
    """Return nodes as JSON in one order of names, keys and values, and note the words of it."""
    ordered = sorted(nodes.values(), key=lambda node: _as_text({"@id": node["@id"][0]}))
    pad = "\n  "
    parts = [pad + _map_text(node, pad, words) for node in ordered]
    return f"[{','.join(parts)}\n ]" if parts else "[]"


def _map_text(of: Mapping[str, Any], pad: str, words: set[str]) -> str:
    inner = f"{pad} "
    parts = []
    for key in sorted(of):
        values = of[key]
        words.add(key)
        words.add(key.partition(":")[0])
        if isinstance(values, dict):
            text = _map_text(values, inner, words)
        elif len(values) > 1 or isinstance(values, _Several):
            deeper = f"{inner} "
            several = sorted(values, key=_as_text) if len(values) > 1 else values
            listed = ",".join([deeper + _text(one, deeper, words) for one in several])
            text = f"[{listed}{inner}]"
        else:
            text = _text(values[0], inner, words)
        parts.append(f"{inner}{encode_basestring(key)}: {text}")
    return f"{{{','.join(parts)}{pad}}}"


def _literal(said: ox.Literal) -> Any:
    if said.language:
        return {"@language": said.language, "@value": said.value}
    datatype = said.datatype.value
    if datatype == _STRING:
        return said.value
    try:
        return _NATIVE[datatype](said.value)
    except (KeyError, ValueError):
        return {"@type": _symbol(datatype), "@value": said.value}


def _by_rdflib(triples: Iterable[ox.Triple]) -> list[dict[str, Any]]:
    """Return the same for statements of any form."""
    from rdflib import BNode, Graph, Literal, URIRef
    from rdflib.plugins.serializers.jsonld import Converter
    from rdflib.plugins.shared.jsonld.context import Context

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
    made = Converter(Context(_context()), True, False).convert(graph)  # native numbers; @type
    # A list where there is nothing, one node by itself, or several under @graph.
    found: list[dict[str, Any]] = made if isinstance(made, list) else made.get("@graph", [made])
    return found


def _sorted(value: Any, ordered: bool = False) -> Any:
    """Return JSON with keys and values in one order; the members of an RDF list keep theirs."""
    if isinstance(value, dict):
        return {key: _sorted(value[key], key == "@list") for key in sorted(value)}
    if isinstance(value, list):
        made = [_sorted(one) for one in value]
        return made if ordered or len(made) < 2 else sorted(made, key=_as_text)
    return value


def _as_text(value: Any) -> str:
    """Return what JSON values are sorted by: their text, of a thing its name, which none shares."""
    name = value.get("@id") if isinstance(value, dict) else None
    return _plain_text(value if name is None else {"@id": name})


_plain_text = json.JSONEncoder(sort_keys=True).encode


def _text(value: Any, pad: str, words: set[str]) -> str:
    """Return JSON with a line a value, and note its words: all keys and texts, and prefixes.

    The library's own writer takes three times as long where lines are indented.
    """
    if isinstance(value, str):
        words.add(value)
        words.add(value.partition(":")[0])
        return encode_basestring(value)
    inner = f"{pad} "
    if isinstance(value, dict):
        parts = [
            f"{inner}{_text(key, inner, words)}: {_text(one, inner, words)}"
            for key, one in value.items()
        ]
        return f"{{{','.join(parts)}{pad}}}" if parts else "{}"
    if isinstance(value, list):
        parts = [inner + _text(one, inner, words) for one in value]
        return f"[{','.join(parts)}{pad}]" if parts else "[]"
    return json.dumps(value)


def _context_text(words: frozenset[str]) -> str:
    return _entries(frozenset(words & _context().keys()))


@lru_cache(maxsize=1000)
def _entries(words: frozenset[str]) -> str:
    """Return the entries of the context that some words need, and those that they lean on."""
    context = _context()
    wanted = {"@version", *words}
    fresh = set(wanted)
    while fresh:
        lean: set[str] = set()
        for name in fresh:
            _text(context.get(name), "\n", lean)
        fresh = (lean & context.keys()) - wanted
        wanted |= fresh
    return _text({n: value for n, value in context.items() if n in wanted}, "\n ", set())
