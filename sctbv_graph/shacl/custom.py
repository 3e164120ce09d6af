"""sh:sparql constraints (SHACL 5) and SPARQL-based constraint components (SHACL 6), as records.

What appendix A forbids in a text is found here, before any data are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph.shacl.nesting import nest_exists
from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.prebinding import Text, objections, read_text
from sctbv_graph.shacl.reading import Source, is_true, sh
from sctbv_graph.shacl.records import Constraint, Validator
from sctbv_graph.shacl.tokens import UnreadableTextError, replace_variable, spelt_out
from sctbv_graph.shacl.triples import Node, Term, Triples
from sctbv_graph.terms import OWL, RDF, RDFS

SPARQL = "SPARQL"
CUSTOM = "Custom"
_ALWAYS = (("rdf", RDF), ("rdfs", RDFS), ("owl", OWL))
"""Prefixes that pySHACL gives without being asked, and shapes rely on."""
_IMPORTS = ox.NamedNode(OWL + "imports")
_RESERVED = {"this", "shapesGraph", "currentShape", "path", "PATH", "value"}
_LOCAL = re.compile(r"[^/#]+\Z")
_VARIABLE = re.compile(r"[^\W\d]\w*\Z")


@dataclass(frozen=True, slots=True)
class Custom:
    """A SPARQL-based constraint component: its parameters, name -> (property, optional)."""

    node: Node
    parameters: tuple[tuple[str, ox.NamedNode, bool], ...]


def custom_components(graph: Triples, source_of: Callable[[Node], Source]) -> tuple[Custom, ...]:
    """Return the components that a shapes graph declares, in its order."""
    found = []
    for node in graph.subjects():
        if not graph.objects(node, sh("parameter")):
            continue
        if not graph.is_instance(node, sh("ConstraintComponent")):
            continue
        source = source_of(node)
        parameters = []
        for parameter in source.values("parameter"):
            paths = graph.objects(parameter, sh("path"))
            name = _LOCAL.search(paths[0].value) if _one_iri(paths) else None  # type: ignore[union-attr]
            if name is None or not _VARIABLE.match(name[0]) or name[0] in _RESERVED:
                source.broken(
                    "tham số phải có một sh:path là IRI mà phần cuối dùng làm tên biến được",
                    "a parameter needs one sh:path, an IRI that ends in a name for a variable",
                )
            optional = any(is_true(v) for v in graph.objects(parameter, sh("optional")))
            parameters.append((name[0], paths[0], optional))
        found.append(Custom(node, tuple(parameters)))  # type: ignore[arg-type]
    return tuple(found)


def _one_iri(values: list[Term]) -> bool:
    return len(values) == 1 and isinstance(values[0], ox.NamedNode)


def sparql_constraints(source: Source, path: Path | None) -> Iterable[Constraint]:
    """Return the sh:sparql constraints of a shape with this path that are not deactivated."""
    for value in source.values("sparql"):
        node = source.shape("sparql", value)
        if any(is_true(v) for v in source.graph.objects(node, sh("deactivated"))):
            continue
        validator = _validator(source, path, Validator(node, "select"))
        yield Constraint(SPARQL, validator=validator)


def custom_constraints(
    source: Source, components: tuple[Custom, ...], path: Path | None
) -> Iterable[Constraint]:
    """Return the constraints that a shape makes of the components its shapes graph declares."""
    for component in components:
        needed = [p for _, p, optional in component.parameters if not optional]
        if not needed or not all(source.graph.objects(source.node, p) for p in needed):
            continue
        for bound in _bindings(source, component):
            names = {name for name, _ in bound}
            absent = tuple(name for name, *_ in component.parameters if name not in names)
            form, node = _chosen(source, component, has_path=path is not None)
            begun = Validator(node, form, bound=bound, absent=absent)
            validator = _validator(source, path, begun)
            yield Constraint(CUSTOM, (component.node,), validator=validator)


def _bindings(source: Source, component: Custom) -> Iterable[tuple[tuple[str, Term], ...]]:
    """Return the values of the parameters: of one parameter each value, of several the only one."""
    values = {
        name: source.graph.objects(source.node, predicate)
        for name, predicate, _ in component.parameters
    }
    if len(values) > 1 and any(len(found) > 1 for found in values.values()):
        source.broken(
            f"một tham số của {component.node} có nhiều giá trị",
            f"a parameter of {component.node} has more than one value",
        )
    if len(values) == 1:
        ((name, found),) = values.items()
        return [((name, value),) for value in found]
    return [tuple((name, found[0]) for name, found in values.items() if found)]


def _chosen(source: Source, component: Custom, *, has_path: bool) -> tuple[str, Node]:
    """Return form and node of the validator to use (SHACL 6.2.3): the special one, if any."""
    graph = source.graph
    special = "propertyValidator" if has_path else "nodeValidator"
    for name, form in ((special, "select"), ("validator", "ask")):
        found = graph.objects(component.node, sh(name))
        if found:
            return form, source.shape(name, found[0])
    return source.broken(
        f"{component.node} không có validator dùng được cho shape này",
        f"{component.node} has no validator for such a shape",
    )


def _validator(source: Source, path: Path | None, begun: Validator) -> Validator:
    """Return a validator with its text, prefixes and messages, checked."""
    graph, node, form = source.graph, begun.node, begun.form
    texts = graph.objects(node, sh(form))
    if len(texts) != 1:
        source.broken(
            f"ràng buộc SPARQL {node} phải có đúng một sh:{form}",
            f"the SPARQL constraint {node} must have exactly one sh:{form}",
        )
    text = source.text(form, texts[0]).value
    messages = tuple(source.text("message", m) for m in graph.objects(node, sh("message")))
    prefixes = _prefixes(source, node)
    made = replace(begun, text=text, prefixes=prefixes, messages=messages)
    return replace(made, taken_apart=_checked(source, made, path))


def _prefixes(source: Source, node: Node) -> tuple[tuple[str, str], ...]:
    """Return the prefixes that sh:prefixes leads to, over owl:imports (SHACL 5.2.1)."""
    graph, found = source.graph, dict(_ALWAYS)
    here, seen = list(graph.objects(node, sh("prefixes"))), set[Term]()
    while here:
        ontology = here.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        here += graph.objects(ontology, _IMPORTS)
        for declared in graph.objects(ontology, sh("declare")):
            names = graph.objects(declared, sh("prefix"))
            spaces = graph.objects(declared, sh("namespace"))
            if len(names) != 1 or len(spaces) != 1:
                source.broken(
                    f"một sh:declare của {ontology} thiếu sh:prefix hoặc sh:namespace",
                    f"a sh:declare of {ontology} lacks its sh:prefix or sh:namespace",
                )
            name, space = names[0], spaces[0]
            assert isinstance(name, ox.Literal)
            assert isinstance(space, ox.Literal | ox.NamedNode)
            found[name.value] = space.value
    return tuple(sorted(found.items()))


@lru_cache(maxsize=1024)
def _taken_apart(text: str, prefixes: tuple[tuple[str, str], ...], path: str) -> Text:
    """Take a text apart once: a server asks the same shapes of every file."""
    spelt = spelt_out(text, prefixes)
    return read_text(nest_exists(replace_variable(spelt, "PATH", path)))


def bound_names(validator: Validator) -> set[str]:
    """Return the variables that are bound before a validator's text is evaluated."""
    names = {"this", "shapesGraph", "currentShape", "PATH", *(name for name, _ in validator.bound)}
    return names | {"value"} if validator.form == "ask" else names


