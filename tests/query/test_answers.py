"""Answers that can be cited, compared later, and that say why they are empty."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from sctbv_graph.errors import UnknownQuestionError
from sctbv_graph.query import answer, answer_query, result_hash
from sctbv_graph.query.address import answer_id, ask_again, compare, read_id
from sctbv_graph.query.cite import FORMATS, cite_answer, cite_passages, place_of, write_citation
from sctbv_graph.query.explain import explain
from sctbv_graph.store import EmbeddedStore

OWN = "PREFIX s: <https://w3id.org/sctbv/def#> SELECT ?t ?o { ?t a s:Task ; s:ordinal ?o }"
PREFIX = (
    "PREFIX s: <https://w3id.org/sctbv/def#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?t { "
)


@pytest.mark.parametrize("own", [False, True])
def test_an_address_holds_all_that_is_needed(store: EmbeddedStore, own: bool) -> None:
    """An answer asked again from its address alone is the same answer."""
    asked = answer_query(store, OWN) if own else answer(store, "calendar", {"month": "6"}, True)
    address = read_id(answer_id(asked, "v1"))
    again = ask_again(store, address)
    changes = compare(address, again, "v1")
    assert again.rows == asked.rows
    assert (changes.same, changes.same_data, changes.same_query) == (True, True, True)
    assert address.sha256 == result_hash(asked.columns, asked.rows)


def test_newer_data_shows_what_changed(store: EmbeddedStore) -> None:
    """A row that is new is pointed at, one that is gone is counted, order plays no part."""
    then = answer(store, "objectives", {}, True)
    address = read_id(answer_id(then, "v1"))
    turned = compare(address, replace(then, rows=then.rows[::-1]), "v2")
    assert (turned.same, turned.same_data) == (True, False)
    new = {**then.rows[0], "number": ox.Literal("7")}
    changed = compare(address, replace(then, rows=(*then.rows[1:], new)), "v2")
    assert (changed.same, changed.added, changed.removed) == (False, (5,), 1)


@pytest.mark.parametrize("harm", ["cut", "letters", "name", "empty", "zeros"])
def test_a_harmed_address_is_refused(store: EmbeddedStore, harm: str) -> None:
    """An address that was cut or altered is no answer; the sentence says so."""
    id_ = answer_id(answer(store, "objectives", {}, True), "v1")
    harmed = {
        "cut": id_[:-9], "letters": id_[:40] + "%%" + id_[42:], "name": "x" + id_,
        "empty": "", "zeros": "objectives." + "A" * 80,
    }[harm]  # fmt: skip
    with pytest.raises(UnknownQuestionError):
        read_id(harmed)


def test_a_citation_names_the_place(store: EmbeddedStore) -> None:
    """The second objective is cited as a Vietnamese reader would cite it."""
    found = answer(store, "objectives", {}, True)
    assert cite_passages(store, found.evidence[1]) == (
        "Kế hoạch số 211/KH-UBND ngày 02/10/2024 của UBND tỉnh Cà Mau, mục II.2",
    )


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("duty/211-kh-ubnd-ca-mau-2024/V.1.3#lead-1", "mục V.1.3"),
        ("duty/211-kh-ubnd-ca-mau-2024/V.closing", "mục V"),
        ("result/211-kh-ubnd-ca-mau-2024/8.2#quantity-1", "Phụ lục, nhiệm vụ 8"),
        ("part/211-kh-ubnd-ca-mau-2024/footnote-1", "chú thích [1]"),
        ("document/211-kh-ubnd-ca-mau-2024#total-1", ""),
    ],
)
def test_places(key: str, place: str) -> None:
    assert place_of(f"https://w3id.org/sctbv/id/{key}") == place


def test_citations_in_all_formats(store: EmbeddedStore) -> None:
    """Each format holds title, address, version of the data and hash; CSL-JSON parses."""
    found = answer(store, "objectives", {}, True)
    sha256 = result_hash(found.columns, found.rows)
    address = "http://127.0.0.1:8000/answers/x"
    made = cite_answer(store, found, address, "abcd", sha256, date(2026, 1, 2))
    for format_ in FORMATS:
        text = write_citation(made, found, format_)
        assert all(part in text for part in (address, "abcd", sha256[:16], "mục II.1"))
    (item,) = json.loads(write_citation(made, found, "csl"))
    assert item["accessed"] == {"date-parts": [[2026, 1, 2]]}
    ris = write_citation(made, found, "ris").split("\r\n")
    assert (ris[0], ris[-2]) == ("TY  - DATA", "ER  - ")


def test_an_answer_with_rows_needs_no_explanation(store: EmbeddedStore) -> None:
    assert explain(store, answer(store, "tasks")) is None


def test_the_parameter_that_empties(store: EmbeddedStore) -> None:
    """Sở Y tế coordinates and leads nothing: the parameter is named, with whom there is."""
    why = explain(store, answer(store, "led-tasks", {"agency": "so y te"}))
    assert why is not None
    (cause,) = why.causes
    assert (cause.kind, cause.text, cause.value, cause.rows) == (
        "parameter",
        "agency",
        "Sở Y tế",
        39,
    )
    assert cause.near
    assert why.read == ("211/KH-UBND",)
    assert why.unread > 10
    assert "không có nghĩa" in " ".join(why.sentences("vi"))
    assert "does not mean" in " ".join(why.sentences("en"))


@pytest.mark.parametrize(
    ("body", "kind", "text", "near"),
    [
        ("?t a s:Tasks }", "name", "s:Tasks", "<https://w3id.org/sctbv/def#Task>"),
        ('?t skos:prefLabel "So Cong Thuong"@vi }', "name", '"So Cong Thuong"@vi', "Sở Công"),
        ("?t a s:Task ; s:dateIssued ?d ; s:ordinal ?o }", "part", "s:dateIssued ?d", ""),
        ('?t a s:Task ; skos:prefLabel ?l FILTER(?l = "x") }', "part", 'FILTER(?l = "x")', ""),
        ("?t a s:Task MINUS { ?t s:ordinal ?o } }", "part", "MINUS { ?t s:ordinal ?o }", ""),
        ("?t a s:Task } LIMIT 0", "end", "", ""),
    ],
)
def test_the_part_that_empties(
    store: EmbeddedStore, body: str, kind: str, text: str, near: str
) -> None:
    """A user's own query is told which name or part of it empties the answer."""
    why = explain(store, answer_query(store, PREFIX + body))
    assert why is not None
    (cause,) = why.causes
    assert (cause.kind, cause.text) == (kind, text)
    assert near in "; ".join(cause.near)
