"""Plain words, search, citations and empty answers on the command line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

QUESTION = "so cong thuong chu tri nhung nhiem vu nao"


def test_plain_words_are_understood(run: Any, folders: tuple[str, ...]) -> None:
    """The rows come on stdout; which question, why and its SPARQL on stderr."""
    done = run("ask", QUESTION, "--format", "csv", *folders)
    assert done.code == 0
    assert len(done.out.splitlines()) == 4
    for said in (
        "led-tasks",
        "agency = Sở Công Thương",
        "chu tri nhung nhiem vu",
        "SELECT ?agency ?task",
    ):
        assert said in done.err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_words_that_fit_nothing(run: Any, folders: tuple[str, ...], lang: str) -> None:
    done = run("ask", "xin chào bạn", "--lang", lang, *folders)
    assert (done.code, done.out) == (2, "")
    assert ("Không câu hỏi nào" if lang == "vi" else "No question") in done.err


@pytest.mark.parametrize(
    ("format_", "start"),
    [("vi", "“Kế hoạch đặt ra"), ("bibtex", "@misc{"), ("ris", "TY  - DATA"), ("csl", "[")],
)
def test_an_answer_is_cited(run: Any, folders: tuple[str, ...], format_: str, start: str) -> None:
    done = run("ask", "objectives", "--cite", format_, *folders)
    assert done.out.startswith(start)
    assert "mục II.1, II.2" in done.out


def test_a_cited_answer_is_asked_again(run: Any, folders: tuple[str, ...]) -> None:
    """The address of a citation gives the same answer; a harmed one is refused."""
    cited = run("ask", "objectives", "--cite", "vi", *folders).out
    (address,) = re.findall(r"/answers/[\w.-]+\w", cited)
    again = run("ask", "--again", address, *folders)
    assert (again.code, "không đổi" in again.err) == (0, True)
    assert "Phấn đấu 70%" in again.out
    harmed = run("ask", "--again", address[:-8], *folders)
    assert (harmed.code, harmed.out) == (2, "")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_empty_answer_says_why(run: Any, folders: tuple[str, ...], lang: str) -> None:
    done = run("ask", "led-tasks", "--param", "agency=so y te", "--lang", lang, *folders)
    assert done.code == 0
    assert ("làm rỗng kết quả" if lang == "vi" else "empties the answer") in done.err


def test_search(run: Any, folders: tuple[str, ...]) -> None:
    """Hits are marked in the accented words; as JSON the marks are offsets into the text."""
    assert "[Đầm Dơi]" in run("search", "dam doi", *folders).out
    made = json.loads(run("search", "so cong thuong", "--format", "json", *folders).out)
    hit = made["hits"][0]
    ((start, end),) = hit["marks"]
    assert hit["text"][start:end] == "Sở Công Thương"
    nothing = run("search", "zzzz qqqq", *folders)
    assert (nothing.code, nothing.out) == (0, "")
    assert "Không thấy gì" in nothing.err


def test_a_users_own_query_with_evidence(run: Any, folders: tuple[str, ...]) -> None:
    """The sum of the budget lines leads to their cells; what is no SELECT is refused."""
    query = (
        "PREFIX s: <https://w3id.org/sctbv/def#> "
        "SELECT (SUM(?m) AS ?all) { ?l a s:BudgetLine ; s:statedAmount ?m }"
    )
    made = json.loads(run("sparql", query, "--evidence", *folders).out)
    assert made["rows"][0]["all"]["value"] == "18706"
    assert {135, 137, 232} <= {passage["line"] for passage in made["evidence"][0]}
    for other in ("ASK { ?s ?p ?o }", "CLEAR ALL"):
        done = run("sparql", other, "--evidence", *folders)
        assert (done.code, done.out) == (2, "")