def _checked(source: Source, validator: Validator, path: Path | None) -> Text:
    """Return a text taken apart; refuse what cannot run or must not (appendix A) by shape."""
    in_path = path.sparql() if path is not None else "<urn:sctbv:no-path>"
    filled = replace_variable(validator.text, "PATH", in_path)
    try:
        text = _taken_apart(validator.text, validator.prefixes, in_path)
    except UnreadableTextError:
        text = None
    if text is not None:
        required = {"this", *(n for n, _ in validator.bound)} & (text.names | {"this"})
        said = objections(text, required, bound_names(validator))
        if said:
            source.broken(
                f"SPARQL trái quy định gán biến trước của SHACL ({'; '.join(said)})",
                f"its SPARQL breaks the rules of pre-binding ({'; '.join(said)})",
            )
    try:
        # As the author wrote it: the message tells where in that text the fault is.
        answer = ox.Store().query(filled, prefixes=dict(validator.prefixes))
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        source.broken(f"SPARQL sai cú pháp ({reason})", f"a syntax error in SPARQL ({reason})")
    wanted = ox.QueryBoolean if validator.form == "ask" else ox.QuerySolutions
    if text is None or not isinstance(answer, wanted):
        source.broken(
            f"sh:{validator.form} phải là truy vấn {validator.form.upper()}",
            f"sh:{validator.form} must hold a query of form {validator.form.upper()}",
        )
    if validator.form == "select" and "this" not in text.selects[0].names:
        source.broken("SELECT phải trả về $this", "its SELECT must give $this")
    return text
