"""Many queries as one request, for which the engine lets go of Python's lock once.

Asked one by one from two threads, queries that take half a millisecond wait for the lock longer
than they run. A request of SPARQL Update runs them all: each step writes the rows of one query
into a graph of its own, a node a row. So the store must be one that may be written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.shacl.triples import Term

Rows = list[dict[str, Term]]
_ROWS, _NAME = "urn:sctbv:rows:", "urn:sctbv:name:"


@dataclass(frozen=True, slots=True)
class Step:
    """A SELECT without prefixes, and the variables that it gives, in their order."""

    query: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """Some queries and the request that runs them all."""

    steps: tuple[Step, ...]
    text: str


def request_of(steps: Iterable[Step]) -> Request:
    """Return one request for some queries, each once."""
    taken = tuple({step.query: step for step in steps}.values())
    return Request(taken, " ;\n".join(map(_written, range(len(taken)), taken)))


def _written(number: int, step: Step) -> str:
    row = " ; ".join(f"<{_NAME}{name}> ?{name}" for name in step.names)
    return f"INSERT {{ GRAPH <{_ROWS}{number}> {{ [] {row} }} }} WHERE {{ {step.query} }}"


def rows_ahead(store: ox.Store, request: Request) -> dict[str, Rows]:
    """Return the rows of each query, by its text; unbound variables are left out.

    The store's named graphs are dropped. Where the engine refuses the request nothing is known:
    asked alone, the query that is at fault tells of itself.
    """
    if not request.steps:
        return {}
    try:
        store.update(request.text)
        return {
            step.query: _rows_in(store, ox.NamedNode(f"{_ROWS}{number}"), step.names)
            for number, step in enumerate(request.steps)
        }
    except (SyntaxError, ValueError, OSError, RuntimeError):
        return {}
    finally:
        store.update("DROP NAMED")


def _rows_in(store: ox.Store, graph: ox.NamedNode, names: Iterable[str]) -> Rows:
    rows: dict[Term, dict[str, Term]] = {}
    for quad in store.quads_for_pattern(None, None, None, graph):
        name = quad.predicate.value.removeprefix(_NAME)
        rows.setdefault(quad.subject, {})[name] = quad.object
    # A store in memory gives what was written last first.
    in_order = reversed(rows.values())
    return [{name: row[name] for name in names if name in row} for row in in_order]
