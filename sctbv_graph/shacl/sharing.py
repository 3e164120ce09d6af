"""The shapes of one validation shared out between two threads.

The store lets go of Python's lock while it answers. But two threads that ask one short query after
another wait for the lock longer than they gain by it, so where the store may be written one of them
asks many queries in one request, and leaves the lock to the other.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from sctbv_graph.beside import one_beside
from sctbv_graph.shacl.ahead import Step, request_of
from sctbv_graph.shacl.custom import SPARQL
from sctbv_graph.shacl.focus import Focus, target_focus
from sctbv_graph.shacl.records import Result, Shape, Shapes
from sctbv_graph.shacl.run import Run
from sctbv_graph.shacl.triples import Node

_THREADS = 2
"""More gain little: the store's answers are turned into Python's terms one at a time."""
_SHAPES = 8
"""How many shapes a request is for: so few that both threads end at about the same time."""


def results_of(run: Run, wanted: Sequence[Node], *, alone: bool = False) -> list[Result]:
    """Return the results of shapes that have targets, in the order of the shapes.

    With ``alone`` each query is asked by itself, so that it can be timed.
    """
    if not alone and run.data.scratch and not _look_into_graphs(run.shapes):
        return _by_requests(run, wanted)
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
        return [result for found in pool.map(run.results, wanted) for result in found]


def _by_requests(run: Run, wanted: Sequence[Node]) -> list[Result]:
    found: dict[Node, list[Result]] = {}
    left = deque(wanted)

    def ask(several: bool) -> None:
        try:
            while taken := _first(left) if several else _last(left):
                if several:
                    _ask_ahead(run, taken)
                for root in taken:
                    found[root] = run.results(root)
        finally:
            left.clear()  # where one fails, the other need not go on

    with one_beside() as beside:
        asking = beside.submit(ask, several=True)
        try:
            ask(several=False)
        finally:
            asking.result()  # raises what went wrong
    return [result for root in wanted for result in found[root]]


def _first(left: deque[Node]) -> tuple[Node, ...]:
    """Take the first of what is left, fewer towards the end."""
    taken: list[Node] = []
    with contextlib.suppress(IndexError):  # the other thread took the last
        while len(taken) < min(_SHAPES, len(left) // 2 + 1):
            taken.append(left.popleft())
    return tuple(taken)


def _last(left: deque[Node]) -> tuple[Node, ...]:
    with contextlib.suppress(IndexError):
        return (left.pop(),)
    return ()


def _ask_ahead(run: Run, roots: tuple[Node, ...]) -> None:
    """Ask the SPARQL constraints of some shapes that have targets in one request."""
    shapes = [run.shapes.by_node[root] for root in roots]
    focuses = [target_focus(shape, run.data) for shape in shapes]
    key = (roots, *focuses)
    request = run.shapes.prepared.get(key)
    if request is None:
        request = request_of(_steps(run, shapes, focuses))
        if len(roots) == _SHAPES:  # how few the last are for is another time something else
            run.shapes.prepared[key] = request
    run.asking.ask_ahead(request, run.data.values)


def _steps(run: Run, shapes: Sequence[Shape], focuses: Sequence[Focus]) -> Iterator[Step]:
    for shape, focus in zip(shapes, focuses, strict=True):
        for constraint in () if shape.deactivated else shape.constraints:
            validator = constraint.validator
            if constraint.component != SPARQL or validator is None:
                continue
            step = run.prepared(validator, shape, focus).as_step()
            if step is not None:
                yield step


_LOOKS = "looks into graphs"


def _look_into_graphs(shapes: Shapes) -> bool:
    """Tell whether a text would see the graphs in which rows stand for a while."""
    if _LOOKS not in shapes.prepared:
        shapes.prepared[_LOOKS] = any(
            group.in_graph
            for shape in shapes.by_node.values()
            for constraint in shape.constraints
            if (validator := constraint.validator) is not None and validator.taken_apart is not None
            for group in validator.taken_apart.groups
        )
    return bool(shapes.prepared[_LOOKS])
