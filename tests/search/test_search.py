"""Things are found without accents, by abbreviation, by number and by citation."""

from __future__ import annotations

import unicodedata

import pytest

from sctbv_graph.query import answer
from sctbv_graph.query.cite import cite_passages
from sctbv_graph.search import Hit, Index, open_index, search
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

ID = "https://w3id.org/sctbv/id/"
DOC = "211-kh-ubnd-ca-mau-2024"


def marked(hit: Hit) -> list[str]:
    return [text for text, is_marked in hit.pieces() if is_marked]


@pytest.mark.parametrize(
    ("typed", "first", "marks"),
    [
        ("so cong thuong", "agency/so-cong-thuong-ca-mau", ["Sở Công Thương"]),
        ("SỞ CÔNG THƯƠNG", "agency/so-cong-thuong-ca-mau", ["Sở Công Thương"]),
        ("44/KH", "document/44-kh-ubnd-ca-mau-2021", ["44/KH"]),
        ("htx", "party/hop-tac-xa-ca-mau", ["Hợp tác xã"]),
        ("dam doi", "agency/ubnd-huyen-dam-doi-ca-mau", ["Đầm Dơi"]),
        ("hdnd tinh", "agency/hdnd-tinh-ca-mau", ["Hội đồng nhân dân tỉnh"]),
        ("tcvn 11041-8", "standard/tcvn-11041-8-2018", ["TCVN 11041-8"]),
    ],
)
def test_the_thing_comes_first(index: Index, typed: str, first: str, marks: list[str]) -> None:
    """What was meant is the first hit, marked in the words as they are written."""
    hit = search(index, typed).hits[0]
    assert hit.iri == ID + first
    assert marked(hit) == marks


@pytest.mark.parametrize("typed", ["sở công thương", "SO CONG THUONG", "SỞ công THƯƠNG", "Sở Công"])
def test_spelling_makes_no_difference(index: Index, typed: str) -> None:
    """Accents, capitals and normal forms change nothing."""
    for form in ("NFC", "NFD"):
        hits = search(index, unicodedata.normalize(form, typed)).hits
        assert hits[0].iri == ID + "agency/so-cong-thuong-ca-mau"


def test_an_abbreviation_finds_the_full_words_and_back(index: Index) -> None:
    """KCN finds "khu công nghiệp", and the full words find "KCN"."""
    for typed in ("KCN", "khu cong nghiep"):
        found = search(index, typed, 100).hits
        assert {"KCN", "khu công nghiệp"} <= {mark for hit in found for mark in marked(hit)}


def test_numbers_in_the_text_lead_to_their_line(index: Index) -> None:
    """The printed total, which is no name of anything, is found at its line."""
    hit = search(index, "22.773").hits[0]
    assert (hit.kind, hit.line, marked(hit)) == ("text", 97, ["22.773"])


def test_a_sentence_leads_to_the_thing_cut_from_it(index: Index) -> None:
    """Words inside a sentence find the objective that stands there."""
    hits = search(index, "bao bi nhua dung mot lan").hits
    assert f"{ID}objective/{DOC}/II.2" in [hit.iri for hit in hits][:6] or any(
        hit.line == 11 for hit in hits
    )


def test_every_citation_finds_its_thing(index: Index, store: EmbeddedStore) -> None:
    """A citation as the project writes it, pasted into the search, leads back to the objective."""
    found = answer(store, "objectives", {}, True)
    for row, passages in zip(found.rows, found.evidence, strict=True):
        (citation,) = cite_passages(store, passages)
        assert search(index, citation).hits[0].iri == row["objective"].value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("Kế hoạch số 211/KH-UBND ngày 02/10/2024, Phụ lục, nhiệm vụ 11", f"task/{DOC}/11"),
        ("ke hoach so 211/kh-ubnd, muc V.1.3", f"duty/{DOC}/V.1.3"),
    ],
)
def test_a_citation_finds_its_thing(index: Index, typed: str, thing: str) -> None:
    assert search(index, typed).hits[0].iri == ID + thing


def test_the_address_of_an_answer_is_found(index: Index) -> None:
    hit = search(
        index, "“Mục tiêu”, http://127.0.0.1:8000/answers/objectives.AAA-b_c. Nguồn: x"
    ).hits[0]
    assert (hit.kind, hit.iri) == ("answer", "/answers/objectives.AAA-b_c")


@pytest.mark.parametrize(
    "typed", ["", "   ", '"" * (', "AND OR NOT", "'; DROP TABLE entry; --", "x" * 9000]
)
def test_odd_input_finds_something_or_nothing(index: Index, typed: str) -> None:
    """Whatever is typed is text to look up, never a query to run."""
    search(index, typed)
    assert len(index) > 500


def test_nothing_found_says_so(index: Index) -> None:
    """Words that nothing holds find nothing; some of the words find what holds those."""
    assert search(index, "zzzz qqqq").hits == ()
    part = search(index, "sở zzzz")
    assert part.hits
    assert not part.all_words


def test_the_index_is_kept_beside_the_store(
    store: EmbeddedStore, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is named after the version of the data; another version replaces it."""
    from pathlib import Path

    import sctbv_graph.search.index as module

    folder = Path(str(tmp_path))
    settings = Settings(store=folder)
    for version in ("one", "two", "two"):
        monkeypatch.setattr(module, "data_version", lambda _, version=version: version)
        open_index(settings, store).close()
        assert [path.name for path in folder.glob("*.sqlite")] == [
            f"search-{version}-{module.FORMAT}.sqlite"
        ]
