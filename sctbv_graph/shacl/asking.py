"""Asking the data: each query timed, and a failure told with the name of its shape."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import pyoxigraph as ox

from sctbv_graph.errors import ShapesError
from sctbv_graph.shacl import sparql_queries as sparql
from sctbv_graph.shacl.ahead import Request, Rows, rows_ahead
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.focus import Focus
from sctbv_graph.shacl.records import Shape
from sctbv_graph.shacl.triples import Node, Term

Row = tuple[Any, ...]
"""What a query answers: terms, in the order of its SELECT; an unbound variable is none."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One query and how long it took, in seconds."""

    seconds: float
    shape: Node
    query: str


class Asking:
    """The data of one validation, and the time that its queries took."""

    def __init__(self, data: Data) -> None:
        """Queries go to ``data.terms`` where no other store is named."""
        self.data = data
        self.timings: list[Timing] = []
        self._sizes: dict[str, int] = {}
        self._known: dict[str, Rows] = {}

    def ask_ahead(self, request: Request, store: ox.Store) -> None:
        """Ask several queries at once; `named` then knows their rows."""
        self._known |= rows_ahead(store, request)

    def knows(self, text: str | None) -> bool:
        """Tell whether the rows of a query are known already."""
        return text in self._known

    def rows(self, text: str, shape: Shape, store: ox.Store | None = None) -> list[Row]:
        """Return the rows of a query; an unbound variable is none."""
        begun = perf_counter()
        found = [tuple(row) for row in self._query(store or self.data.terms, text, shape, None)]
        self.timings.append(Timing(perf_counter() - begun, shape.node, text))
        return found

    def named(self, text: str, shape: Shape, store: ox.Store, node: Term | None) -> Rows:
        """Return the rows of a query by name, unbound variables left out.

        ``node`` is the focus node where the query asks the function `sparql.HERE` for it.
        """
        if (known := self._known.get(text)) is not None:
            return [dict(row) for row in known]
        begun = perf_counter()
        found = list(sparql.rows_of(self._query(store, text, shape, node)))
        self.timings.append(Timing(perf_counter() - begun, shape.node, text))
        return found

    def size(self, focus: Focus, shape: Shape) -> int:
        """Return the number of chains that a focus pattern gives, each as often as it does."""
        if focus.pattern not in self._sizes:
            text = f"SELECT (COUNT(*) AS ?n) WHERE {{ {focus.pattern} }}"
            ((number,),) = self.rows(text, shape)
            self._sizes[focus.pattern] = int(number.value)
        return self._sizes[focus.pattern]

    def _query(
        self, store: ox.Store, text: str, shape: Shape, node: Term | None
    ) -> ox.QuerySolutions:
        def is_node(term: Term) -> Term:
            return ox.Literal(term == node)

        try:
            if node is None:
                answers = store.query(text)
            else:
                answers = store.query(text, custom_functions={sparql.HERE: is_node})
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            said = " ".join(str(error).split())
            raise ShapesError(
                f"Không thực hiện được truy vấn của shape {shape.node} ({said}).",
                f"The query of shape {shape.node} cannot be evaluated ({said}).",
            ) from None
        assert isinstance(answers, ox.QuerySolutions)
        return answers
