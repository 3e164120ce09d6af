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
    Named,
    Question,
    answer,
    answer_entries,
    csv_lines,
    load_questions,
    result_hash,
    told_in,
)
from sctbv_graph.query.cite import cite_answer
from sctbv_graph.query.executable import as_turtle
from sctbv_graph.query.explain import explain
from sctbv_graph.query.holding import HeldPassages
from sctbv_graph.settings import BASE
from sctbv_graph.store import EmbeddedStore, Store

SHOWN = 500
"""Rows of an answer that its page shows; CSV and JSON have all of them, and the page says so."""

_NAMES = 20_000
"""Names that are held from one question to the next."""


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


def question_files(
    pages: Pages, base: str, version: str, day: date
) -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
    """Yield the catalogue and every question with its answer, as pages and as data."""
    for lang in LANGUAGES:
        links = SiteLinks(base, "/questions", lang)
        html = pages.render("questions.html", lang, "/questions", links, personas=by_persona())
        yield page_file("/questions", lang), html.encode()
    questions = load_questions().values()
    yield "questions.json", by_rows(as_json())
    yield "questions.ttl", as_turtle(questions).encode()
    yield SHARED, shared_file(pages)
    store = _Asked(pages.store) if isinstance(pages.store, EmbeddedStore) else pages.store
    for question in questions:
        if isinstance(store, _Asked) and len(store.names) > _NAMES:
            store.names.clear()
        yield from _answered(pages, store, question, base, version, day)
        give_back()


class _Asked(EmbeddedStore):
    """A store that all questions are asked of: it holds names and passages, but no rows.

    Pairs of like tasks in many plans are very many rows: they are taken as they come.
    """

    def __init__(self, store: EmbeddedStore) -> None:
        super().__init__(store.inner, store.path)
        self.names: dict[str, Named] = {}
        self.passages = HeldPassages()


def _answered(
    pages: Pages, store: Store, question: Question, base: str, version: str, day: date
) -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
    path = f"/questions/{question.name}"
    given = {p.name: day.isoformat() for p in question.parameters if p.default == "today"}
    options = options_of(pages, question)
    if question.parameters:
        yield form_path(question), form_file(question)
    asked = answer(store, question.name, given, evidence=True)
    sha256 = result_hash(asked.columns, asked.rows)
    citation = cite_answer(store, asked, "", version, sha256, day)
    for lang in LANGUAGES:
        found = asked if lang == "vi" else told_in(store, asked, lang)
        links = SiteLinks(base, path, lang)
        html = pages.render(
            "question.html", lang, path, links, question=question, wrong=None, given=given,
            options=options, base=BASE, policy=SITE_ASK if question.parameters else SITE,
            citation=replace(citation, address=links.absolute(lang)), **_shown(store, found, lang),
        )  # fmt: skip
        yield page_file(path, lang), html.encode()
        if lang == "vi":
            yield f"questions/{question.name}.json", by_rows(answer_entries(found, version))
        prefix = "en/" if lang == "en" else ""
        yield (
            f"{prefix}questions/{question.name}.csv",
            map(str.encode, csv_lines(found, True, lang)),
        )
    yield f"questions/{question.name}.ttl", as_turtle([question]).encode()


def _shown(store: Store, found: Answer, lang: str) -> dict[str, Any]:
    why = explain(store, found)
    return {
        "found": replace(found, rows=found.rows[:SHOWN], rests_on=found.rests_on[:SHOWN]),
        "total": len(found.rows),
        "reasons": REASONS,
        "why": why.sentences(lang) if why else [],
    }
