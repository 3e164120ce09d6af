"""Focus nodes as a pattern: where they come from, step by step.

``f0`` are the nodes of the target; each property shape inside leads one step on, to ``f1``,
``f2`` ... The *chain* is what makes one validation: a node that two paths reach is validated
twice (SHACL 3.4: once for each value node).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.records import Shape, Target
from sctbv_graph.shacl.triples import SUBCLASS, TYPE


@dataclass(frozen=True, slots=True)
class Focus:
    """A group pattern that binds the variables ``f0`` to ``f{depth}``, and the chain's start."""

    pattern: str
    start: int = 0
    depth: int = 0
    distinct: bool = True
    """Whether the pattern gives each chain once."""

    @property
    def node(self) -> str:
        """The variable of the focus node."""
        return f"?f{self.depth}"

    @property
    def chain(self) -> str:
        """The variables of the chain, as a SELECT lists them."""
        return " ".join(f"?f{i}" for i in range(self.start, self.depth + 1))

    def step(self, path: Path | None) -> Focus:
        """Return the value nodes of a shape with this path as focus nodes."""
        if path is None:
            return self
        there = f"?f{self.depth + 1}"
        return Focus(
            f"{self.pattern} {path.pattern(self.node, there)}",
            self.start,
            self.depth + 1,
            self.distinct and path.direct,
        )

    def afresh(self) -> Focus:
        """Return the same nodes, each validated once however it was reached."""
        here = self.depth
        if self.distinct and self.start == here:
            return Focus(self.pattern, here, here)
        return Focus(f"{{ SELECT DISTINCT {self.node} WHERE {{ {self.pattern} }} }}", here, here)


def target_focus(shape: Shape, data: Data) -> Focus:
    """Return the focus nodes of a shape's targets (SHACL 2.1.3): their union, as a set."""
    named = [t.term for t in shape.targets if t.kind == "node"]
    classes = [t.term for t in shape.targets if t.kind == "class"]
    parts = []
    if named:
        parts.append(f"VALUES ?f0 {{ {' '.join(data.constant(t) for t in named)} }}")
    below = sorted({c for cls in classes for c in data.subclasses(cls)}, key=str)
    blank = any(isinstance(c, ox.BlankNode) for c in below)
    if blank:
        # A blank node cannot be named in a query; a path to it may reach a node twice.
        parts += [f"?f0 {TYPE}/{SUBCLASS}* {cls} ." for cls in classes]
    elif len(below) == 1:
        parts.append(f"?f0 {TYPE} {below[0]} .")
    elif below:
        # Twice as fast as a union of as many patterns.
        parts.append(f"VALUES ?k {{ {' '.join(map(str, below))} }} ?f0 {TYPE} ?k .")
    parts += [_by_predicate(t) for t in shape.targets if t.kind in {"subjectsOf", "objectsOf"}]
    once = (len(below) == 1 and not blank) or len(set(named)) == len(named) > 0
    single = len(parts) == 1 and once
    if single:
        return Focus(parts[0])
    union = " UNION ".join(f"{{ {part} }}" for part in parts)
    return Focus(f"{{ SELECT DISTINCT ?f0 WHERE {{ {union} }} }}")


def _by_predicate(target: Target) -> str:
    if target.kind == "subjectsOf":
        return f"?f0 {target.term} ?any ."
    return f"?any {target.term} ?f0 ."
