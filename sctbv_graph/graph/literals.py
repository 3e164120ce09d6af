"""Nodes and literals as the graph writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.model import ThingId
from sctbv_graph.terms import XSD

_INTEGER, _DECIMAL, _DATE, _BOOLEAN = (
    ox.NamedNode(XSD + name) for name in ("integer", "decimal", "date", "boolean")
)


@lru_cache(maxsize=4096)  # each line and row is said of many passages
def integer(value: int) -> ox.Literal:
    """Return an xsd:integer literal."""
    return ox.Literal(str(value), datatype=_INTEGER)


def decimal(value: Decimal) -> ox.Literal:
    """Return an xsd:decimal literal in canonical form (3312.6, 22773.0)."""
    text = f"{value.normalize():f}"
    return ox.Literal(text if "." in text else text + ".0", datatype=_DECIMAL)


def day(value: date) -> ox.Literal:
    """Return an xsd:date literal."""
    return ox.Literal(value.isoformat(), datatype=_DATE)


def boolean(value: bool) -> ox.Literal:
    """Return an xsd:boolean literal."""
    return ox.Literal("true" if value else "false", datatype=_BOOLEAN)


def node(identity: ThingId, fragment: str = "") -> ox.NamedNode:
    """Return the node of a thing or of one of its fragments."""
    return ox.NamedNode(iris.thing(identity.type, identity.key, fragment))


def concept(scheme: str, name: str) -> ox.NamedNode:
    """Return the node of a SKOS concept."""
    return ox.NamedNode(iris.concept(scheme, name))
