"""A question of the catalogue, or a query that a user wrote, answered with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from sctbv_graph.errors import QuestionError
from sctbv_graph.query.catalogue import Question, find_question, own_question
from sctbv_graph.query.evidence import NODES, Passage, RowEvidence, describe, evidence_of
from sctbv_graph.query.ordering import ordered
from sctbv_graph.query.parameters import bind_all, text_of, with_values
from sctbv_graph.query.trace import trace
from sctbv_graph.settings import BASE
from sctbv_graph.store import Row, Rows, Store, check_allowed, rows_of

MAX_ROWS = 20_000
"""Rows of an answer with labels and evidence; more are cut off, and it is said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with their labels and, one a row, what they rest on.

    ``parameters`` holds what was asked with, defaults included; ``bound`` the same as the values
    that were bound (``labels`` has their names); ``query`` is the SPARQL as asked.
    """

    question: Question
    parameters: Mapping[str, str]
    bound: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, str]
    basis: Mapping[str, str]
    rests_on: tuple[RowEvidence, ...]
    query: str
    absence: bool
    truncated: bool

    @property
    def evidence(self) -> tuple[tuple[Passage, ...], ...]:
        """The passages alone, one list a row."""
        return tuple(found.passages for found in self.rests_on)


def answer(
    store: Store,
    name: str,
    parameters: Mapping[str, str] | None = None,
    evidence: bool = False,
    lang: str = "vi",
) -> Answer:
    """Answer a question of the catalogue.

    Raises `QuestionError` on an unknown question or parameter, or a value that fits nothing.
    """
    question = find_question(name)
    given = {key: value for key, value in (parameters or {}).items() if value != ""}
    terms = bind_all(store, question, given)
    query = with_values(question.query, terms)
    bound = {key: text_of(term) for key, term in terms.items()}
    return _answer(store, question, {**bound, **given}, bound, query, evidence, lang)


def answer_query(store: Store, query: str, evidence: bool = True, lang: str = "vi") -> Answer:
    """Answer a user's own SELECT.

    Raises `QueryError` where it does not parse, `QuestionError` where it is no SELECT.
    """
    form = check_allowed(query)
    if form != "SELECT":
        raise QuestionError(
            f"Chỉ SELECT mới có căn cứ từng dòng; đây là {form}. Hãy viết lại thành SELECT.",
            f"Only a SELECT has evidence on rows; this is {form}. Write it as a SELECT.",
        )
    return _answer(store, own_question(query), {}, {}, query, evidence, lang)


def graphs_of(store: Store, question: Question) -> list[str] | None:
    """Return the graphs that a question's layers name, ``None`` for the merged graph."""
    if not question.layers:
        return None
    return [
        name
        for name in store.graph_names()
        if name.rsplit("/", 1)[-1] in question.layers
        or ("reference" in question.layers and "/graph/reference/" in name)
    ]


def _answer(
    store: Store,
    question: Question,
    given: Mapping[str, str],
    bound: Mapping[str, str],
    query: str,
    evidence: bool,
    lang: str,
) -> Answer:
    graphs = graphs_of(store, question)
    traced = trace(query)
    has_nodes = f"?{NODES})" in query
    further = (NODES,) if has_nodes else traced.columns
    asked = query if has_nodes or not evidence else traced.query
    found = ordered(store, asked, graphs, MAX_ROWS + 1)
    hidden = {NODES, *traced.columns} if asked is traced.query else {NODES}
    columns = tuple(column for column in found.columns if column not in hidden)
    rows = found.rows[:MAX_ROWS]
    rests_on: tuple[RowEvidence, ...] = ()
    if evidence:
        rests_on = evidence_of(store, rows, further, traced.absence, traced.iris)
    shown = _own_columns(rows, columns)
    labels, basis = describe(store, _things(shown, bound), lang)
    return Answer(
        question, given, bound, columns, shown, labels, basis,
        rests_on or tuple(RowEvidence(()) for _ in rows),
        query, traced.absence, len(found.rows) > MAX_ROWS,
    )  # fmt: skip


def told_in(store: Store, found: Answer, lang: str) -> Answer:
    """Return an answer with its labels in a language; nothing is asked but those."""
    labels, basis = describe(store, _things(found.rows, found.bound), lang)
    return replace(found, labels=labels, basis=basis)


def _things(rows: tuple[Row, ...], bound: Mapping[str, str]) -> list[str]:
    """Return the things that rows and parameters name, sorted."""
    nodes = {t.value for row in rows for t in row.values() if isinstance(t, ox.NamedNode)}
    nodes.update(value for value in bound.values() if value.startswith(BASE))
    return sorted(nodes)


def _own_columns(rows: tuple[Row, ...], columns: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple({name: row[name] for name in columns if name in row} for row in rows)


def plain_rows(store: Store, question: Question, query: str) -> Rows:
    """Return rows alone, without labels and evidence; for what only compares."""
    found = rows_of(store.query(query, graphs_of(store, question)))
    columns = tuple(column for column in found.columns if column != NODES)
    return Rows(columns, _own_columns(found.rows, columns))
