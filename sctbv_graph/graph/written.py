"""Nodes and literals as the lines of a graph write them (N-Triples, 2.2 to 2.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from sctbv_graph import iris
from sctbv_graph.graph import literals
from sctbv_graph.model import ThingId
from sctbv_graph.terms import XSD


def iri(address: str) -> str:
    """Return the node of an IRI."""
    return f"<{address}>"


@lru_cache(maxsize=1024)
def term(name: str) -> str:
    """Return the node of a term of the ontology, or of a whole IRI."""
    return iri(name if ":" in name else iris.term(name))


def node(identity: ThingId, fragment: str = "") -> str:
    """Return the node of a thing or of one of its fragments.

    >>> node(ThingId("task", "211-kh-ubnd-ca-mau-2024/5"), "budget-1")
    '<https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5#budget-1>'
    """
    return iri(iris.thing(identity.type, identity.key, fragment))


@lru_cache(maxsize=1024)
def concept(scheme: str, name: str) -> str:
    """Return the node of a SKOS concept."""
    return iri(iris.concept(scheme, name))


def text(words: str) -> str:
    r"""Return a string.

    >>> text('Tập huấn "xanh"')
    '"Tập huấn \\"xanh\\""'
    """
    plain = words.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n").replace("\r", r"\r")
    return f'"{plain}"'


def vietnamese(words: str) -> str:
    """Return words in Vietnamese."""
    return f"{text(words)}@vi"


def address(where: str) -> str:
    """Return an xsd:anyURI."""
    return f"{text(where)}^^<{XSD}anyURI>"


_INTEGER = f'"^^<{XSD}integer>'


def integer(value: int) -> str:
    """Return an xsd:integer.

    >>> integer(5)
    '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return f'"{value}{_INTEGER}'  # thousands of offsets a document: no object is made of them


def decimal(value: Decimal) -> str:
    """Return an xsd:decimal in canonical form (3312.6, 22773.0)."""
    return str(literals.decimal(value))


def day(value: date) -> str:
    """Return an xsd:date."""
    return str(literals.day(value))


def boolean(value: bool) -> str:
    """Return an xsd:boolean."""
    return str(literals.boolean(value))
