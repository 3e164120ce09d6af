"""Answers written down: JSON as the contract says, CSV, cells as text."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from sctbv_graph.query.answers import Answer
from sctbv_graph.query.evidence import REASONS, Passage, RowEvidence
from sctbv_graph.query.parameters import text_of
from sctbv_graph.store import Row, Term
from sctbv_graph.terms import XSD
from sctbv_graph.vietnamese.numbers import format_number


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
    if passage.basis != "read":
        made["basis"] = passage.basis
    return made


def canonical_rows(columns: tuple[str, ...], rows: tuple[Row, ...]) -> list[str]:
    """Return one line a row, sorted: column and term in N-Triples form, labels left out.

    Blank nodes are written as ``[]``: their names change from one run to the next.
    """
    return sorted(
        json.dumps(
            [_canonical(row.get(column)) for column in columns],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows
    )


def _canonical(term: Term | None) -> str | None:
    if term is None:
        return None
    return "[]" if isinstance(term, ox.BlankNode) else str(term)


def result_hash(columns: tuple[str, ...], rows: tuple[Row, ...]) -> str:
    """Return the SHA-256 of a result: its columns, then its canonical rows, a line each."""
    lines = [json.dumps(list(columns), separators=(",", ":")), *canonical_rows(columns, rows)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def answer_json(found: Answer, data_version: str) -> dict[str, Any]:
    """Return an answer as the contract says, with the hash of its rows.

    ``notes`` says, row by row, what the evidence does not: how many nodes more there are, why
    there is no passage, which facts were not read but inferred.
    """
    entries = answer_entries(found, data_version)
    return {n: [*said] if isinstance(said, Iterator) else said for n, said in entries.items()}


def answer_entries(found: Answer, data_version: str) -> dict[str, Any]:
    """Return the same with ``rows``, ``evidence`` and ``notes`` as they come, for a long answer."""
    return {
        "question": found.question.name,
        "parameters": dict(found.parameters),
        "columns": [
            {"name": name, "label": dict(found.question.columns.get(name, {}))}
            for name in found.columns
        ],
        "rows": (
            {
                name: term_json(row[name], found.labels, found.basis)
                for name in found.columns
                if name in row
            }
            for row in found.rows
        ),
        "evidence": ([passage_json(p) for p in passages] for passages in found.evidence),
        "notes": map(_note_json, found.rests_on),
        "rests_on_absence": found.absence,
        "truncated": found.truncated,
        "data_version": data_version,
        "sha256": result_hash(found.columns, found.rows),
    }


def _note_json(rests: RowEvidence) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if rests.more:
        made["more"] = rests.more
    if rests.reason:
        made["reason"] = rests.reason
        made["said"] = REASONS[rests.reason]
    if rests.sources:
        made["sources"] = list(rests.sources)
    if rests.bases:
        made["basis"] = list(rests.bases)
    return made


EVIDENCE_COLUMNS = ("lines", "quotes", "evidence_basis", "no_evidence")


def evidence_cells(rests: RowEvidence, lang: str) -> list[str]:
    """Return the evidence of a row as the four cells of `EVIDENCE_COLUMNS`."""
    quotes = " | ".join(p.quote for p in rests.passages)
    if rests.more:
        quotes += f" | … +{rests.more}"
    reason = REASONS[rests.reason][lang] if rests.reason else ""
    if rests.sources:
        reason += ": " + "; ".join(rests.sources)
    lines = " ".join(str(p.line) for p in rests.passages)
    return [lines, quotes, " ".join(rests.bases), reason]


def answer_csv(found: Answer, evidence: bool, lang: str = "vi") -> str:
    """Return an answer as CSV (RFC 4180): labels of things, numbers as RDF writes them."""
    return "".join(csv_lines(found, evidence, lang))


def csv_lines(found: Answer, evidence: bool, lang: str = "vi") -> Iterator[str]:
    """Yield the same line by line (a cell may hold line breaks), for a long answer."""
    line = csv.writer(_AsWritten()).writerow
    yield line([*found.columns, *(EVIDENCE_COLUMNS if evidence else ())])
    for row, rests in zip(found.rows, found.rests_on, strict=True):
        cells = [cell_text(row.get(column), found.labels, data=True) for column in found.columns]
        yield line([*cells, *(evidence_cells(rests, lang) if evidence else ())])


class _AsWritten:
    """A file that hands back what is written: `csv` returns what ``write`` does."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


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
    return " ".join(text_of(term).split())
