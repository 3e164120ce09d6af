"""From records to results: each shape's constraints on all of its focus nodes at once.

A shape inside another (sh:node, sh:not ...) is asked for the set of nodes that do *not* conform
to it; sets are then joined, cut and counted in Python. Mostly they are small or empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from sctbv_graph.errors import ShapesError
from sctbv_graph.shacl import sparql_queries as sparql
from sctbv_graph.shacl.asking import Asking, Row
from sctbv_graph.shacl.checks import Look, Place, Test
from sctbv_graph.shacl.custom import SPARQL
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.focus import Focus, target_focus
from sctbv_graph.shacl.found import Chain, Found, result_of
from sctbv_graph.shacl.lexical import AS_WRITTEN
from sctbv_graph.shacl.looks import can_look, look
from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.records import Constraint, Result, Shape, Shapes, Validator
from sctbv_graph.shacl.registry import BY_NAME
from sctbv_graph.shacl.triples import Node, Term, Triples

_FEW = 2000
"""How many rows a query may list; the parser is slow on more."""


class Run:
    """One validation: the shapes, the data, and what was asked already."""

    def __init__(self, shapes: Shapes, data: Data, graph: Triples) -> None:
        """``graph`` is the shapes graph itself, for texts that ask it."""
        self.shapes = shapes
        self.data = data
        self.asking = Asking(data)
        self._ask = self.asking.rows
        self._graph = graph
        self._beside: ox.Store | None = None
        self._outside: dict[tuple[Node, str], frozenset[Term]] = {}
        self._pairs: dict[str, list[tuple[Chain, Term]]] = {}

    def results(self, root: Node) -> list[Result]:
        """Return the results of a shape that has targets, in the order they were found."""
        shape = self.shapes.by_node[root]
        focus = target_focus(shape, self.data)
        if shape.deactivated:
            return []
        # Where all is known that is asked of them, nobody needs to know whether there are any.
        if not self._is_known(shape, focus) and not self.asking.size(focus, shape):
            return []
        return [result_of(found, root, self.data) for found in self._violations(shape, focus)]

    def _is_known(self, shape: Shape, focus: Focus) -> bool:
        return all(
            constraint.component == SPARQL
            and constraint.validator is not None
            and self.asking.knows(self.prepared(constraint.validator, shape, focus).at_once)
            for constraint in shape.constraints
        )

    # -- one shape -------------------------------------------------------------------------

    def _violations(self, shape: Shape, focus: Focus) -> Iterator[Found]:
        if not shape.deactivated:
            yield from self._focus_tests([shape], focus, {})
            yield from self._others(shape, focus)

    def _others(self, shape: Shape, focus: Focus, look: Look | None = None) -> Iterator[Found]:
        """Yield what is wrong with a shape's focus nodes but for the tests of the nodes alone.

        ``look`` is what is known of the values already; see `looks`.
        """
        place = self._place(shape, focus)
        if look is None or look.failing:
            yield from self._value_tests(shape, place)
        properties = []
        for constraint in shape.constraints:
            component = BY_NAME.get(constraint.component)
            if component is None:
                yield from self._sparql(shape, constraint, focus)
            elif component.ruled_out is not None and component.ruled_out(constraint, look):
                continue
            elif constraint.component == "Property":
                inner = self.shapes.by_node[constraint.shapes[0]]
                properties += [] if inner.deactivated else [inner]
            elif component.query is not None:
                if component.focus is None or component.focus(constraint, place) is None:
                    yield from self._queries(shape, constraint, place)
            elif component.nested:
                yield from _NESTED[constraint.component](self, shape, constraint, focus)
        # The results of sh:property are the property shapes' own (SHACL 4.7.2).
        values = place.values
        looks = self._look(properties, values)
        yield from self._focus_tests(properties, values, looks)
        for inner in properties:
            yield from self._others(inner, values, looks.get(inner.node))

    def _place(self, shape: Shape, focus: Focus) -> Place:
        spelt = self.data.faithful and AS_WRITTEN in focus.pattern
        return Place(focus, shape.path, focus.step(shape.path), self.data, spelt)

    def _look(self, shapes: Sequence[Shape], focus: Focus) -> dict[Node, Look]:
        """Return what one query tells of the values of property shapes, where that is worth it."""
        wanted, worth = [], False
        for shape in shapes:
            place = self._place(shape, focus)
            if can_look(place):
                tests = [test for _, test in _tests(shape, place)]
                worth |= bool(tests)
                wanted.append((shape, place, _fine(tests) if tests else "true"))
        return look(self.asking, wanted) if worth else {}

    def _focus_tests(
        self, shapes: Sequence[Shape], focus: Focus, looks: Mapping[Node, Look]
    ) -> Iterator[Found]:
        """Run all tests of focus nodes of some shapes that share them, in one query."""
        tests: list[tuple[Shape, Constraint, Test]] = []
        for shape in shapes:
            place = self._place(shape, focus)
            for constraint in shape.constraints:
                component = BY_NAME.get(constraint.component)
                if component is None or component.focus is None:
                    continue
                known = looks.get(shape.node)
                if component.ruled_out is None or not component.ruled_out(constraint, known):
                    test = component.focus(constraint, place)
                    tests += [] if test is None else [(shape, constraint, test)]
        for row, failed in self._failing([t for *_, t in tests], focus, "", shapes):
            chain = self._chain(row, focus)
            for i in failed:
                shape, constraint, _ = tests[i]
                yield Found(chain, shape, constraint, None, shape.path)

    def _value_tests(self, shape: Shape, place: Place) -> Iterator[Found]:
        """Run all tests of a shape's value nodes in one query."""
        tests, focus = _tests(shape, place), place.focus
        value = "" if place.path is None else place.value
        found = self._failing([t for _, t in tests], focus, value, [shape], place.values.pattern)
        for row, failed in found:
            chain = self._chain(row, focus)
            node = chain[-1] if place.path is None else row[len(chain)]
            for i in failed:
                constraint, test = tests[i]
                if test.recheck is None or not test.recheck(self.data.shown(node)):
                    yield Found(chain, shape, constraint, node, shape.path)

    def _failing(
        self,
        tests: Sequence[Test],
        focus: Focus,
        value: str,
        shapes: Sequence[Shape],
        pattern: str = "",
    ) -> Iterator[tuple[Row, list[int]]]:
        """Yield the rows in which a test fails, with the numbers of the tests that do.

        A first query finds the rows, most often none; a second asks of those which tests fail.
        """
        if not tests:
            return
        names, where = f"{focus.chain} {value}", pattern or focus.pattern
        failing = f"FILTER(!{_fine(tests)})"
        rows = self._ask(f"SELECT DISTINCT {names} WHERE {{ {where} {failing} }}", shapes[0])
        if len(tests) == 1 or not rows:
            yield from ((row, [0]) for row in rows)
            return
        if len(rows) <= _FEW and not any(isinstance(t, ox.BlankNode) for r in rows for t in r):
            listed = " ".join(f"({' '.join(str(term) for term in row)})" for row in rows)
            where, failing = f"VALUES ({names}) {{ {listed} }}", ""
        flags = " ".join(f"({_fine([test])} AS ?t{i})" for i, test in enumerate(tests))
        first = focus.depth - focus.start + 1 + bool(value)
        for row in self._ask(
            f"SELECT DISTINCT {names} {flags} WHERE {{ {where} {failing} }}", shapes[0]
        ):
            yield row, [i for i in range(len(tests)) if row[first + i].value != "true"]

    def _chain(self, row: Row, focus: Focus) -> Chain:
        return tuple(row[i] for i in range(focus.depth - focus.start + 1))

    def _queries(self, shape: Shape, constraint: Constraint, place: Place) -> Iterator[Found]:
        query_of = BY_NAME[constraint.component].query
        assert query_of is not None
        length = place.focus.depth - place.focus.start + 1
        for query in query_of(constraint, place):
            for row in self._ask(query.text, shape):
                nodes: Chain = tuple(row[i] for i in range(length))
                path = Path("predicate", row[length + 1]) if query.path else shape.path
                yield Found(nodes, shape, constraint, row[length] if query.value else None, path)

    # -- shapes inside ---------------------------------------------------------------------

    def outside(self, node: Node, focus: Focus) -> frozenset[Term]:
        """Return which of some nodes do not conform to a shape."""
        fresh = focus.afresh()
        key = (node, fresh.pattern)
        if key not in self._outside:
            violations = self._violations(self.shapes.by_node[node], fresh)
            self._outside[key] = frozenset(found.chain[0] for found in violations)
        return self._outside[key]

    def pairs(self, shape: Shape, focus: Focus) -> list[tuple[Chain, Term]]:
        """Return each chain with each of its value nodes."""
        values = focus.step(shape.path)
        names = focus.chain if shape.path is None else f"{focus.chain} {values.node}"
        text = f"SELECT DISTINCT {names} WHERE {{ {values.pattern} }}"
        if text not in self._pairs:
            length = focus.depth - focus.start + 1
            self._pairs[text] = [
                (tuple(row[i] for i in range(length)), row[length - (shape.path is None)])
                for row in self._ask(text, shape)
            ]
        return self._pairs[text]

    def _of_values(
        self, shape: Shape, constraint: Constraint, focus: Focus, wrong: Callable[[Term], bool]
    ) -> Iterator[Found]:
        for chain, value in self.pairs(shape, focus):
            if wrong(value):
                yield Found(chain, shape, constraint, value, shape.path)

    def node(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Found]:
        """sh:node and sh:and: a value node that one of the shapes refuses is wrong."""
        values = focus.step(shape.path)
        refused = frozenset[Term]().union(*(self.outside(s, values) for s in constraint.shapes))
        if refused:
            yield from self._of_values(shape, constraint, focus, refused.__contains__)

    def either(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Found]:
        """sh:or: a value node that all of the shapes refuse is wrong."""
        values = focus.step(shape.path)
        refused: frozenset[Term] | None = None
        for inner in constraint.shapes:
            these = self.outside(inner, values)
            refused = these if refused is None else refused & these
            if not refused:
                return
        if refused is None:  # an empty list: nothing conforms to none of the shapes
            yield from self._of_values(shape, constraint, focus, lambda _: True)
        else:
            yield from self._of_values(shape, constraint, focus, refused.__contains__)

    def opposite(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Found]:
        """sh:not."""
        refused = self.outside(constraint.shapes[0], focus.step(shape.path))
        yield from self._of_values(shape, constraint, focus, lambda v: v not in refused)

    def exactly_one(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Found]:
        """sh:xone."""
        refused = [self.outside(s, focus.step(shape.path)) for s in constraint.shapes]
        yield from self._of_values(
            shape, constraint, focus, lambda v: sum(v not in these for these in refused) != 1
        )

    def qualified(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Found]:
        """sh:qualifiedMinCount and sh:qualifiedMaxCount."""
        wanted, *siblings = constraint.shapes
        values = focus.step(shape.path)
        refused = self.outside(wanted, values)
        elsewhere = [self.outside(sibling, values) for sibling in siblings]
        counts = Counter(
            chain
            for chain, value in self.pairs(shape, focus)
            if value not in refused and all(value in these for these in elsewhere)
        )
        at_least = constraint.component == "QualifiedMinCount"
        for chain in self._chains(shape, focus):
            count = counts[chain]
            if count < constraint.number if at_least else count > constraint.number:
                yield Found(chain, shape, constraint, None, shape.path)

    def _chains(self, shape: Shape, focus: Focus) -> Iterator[Chain]:
        text = f"SELECT DISTINCT {focus.chain} WHERE {{ {focus.pattern} }}"
        for row in self._ask(text, shape):
            yield tuple(row)

    # -- SPARQL ----------------------------------------------------------------------------

    def _sparql(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Found]:
        validator = constraint.validator
        assert validator is not None
        store = self.data.values
        if sparql.needs_shapes_graph(validator):
            if self._beside is None:
                self._beside = self.data.beside_shapes(self._graph)
            store = self._beside
        if validator.form == "ask":
            text = sparql.ask_query(validator, shape, focus)
            for row in self._ask(text, shape, store):
                *chain, value = row
                bound = dict(validator.bound) | {"value": value, "this": chain[-1]}
                yield Found(tuple(chain), shape, constraint, value, shape.path, bound)
            return
        prepared = self.prepared(validator, shape, focus)
        if prepared.at_once is not None:
            queries = [(prepared.at_once, None)]
        else:
            nodes = [row[0] for row in self._ask(prepared.nodes(), shape, store)]
            queries = [(prepared.for_node(node), node) for node in nodes]
        seen = set()
        for text, node in queries:
            for bound in self.asking.named(text, shape, store, node):
                before = [bound.pop(f"_sctbv_f{i}") for i in range(focus.start, focus.depth)]
                key = (*before, *sorted(bound.items()))
                if key not in seen:
                    seen.add(key)
                    yield self._of_row(shape, constraint, bound, before)

    def prepared(self, validator: Validator, shape: Shape, focus: Focus) -> sparql.Prepared:
        """Return a text with its focus nodes: of all data that have the same, made ready once."""
        key = (shape.node, validator.node, validator.bound, focus)
        made = self.shapes.prepared.get(key)
        if made is None:
            made = self.shapes.prepared[key] = sparql.prepare(validator, shape, focus)
        return made

    def _of_row(
        self, shape: Shape, constraint: Constraint, row: dict[str, Term], before: Sequence[Term]
    ) -> Found:
        if (failure := row.get("failure")) is not None and getattr(failure, "value", "") == "true":
            raise ShapesError(
                f"Ràng buộc SPARQL của shape {shape.node} báo lỗi (?failure) ở {row['this']}.",
                f"The SPARQL constraint of shape {shape.node} reports a failure at {row['this']}.",
            )
        validator = constraint.validator
        assert validator is not None
        value, path = row.get("value"), shape.path
        if shape.path is None:
            value = row["this"] if value is None else value
            chosen = row.get("path")
            path = Path("predicate", chosen) if isinstance(chosen, ox.NamedNode) else None
        bound = dict(validator.bound) | row
        return Found((*before, row["this"]), shape, constraint, value, path, bound)


def _tests(shape: Shape, place: Place) -> list[tuple[Constraint, Test]]:
    """Return the tests of a shape's value nodes, each with its constraint."""
    made = []
    for constraint in shape.constraints:
        component = BY_NAME.get(constraint.component)
        if component is not None and component.test is not None:
            made.append((constraint, component.test(constraint, place)))
    return made


def _fine(tests: Sequence[Test]) -> str:
    """Return an expression that is true where all tests are, and false else: never an error."""
    return f"COALESCE({' && '.join(f'({test.expression})' for test in tests)}, false)"


_NESTED: dict[str, Callable[[Run, Shape, Constraint, Focus], Iterator[Found]]] = {
    "Node": Run.node,
    "And": Run.node,
    "Or": Run.either,
    "Not": Run.opposite,
    "Xone": Run.exactly_one,
    "QualifiedMinCount": Run.qualified,
    "QualifiedMaxCount": Run.qualified,
}
