"""A question typed in plain words finds the question of the catalogue that it means."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph import iris
from sctbv_graph.query.match import Match, match
from sctbv_graph.query.names import Names, load_names
from sctbv_graph.store import EmbeddedStore

HERE = Path(__file__).parent


def phrasings(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))[
        "phrasing"
    ]
    return found


@pytest.fixture(scope="module")
def names(store: EmbeddedStore) -> Names:
    return load_names(store)


def is_meant(found: list[Match], wanted: dict[str, Any]) -> bool:
    """Tell whether the first question found is the one meant, with the parameters meant."""
    if not found or found[0].question.name != wanted["question"]:
        return False
    filled = {key: value.removeprefix(iris.ID) for key, value in found[0].parameters.items()}
    return filled == dict(wanted["parameters"])


@pytest.mark.parametrize(
    ("file", "number", "least"),
    [("phrasings.toml", 49, 0.94), ("phrasings-heldout.toml", 24, 0.9)],
)
def test_accuracy(store: EmbeddedStore, names: Names, file: str, number: int, least: float) -> None:
    """Question and parameters are found for nearly all phrasings, held-out ones as well."""
    wanted = phrasings(file)
    assert len(wanted) >= number
    missed = [w["text"] for w in wanted if not is_meant(match(store, w["text"], 3, names), w)]
    right = 1 - len(missed) / len(wanted)
    print(f"{file}: {right:.1%} of {len(wanted)}; missed: {missed}")  # noqa: T201  shown with -s
    assert right >= least, missed


def test_the_sets_do_not_overlap() -> None:
    """No held-out phrasing was seen when the matcher was tuned."""
    seen = {w["text"].casefold() for w in phrasings("phrasings.toml")}
    assert not seen & {w["text"].casefold() for w in phrasings("phrasings-heldout.toml")}


def test_why_is_shown(store: EmbeddedStore, names: Names) -> None:
    """The words and the name that led to a question come with it."""
    (first, *_) = match(store, "so cong thuong chu tri nhung nhiem vu nao", 3, names)
    assert first.question.name == "led-tasks"
    assert first.labels == {"agency": "Sở Công Thương"}
    assert first.words


@pytest.mark.parametrize("typed", ["", "???", "xin chào", "<script>", "x" * 5000])
def test_what_is_no_question_fits_none(store: EmbeddedStore, names: Names, typed: str) -> None:
    """What has nothing to do with the catalogue fits no question of it."""
    assert match(store, typed, 3, names) == []


def test_of_two_places_none_is_taken(store: EmbeddedStore, names: Names) -> None:
    """Two districts cannot both be the one: the question is found, its parameter left open."""
    (first, *_) = match(store, "nhiệm vụ ở huyện U Minh và huyện Ngọc Hiển", 3, names)
    assert first.question.name == "places"
    assert first.parameters == {}
