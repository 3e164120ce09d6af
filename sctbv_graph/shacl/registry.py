"""The one table of constraint components: SHACL Core, section 4, and sh:sparql, section 5.

Each says which parameter makes it, how it is read, what it compiles to (a ``test`` of each value
node, a test of the ``focus`` node, a ``query``, or shapes inside, ``nested``), when a look at the
values says that nothing is wrong (``ruled_out``), and the sentence of the W3C recommendation that
it implements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sctbv_graph.shacl import reading as read
from sctbv_graph.shacl import set_queries as sets
from sctbv_graph.shacl import value_tests as values
from sctbv_graph.shacl.checks import FocusTester, Querier, RuledOut, Tester
from sctbv_graph.shacl.reading import Source
from sctbv_graph.shacl.records import Constraint

Reader = Callable[[Source, str, str], Iterable[Constraint]]


@dataclass(frozen=True, slots=True)
class Component:
    """A row of the table. ``name`` is the component's local name without "ConstraintComponent"."""

    name: str
    parameter: str
    read: Reader
    says: str
    test: Tester | None = None
    focus: FocusTester | None = None
    query: Querier | None = None
    nested: bool = False
    ruled_out: RuledOut | None = None
    only_properties: bool = False
    """Whether the recommendation forbids it on node shapes."""


_EACH = "there is a validation result with the value node as sh:value."

