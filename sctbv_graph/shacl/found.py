"""A violation as a run finds it, and as a report tells it (SHACL 3.6)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from sctbv_graph.shacl.custom import CUSTOM, SPARQL
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.records import Constraint, Result, Shape
from sctbv_graph.shacl.sparql_queries import filled
from sctbv_graph.shacl.triples import Node, Term
from sctbv_graph.shacl.words import expected
from sctbv_graph.terms import SH

Chain = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A violation: the chain that led to its focus node (the last), and what is to be told."""

    chain: Chain
    shape: Shape
    constraint: Constraint
    value: Term | None = None
    path: Path | None = None
    row: dict[str, Term] = field(default_factory=dict)


def result_of(found: Found, root: Node, data: Data) -> Result:
    """Return the result that tells a violation, found under a shape that has targets."""
    shape, constraint = found.shape, found.constraint
    validator = constraint.validator
    messages, component, source = shape.messages, constraint.component, None
    if validator is not None:
        said = found.row.get("message")
        messages = validator.messages or shape.messages
        if isinstance(said, ox.Literal):
            messages = (said,)
        messages = filled(messages, found.row)
        source = validator.node if component == SPARQL else None
    iri = f"{SH}{component}ConstraintComponent"
    if component == CUSTOM:
        custom = constraint.terms[0]
        assert isinstance(custom, ox.NamedNode | ox.BlankNode)
        iri = custom.value
    return Result(
        focus=data.shown(found.chain[-1]),
        path=found.path,
        value=None if found.value is None else data.shown(found.value),
        shape=shape.node,
        root=root,
        component=iri,
        severity=shape.severity,
        messages=messages,
        constraint=source,
        figures={n: t for n, t in found.row.items() if n not in {"this", "message"}},
        expected=expected(constraint),
    )
