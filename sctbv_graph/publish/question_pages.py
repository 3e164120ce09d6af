"""The catalogue of questions in a site of files: each with its answer on the data, as it stands.

A parameter stays open where nothing is its default, so that the answer holds what any value would
give; "today" is the day of the data, for the same data is answered the same every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sctbv_graph.publish.json_files import by_rows
from sctbv_graph.publish.memory import give_back
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.policies import SITE, SITE_ASK
from sctbv_graph.publish.question_forms import (
    SHARED,
    form_file,
    form_path,
    options_of,
    shared_file,
)
from sctbv_graph.publish.site_links import SiteLinks, page_file
from sctbv_graph.query import (
    REASONS,
    Answer,
    Question,
    answer,
    answer_csv,
    answer_entries,
    load_questions,
    result_hash,
    told_in,
)
from sctbv_graph.query.cite import cite_answer
from sctbv_graph.query.executable import as_turtle
from sctbv_graph.query.explain import explain
from sctbv_graph.settings import BASE
from sctbv_graph.store import EmbeddedStore

SHOWN = 500
"""Rows of an answer that its page shows; CSV and JSON have all of them, and the page says so."""


def by_persona() -> dict[str, list[Question]]:
    """Return the questions by whom they are for."""
    found: dict[str, list[Question]] = {}
    for question in load_questions().values():
        found.setdefault(question.persona, []).append(question)
    return found


def as_json() -> list[dict[str, Any]]:
    """Return the questions with their parameters and columns, as programs read them."""
    return [
        {
            "name": question.name,
            "question": dict(question.question),
            "persona": question.persona,
            "layers": list(question.layers),
            "parameters": [
                {
                    "name": p.name,
                    "type": p.type,
                    "label": dict(p.label),
                    "default": p.default or None,
                }
                for p in question.parameters
            ],
            "columns": [
                {"name": name, "label": dict(label)} for name, label in question.columns.items()
            ],
        }
        for question in load_questions().values()
    ]


def question_files(pages: Pages, base: str, version: str, day: date) -> Iterator[tuple[str, bytes]]:
    """Yield the catalogue and every question with its answer, as pages and as data."""
    for lang in LANGUAGES:
        links = SiteLinks(base, "/questions", lang)
        html = pages.render("questions.html", lang, "/questions", links, personas=by_persona())
        yield page_file("/questions", lang), html.encode()
    questions = load_questions().values()
    yield "questions.json", by_rows(as_json())
    yield "questions.ttl", as_turtle(questions).encode()
    yield SHARED, shared_file(pages)
    for question in questions:
        yield from _answered(pages, question, base, version, day)
        give_back()


def _answered(
    pages: Pages, question: Question, base: str, version: str, day: date
) -> Iterator[tuple[str, bytes]]:
    path = f"/questions/{question.name}"
    given = {p.name: day.isoformat() for p in question.parameters if p.default == "today"}
    options = options_of(pages, question)
    if question.parameters:
        yield form_path(question), form_file(question)
    # Pairs of like tasks in many plans are very many rows: they are taken as they come, not held.
    inner = getattr(pages.store, "inner", None)
    store = pages.store if inner is None else EmbeddedStore(inner)
    asked = answer(store, question.name, given, evidence=True)
    sha256 = result_hash(asked.columns, asked.rows)
    for lang in LANGUAGES:
        found = asked if lang == "vi" else told_in(pages.store, asked, lang)
        links = SiteLinks(base, path, lang)
        html = pages.render(
            "question.html", lang, path, links, question=question, wrong=None, given=given,
            options=options, base=BASE, policy=SITE_ASK if question.parameters else SITE,
            **_shown(pages, found, links.absolute(lang), version, sha256, day, lang),
        )  # fmt: skip
        yield page_file(path, lang), html.encode()
        if lang == "vi":
            yield f"questions/{question.name}.json", by_rows(answer_entries(found, version))
        prefix = "en/" if lang == "en" else ""
        yield f"{prefix}questions/{question.name}.csv", answer_csv(found, True, lang).encode()
    yield f"questions/{question.name}.ttl", as_turtle([question]).encode()


def _shown(
    pages: Pages, found: Answer, address: str, version: str, sha256: str, day: date, lang: str
) -> dict[str, Any]:
    why = explain(pages.store, found)
    return {
        "found": replace(found, rows=found.rows[:SHOWN], rests_on=found.rests_on[:SHOWN]),
        "total": len(found.rows),
        "reasons": REASONS,
        "why": why.sentences(lang) if why else [],
        "citation": cite_answer(pages.store, found, address, version, sha256, day),
    }