TABLE: tuple[Component, ...] = (
    Component(
        "Class",
        "class",
        read.iris,
        "For each value node that is either a literal, or a non-literal that is not a SHACL "
        f"instance of $class in the data graph, {_EACH}",
        test=values.instance_of,
    ),
    Component(
        "Datatype",
        "datatype",
        read.one_iri,
        "For each value node that is not a literal, or is a literal with a datatype that does "
        f"not match $datatype, {_EACH}",
        test=values.datatype,
    ),
    Component(
        "NodeKind",
        "nodeKind",
        read.one_kind,
        f"For each value node that does not match $nodeKind, {_EACH}",
        test=values.node_kind,
    ),
    Component(
        "MinCount",
        "minCount",
        read.one_integer,
        "If the number of value nodes is less than $minCount, there is a validation result.",
        focus=sets.min_count_test,
        query=sets.min_count,
        ruled_out=sets.enough,
        only_properties=True,
    ),
    Component(
        "MaxCount",
        "maxCount",
        read.one_integer,
        "If the number of value nodes is greater than $maxCount, there is a validation result.",
        focus=sets.max_count_test,
        query=sets.max_count,
        ruled_out=sets.not_too_many,
        only_properties=True,
    ),
    Component(
        "MinExclusive",
        "minExclusive",
        read.literals,
        "For each value node v where the SPARQL expression $minExclusive < v does not return "
        "true, there is a validation result with v as sh:value.",
        test=values.min_exclusive,
    ),
    Component(
        "MinInclusive",
        "minInclusive",
        read.literals,
        "For each value node v where the SPARQL expression $minInclusive <= v does not return "
        "true, there is a validation result with v as sh:value.",
        test=values.min_inclusive,
    ),
    Component(
        "MaxExclusive",
        "maxExclusive",
        read.literals,
        "For each value node v where the SPARQL expression $maxExclusive > v does not return "
        "true, there is a validation result with v as sh:value.",
        test=values.max_exclusive,
    ),
    Component(
        "MaxInclusive",
        "maxInclusive",
        read.literals,
        "For each value node v where the SPARQL expression $maxInclusive >= v does not return "
        "true, there is a validation result with v as sh:value.",
        test=values.max_inclusive,
    ),
    Component(
        "MinLength",
        "minLength",
        read.one_integer,
        "For each value node v where the length of the string representation of v is less than "
        "$minLength, or where v is a blank node, there is a validation result with v as sh:value.",
        test=values.min_length,
    ),
    Component(
        "MaxLength",
        "maxLength",
        read.one_integer,
        "For each value node v where the length of the string representation of v is greater "
        "than $maxLength, or where v is a blank node, there is a validation result with v as "
        "sh:value.",
        test=values.max_length,
    ),
    Component(
        "Pattern",
        "pattern",
        read.patterns,
        "For each value node that is a blank node or where the string representation does not "
        f"match the regular expression $pattern, {_EACH}",
        test=values.pattern,
    ),
    Component(
        "LanguageIn",
        "languageIn",
        read.languages,
        "For each value node that is either not a literal or that does not have a language tag "
        f"matching any of the basic language ranges that are the members of $languageIn, {_EACH}",
        test=values.language_in,
    ),
    Component(
        "UniqueLang",
        "uniqueLang",
        read.switch,
        "If $uniqueLang is true then for each non-empty language tag that is used by at least "
        "two value nodes, there is a validation result.",
        query=sets.unique_lang,
        ruled_out=sets.each_one_at_most,
        only_properties=True,
    ),
    Component(
        "Equals",
        "equals",
        read.iris,
        "For each value node that does not exist as a value of the property $equals at the focus "
        "node, there is a validation result with the value node as sh:value. For each value of "
        "the property $equals at the focus node that is not one of the value nodes, there is a "
        "validation result with the value as sh:value.",
        test=values.equals_forth,
        query=sets.equals_back,
    ),
    Component(
        "Disjoint",
        "disjoint",
        read.iris,
        "For each value node that also exists as a value of the property $disjoint at the focus "
        "node, there is a validation result with the value node as sh:value.",
        test=values.disjoint,
    ),
    Component(
        "LessThan",
        "lessThan",
        read.iris,
        "For each pair of value nodes and the values of the property $lessThan at the given "
        "focus node where the first value is not less than the second value, or where the two "
        "values cannot be compared, there is a validation result with the value node as sh:value.",
        query=sets.less_than,
        ruled_out=sets.no_values,
        only_properties=True,
    ),
    Component(
        "LessThanOrEquals",
        "lessThanOrEquals",
        read.iris,
        "For each pair of value nodes and the values of the property $lessThanOrEquals at the "
        "given focus node where the first value is not less than or equal to the second value, "
        "or where the two values cannot be compared, there is a validation result with the value "
        "node as sh:value.",
        query=sets.less_than_or_equals,
        ruled_out=sets.no_values,
        only_properties=True,
    ),
    Component(
        "Not",
        "not",
        read.shapes,
        "For each value node v: if v conforms to $not, there is a validation result with v as "
        "sh:value.",
        nested=True,
    ),
    Component(
        "And",
        "and",
        read.shape_lists,
        "For each value node v: if v does not conform to each member of $and, there is a "
        "validation result with v as sh:value.",
        nested=True,
    ),
    Component(
        "Or",
        "or",
        read.shape_lists,
        "For each value node v: if v conforms to none of the members of $or, there is a "
        "validation result with v as sh:value.",
        nested=True,
    ),
    Component(
        "Xone",
        "xone",
        read.shape_lists,
        "For each value node v let N be the number of the shapes that are members of $xone where "
        "v conforms to the shape. If N is not exactly 1, there is a validation result with v as "
        "sh:value.",
        nested=True,
    ),
    Component(
        "Node",
        "node",
        read.shapes,
        "For each value node v: if v does not conform to $node, there is a validation result "
        "with v as sh:value.",
        nested=True,
    ),
    Component(
        "Property",
        "property",
        read.shapes,
        "For each value node v: the validation results are the results of validating v as focus "
        "node against the property shape $property.",
        nested=True,
    ),
    Component(
        "QualifiedMinCount",
        "qualifiedMinCount",
        read.qualified,
        "Let C be the number of value nodes v where v conforms to $qualifiedValueShape (and, "
        "where $qualifiedValueShapesDisjoint is true, to no sibling shape). If C is less than "
        "$qualifiedMinCount, there is a validation result.",
        nested=True,
        only_properties=True,
    ),
    Component(
        "QualifiedMaxCount",
        "qualifiedMaxCount",
        read.qualified,
        "Let C be as for sh:qualifiedMinCount. If C is greater than $qualifiedMaxCount, there is "
        "a validation result.",
        nested=True,
        only_properties=True,
    ),
    Component(
        "Closed",
        "closed",
        read.closing,
        "If $closed is true then there is a validation result for each triple that has a value "
        "node as its subject and a predicate that is not explicitly enumerated.",
        query=sets.closed,
    ),
    Component(
        "HasValue",
        "hasValue",
        read.any_term,
        "If the RDF term $hasValue is not among the value nodes, there is a validation result.",
        focus=sets.has_value,
    ),
    Component(
        "In",
        "in",
        read.listed,
        f"For each value node that is not a member of $in, {_EACH}",
        test=values.member,
    ),
)

BY_NAME = {component.name: component for component in TABLE}

# Beside the parameters above: what may stand on a shape without being a constraint of its own.
BESIDE = frozenset(
    {
        "flags", "ignoredProperties", "qualifiedValueShape", "qualifiedValueShapesDisjoint",
        "sparql", "path", "severity", "message", "deactivated", "name", "description", "order",
        "group", "defaultValue", "targetNode", "targetClass", "targetSubjectsOf",
        "targetObjectsOf",
        # of shapes that are something else as well
        "declare", "prefixes", "select", "ask", "parameter", "labelTemplate", "validator",
        "nodeValidator", "propertyValidator", "optional", "inversePath", "alternativePath",
        "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "shapesGraph", "suggestedShapesGraph",
        "entailment",
    }
)  # fmt: skip

# SHACL-AF and SHACL-JS: pySHACL does these.
ELSEWHERE = frozenset({"target", "rule", "expression", "js", "values"})
