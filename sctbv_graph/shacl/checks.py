"""What a constraint compiles to: a test of value nodes, or a query whose rows are violations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.focus import Focus
from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.records import Constraint
from sctbv_graph.shacl.triples import Term


@dataclass(frozen=True, slots=True)
class Place:
    """Where a constraint stands: its focus nodes, the shape's path (none: a node shape), data."""

    focus: Focus
    path: Path | None
    values: Focus
    """The value nodes, as focus nodes one step on."""
    data: Data
    spelt: bool = False
    """Whether focus nodes may be literals that the store would change (sh:targetNode 007)."""

    @property
    def value(self) -> str:
        """The variable of the value node."""
        return self.values.node


@dataclass(frozen=True, slots=True)
class Test:
    """A node is fine where ``expression`` is true; an error in it counts as false.

    ``recheck`` decides in Python on the nodes that the expression refuses: it is for what SPARQL
    cannot tell.
    """

    expression: str
    recheck: Callable[[Term], bool] | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT: each row is a violation.

    It selects the chain, then the value node and the path where ``value`` and ``path`` say so.
    """

    text: str
    value: bool = False
    path: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of the values of a property before they are looked at one by one.

    ``nodes`` are the focus nodes, ``having`` those with a value, ``values`` the pairs of a focus
    node and a value, ``failing`` those that fail a test of values.
    """

    nodes: int
    values: int
    having: int
    failing: int


RuledOut = Callable[[Constraint, Look | None], bool]
"""Whether a look says that nothing violates a constraint; without a look nothing is ruled out."""
Tester = Callable[[Constraint, Place], Test]
FocusTester = Callable[[Constraint, Place], Test | None]
"""A test of focus nodes; none where the constraint needs a query."""
Querier = Callable[[Constraint, Place], list[Query]]
