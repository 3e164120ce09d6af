"""What people write for a parameter, as the RDF term that it stands for.

A term is bound by a VALUES clause at the line ``# parameters`` of the query; nothing that a user
wrote is ever pasted into SPARQL.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import QuestionError
from sctbv_graph.query.catalogue import Parameter, Question, choices_query
from sctbv_graph.store import Store, Term, select
from sctbv_graph.terms import XSD
from sctbv_graph.vietnamese.dates import parse_day
from sctbv_graph.vietnamese.fold import plain

_MARK = "# parameters"
Choices = list[tuple[str, str]]


def text_of(term: Term) -> str:
    """Return the IRI or the words of a term."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def choices(store: Store, parameter: Parameter) -> Choices:
    """Return what a parameter can be, read from the graph: (value, label) pairs."""
    query = choices_query(parameter)
    if not query:
        return []
    return [
        (text_of(row["value"]), text_of(row.get("label", row["value"])))
        for row in select(store, query).rows
        if "value" in row
    ]


def _integer(parameter: Parameter, written: str) -> Term:
    low, high = parameter.minimum, parameter.maximum
    digits = written.strip()
    plain_number = digits.lstrip("-").isascii() and digits.lstrip("-").isdigit()
    if not plain_number or len(digits) > 18:
        raise QuestionError(
            f"Tham số “{parameter.name}” phải là số nguyên, không phải “{written}”.",
            f"The parameter “{parameter.name}” must be a whole number, not “{written}”.",
        )
    value = int(digits)
    if (low is not None and value < low) or (high is not None and value > high):
        raise QuestionError(
            f"Tham số “{parameter.name}” phải từ {low} đến {high}, không phải {value}.",
            f"The parameter “{parameter.name}” must be from {low} to {high}, not {value}.",
        )
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def _date(parameter: Parameter, written: str) -> Term:
    day = datetime.now(tz=UTC).date() if written.strip() == "today" else parse_day(written)
    if day is None:
        raise QuestionError(
            f"Tham số “{parameter.name}” phải là ngày (2025-07-01 hoặc 01/7/2025), "
            f"không phải “{written}”.",
            f"The parameter “{parameter.name}” must be a day (2025-07-01 or 01/7/2025), "
            f"not “{written}”.",
        )
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def nearest(written: str, labels: Sequence[str], count: int = 6) -> list[str]:
    """Return the labels nearest to what was written, accents put aside; best first."""
    bare = {plain(label): label for label in labels}
    wanted = plain(written)
    inside = [label for key, label in bare.items() if wanted and wanted in key]
    close = [bare[key] for key in difflib.get_close_matches(wanted, bare, count, 0.5)]
    return list(dict.fromkeys([*inside, *close]))[:count]


def _thing(store: Store, parameter: Parameter, written: str) -> Term:
    if iris.parse(written) or written.startswith((iris.CONCEPT, iris.DEF)):
        try:
            return ox.NamedNode(written)
        except ValueError:
            pass  # no IRI after all: it is looked for among the names
    known = choices(store, parameter)
    wanted = plain(written)
    exact = [value for value, label in known if written in (value, label)]
    folded = [value for value, label in known if wanted and wanted == plain(label)]
    partly = [value for value, label in known if wanted and wanted in plain(label)]
    for found in (exact, folded, partly):
        if len(set(found)) == 1:
            return ox.NamedNode(found[0])
    labels = [label for value, label in known if value in partly]
    shown = "; ".join(labels[:6] or nearest(written, [label for _, label in known]))
    shown = shown or "; ".join(label for _, label in known[:6])
    raise QuestionError(
        f"Tham số “{parameter.name}”: không rõ “{written}” là gì; gần nhất: {shown}…",
        f"The parameter “{parameter.name}”: “{written}” names no single thing; nearest: {shown}…",
    )


def bind(store: Store, parameter: Parameter, written: str) -> Term:
    """Return the RDF term that a written value stands for; `QuestionError` where it fits none."""
    if parameter.type == "integer":
        return _integer(parameter, written)
    if parameter.type == "date":
        return _date(parameter, written)
    if parameter.type == "string":
        return ox.Literal(written)
    return _thing(store, parameter, written)


def bind_all(store: Store, question: Question, given: Mapping[str, str]) -> dict[str, Term]:
    """Return the terms of all parameters given, defaults included.

    Raises `QuestionError` on a parameter that the question does not have or a value that fits
    nothing; a value of "" is none.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for key in given:
        if key not in known:
            shown = ", ".join(known) or "—"
            raise QuestionError(
                f"Câu hỏi “{question.name}” không có tham số “{key}”; các tham số: {shown}.",
                f"The question “{question.name}” has no parameter “{key}”; it has: {shown}.",
            )
    written = {name: given.get(name) or parameter.default for name, parameter in known.items()}
    return {name: bind(store, known[name], value) for name, value in written.items() if value}


def with_values(query: str, terms: Mapping[str, Term]) -> str:
    """Return a question's query with its parameters bound as VALUES."""
    clauses = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in terms.items())
    return query.replace(_MARK, clauses, 1)
