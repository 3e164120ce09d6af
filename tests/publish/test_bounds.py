"""Pages and files of a large corpus: what a page leaves out is said, what is parted is whole."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pyoxigraph as ox
import pytest

from sctbv_graph.publish import items, question_pages
from sctbv_graph.publish.canonical import LINE, Canonical
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.things import thing_page
from sctbv_graph.query import find_question
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

TARGET = "https://w3id.org/sctbv/id/objective/211-kh-ubnd-ca-mau-2024/II.2"


@pytest.fixture(scope="module")
def pages(store: EmbeddedStore) -> Pages:
    return Pages(Settings(), store)


def test_a_page_of_an_answer_shows_its_first_rows_and_says_so(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table of 21 tasks is cut at 5; CSV has all."""
    monkeypatch.setattr(question_pages, "SHOWN", 5)
    made = question_pages._answered(
        pages, pages.store, find_question("tasks"), "https://example.org/", "v", date(2026, 11, 23)
    )
    files = {name: (d if isinstance(d, bytes) else b"".join(d)).decode() for name, d in made}
    page = files["en/questions/tasks/index.html"]
    (shown,) = re.findall(r"first (\d+) rows; CSV and JSON have all", page)
    assert shown == "5"
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("</td></tr>") == 5
    told = int(re.findall(r"<p>(\d+) rows", page)[0])
    assert told == len(list(csv.DictReader(io.StringIO(files["en/questions/tasks.csv"])))) == 21


def test_a_target_shows_its_own_threshold_first_and_says_how_many_more(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = thing_page(pages, TARGET, "en")
    rows = whole.partition('id="thresholds"')[2].partition("</tbody>")[0].count("<tr")
    assert rows > 3, "a head, the Decision's, its own and others'"
    assert "more rows; ask by SPARQL" not in whole
    monkeypatch.setattr(items, "MAX_THRESHOLDS", 2)
    cut = thing_page(pages, TARGET, "en").partition('id="thresholds"')[2]
    assert cut.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr") == 2
    (more,) = re.findall(r"(\d+) more rows; ask by SPARQL", cut)
    assert int(more) == rows - 1 - 2  # the head is a row too


def test_a_line_stands_in_its_graph() -> None:
    """Whatever a literal looks like: the end of a name, a blank node, a graph."""
    lines = [
        b"<a:s> <a:p> <a:o> .\n",
        b"<a:s> <a:p> <a:o> <a:g> .\n",
        b'<a:s> <a:p> "x <y" .\n',
        b'<a:s> <a:p> "x <y>"@vi .\n',
        b'<a:s> <a:p> "x _:y <a:g> ."^^<a:d> .\n',
        b'<a:s> <a:p> "x <y>"^^<a:d> <a:g> .\n',
        b"_:c14n0 <a:p> _:c14n1 <a:g> .\n",
        b'_:c14n1 <a:p> "_:x" .\n',
    ]
    store = ox.Store()
    store.load(b"".join(lines), ox.RdfFormat.N_QUADS)
    with Canonical(store) as canonical:
        assert b"".join(canonical.everything()) == b"".join(sorted(lines))
        assert canonical.graphs() == ["", "<a:g>"]
        for name in canonical.graphs():
            found = [read for line in lines if (read := LINE.fullmatch(line))]
            its = sorted(
                r["triple"] + b" .\n" for r in found if (r["graph"] or b"") == name.encode()
            )
            assert b"".join(canonical.graph(name)) == b"".join(its)
            assert its
