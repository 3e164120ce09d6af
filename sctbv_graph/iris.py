"""The one place that makes and takes apart IRIs.

``…/def#`` terms, ``…/concept/{scheme}/{name}`` SKOS, ``…/id/{type}/{key}`` things and
``…/graph/…`` named graphs. Evidence, quantities, assignments, money and the like are fragments
of the thing they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from sctbv_graph.settings import BASE

DEF = BASE + "def#"
CONCEPT = BASE + "concept/"
ID = BASE + "id/"
DOCUMENT = ID + "document/"
GRAPH = BASE + "graph/"
QUESTION = BASE + "question/"
MERGED = GRAPH + "merged"
"""Name of the merged graph on a remote store, the default graph on the embedded one."""

PUSHED = GRAPH + "pushed"
"""Name of the graph in which `sctbv push` keeps what it has written to a remote store."""

PUSHING = GRAPH + "pushing/"
"""Start of the names of graphs that a push is still writing."""

DATASET = BASE + "dataset"
"""The data set as a whole, as VoID and DCAT describe it."""
RELEASE = BASE + "release/"
SERIES = DATASET + "/plans"
"""The plans as a series of data sets, one a document."""

MERGED_LAYERS = ("stated", "decided", "inferred", "computed")
LAYERS = ("stated", "decided", "inferred", "computed", "audit", "analysis")

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")


class Thing(NamedTuple):
    """The parts of a thing's IRI."""

    type: str
    key: str
    fragment: str


def is_key(text: str) -> bool:
    """Tell whether a text can be the key of a thing: readable ASCII."""
    return bool(_KEY.match(text))


def distinct(key: str, taken: Collection[str]) -> str:
    """Return a key that no other thing has: two parts that print "IV" are "IV" and "IV-2".

    >>> distinct("IV", {"I", "IV"}), distinct("V", {"I", "IV"})
    ('IV-2', 'V')
    """
    number, made = 1, key
    while made in taken:
        number += 1
        made = f"{key}-{number}"
    return made


def term(name: str) -> str:
    """Return the IRI of a class or property of the ontology."""
    return DEF + name


def concept(scheme: str, name: str) -> str:
    """Return the IRI of a SKOS concept."""
    return f"{CONCEPT}{scheme}/{name}"


def question(name: str, parameter: str = "") -> str:
    """Return the IRI of a question of the catalogue, or of one of its parameters."""
    return QUESTION + name + (f"#{parameter}" if parameter else "")


def dataset(key: str) -> str:
    """Return the IRI of the data set that one document makes."""
    return f"{DATASET}/document/{key}"


def part(iri: str, name: str) -> str:
    """Return the IRI of a part of a thing: a fragment."""
    return f"{iri}#{name}"


def release(version: str) -> str:
    """Return the IRI of a release of the data: the data set as it was then."""
    return RELEASE + version


def thing(type_: str, key: str, fragment: str = "") -> str:
    """Return the IRI of a thing; ``ValueError`` on a key that is not readable ASCII.

    >>> thing("task", "211-kh-ubnd-ca-mau-2024/5", "budget-1")
    'https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5#budget-1'
    """
    if not _KEY.match(key):
        raise ValueError(f"not a key: {key!r}")
    return f"{ID}{type_}/{key}" + (f"#{fragment}" if fragment else "")


def graph(document_key: str, layer: str) -> str:
    """Return the name of a document's graph in one layer; ``ValueError`` on no such layer."""
    if layer not in LAYERS:
        raise ValueError(f"not a layer: {layer!r}")
    return f"{GRAPH}{document_key}/{layer}"


def reference_graph(name: str) -> str:
    """Return the name of the graph made from one file of reference data."""
    return f"{GRAPH}reference/{name}"


def is_merged(graph_name: str) -> bool:
    """Tell whether a graph goes into the merged one: all but what audits and analysts say."""
    if graph_name.startswith(GRAPH + "reference/"):
        return True
    return graph_name.startswith(GRAPH) and graph_name.rpartition("/")[2] in MERGED_LAYERS


def is_ours(graph_name: str) -> bool:
    """Tell whether a graph of a store holds data of this project: not the records of a push."""
    return graph_name.startswith(GRAPH) and not graph_name.startswith((PUSHED, PUSHING))


def parse(iri: str) -> Thing | None:
    """Take a thing's IRI apart; ``None`` for any other address.

    >>> parse("https://w3id.org/sctbv/id/agency/so-cong-thuong-ca-mau").key
    'so-cong-thuong-ca-mau'
    """
    if not iri.startswith(ID):
        return None
    path, _, fragment = iri[len(ID) :].partition("#")
    type_, _, key = path.partition("/")
    return Thing(type_, key, fragment) if key and _KEY.match(key) else None


def document_of(iri: str) -> str:
    """Return the IRI without its fragment: the thing that serves it."""
    return iri.partition("#")[0]
