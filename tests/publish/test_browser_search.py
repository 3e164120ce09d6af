"""The search that runs in the browser, run in Node: it folds and finds as the server does."""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph.publish.links import local
from sctbv_graph.query.texts import source_texts
from sctbv_graph.search import Index, search
from sctbv_graph.search.index import entries_of
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.vietnamese.fold import plain, plain_tokens
from tests.publish.in_node import in_node

BASE = "https://w3id.org/sctbv/"
DOC = "211-kh-ubnd-ca-mau-2024"
# What was typed, where the first hit leads, the words marked in it.
TYPED = [
    ("so cong thuong", "page/agency/so-cong-thuong-ca-mau/", ["Sở Công Thương"]),
    ("SỞ CÔNG THƯƠNG", "page/agency/so-cong-thuong-ca-mau/", ["Sở Công Thương"]),
    ("44/KH", "page/document/44-kh-ubnd-ca-mau-2021/", ["44/KH"]),
    ("htx", "page/party/hop-tac-xa-ca-mau/", ["Hợp tác xã"]),
    ("dam doi", "page/agency/ubnd-huyen-dam-doi-ca-mau/", ["Đầm Dơi"]),
    ("hdnd tinh", "page/agency/hdnd-tinh-ca-mau/", ["Hội đồng nhân dân tỉnh"]),
    ("tcvn 11041-8", "page/standard/tcvn-11041-8-2018/", ["TCVN 11041-8"]),
    ("nuoi so huyet theo huong vietgap", f"page/task/{DOC}/9/",
     ["Nuôi sò huyết theo hướng VietGAP"]),
    ("22.773", f"text/document/{DOC}/#L97", ["22.773"]),
    ("nhiem vu nao chua co don vi phoi hop", None, None),
    ("khong co gi nhu the nay xyzzy", None, None),
]  # fmt: skip
# A citation as somebody pastes it, and what it names; a day that is not the document's own says
# nothing of the number.
CITED = [
    ("44/KH-UBND ngày 18/03/2024", "page/document/44-kh-ubnd-ca-mau-2021/"),
    ("Quyết định 889/QĐ-TTg", "page/document/889-qd-ttg-2020/"),
    ("Quyết định số 889/QĐ-TTg ngày 24/6/2020 của Thủ tướng", "page/document/889-qd-ttg-2020/"),
    ("Kế hoạch số 211/KH-UBND ngày 02/10/2024, Phụ lục, nhiệm vụ 11", f"page/task/{DOC}/11/"),
    ("ke hoach so 211/kh-ubnd, muc V.1.3", f"page/duty/{DOC}/V.1.3/"),
]


@pytest.fixture(scope="module")
def words(store: EmbeddedStore) -> list[str]:
    """Return every word of names, sentences and questions, and how they may be mistyped."""
    found: set[str] = set()
    for entry in entries_of(store, source_texts(Settings(), store)):
        for text in (entry.title, entry.names, entry.body):
            found.update(text.split())
    other = [unicodedata.normalize("NFD", word) for word in found]
    return sorted({*found, *other, *(w.upper() for w in found), "Ðồng", "ðất", "a_b", "_", "½"})


@pytest.fixture(scope="module")
def answered(site: Path, words: list[str]) -> dict[str, Any]:
    asked = {
        "site": str(site),
        "words": words,
        "queries": [typed for typed, *_ in [*TYPED, *CITED]],
    }
    return in_node("search.mjs", asked)


def test_words_are_folded_alike(answered: dict[str, Any], words: list[str]) -> None:
    """Every word of the corpus, composed or not, in capitals, with ð for đ; and where it stands."""
    assert len(words) > 4000
    for word, folded, places in zip(words, answered["plain"], answered["places"], strict=True):
        assert folded == plain(word), word
        assert places == [[t.start, t.end] for t in plain_tokens(word)], word


@pytest.mark.parametrize("number", range(len(TYPED)))
def test_what_is_typed_leads_to_what_is_meant(answered: dict[str, Any], number: int) -> None:
    typed, first, marks = TYPED[number]
    found = answered["found"][number]
    if first is None:
        return
    assert found["hits"], typed
    hit = found["hits"][0]
    assert (hit["path"], hit["marked"]) == (first, marks)


def test_a_pasted_citation_leads_to_what_it_names(answered: dict[str, Any], index: Index) -> None:
    """In the browser and at the server, in any form of its letters."""
    for (typed, path), found in zip(CITED, answered["found"][len(TYPED) :], strict=True):
        assert found["hits"][0]["path"] == path, typed
        for form in ("NFC", "NFD"):
            hit = search(index, unicodedata.normalize(form, typed)).hits[0]
            assert local(hit.iri)[1:] + "/" == path, (typed, form)


def test_the_browser_finds_what_the_server_finds(answered: dict[str, Any], index: Index) -> None:
    """The same first hit where all words are found, and the server's best among its best."""
    for (typed, *_), found in zip([*TYPED, *CITED], answered["found"], strict=True):
        expected = search(index, typed)
        assert found["allWords"] == expected.all_words, typed
        if not expected.all_words:
            continue
        there = [(BASE + hit["id"], hit["line"]) for hit in found["hits"]]
        wanted = [(hit.iri, hit.line) for hit in expected.hits]
        assert there[0] == wanted[0], typed
        assert set(wanted[:3]) <= set(there[:10]), typed


def test_every_hit_leads_to_a_page(
    answered: dict[str, Any], site: Path, every_thing: list[str]
) -> None:
    things = {local(iri)[1:] + "/" for iri in every_thing}
    for found in answered["found"]:
        for hit in found["hits"]:
            path = hit["path"].partition("#")[0]
            for lang in ("", "en/"):
                assert path in things or (site / lang / path / "index.html").is_file(), path


def test_the_index_is_small(site: Path) -> None:
    """It holds the text of the plan itself, and is still sent in less than a large picture."""
    assert len(gzip.compress((site / "search/index.json").read_bytes())) < 150_000
