"""What a reader finds on the pages of things, and that every value leads to its words."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.publish import incoming, items
from sctbv_graph.publish.description import described, write_descriptions
from sctbv_graph.publish.facts import ask
from sctbv_graph.publish.links import Links, ServerLinks
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.remembering import Remembering
from sctbv_graph.publish.source_text import Mark, marked_lines
from sctbv_graph.publish.things import gather, thing_page, things_with_pages
from sctbv_graph.query import describe
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

PLAN = "document/211-kh-ubnd-ca-mau-2024"
TASK = "task/211-kh-ubnd-ca-mau-2024"
ID = "https://w3id.org/sctbv/id/"


def body(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def section(page: str, name: str) -> str:
    """Return the part of a page from a heading's id to the end of its section."""
    found = re.search(rf'id="{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return found[0]


def rows(markup: str) -> list[str]:
    return re.findall(r"<tr[ >].*?</tr>", markup, re.DOTALL)[1:]


class Facts(HTMLParser):
    """The words of every marked stretch of a text page, by its id."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__()
        self.said: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            name = dict(attrs).get("id") or ""
            self.open.append(name)
            self.said.setdefault(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for name in self.open:
            self.said[name] += data


@pytest.fixture(scope="module")
def plan(client: TestClient) -> str:
    return body(client, f"/page/{PLAN}")


@pytest.fixture(scope="module")
def facts(client: TestClient) -> Facts:
    return Facts(body(client, f"/text/{PLAN}"))


def test_a_plan_shows_its_tasks(plan: str, facts: Facts) -> None:
    """Task 11 stands with lead, partners, time and three amounts, each led to its own words."""
    tasks = rows(section(plan, "tasks"))
    assert len(tasks) == 21
    eleventh = tasks[10]
    assert "Phát triển sản phẩm OCOP chế biến từ chuối" in words(eleventh)
    assert "Chi cục Phát triển nông thôn" in words(eleventh)
    assert "1.375" in words(eleventh)
    led_to = [facts.said[name] for name in re.findall(r"#(c\d+-\d+)", eleventh)]
    assert {"1.375", "550", "3.313", "2025"} <= set(led_to)
    assert any(said.startswith("Sở Tài chính") for said in led_to)


def test_every_value_of_a_plan_leads_to_its_words(plan: str, facts: Facts, text: str) -> None:
    """Each link into the text is to a marked stretch that holds just these characters."""
    places = set(re.findall(r"/text/[^\"#]*#c(\d+)-(\d+)", plan))
    assert len(places) > 250
    for start, end in places:
        quoted = text[int(start) : int(end)]
        first = quoted.split("\n")[0]  # a passage over a line break is marked line by line
        assert facts.said[f"c{start}-{end}"].strip() == first.strip()


def test_the_text_is_shown_unchanged(client: TestClient, text: str) -> None:
    """Marks add no letter and lose none, in any line."""
    page = body(client, f"/text/{PLAN}")
    shown = re.findall(r'<li id="L\d+">(.*?)</li>', page, re.DOTALL)
    assert [html.unescape(re.sub(r"<[^>]*>", "", line)) for line in shown] == text.split("\n")
    assert page.count('class="fact ') > 500


def test_marks_that_cross_are_cut(text: str) -> None:
    """Spans nest, whatever stretches the facts come from, and links never stand in links."""
    marks = [Mark(0, 6, ID + "task/a/1", "element"), Mark(2, 4, ID + "task/a/2", "time"),
             Mark(3, 9, ID + "task/a/3", "money"),
             Mark(9, 12, ID + "task/a/4", "cited")]  # fmt: skip
    lines = marked_lines("abc<ef\nghijk", marks, "vi", ServerLinks())
    joined = "\n".join(lines)
    assert html.unescape(re.sub(r"<[^>]*>", "", joined)) == "abc<ef\nghijk"
    assert joined.count("<span") == joined.count("</span>")
    for line in lines:
        depth = 0
        for tag in re.findall(r"</?\w+", line):
            depth += {"<a": 1, "</a": -1}.get(tag, 0)
            assert depth <= 1


def test_money_by_source_adds_up(plan: str) -> None:
    """The bars of the sources and of the tasks make the total; printed totals stand beside."""
    money = section(plan, "money")
    tables = re.findall(r"<table class=\"bars\">.*?</table>", money, re.DOTALL)
    amounts = [
        Decimal(said.replace(".", "").replace(",", "."))
        for said in re.findall(r'<td class="number">([\d.,]+)</td>', tables[0])
    ]
    assert sum(amounts) == 18706
    assert "22.773" in words(money)
    assert tables[0].count("<rect") == len(amounts)
    widths = [Decimal(w) for w in re.findall(r'x="0.00%" width="([\d.]+)%"', tables[0])]
    most = max(amounts)
    for width, amount in zip(widths, amounts, strict=True):
        assert abs(width - amount * 100 / most) < Decimal("0.1")


def test_the_calendar_draws_months(plan: str) -> None:
    """Task 1 runs in June, one twelfth of the width after five."""
    first = rows(section(plan, "calendar"))[0]
    assert 'x="41.67%"' in first
    assert 'width="8.33%"' in first


def test_findings_stand_in_the_margin(plan: str) -> None:
    """The total that does not add up is told of the document, the missing result at task 4."""
    whole = words(section(plan, "findings"))
    assert "KP-01" in whole
    assert "22.773" in whole
    fourth = rows(section(plan, "tasks"))[3]
    assert "DD-02" in words(fourth)
    assert "không có kết quả dự kiến" in words(fourth)


def test_a_task_tells_what_is_done(client: TestClient) -> None:
    page = words(body(client, f"/page/{TASK}/11"))
    for said in ("Chi cục Phát triển nông thôn", "= 5.238", "suy ra bắt buộc",
                 "Dự kiến kết quả", "xã Khánh Thuận",
                 "Xây dựng vùng nguyên liệu chuối"):  # fmt: skip
        assert said in page
    english = words(body(client, f"/page/{TASK}/11?lang=en"))
    assert "= 5,238" in english
    assert "Expected results" in english


def test_an_agency_tells_all_that_it_must_do(client: TestClient) -> None:
    """Tasks of its centre count as its own: 50, 50 and 100 million of three tasks led."""
    page = body(client, "/page/agency/so-cong-thuong-ca-mau")
    led = [row for row in rows(section(page, "tasks")) if "chủ trì" in row]
    assert len(led) == 3
    assert all("Trung tâm Khuyến công" in row for row in led)
    assert len(rows(section(page, "duties"))) == 5
    assert "200 triệu đồng" in words(page)
    assert "Ủy ban nhân dân các huyện, thành phố" in words(section(page, "partners"))


def test_an_agency_tells_what_became_of_it(client: TestClient) -> None:
    """The department that was merged names its successor, and the new one both before it."""
    old = body(client, "/page/agency/so-nong-nghiep-va-phat-trien-nong-thon-ca-mau")
    assert "Sở Nông nghiệp và Môi trường" in words(section(old, "history"))
    merged = body(client, "/page/agency/so-nong-nghiep-va-moi-truong-ca-mau")
    new = words(section(merged, "history"))
    assert "Sở Tài nguyên và Môi trường" in new
    assert "Sở Nông nghiệp và Phát triển nông thôn" in new


def test_a_target_stands_beside_the_decision(client: TestClient) -> None:
    """85 % of the supermarkets beside the Decision's 85 % and 100 %, drawn over the years."""
    page = body(client, "/page/objective/211-kh-ubnd-ca-mau-2024/II.2")
    table = [words(row) for row in rows(section(page, "thresholds"))]
    assert any(row.startswith("2025 889/QĐ-TTg") and "85%" in row for row in table)
    assert any(row.startswith("2030 889/QĐ-TTg") and "100%" in row for row in table)
    assert any(row.startswith("2024 174/KH-UBND") and "55%" in row for row in table)
    drawing = re.search(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert drawing
    assert "55% 174/KH-UBND" in words(drawing[0])
    served = words(section(body(client, "/page/objective/211-kh-ubnd-ca-mau-2024/5.1"), "serving"))
    assert "nuôi cua cốm" in served


def test_a_cited_document_tells_who_cites_it(client: TestClient) -> None:
    page = body(client, "/page/document/889-qd-ttg-2020")
    (row,) = rows(section(page, "citing"))
    assert words(row).startswith("211/KH-UBND căn cứ Quyết định số 889/QĐ-TTg")
    assert "#c" in row
    assert "<svg" in section(page, "relations")


def test_a_place_tells_what_happens_in_it(client: TestClient) -> None:
    """The district's tasks hold those of its hamlet and commune."""
    table = rows(section(body(client, "/page/place/huyen-u-minh-ca-mau"), "tasks"))
    assert [words(row).split(".")[0] for row in table] == ["5", "11", "14", "15"]
    assert "ấp 7" in words(table[0])


def test_a_concept_tells_what_is_of_it(client: TestClient) -> None:
    page = words(body(client, "/concept/money-source/central-budget"))
    assert "2.400" in page or "4.260" in page


def test_home_has_the_figures_of_the_corpus(client: TestClient) -> None:
    page = body(client, "/")
    assert "18.706 triệu đồng" in words(page)
    assert "19" in words(next(row for row in rows(page) if "Tháng 6" in row))
    assert "889/QĐ-TTg" in words(re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)[0])


def test_a_page_needs_no_http(
    settings: Settings, disk_store: EmbeddedStore, client: TestClient
) -> None:
    """A page made from store, IRI and language is the server's; another `Links` moves all of it."""

    class Files:
        """Pages of a folder: a file each, a folder each language."""

        def page(self, path: str, lang: str) -> str:
            address, sign, fragment = path.partition("#")
            name = "index" if address == "/" else address.strip("/")
            return f"/site/{lang}/{name}.html{sign}{fragment}" if path.startswith("/") else path

        def file(self, path: str) -> str:
            return "/site" + path

    pages = Pages(settings, disk_store)
    assert thing_page(pages, ID + TASK + "/11", "en") == body(client, f"/page/{TASK}/11?lang=en")
    links: Links = Files()
    for iri in [ID + PLAN, *things_with_pages(pages)[::40]]:
        made = thing_page(pages, iri, "vi", links)
        local = re.findall(r'(?:href|src|action)="(/[^"]*)"', made)
        assert local
        assert all(href.startswith("/site/") for href in local), iri
    assert thing_page(pages, ID + "task/none/1", "vi") == ""


class Far:
    """A store that answers queries and nothing else, as one behind an address does."""

    def __init__(self, store: EmbeddedStore) -> None:
        """Stand before a store."""
        self.query, self.graph_names = store.query, store.graph_names


def test_a_store_at_hand_says_what_queries_say(
    disk_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its descriptions, their layers and what points to a thing are looked up without a query."""
    far = Far(disk_store)
    things = ("id/" + TASK + "/5", "id/" + PLAN, "id/place/ca-mau-tinh", "concept/basis/read")
    for iri in (ID.removesuffix("id/") + name for name in things):
        near = described(disk_store, iri)
        assert near.incoming is not None
        assert write_descriptions(disk_store, near) == write_descriptions(far, described(far, iri))
        assert near.incoming.first() == incoming.asked(far, iri), iri
        whole = near.incoming.first()
    assert len(whole) == incoming.MAX_INCOMING

    monkeypatch.setattr(incoming, "_MANY", 210)
    made = described(disk_store, iri).incoming
    assert made is not None
    assert made.first() == whole, "where there are many, the first are kept"


def test_a_description_says_what_is_not_asked_for(
    disk_store: EmbeddedStore, client: TestClient
) -> None:
    """Names of its nodes, whom a target is about, numbers with a due date: as queries say."""
    pages: Pages = client.app.state.site.pages  # type: ignore[attr-defined]
    holding = Pages(pages.settings, Remembering(disk_store), texts=pages.sources)
    objectives = [iri for iri in things_with_pages(pages) if "/objective/" in iri]
    assert len(objectives) > 20
    found = 0
    for iri in objectives:
        gathered = gather(holding, iri)
        assert gathered
        for lang in ("vi", "en"):
            told = describe(holding.store, gathered.named, lang)
            assert told == describe(disk_store, gathered.named, lang), iri
        asked = ask(disk_store, "page-numbers", iri)
        assert items._numbers(pages, iri, gathered.said) == asked, iri
        kinds = {row["kind"] for row in ask(disk_store, "page-population", iri)}
        made = {row["kind"] for row in items._thresholds(pages, iri, gathered.said)}
        all_kinds = {row["kind"] for row in ask(disk_store, "page-thresholds")}
        assert made == kinds & all_kinds, iri
        found += len(made)
    assert found, "some targets are about people"


def test_pages_are_small_on_the_wire(client: TestClient) -> None:
    """The largest pages are sent in less than 200 kB."""
    for path in (f"/page/{PLAN}", f"/page/{PLAN}?lang=en", f"/text/{PLAN}", "/"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < 100_000, path
        assert "Accept-Encoding" in answer.headers["vary"]
