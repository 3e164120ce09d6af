"""Asking a question of the catalogue in the browser: what its form and `ask.js` work with.

A site of files has each question's answer for all values; with a script the reader may choose, and
the query runs over the dump. What the server works out from a query (`query.trace`: which nodes a
row rests on) is worked out here, once, and lies beside the page.
"""

from __future__ import annotations

from sctbv_graph import iris
from sctbv_graph.publish.json_files import compact
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import REASONS, Question, choices, text_of, trace, view
from sctbv_graph.query.evidence import NODES
from sctbv_graph.store import select

SHARED = "questions/ask.json"
"""What all questions need alike."""


def form_path(question: Question) -> str:
    """Return the path of what one question needs."""
    return f"questions/{question.name}/ask.json"


def form_file(question: Question) -> bytes:
    """Return a question as `ask.js` asks it; the query keeps the mark where values are bound."""
    traced = trace(question.query)
    # As query.answers does: a question that names its nodes itself is asked as it stands.
    own = f"?{NODES})" in question.query
    return compact(
        {
            "query": question.query,
            "traced": question.query if own else traced.query,
            "hidden": [NODES] if own else list(traced.columns),
            "named": sorted(traced.iris),
            "absence": traced.absence,
            "columns": {name: dict(label) for name, label in question.columns.items()},
            "parameters": [
                {
                    "name": p.name,
                    "type": p.type,
                    "label": dict(p.label),
                    "minimum": p.minimum,
                    "maximum": p.maximum,
                }
                for p in question.parameters
            ],
        }
    )


def shared_file(pages: Pages) -> bytes:
    """Return the queries for names and passages, and the words around them."""
    basis = {
        f"{text_of(row['basis']).rpartition('/')[2]} {_language(row['label'])}": text_of(
            row["label"]
        )
        for row in select(pages.store, view("basis-names")).rows
    }
    return compact(
        {
            "id": iris.ID,
            "document": iris.DOCUMENT,
            "labels": view("labels"),
            "evidence": view("evidence"),
            "reasons": REASONS,
            "basis": basis,
            "texts": sorted(pages.sources),
        }
    )


def options_of(pages: Pages, question: Question) -> dict[str, list[tuple[str, str]]]:
    """Return what each parameter of a question can be: (value, label) pairs."""
    return {p.name: choices(pages.store, p) for p in question.parameters}


def _language(term: object) -> str:
    return getattr(term, "language", None) or "vi"
