"""What a shapes graph says, as frozen records: shapes, targets, constraints; and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.prebinding import Text
from sctbv_graph.shacl.triples import Node, Term


@dataclass(frozen=True, slots=True)
class Target:
    """Where focus nodes come from: ``kind`` is node, class, subjectsOf or objectsOf."""

    kind: str
    term: Term


@dataclass(frozen=True, slots=True)
class Validator:
    """A SPARQL text with what it needs: prefixes, messages, the node that holds it.

    ``form`` is ``select`` or ``ask``. ``bound`` are the parameters that are bound beforehand,
    name -> term; it is empty for a plain sh:sparql constraint.
    """

    node: Node
    form: str
    text: str = ""
    prefixes: tuple[tuple[str, str], ...] = ()
    messages: tuple[ox.Literal, ...] = ()
    bound: tuple[tuple[str, Term], ...] = ()
    absent: tuple[str, ...] = ()
    """Optional parameters that have no value: they stay unbound."""
    taken_apart: Text | None = field(default=None, compare=False, repr=False)
    """The text with ``$PATH`` filled in, EXISTS nested, and its groups found."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape: a component with the values of its parameters."""

    component: str
    terms: tuple[Term, ...] = ()
    shapes: tuple[Node, ...] = ()
    number: int = 0
    text: str = ""
    disjoint: bool = False
    validator: Validator | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or with a ``path`` a property shape."""

    node: Node
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...]
    deactivated: bool


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a shapes graph: all by node, and those that have targets, in file order.

    ``left`` are shapes with targets that the compiler cannot do, each with the reason.
    """

    by_node: Mapping[Node, Shape]
    roots: tuple[Node, ...]
    left: tuple[tuple[Node, str], ...]
    prepared: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a run made of their SPARQL texts, for the next one."""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL 3.6).

    ``root`` is the shape with the target under which it was found: the same as ``shape`` but for
    property shapes inside. ``figures`` is what a SPARQL constraint's row binds, by name.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: Node
    root: Node
    component: str
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...] = ()
    constraint: Node | None = None
    figures: Mapping[str, Term] = field(default_factory=dict)
    expected: str = ""
    """What the constraint asks for, in short, for people."""
