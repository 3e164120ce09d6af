"""Questions of the catalogue, their parameters, and the evidence of each row.

A question is one file, ``queries/questions/{name}.rq``: a header of ``#+`` lines in YAML (name,
question, persona, parameters, columns), then the query. Parameters are bound as values, never
pasted: the line ``# parameters`` in the pattern is replaced by a VALUES clause of RDF terms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import QuestionError, ReferenceDataError, UnknownQuestionError
from sctbv_graph.settings import bundle
from sctbv_graph.store import Row, Rows, Store, Term, rows_of, select
from sctbv_graph.terms import XSD
from sctbv_graph.vietnamese.fold import strip_marks
from sctbv_graph.vietnamese.numbers import format_number

_MARK = "# parameters"
_NODES = "nodes"
"""Hidden column: IRIs parted by blanks whose evidence belongs to an aggregated row."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: type is "iri", "string" or "integer"; choices is a SELECT of ?value ?label."""

    name: str
    type: str
    label: Mapping[str, str]
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the catalogue."""

    name: str
    question: Mapping[str, str]
    persona: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    query: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with its place: offsets in code points, lines from 1."""

    quote: str
    document: str
    line: int
    start: int
    end: int
    row: int | None
    column: str | None
    node: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with their labels and, one list a row, their evidence."""

    question: Question
    parameters: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, str]
    basis: Mapping[str, str]
    evidence: tuple[tuple[Passage, ...], ...]


@lru_cache(maxsize=1)
def load_questions() -> dict[str, Question]:
    """Return the catalogue by name, in the order of the file names."""
    return {
        question.name: question
        for question in map(_load, sorted((bundle() / "queries" / "questions").glob("*.rq")))
    }


def _load(path: Path) -> Question:
    import yaml

    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = "".join(
        line.removeprefix("#+").removeprefix(" ") for line in lines if line.startswith("#+")
    )
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        header = yaml.load(head, Loader=loader)  # noqa: S506  a safe one, in C where there is one
        return Question(
            name=header["name"],
            question=header["question"],
            persona=header["persona"],
            parameters=tuple(Parameter(**p) for p in header.get("parameters", ())),
            columns=header["columns"],
            query="".join(line for line in lines if not line.startswith("#+")),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ReferenceDataError(
            f"Phần đầu của câu hỏi “{path.name}” không đúng: {error}.",
            f"The header of the question “{path.name}” is wrong: {error}.",
        ) from None


def find_question(name: str) -> Question:
    """Return a question by name; `QuestionError` names the nearest ones."""
    questions = load_questions()
    if name in questions:
        return questions[name]
    import difflib

    near = ", ".join(difflib.get_close_matches(name, questions, 3, 0.3)) or ", ".join(questions)
    raise UnknownQuestionError(
        f"Không có câu hỏi “{name}”; gần nhất: {near}. Gõ `sctbv ask` để xem tất cả.",
        f"There is no question “{name}”; nearest: {near}. `sctbv ask` lists them all.",
    )


def choices(store: Store, parameter: Parameter) -> list[tuple[str, str]]:
    """Return what a parameter can be, read from the graph: (value, label) pairs."""
    if not parameter.choices:
        return []
    found = select(store, parameter.choices)
    return [
        (_plain(row["value"]), _plain(row.get("label", row["value"])))
        for row in found.rows
        if "value" in row
    ]


def _plain(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _bind(store: Store, parameter: Parameter, written: str) -> Term:
    """Return the RDF term that a written value stands for."""
    if parameter.type == "integer":
        if not written.strip().lstrip("-").isdigit():
            raise QuestionError(
                f"Tham số “{parameter.name}” phải là số nguyên, không phải “{written}”.",
                f"The parameter “{parameter.name}” must be a whole number, not “{written}”.",
            )
        return ox.Literal(written.strip(), datatype=ox.NamedNode(XSD + "integer"))
    if parameter.type == "string":
        return ox.Literal(written)
    if iris.parse(written) or written.startswith(iris.CONCEPT):
        try:
            return ox.NamedNode(written)
        except ValueError:
            pass
    known = choices(store, parameter)
    wanted = strip_marks(written).strip()
    exact = [value for value, label in known if written in (value, label)]
    folded = [value for value, label in known if wanted == strip_marks(label)]
    partly = [value for value, label in known if wanted and wanted in strip_marks(label)]
    for found in (exact, folded, partly):
        if len(set(found)) == 1:
            return ox.NamedNode(found[0])
    names = [label for value, label in known if value in partly] or [label for _, label in known]
    shown = "; ".join(names[:6])
    raise QuestionError(
        f"Tham số “{parameter.name}”: không rõ “{written}” là gì; có: {shown}…",
        f"The parameter “{parameter.name}”: “{written}” names no single thing; there are: {shown}…",
    )


def answer(
    store: Store, name: str, parameters: Mapping[str, str] | None = None, evidence: bool = False
) -> Answer:
    """Answer a question of the catalogue.

    Raises `QuestionError` on an unknown question or parameter, or a value that fits nothing.
    """
    question = find_question(name)
    given = {key: value for key, value in (parameters or {}).items() if value != ""}
    known = {parameter.name: parameter for parameter in question.parameters}
    for key in given:
        if key not in known:
            shown = ", ".join(known) or "—"
            raise QuestionError(
                f"Câu hỏi “{name}” không có tham số “{key}”; các tham số: {shown}.",
                f"The question “{name}” has no parameter “{key}”; it has: {shown}.",
            )
    clauses = " ".join(
        f"VALUES ?{key} {{ {_bind(store, known[key], value)} }}" for key, value in given.items()
    )
    found = rows_of(store.query(question.query.replace(_MARK, clauses)))
    nodes = sorted(
        {t.value for row in found.rows for t in row.values() if isinstance(t, ox.NamedNode)}
    )
    labels, basis = describe(store, nodes)
    passages = _evidence(store, found) if evidence else tuple(() for _ in found.rows)
    columns = tuple(column for column in found.columns if column != _NODES)
    return Answer(question, given, columns, found.rows, labels, basis, passages)


def _values(nodes: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(node)) for node in nodes)


def view(name: str) -> str:
    """Return a query of ``queries/views/``."""
    return (bundle() / "queries" / "views" / f"{name}.rq").read_text(encoding="utf-8")


def describe(
    store: Store, nodes: Iterable[str], lang: str = "vi"
) -> tuple[dict[str, str], dict[str, str]]:
    """Return labels and bases of nodes, in one query."""
    wanted = list(nodes)
    if not wanted:
        return {}, {}
    found = select(store, view("labels").replace("# nodes", _values(wanted)))
    labels: dict[str, str] = {}
    basis: dict[str, str] = {}
    for row in found.rows:
        node = _plain(row["node"])
        if "label" in row:
            label = row["label"]
            spoken = label.language if isinstance(label, ox.Literal) else None
            if node not in labels or spoken == lang:
                labels[node] = _plain(label)
        if "basis" in row:
            basis[node] = _plain(row["basis"]).rsplit("/", 1)[1]
    return labels, basis


def passages_of(store: Store, nodes: Iterable[str]) -> dict[str, list[Passage]]:
    """Return the evidence of nodes, in the order of the text, in one query."""
    wanted = list(nodes)
    if not wanted:
        return {}
    found = select(store, view("evidence").replace("# nodes", _values(wanted)))
    passages: dict[str, list[Passage]] = {}
    for row in found.rows:
        numbers = {k: int(_plain(row[k])) for k in ("line", "start", "end", "row") if k in row}
        passages.setdefault(_plain(row["node"]), []).append(
            Passage(
                quote=_plain(row["quote"]),
                document=_plain(row["document"]),
                line=numbers["line"],
                start=numbers["start"],
                end=numbers["end"],
                row=numbers.get("row"),
                column=_plain(row["column"]) if "column" in row else None,
                node=_plain(row["node"]),
            )
        )
    return passages


def _row_nodes(row: Row) -> list[str]:
    nodes = [term.value for term in row.values() if isinstance(term, ox.NamedNode)]
    if _NODES in row:
        nodes += _plain(row[_NODES]).split()
    return [node for node in dict.fromkeys(nodes) if node.startswith(iris.ID)]


def _evidence(store: Store, found: Rows) -> tuple[tuple[Passage, ...], ...]:
    wanted = sorted({node for row in found.rows for node in _row_nodes(row)})
    passages = passages_of(store, wanted)
    made = []
    for row in found.rows:
        nodes = [node for node in _row_nodes(row) if node in passages]
        # The head of a whole document is evidence only where the row has nothing narrower.
        narrow = [
            node for node in nodes if not node.startswith(f"{iris.ID}document/") or "#" in node
        ]
        seen = {
            (passage.document, passage.start, passage.end): passage
            for node in narrow or nodes
            for passage in passages[node]
        }
        made.append(tuple(seen[place] for place in sorted(seen)))
    return tuple(made)


def term_json(term: Term, labels: Mapping[str, str], basis: Mapping[str, str]) -> dict[str, str]:
    """Return one cell as the contract of rows in JSON says."""
    if isinstance(term, ox.NamedNode):
        cell = {"type": "uri", "value": term.value}
        if term.value in labels:
            cell["label"] = labels[term.value]
        if term.value in basis:
            cell["basis"] = basis[term.value]
        return cell
    if isinstance(term, ox.Literal):
        cell = {"type": "literal", "value": term.value}
        if term.language:
            cell["lang"] = term.language
        elif term.datatype.value != XSD + "string":
            cell["datatype"] = term.datatype.value
        return cell
    return {"type": "bnode", "value": str(term)}


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return one piece of evidence as the contract says; ``line`` counts from 1."""
    made: dict[str, Any] = {
        "quote": passage.quote, "document": passage.document, "line": passage.line,
        "start": passage.start, "end": passage.end,
    }  # fmt: skip
    if passage.row is not None:
        made["row"] = passage.row
    if passage.column:
        made["column"] = passage.column
    return made


def answer_json(found: Answer, data_version: str) -> dict[str, Any]:
    """Return an answer as the contract says, with the hash of its rows."""
    rows = [
        {
            name: term_json(row[name], found.labels, found.basis)
            for name in found.columns
            if name in row
        }
        for row in found.rows
    ]
    canonical = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "question": found.question.name,
        "parameters": dict(found.parameters),
        "columns": [
            {"name": name, "label": dict(found.question.columns.get(name, {}))}
            for name in found.columns
        ],
        "rows": rows,
        "evidence": [[passage_json(p) for p in passages] for passages in found.evidence],
        "truncated": False,
        "data_version": data_version,
        "sha256": hashlib.sha256(canonical.encode()).hexdigest(),
    }


def cell_text(term: Term | None, labels: Mapping[str, str], data: bool = False) -> str:
    """Return one cell as text: the label of a thing, numbers in Vietnamese form.

    ``data`` leaves numbers as RDF writes them, for files that programs read.
    """
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return labels.get(term.value, term.value.rsplit("/", 1)[-1])
    if (
        not data
        and isinstance(term, ox.Literal)
        and term.datatype.value in (XSD + "decimal", XSD + "integer")
    ):
        return format_number(Decimal(term.value))
    return " ".join(_plain(term).split())
