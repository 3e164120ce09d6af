"""The catalogue of questions: one file a question, from which everything else is made.

A question is ``queries/questions/NN-{name}.rq``: a header of ``#+`` lines in YAML, then a SELECT.
The header says name, question (vi, en), persona, parameters, layers, columns with labels, and
words by which people ask for it. From it come the form, the REST call, the gallery, the
``sh:SPARQLExecutable``, ``sctbv ask``, the Python call and the golden test.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sctbv_graph.errors import ReferenceDataError, UnknownQuestionError
from sctbv_graph.settings import bundle

TYPES = ("iri", "string", "integer", "date")
OWN = "sparql"
"""Name under which a query that a user wrote is answered and cited."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question.

    ``type`` is "iri", "string", "integer" or "date"; ``choices`` is a SELECT of ?value
    ?label, or the name of one under ``queries/choices/``; ``default`` stands where nothing is
    given ("" binds nothing, "today" is the day of asking); ``minimum`` and ``maximum`` bound an
    integer.
    """

    name: str
    type: str
    label: Mapping[str, str]
    choices: str = ""
    default: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the catalogue, or a query that a user wrote (`own_question`)."""

    name: str
    question: Mapping[str, str]
    persona: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    query: str
    layers: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] | None = None


def own_question(query: str) -> Question:
    """Return a user's own SELECT as a question without parameters."""
    said = {"vi": "Truy vấn SPARQL của người dùng", "en": "A user’s own SPARQL query"}
    return Question(OWN, said, "researcher", (), {}, query)


@lru_cache(maxsize=1)
def load_questions() -> dict[str, Question]:
    """Return the catalogue by name, in the order of the file names.

    Raises `ReferenceDataError` where a header is wrong or two questions have one name.
    """
    found: dict[str, Question] = {}
    for path in sorted((bundle() / "queries" / "questions").glob("*.rq")):
        question = _load(path)
        if question.name in found:
            raise ReferenceDataError(
                f"Hai câu hỏi cùng tên “{question.name}”; hãy đổi tên trong “{path.name}”.",
                f"Two questions are named “{question.name}”; rename it in “{path.name}”.",
            )
        found[question.name] = question
    return found


def read_header(text: str) -> tuple[dict[str, Any], str]:
    """Split a file into its header, parsed, and its query; raises `yaml.YAMLError`."""
    import yaml

    lines = text.splitlines(keepends=True)
    head = "".join(
        line.removeprefix("#+").removeprefix(" ") for line in lines if line.startswith("#+")
    )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    header = yaml.load(head, Loader=loader)  # noqa: S506  a safe one, in C where there is one
    return header, "".join(line for line in lines if not line.startswith("#+"))


def _load(path: Path) -> Question:
    import yaml

    try:
        header, query = read_header(path.read_text(encoding="utf-8"))
        parameters = tuple(_parameter(entry) for entry in header.get("parameters", ()))
        return Question(
            name=header["name"],
            question=header["question"],
            persona=header["persona"],
            parameters=parameters,
            columns=header["columns"],
            query=query,
            layers=tuple(header.get("layers", ())),
            words={lang: tuple(said) for lang, said in header.get("words", {}).items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ReferenceDataError(
            f"Phần đầu của câu hỏi “{path.name}” không đúng: {error}.",
            f"The header of the question “{path.name}” is wrong: {error}.",
        ) from None


def _parameter(entry: Mapping[str, Any]) -> Parameter:
    made = Parameter(**{**entry, "default": str(entry.get("default", ""))})
    if made.type not in TYPES:
        raise ValueError(f"type {made.type!r}")
    return made


def choices_query(parameter: Parameter) -> str:
    """Return the SELECT of ?value ?label that gives a parameter's choices, "" where it has none."""
    if not parameter.choices or " " in parameter.choices.strip():
        return parameter.choices
    path = bundle() / "queries" / "choices" / f"{parameter.choices.strip()}.rq"
    return path.read_text(encoding="utf-8")


def find_question(name: str) -> Question:
    """Return a question by name; `UnknownQuestionError` names the nearest ones."""
    questions = load_questions()
    if name in questions:
        return questions[name]
    near = ", ".join(difflib.get_close_matches(name, questions, 3, 0.3)) or ", ".join(questions)
    raise UnknownQuestionError(
        f"Không có câu hỏi “{name}”; gần nhất: {near}. Gõ `sctbv ask` để xem tất cả.",
        f"There is no question “{name}”; nearest: {near}. `sctbv ask` lists them all.",
    )


@cache
def view(name: str) -> str:
    """Return a query of ``queries/views/``."""
    return (bundle() / "queries" / "views" / f"{name}.rq").read_text(encoding="utf-8")
