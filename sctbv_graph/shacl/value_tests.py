"""Components that look at one value node at a time (SHACL 4.1, 4.3, 4.4, parts of 4.5 and 4.8)."""

from __future__ import annotations

import re
from functools import lru_cache, partial

import pyoxigraph as ox

from sctbv_graph.shacl.checks import Place, Test
from sctbv_graph.shacl.lexical import checked, well_formed
from sctbv_graph.shacl.records import Constraint
from sctbv_graph.shacl.triples import SUBCLASS, TYPE, Term
from sctbv_graph.terms import SH, XSD

_NUMBERS = ("integer", "decimal", "float", "double")
_YEARS = ("date", "dateTime", "gYear", "gYearMonth")
_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBLANK({0})",
    "Literal": "isLITERAL({0})",
    "BlankNodeOrIRI": "!isLITERAL({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
    "IRIOrLiteral": "!isBLANK({0})",
}
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
NODE_KINDS = frozenset(SH + name for name in _KINDS)


def instance_of(constraint: Constraint, place: Place) -> Test:
    """sh:class."""
    (cls,) = constraint.terms
    below = place.data.subclasses(cls)
    value = place.value
    if any(isinstance(c, ox.BlankNode) for c in below):
        inner = f"EXISTS {{ ?k {SUBCLASS}* {cls} }}"
        return Test(f"EXISTS {{ {value} {TYPE} ?k FILTER({inner}) }}")
    if len(below) > 8:
        listed = ", ".join(str(c) for c in below)
        return Test(f"EXISTS {{ {value} {TYPE} ?k FILTER(?k IN ({listed})) }}")
    return Test(" || ".join(f"EXISTS {{ {value} {TYPE} {c} }}" for c in below))


def datatype(constraint: Constraint, place: Place) -> Test:
    """sh:datatype: the datatype, and for known ones a lexical form of it.

    The store tells at once which literals it could read; only the others are looked at one by
    one.
    """
    (wanted,) = constraint.terms
    assert isinstance(wanted, ox.NamedNode)
    name, value = wanted.value.removeprefix(XSD), place.value
    same = f"DATATYPE({value}) = {wanted}"

    def recheck(term: Term) -> bool:
        return (
            isinstance(term, ox.Literal)
            and term.datatype == wanted
            and well_formed(term.value, wanted.value)
        )

    if not checked(wanted.value):
        return Test(same)
    if name in _NUMBERS:
        return Test(f"{same} && isNUMERIC({value})", recheck)
    if name in _YEARS:
        return Test(f"{same} && YEAR({value}) < 10000", recheck)
    if name == "boolean":
        return Test(f"{same} && ({value} = true || {value} = false)", recheck)
    return Test("false", recheck)


def node_kind(constraint: Constraint, place: Place) -> Test:
    """sh:nodeKind."""
    (kind,) = constraint.terms
    assert isinstance(kind, ox.NamedNode)
    return Test(_KINDS[kind.value.removeprefix(SH)].format(place.value))


def _range(operator: str, constraint: Constraint, place: Place) -> Test:
    (bound,) = constraint.terms
    return Test(f"{place.data.number(place.value, spelt=place.spelt)} {operator} {bound}")


min_exclusive, min_inclusive = partial(_range, ">"), partial(_range, ">=")
max_exclusive, max_inclusive = partial(_range, "<"), partial(_range, "<=")


def min_length(constraint: Constraint, place: Place) -> Test:
    """sh:minLength, of the text of a literal or an IRI."""
    value = place.value
    if constraint.number == 0:
        return Test(f"!isBLANK({value})")
    return Test(f"!isBLANK({value}) && STRLEN(STR({value})) >= {constraint.number}")


def max_length(constraint: Constraint, place: Place) -> Test:
    """sh:maxLength, of the text of a literal or an IRI."""
    value = place.value
    return Test(f"!isBLANK({value}) && STRLEN(STR({value})) <= {constraint.number}")


def pattern(constraint: Constraint, place: Place) -> Test:
    """sh:pattern; what the store's regular expressions lack (look-ahead ...) is done in Python."""
    (given,) = constraint.terms
    assert isinstance(given, ox.Literal)
    value, flags = place.value, constraint.text
    if store_can_match(given.value, flags):
        asked = f"REGEX(STR({value}), {ox.Literal(given.value)}, {ox.Literal(flags)})"
        return Test(f"!isBLANK({value}) && {asked}")
    matcher = python_pattern(given.value, flags)

    def recheck(term: Term) -> bool:
        if isinstance(term, ox.BlankNode):
            return False
        text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
        return matcher.search(text) is not None

    return Test("false", recheck)


@lru_cache(maxsize=1024)
def store_can_match(text: str, flags: str) -> bool:
    """Tell whether the store's engine takes a regular expression."""
    asked = f"REGEX('', {ox.Literal(text)}, {ox.Literal(flags)})"
    answers = ox.Store().query(f"SELECT ({asked} AS ?r) {{}}")
    assert isinstance(answers, ox.QuerySolutions)
    return all(row["r"] is not None for row in answers)


def python_pattern(text: str, flags: str) -> re.Pattern[str]:
    """Return a regular expression of XPath as Python's; ``re.error`` where it is none."""
    mode = re.NOFLAG
    for flag, meant in _FLAGS.items():
        if flag in flags:
            mode |= meant
    return re.compile(re.escape(text) if "q" in flags else text, mode)


def language_in(constraint: Constraint, place: Place) -> Test:
    """sh:languageIn."""
    value = place.value
    ranges = [f"LANGMATCHES(LANG({value}), {term})" for term in constraint.terms]
    return Test(" || ".join(ranges) or "false")


def member(constraint: Constraint, place: Place) -> Test:
    """sh:in: the same term, not an equal value."""
    value = place.value
    literals = [t for t in constraint.terms if isinstance(t, ox.Literal)]
    iris = [str(t) for t in constraint.terms if isinstance(t, ox.NamedNode)]
    tests = [f"sameTerm({value}, {place.data.constant(term)})" for term in literals]
    if iris:
        tests.append(f"{value} IN ({', '.join(iris)})")
    return Test(" || ".join(tests) or "false")


def disjoint(constraint: Constraint, place: Place) -> Test:
    """sh:disjoint."""
    (predicate,) = constraint.terms
    return Test(f"!EXISTS {{ {place.focus.node} {predicate} {place.value} }}")


def equals_forth(constraint: Constraint, place: Place) -> Test:
    """One half of sh:equals: each value node is a value of the other property."""
    (predicate,) = constraint.terms
    return Test(f"EXISTS {{ {place.focus.node} {predicate} {place.value} }}")
