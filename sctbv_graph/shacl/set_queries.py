"""Components that look at all value nodes of a focus node together: counts and pairs."""

from __future__ import annotations

from functools import partial

from sctbv_graph.shacl.checks import Look, Place, Query, Test
from sctbv_graph.shacl.records import Constraint


def _counted(place: Place) -> str:
    """Return the expression that counts value nodes, each once."""
    return f"COUNT({'' if place.values.distinct else 'DISTINCT '}{place.value})"


def enough(constraint: Constraint, look: Look | None) -> bool:
    """Tell whether every node has at least as many values as sh:minCount asks for."""
    if look is None or constraint.number > 1:
        return False
    return constraint.number == 0 or look.having == look.nodes


def not_too_many(constraint: Constraint, look: Look | None) -> bool:
    """Tell whether no node has more values than sh:maxCount allows."""
    if look is None:
        return False
    each_one = look.values == look.having
    return look.values <= constraint.number or (constraint.number >= 1 and each_one)


def each_one_at_most(_constraint: Constraint, look: Look | None) -> bool:
    """Tell whether no node has two values: then no two share a language."""
    return look is not None and look.values == look.having


def no_values(_constraint: Constraint, look: Look | None) -> bool:
    """Tell whether there is no value that could be wrong."""
    return look is not None and look.values == 0


def min_count_test(constraint: Constraint, place: Place) -> Test | None:
    """sh:minCount 1, which asks whether there is a value."""
    assert place.path is not None
    if constraint.number > 1:
        return None
    if constraint.number == 0:
        return Test("true")
    return Test(place.path.exists(place.focus.node, "?any"))


def min_count(constraint: Constraint, place: Place) -> list[Query]:
    """sh:minCount of more than one."""
    focus, path = place.focus, place.path
    assert path is not None
    values = path.pattern(focus.node, place.value)
    return [
        Query(
            f"SELECT {focus.chain} WHERE {{ {focus.pattern} OPTIONAL {{ {values} }} }} "
            f"GROUP BY {focus.chain} HAVING({_counted(place)} < {constraint.number})"
        )
    ]


def max_count_test(constraint: Constraint, place: Place) -> Test | None:
    """sh:maxCount 0 and 1, which ask for a value, and for a second one that is another."""
    focus, path = place.focus, place.path
    assert path is not None
    if constraint.number == 0:
        return Test(f"!({path.exists(focus.node, '?any')})")
    if constraint.number > 1 or not path.direct:
        return None
    one, other = path.pattern(focus.node, "?one"), path.pattern(focus.node, "?another")
    return Test(
        f"!EXISTS {{ {one} FILTER EXISTS {{ {other} FILTER(!sameTerm(?one, ?another)) }} }}"
    )


def max_count(constraint: Constraint, place: Place) -> list[Query]:
    """sh:maxCount of more than one, or over a path that may reach a node twice."""
    return [
        Query(
            f"SELECT {place.focus.chain} WHERE {{ {place.values.pattern} }} "
            f"GROUP BY {place.focus.chain} HAVING({_counted(place)} > {constraint.number})"
        )
    ]


def has_value(constraint: Constraint, place: Place) -> Test:
    """sh:hasValue: the same term, not an equal value."""
    (term,) = constraint.terms
    wanted = place.data.constant(term)
    if place.path is None:
        return Test(f"sameTerm({place.focus.node}, {wanted})")
    return Test(place.path.exists(place.focus.node, wanted))


def unique_lang(_constraint: Constraint, place: Place) -> list[Query]:
    """sh:uniqueLang: one row for each language that two value nodes have."""
    tag = f"LCASE(LANG({place.value}))"
    return [
        Query(
            f"SELECT {place.focus.chain} WHERE {{ {place.values.pattern} "
            f"BIND({tag} AS ?tag) FILTER(?tag != '') }} "
            f"GROUP BY {place.focus.chain} ?tag HAVING({_counted(place)} > 1)"
        )
    ]


def equals_back(constraint: Constraint, place: Place) -> list[Query]:
    """The other half of sh:equals: each value of the other property is a value node."""
    (predicate,) = constraint.terms
    focus = place.focus
    found = f"sameTerm({focus.node}, ?other)"
    if place.path is not None:
        found = place.path.exists(focus.node, "?other")
    return [
        Query(
            f"SELECT DISTINCT {focus.chain} ?other WHERE {{ {focus.pattern} "
            f"{focus.node} {predicate} ?other . FILTER(!({found})) }}",
            value=True,
        )
    ]


def _less(operator: str, constraint: Constraint, place: Place) -> list[Query]:
    (predicate,) = constraint.terms
    focus, data = place.focus, place.data
    smaller = data.number(place.value, spelt=place.spelt)
    bigger = data.number("?other", spelt=place.spelt)
    return [
        Query(
            f"SELECT DISTINCT {focus.chain} {place.value} ?other WHERE {{ {place.values.pattern} "
            f"{focus.node} {predicate} ?other . "
            f"FILTER(!COALESCE({smaller} {operator} {bigger}, false)) }}",
            value=True,
        )
    ]


less_than, less_than_or_equals = partial(_less, "<"), partial(_less, "<=")


def closed(constraint: Constraint, place: Place) -> list[Query]:
    """sh:closed: every triple of a value node has one of the listed predicates."""
    allowed = ", ".join(str(term) for term in constraint.terms)
    node = "" if place.path is None else place.value  # a result for each value node
    outside = f"FILTER(?p NOT IN ({allowed}))" if allowed else ""
    return [
        Query(
            f"SELECT DISTINCT {place.focus.chain} ?o ?p {node} WHERE {{ {place.values.pattern} "
            f"{place.value} ?p ?o . {outside} }}",
            value=True,
            path=True,
        )
    ]
