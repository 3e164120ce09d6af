"""What a result means in words, where its shape has no sh:message; and short names of terms."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from sctbv_graph.shacl.records import Constraint, Result
from sctbv_graph.shacl.triples import Term
from sctbv_graph.terms import RDF, RDFS, SH, XSD

# {x} is what the shape asks for, e.g. a number or a class.
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "Class": ("không thuộc lớp {x}", "is no instance of {x}"),
    "Datatype": ("không phải literal đúng kiểu {x}", "is no well-formed literal of type {x}"),
    "NodeKind": ("không phải {x}", "is no {x}"),
    "MinCount": ("có ít hơn {x} giá trị", "has fewer than {x} values"),
    "MaxCount": ("có nhiều hơn {x} giá trị", "has more than {x} values"),
    "MinExclusive": ("không lớn hơn {x}", "is not greater than {x}"),
    "MinInclusive": ("nhỏ hơn {x}", "is less than {x}"),
    "MaxExclusive": ("không nhỏ hơn {x}", "is not less than {x}"),
    "MaxInclusive": ("lớn hơn {x}", "is greater than {x}"),
    "MinLength": ("ngắn hơn {x} ký tự", "is shorter than {x} characters"),
    "MaxLength": ("dài hơn {x} ký tự", "is longer than {x} characters"),
    "Pattern": ("không khớp mẫu {x}", "does not match the pattern {x}"),
    "LanguageIn": ("không thuộc ngôn ngữ {x}", "is not in one of the languages {x}"),
    "UniqueLang": ("có hai giá trị cùng ngôn ngữ", "has two values in one language"),
    "Equals": ("không trùng với giá trị của {x}", "differs from the values of {x}"),
    "Disjoint": ("trùng với một giá trị của {x}", "is a value of {x} as well"),
    "LessThan": ("không nhỏ hơn giá trị của {x}", "is not less than the value of {x}"),
    "LessThanOrEquals": ("lớn hơn giá trị của {x}", "is greater than the value of {x}"),
    "Not": ("thỏa shape {x} mà không được thỏa", "conforms to {x}, which it must not"),
    "And": ("không thỏa mọi shape trong {x}", "does not conform to all of {x}"),
    "Or": ("không thỏa shape nào trong {x}", "conforms to none of {x}"),
    "Xone": ("không thỏa đúng một shape trong {x}", "does not conform to exactly one of {x}"),
    "Node": ("không thỏa shape {x}", "does not conform to the shape {x}"),
    "QualifiedMinCount": (
        "có ít hơn {x} giá trị thỏa shape kèm điều kiện",
        "has fewer than {x} values that conform to the qualified shape",
    ),
    "QualifiedMaxCount": (
        "có nhiều hơn {x} giá trị thỏa shape kèm điều kiện",
        "has more than {x} values that conform to the qualified shape",
    ),
    "Closed": ("có thuộc tính ngoài danh sách cho phép", "has a property that is not listed"),
    "HasValue": ("thiếu giá trị {x}", "lacks the value {x}"),
    "In": ("không thuộc danh sách {x}", "is not one of {x}"),
    "SPARQL": ("trái một ràng buộc SPARQL", "breaks a SPARQL constraint"),
}
_NUMBERED = ("Count", "Length")


def expected(constraint: Constraint) -> str:
    """Return what a constraint asks for, shortly; empty where there is nothing to name."""
    if constraint.component.endswith(_NUMBERED):
        return str(constraint.number)
    named = [short(term) for term in (*constraint.terms, *constraint.shapes)]
    return ", ".join(name for name in named if not name.startswith("_:"))


def short(term: Term) -> str:
    """Return a term as people read it: the text of a string, standard names with prefixes."""
    if isinstance(term, ox.NamedNode):
        for prefix, space in (("xsd", XSD), ("sh", SH), ("rdf", RDF), ("rdfs", RDFS)):
            if term.value.startswith(space):
                return f"{prefix}:{term.value.removeprefix(space)}"
        return term.value
    if not isinstance(term, ox.Literal):
        return str(term)
    plain = term.language is None and term.datatype.value == XSD + "string"
    quoted = f"“{term.value}”" if plain or term.language else term.value
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if plain else f"{quoted} ({short(term.datatype)})"


def message(result: Result, lang: str) -> str:
    """Return what to tell of a result: its own message in the language, else one made for it."""
    by_language = {m.language or "": m.value for m in result.messages}
    for wanted in (lang, "", "vi", "en", *sorted(by_language)):
        if wanted in by_language:
            return by_language[wanted]
    name = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    vi, en = _SENTENCES.get(name, (f"trái ràng buộc {name}", f"breaks the constraint {name}"))
    made = (en if lang == "en" else vi).replace("{x}", result.expected)
    return " ".join(made.split())
