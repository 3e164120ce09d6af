"""What the page of a target says of when it is due and what it is compared with."""

from __future__ import annotations

import re

import pytest

from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.things import thing_page
from sctbv_graph.query.answers import answer
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from tests.extract.made import BODY, built

AT = BODY.index("1. Trồng mới ít nhất 500 ha rừng.")
TARGET = "1. Đến năm 2026, giảm 5 - 8% lượng điện so với mức 9% năm 2020."


@pytest.fixture(scope="module")
def made() -> EmbeddedStore:
    """Return a store with the one plan, whose target has both."""
    text = "\n".join([*BODY[:AT], TARGET, *BODY[AT + 1 :]])
    return EmbeddedStore.in_memory(built("a.txt", text.encode()).quads)


def test_the_question_of_objectives_tells_both(made: EmbeddedStore) -> None:
    """The last day and the base stand in columns of their own."""
    (row,) = answer(made, "objectives").rows
    assert "2026-12-31" in str(row)
    assert "baseline-1" in str(row)


@pytest.mark.parametrize(
    ("lang", "heading", "due"),
    [("vi", "Thời hạn và mức so sánh", "chậm nhất 2026-12-31"),
     ("en", "Due dates and baselines", "by 2026-12-31")],
)  # fmt: skip
def test_the_page_of_a_target_tells_both(
    made: EmbeddedStore, lang: str, heading: str, due: str
) -> None:
    """The words as printed, the last day, the year and the number of the base."""
    iri = "https://w3id.org/sctbv/id/objective/45-kh-ubnd-bac-ninh-2025/I.1"
    page = thing_page(Pages(Settings(), made), iri, lang)
    found = re.search(r'id="numbers".*?</section>', page, re.DOTALL)
    assert found is not None
    said = " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())
    for words in (heading, "5 - 8%", "Đến năm 2026", due, "mức 9% năm 2020", "2020", " 9 "):
        assert words in said, words
