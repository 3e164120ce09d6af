"""SPARQL constraints evaluated for all focus nodes at once, or node by node where that differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from sctbv_graph.shacl.ahead import Step
from sctbv_graph.shacl.custom import bound_names
from sctbv_graph.shacl.data import SHAPES_GRAPH
from sctbv_graph.shacl.focus import Focus
from sctbv_graph.shacl.prebinding import Text, values_clause
from sctbv_graph.shacl.records import Shape, Validator
from sctbv_graph.shacl.tokens import declarations
from sctbv_graph.shacl.triples import Term

_OWN = re.compile(r"\?(f\d+|m\w*|any|k)\b")
HERE = ox.NamedNode("urn:sctbv:is-this")
"""A function of the store that tells whether a term is the focus node: for blank nodes."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A SPARQL text with its focus nodes.

    ``at_once`` is the query for all of them; none where it runs node by node, and ``nodes`` asks
    for them.
    """

    text: Text
    validator: Validator
    focus: Focus
    constants: Mapping[str, str]
    at_once: str | None = None

    def for_node(self, node: Term) -> str:
        """Return the query for one focus node."""
        if isinstance(node, ox.BlankNode):
            return self.query(f"{own_names(self.focus)} FILTER({HERE}(?this))", graphs_too=False)
        chain = own_names(self.focus) if self.focus.start < self.focus.depth else ""
        return self.query(f"VALUES ?this {{ {node} }} {chain}", graphs_too=True)

    def nodes(self) -> str:
        """Return the query for the focus nodes."""
        return f"SELECT DISTINCT ?this WHERE {{ {own_names(self.focus)} }}"

    def as_step(self) -> Step | None:
        """Return the query for all nodes as one of many that are asked in one request.

        None where it runs node by node, looks into graphs or at the shapes, or does not say what it
        gives.
        """
        top = self.text.selects[0]
        if needs_shapes_graph(self.validator):
            return None
        if self.at_once is None or top.star or any(group.in_graph for group in self.text.groups):
            return None
        if not self.at_once.lstrip().startswith("SELECT"):  # it declares prefixes of its own
            return None
        names = (*chain_names(self.focus).replace("?", "").split(), *top.names)
        return Step(self.at_once, names)

    def query(self, binder: str, *, graphs_too: bool) -> str:
        """Return the query whose focus nodes a pattern binds, also inside GRAPH if so asked."""
        text = self.text
        pieces = []
        for group, needed in text.needing({"this", *self.constants}):
            parts = []
            first = group is text.groups[0]
            if first or ("this" in needed and (graphs_too or not group.in_graph)):
                parts.append(binder)
            given = {n: t for n, t in self.constants.items() if n in needed}
            parts.append(values_clause(given))
            pieces.append((group.at, " ".join(p for p in parts if p)))
        chain = chain_names(self.focus)
        if chain:
            pieces.append((text.selects[0].at, chain))
        return text.with_inserted(p for p in pieces if p[1])


def own_names(focus: Focus) -> str:
    """Return the focus pattern with its last variable as ``?this``, others out of the way."""
    last = f"f{focus.depth}"
    return _OWN.sub(
        lambda found: "?this" if found[1] == last else f"?_sctbv_{found[1]}", focus.pattern
    )


def chain_names(focus: Focus) -> str:
    """Return the variables of the chain before ``?this``."""
    return " ".join(f"?_sctbv_f{i}" for i in range(focus.start, focus.depth))


def prepare(validator: Validator, shape: Shape, focus: Focus) -> Prepared:
    """Return a SELECT ready to run on the focus nodes of a shape."""
    text = _text(validator)
    constants = _constants(validator, shape, text)
    chained = focus.start < focus.depth
    whole = all(
        select.by_node("this") and not (chained and not select.nested and select.grouped)
        for select in text.selects
    )
    in_graph = any(group.in_graph and "this" in needed for group, needed in text.needing({"this"}))
    made = Prepared(text, validator, focus, constants)
    if not whole or in_graph:
        return made
    return replace(made, at_once=made.query(own_names(focus), graphs_too=False))


def ask_query(validator: Validator, shape: Shape, focus: Focus) -> str:
    """Return the SELECT of chains and value nodes for which an ASK is false.

    The engine evaluates EXISTS with what is bound outside, at any depth: that is pre-binding.
    """
    text = _text(validator)
    constants = _constants(validator, shape, text)
    values = focus.step(shape.path)
    pattern = _OWN.sub(r"?_sctbv_\1", values.pattern)
    chain = " ".join(f"?_sctbv_f{i}" for i in range(focus.start, focus.depth + 1))
    this, value = f"?_sctbv_f{focus.depth}", f"?_sctbv_f{values.depth}"
    body = text.text[text.groups[0].at - 1 :]
    # Extend binds a copy, so that the names of the text meet the focus and value nodes.
    copies = f"BIND({this} AS ?this) BIND({value} AS ?value)"
    return (
        f"{declarations(text.text)}SELECT DISTINCT {chain} ?value WHERE {{ {pattern} {copies} "
        f"{values_clause(constants)} FILTER(!EXISTS {body}) }}"
    )


def needs_shapes_graph(validator: Validator) -> bool:
    """Tell whether a text asks the shapes graph."""
    return bool(re.search(r"[$?]shapesGraph\b", validator.text))


def _text(validator: Validator) -> Text:
    assert validator.taken_apart is not None
    return validator.taken_apart


def _constants(validator: Validator, shape: Shape, text: Text) -> dict[str, str]:
    """Return what the names bound beforehand stand for, those that the text mentions."""
    known: dict[str, Term] = {
        "shapesGraph": SHAPES_GRAPH,
        "currentShape": shape.node,
        **dict(validator.bound),
    }
    return {
        name: str(term)
        for name, term in known.items()
        if name in text.names & bound_names(validator) and not isinstance(term, ox.BlankNode)
    }


_FIELD = re.compile(r"\{[?$](\w+)\}")


def filled(messages: tuple[ox.Literal, ...], row: Mapping[str, Term]) -> tuple[ox.Literal, ...]:
    """Return messages with ``{?var}`` filled in, their languages kept (SHACL 5.3.2)."""

    def text(found: re.Match[str]) -> str:
        term = row.get(found[1])
        if term is None:
            return found[0]
        return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)

    return tuple(
        ox.Literal(_FIELD.sub(text, m.value), language=m.language)
        if m.language
        else ox.Literal(_FIELD.sub(text, m.value))
        for m in messages
    )


def rows_of(answers: ox.QuerySolutions) -> Iterator[dict[str, Term]]:
    """Yield each row as a mapping, unbound variables left out."""
    names = [variable.value for variable in answers.variables]
    for row in answers:
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}
