"""SPARQL rules: what follows from what documents state, and what adds up.

Each file of ``queries/rules/`` is a CONSTRUCT; its name begins with its place in the order and
its first line names the layer it fills. Rules run on the statements of one document and the
reference graphs, in order, each once; transitive closures are property paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.once import once
from sctbv_graph.registers import parts_of
from sctbv_graph.said import Said, Statement, facts_of
from sctbv_graph.settings import bundle
from sctbv_graph.terms import RDF

_HEADER = "#+ layer: "
_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Rule:
    """One CONSTRUCT and the layer that its results belong to."""

    name: str
    layer: str
    query: str


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """Return the bundled rules in the order of their file names.

    Raises `ReferenceDataError` where the first line of one names no layer.
    """
    rules = []
    for path in sorted((bundle() / "queries" / "rules").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        layer = query.partition("\n")[0].removeprefix(_HEADER).strip()
        if layer not in iris.LAYERS:
            raise ReferenceDataError(
                f"Quy tắc “{path.name}” không ghi tầng ở dòng đầu (“{_HEADER}inferred”).",
                f"The rule “{path.name}” names no layer in its first line (“{_HEADER}inferred”).",
            )
        rules.append(Rule(path.stem, layer, query))
    return tuple(rules)


_PREFIX = re.compile(r"PREFIX\s+(\w*):\s*<([^>]*)>")
_NAME = re.compile(r"(?<![\w:<])(\w*):([A-Za-z][\w-]*)")
_IRI = re.compile(r"<([^<>\s]+)>")


@lru_cache(maxsize=1)
def _named() -> frozenset[str]:
    """Return the IRIs that the rules name, as a line has them.

    All their properties and classes are there; no rule asks of which class something is.
    """
    found = {RDF + "type"}
    for rule in load_rules():
        prefixes = dict(_PREFIX.findall(rule.query))
        names = _NAME.findall(rule.query)
        found.update(prefixes[prefix] + name for prefix, name in names if prefix in prefixes)
        found.update(_IRI.findall(rule.query))
    return frozenset(f"<{iri}>" for iri in found)


class Ground:
    """The reference graphs as the rules are asked of them, and what follows from them alone.

    What no rule names is left out: it is two thirds of a graph.
    """

    def __init__(self, reference: Iterable[ox.Quad], base: ox.Store | None = None) -> None:
        """Load the reference graphs; ``saturated`` is what follows, in a graph of its own.

        So that it stands once, and not in the inferred graph of every document. ``base`` is a
        store that `ground_store` filled with the parts that no document changes; it is used up.
        """
        named, standing = parts_of(reference)
        self._store = ground_store(standing) if base is None else base
        self._load(_lines(named))
        graph = iris.reference_graph("inferred")
        self.saturated = Said([(graph, facts_of(one for _, new in self._run() for one in new))])

    def derive(self, document_key: str, named: bytes) -> Said:
        """Return what the inferred and computed layers of one document say; asked once.

        ``named`` is what rules name of what it states, as `lines_named` gives it. Nothing is
        repeated that is stated or stands in a reference graph.
        """
        self._load(named)
        return Said((iris.graph(document_key, layer), facts_of(new)) for layer, new in self._run())

    def _load(self, lines: bytes) -> None:
        self._store.load(lines, ox.RdfFormat.N_TRIPLES, lenient=True)

    def _run(self) -> Iterator[tuple[str, list[Statement]]]:
        """Yield each layer with what the rules add to it, each once."""
        # One request, for which the engine lets go of Python's lock: rule by rule, what came of
        # each made into Python's objects and put back, it took twice the time, and what is done
        # beside it had to wait for the lock as often.
        self._store.update(_all_rules())
        for layer in dict.fromkeys(rule.layer for rule in load_rules()):
            graph = ox.NamedNode(_layer_graph(layer))
            lines = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
            yield layer, [_statement(line) for line in lines.decode().split("\n")[:-1]]


_CONSTRUCT = re.compile(r"CONSTRUCT\s*\{(?P<made>[^{}]*)\}\s*WHERE\b")


_NEW = "urn:sctbv:new"
"""The graph of a working store in which a rule puts what it finds."""


def _layer_graph(layer: str) -> str:
    """Return the graph of a working store that holds what was added to a layer."""
    return f"urn:sctbv:layer:{layer}"


@lru_cache(maxsize=1)
def _all_rules() -> str:
    """Return the request that runs all rules: each adds what is not there yet, for the next too.

    Raises `ReferenceDataError` where a rule is no CONSTRUCT with a template of its own.
    """
    heads: dict[str, None] = {}
    steps, one, new = [], "{ ?s ?p ?o }", f"GRAPH <{_NEW}>"
    for rule in load_rules():
        # The engine's parser takes prefixes before the first step only.
        heads.update(dict.fromkeys(found[0] for found in _PREFIX.finditer(rule.query)))
        insert, found = _CONSTRUCT.subn(
            rf"INSERT {{ {new} {{\g<made>}} }} WHERE", _PREFIX.sub("", rule.query)
        )
        if found != 1:
            raise ReferenceDataError(
                f"Quy tắc “{rule.name}” phải là CONSTRUCT {{ … }} WHERE {{ … }}.",
                f"The rule “{rule.name}” must be CONSTRUCT {{ … }} WHERE {{ … }}.",
            )
        layer = f"GRAPH <{_layer_graph(rule.layer)}>"
        steps += [
            f"CLEAR SILENT {new}",
            insert,
            f"DELETE {{ {new} {one} }} WHERE {{ {new} {one} FILTER EXISTS {one} }}",
            f"INSERT {{ ?s ?p ?o . {layer} {one} }} WHERE {{ {new} {one} }}",
        ]
    return "\n".join((*heads, " ;\n".join(["CLEAR SILENT NAMED", *steps])))


def _statement(line: str) -> Statement:
    """Return a line of N-Triples taken apart; no rule makes a blank node."""
    subject, predicate, object_ = line.removesuffix(" .").split(" ", 2)
    return subject, predicate, object_


def ground_store(standing: Iterable[Iterable[ox.Quad]]) -> ox.Store:
    """Return a new store with what rules name of the parts of the reference graphs that stand."""
    store = ox.Store()
    for part in standing:
        store.load(standing_lines(part), ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def _lines(quads: Iterable[ox.Quad]) -> bytes:
    """Return what rules name as a store reads it: lines, in half the time that objects take.

    Lines give blank nodes new names: only the ontology has some, of which no rule speaks.
    """
    named = _nodes()
    found = [
        quad.triple
        for quad in quads
        if quad.predicate in named and (quad.predicate != _TYPE or quad.object in named)
    ]
    return ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""


def lines_named(stated: Iterable[ox.Quad]) -> bytes:
    """Return what rules name of what a document states, as a store reads it."""
    return stated.lines_naming(_named()) if isinstance(stated, Said) else _lines(stated)


standing_lines = once(_lines)
"""The same of a part of the reference graphs that no document changes."""


@lru_cache(maxsize=1)
def _nodes() -> frozenset[ox.NamedNode]:
    return frozenset(ox.NamedNode(name[1:-1]) for name in _named())
