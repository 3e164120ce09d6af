"""The catalogue of questions as forms, tables and data."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sctbv_graph.build import data_version
from sctbv_graph.errors import QuestionError
from sctbv_graph.query import (
    REASONS,
    answer,
    answer_csv,
    answer_json,
    choices,
    find_question,
    load_questions,
)
from sctbv_graph.web.render import Site, language

router = APIRouter()


@router.get("/questions", response_class=Response)
def catalogue(request: Request) -> Response:
    """List the questions."""
    site: Site = request.app.state.site
    return site.page(request, "questions.html", questions=load_questions().values())


@router.get("/questions/{name}.json")
def question_json(request: Request, name: str) -> JSONResponse:
    """Answer a question as the contract of rows says, evidence included."""
    site: Site = request.app.state.site
    found = answer(site.store, name, _given(request), evidence=True)
    return JSONResponse(answer_json(found, data_version(site.settings)))


@router.get("/questions/{name}.csv", response_class=Response)
def question_csv(request: Request, name: str) -> Response:
    """Answer a question as a table with labels, lines and quotes of the evidence."""
    site: Site = request.app.state.site
    found = answer(site.store, name, _given(request), evidence=True)
    return Response(
        answer_csv(found, True, language(request)), media_type="text/csv; charset=utf-8"
    )


@router.get("/questions/{name}", response_class=Response)
def question(request: Request, name: str) -> Response:
    """Show the form of a question, its answer and the evidence of each row."""
    site: Site = request.app.state.site
    asked = find_question(name)
    options = {p.name: choices(site.store, p) for p in asked.parameters}
    given, wrong, found = _given(request), None, None
    try:
        found = answer(site.store, name, given, evidence=True)
    except QuestionError as error:
        wrong = error.message(language(request))
    return site.page(
        request,
        "question.html",
        status=422 if wrong else 200,
        question=asked,
        options=options,
        given=given,
        found=found,
        wrong=wrong,
        reasons=REASONS,
    )


def _given(request: Request) -> dict[str, str]:
    return {key: value for key, value in request.query_params.items() if key != "lang"}
