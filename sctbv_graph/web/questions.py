"""The catalogue of questions: gallery, forms, tables, data, and one path a question in OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from sctbv_graph.errors import QuestionError
from sctbv_graph.publish.question_pages import as_json, by_persona
from sctbv_graph.query import (
    MAX_ROWS,
    OWN,
    REASONS,
    Answer,
    Question,
    answer,
    answer_csv,
    answer_json,
    choices,
    find_question,
    load_questions,
    result_hash,
)
from sctbv_graph.query.address import answer_id
from sctbv_graph.query.cite import Citation, cite_answer
from sctbv_graph.query.executable import as_turtle
from sctbv_graph.query.explain import explain
from sctbv_graph.store import Store
from sctbv_graph.web.render import Site, language

router = APIRouter()
_OTHER = {"lang", "format"}
"""Parts of an address that are no parameters of a question."""


def given(request: Request) -> dict[str, str]:
    """Return the parameters of a question from an address."""
    return {key: value for key, value in request.query_params.items() if key not in _OTHER}


def full_address(request: Request, path: str) -> str:
    """Return the address of a path as it was reached, for citations."""
    return str(request.base_url).rstrip("/") + path


def citation_of(request: Request, found: Answer) -> Citation:
    """Return what is needed to cite an answer at this server."""
    site: Site = request.app.state.site
    version = site.data_version
    address = full_address(request, f"/answers/{answer_id(found, version)}")
    sha256 = result_hash(found.columns, found.rows)
    today = datetime.now(UTC).date()
    return cite_answer(site.store, found, address, version, sha256, today)


def shown(request: Request, found: Answer | None, store: Store | None = None) -> dict[str, Any]:
    """Return what a page needs to show an answer: its citation, why it is empty, the words."""
    site: Site = request.app.state.site
    if found is None:
        return {"found": None, "reasons": REASONS, "why": [], "citation": None, "most": MAX_ROWS}
    why = explain(store or site.store, found)
    return {
        "found": found,
        "reasons": REASONS,
        "why": why.sentences(language(request)) if why else [],
        "citation": citation_of(request, found),
        "most": MAX_ROWS,
    }


@router.get("/questions", response_class=Response)
def catalogue(request: Request) -> Response:
    """List the questions, by whom they are for."""
    site: Site = request.app.state.site
    return site.page(request, "questions.html", personas=by_persona())


@router.get("/questions.json")
def catalogue_json() -> JSONResponse:
    """List the questions with their parameters and columns."""
    return JSONResponse(as_json())


@router.get("/questions.ttl", response_class=Response)
def catalogue_ttl(request: Request) -> Response:
    """Give the whole catalogue as sh:SPARQLExecutable."""
    text = as_turtle(load_questions().values(), full_address(request, "/sparql"))
    return Response(text, media_type="text/turtle; charset=utf-8")


@router.get("/questions/{name}.json", include_in_schema=False)
def question_json(request: Request, name: str) -> JSONResponse:
    """Answer a question as the contract of rows says, evidence included."""
    site: Site = request.app.state.site
    found = answer(site.store, name, given(request), evidence=True, lang=language(request))
    return JSONResponse(answer_json(found, site.data_version))


@router.get("/questions/{name}.csv", response_class=Response, include_in_schema=False)
def question_csv(request: Request, name: str) -> Response:
    """Answer a question as a table with labels, lines and quotes of the evidence."""
    site: Site = request.app.state.site
    found = answer(site.store, name, given(request), evidence=True, lang=language(request))
    text = answer_csv(found, True, language(request))
    return Response(text, media_type="text/csv; charset=utf-8")


@router.get("/questions/{name}.ttl", response_class=Response, include_in_schema=False)
def question_ttl(request: Request, name: str) -> Response:
    """Give a question itself as sh:SPARQLExecutable."""
    text = as_turtle([find_question(name)], full_address(request, "/sparql"))
    return Response(text, media_type="text/turtle; charset=utf-8")


@router.get("/questions/{name}", response_class=Response, include_in_schema=False)
def question(request: Request, name: str) -> Response:
    """Show the form of a question, its answer and the evidence of each row."""
    site: Site = request.app.state.site
    asked = find_question(name)
    options = {p.name: choices(site.store, p) for p in asked.parameters}
    wrong, found = None, None
    try:
        found = answer(site.store, name, given(request), evidence=True, lang=language(request))
    except QuestionError as error:
        wrong = error.message(language(request))
    return site.page(
        request,
        "question.html",
        status=422 if wrong else 200,
        question=asked,
        options=options,
        given=given(request),
        data_query=urlencode({k: v for k, v in given(request).items() if v}),
        wrong=wrong,
        own=OWN,
        **shown(request, found),
    )


def _documented(asked: Question, suffix: str, media: str) -> dict[str, Any]:
    """Return what OpenAPI says of one question beyond what a function's signature says."""
    parameters = []
    for parameter in asked.parameters:
        schema: dict[str, Any] = {"type": "integer" if parameter.type == "integer" else "string"}
        if parameter.minimum is not None:
            schema["minimum"] = parameter.minimum
        if parameter.maximum is not None:
            schema["maximum"] = parameter.maximum
        if parameter.default:
            schema["default"] = parameter.default
        parameters.append(
            {
                "name": parameter.name,
                "in": "query",
                "required": False,
                "description": f"{parameter.label['vi']} / {parameter.label['en']}"
                + (" (IRI or name)" if parameter.type == "iri" else ""),
                "schema": schema,
            }
        )
    language_ = {"type": "string", "enum": ["vi", "en"], "default": "vi"}
    parameters.append({"name": "lang", "in": "query", "required": False, "schema": language_})
    sentence = {"text/plain": {"schema": {"type": "string"}}, "text/html": {}}
    return {
        "summary": asked.question["en"],
        "description": asked.question["vi"],
        "operationId": f"ask-{asked.name}-{suffix}",
        "parameters": parameters,
        "responses": {
            "200": {"description": "rows with their evidence", "content": {media: {}}},
            "422": {"description": "a parameter that fits nothing", "content": sentence},
        },
    }


def _serving(name: str, answers: Callable[[Request, str], Response]) -> Callable[..., Response]:
    def serve(request: Request) -> Response:
        return answers(request, name)

    return serve


for _asked in load_questions().values():
    for _suffix, _media, _answers in (
        ("json", "application/json", question_json),
        ("csv", "text/csv", question_csv),
    ):
        router.add_api_route(
            f"/questions/{_asked.name}.{_suffix}",
            _serving(_asked.name, _answers),
            methods=["GET"],
            response_class=Response,
            tags=["questions"],
            openapi_extra=_documented(_asked, _suffix, _media),
        )
