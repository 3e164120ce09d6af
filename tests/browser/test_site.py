"""The site of files in Chromium: served by Python from a sub-folder, no other host reachable."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from sctbv_graph.build import open_store
from sctbv_graph.publish.site import publish
from sctbv_graph.query import find_question
from sctbv_graph.settings import Settings
from tests.browser.conftest import Open
from tests.browser.pages import ask_in_editor, follow, printed, tab_to

PLAN = "211-kh-ubnd-ca-mau-2024"
PAGES = ["", "search/?q=so+cong+thuong", "sparql/", "questions/", "questions/led-tasks/", "def/",
         "def/alignments/", "def/keys/",
         "rules/", "rules/KP-01/", "audit/", f"audit/{PLAN}/", f"page/document/{PLAN}/",
         f"page/task/{PLAN}/11/", "page/agency/so-cong-thuong-ca-mau/", f"text/document/{PLAN}/",
         "concept/basis/read/"]  # fmt: skip
AXE = Path(__file__).parents[2] / "frontend" / "dev" / "axe.min.js"
_HOSTS = "return performance.getEntriesByType('resource').map(e => new URL(e.name).host)"
_OVER = "return document.documentElement.scrollWidth - window.innerWidth"
IDLE = "so-tai-chinh-ca-mau"
"""An agency that leads nothing."""
CENTRE = "trung-tam-khuyen-cong-so-cong-thuong-ca-mau"
LEADS = """PREFIX sctbv: <https://w3id.org/sctbv/def#>
SELECT ?task ?lead WHERE { ?task a sctbv:Task ; sctbv:isLedBy ?lead }"""
TOTAL = """PREFIX sctbv: <https://w3id.org/sctbv/def#>
SELECT (SUM(?vnd) / 1000000 AS ?million) WHERE {
  ?line a sctbv:BudgetLine ; sctbv:amountVnd ?vnd .
}"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the site, a folder in a folder of a host."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "data").mkdir()
    settings = Settings(workspace=folder / "data", store=folder / "store")
    store = open_store(settings, lambda *_: None)
    publish(settings, store, folder / "host" / "a" / "b", "", lambda *_: None)
    handler = partial(_Handler, directory=str(folder / "host"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/a/b/"
        server.shutdown()


@pytest.fixture
def driver(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """Give the browser; what it has complained of by the end fails the test."""
    browser.get_log("browser")
    yield browser
    said = [e["message"] for e in browser.get_log("browser")
            if e["level"] in ("SEVERE", "WARNING")]  # fmt: skip
    assert said == []


def found(driver: webdriver.Chrome, css: str) -> Any:
    """Return the first element that a selector finds, waited for."""
    return WebDriverWait(driver, 60).until(lambda d: d.find_elements(By.CSS_SELECTOR, css))[0]


def ready(driver: webdriver.Chrome, css: str) -> Any:
    """Return an element whose script has said that it is ready."""
    return found(driver, f"{css}[data-ready=yes]")


@pytest.mark.parametrize(("lang", "width"), [("", 1300), ("en/", 360)])
def test_pages_are_clean_and_ask_no_other_host(
    open_browser: Open, start: str, lang: str, width: int
) -> None:
    """No console error, no refusal by the policy, no serious finding of axe, nothing too wide."""
    driver = open_browser(width)
    driver.set_script_timeout(120)
    for path in PAGES:
        driver.get(start + lang + path)
        if path.startswith("sparql"):
            ready(driver, "#editor")
        if path == "questions/led-tasks/":
            ready(driver, "#ask")
        spoken = driver.find_element(By.TAG_NAME, "html").get_attribute("lang")
        assert spoken == (lang[:2] or "vi")
        assert driver.execute_script(_OVER) <= 1, lang + path
        assert {*driver.execute_script(_HOSTS)} <= {start.split("/")[2]}, lang + path
        if not path.startswith("audit/2"):  # the report admits no script; it has its own tests
            # Through the driver, which the policy does not bind.
            driver.execute_script(AXE.read_text(encoding="utf-8"))
            run = (
                "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
                ".then(r => done(r.violations.filter(v => ['serious', 'critical']"
                ".includes(v.impact)).map(v => v.id + ': ' + v.nodes[0].html.slice(0, 200))))"
            )
            assert driver.execute_async_script(run) == [], lang + path
    said = [e["message"] for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]
    assert said == []


def test_found_without_accents_sentence_opened_language_switched(
    driver: webdriver.Chrome, start: str
) -> None:
    driver.get(start)
    box = driver.find_element(By.CSS_SELECTOR, "main input[name=q]")
    follow(driver, lambda: box.send_keys("nuoi so huyet theo huong vietgap" + Keys.ENTER))
    hit = found(driver, ".hits a[href*='/page/task/']")
    assert hit.find_element(By.TAG_NAME, "mark").text == "Nuôi sò huyết theo hướng VietGAP"
    follow(driver, hit.click)
    assert driver.find_element(By.TAG_NAME, "h1").text == "Nuôi sò huyết theo hướng VietGAP"
    quoted = "//blockquote[.//mark='Nuôi sò huyết theo hướng VietGAP']//a"
    follow(driver, driver.find_element(By.XPATH, quoted).click)
    target = driver.find_element(By.CSS_SELECTOR, ":target")
    assert "Nuôi sò huyết theo hướng VietGAP" in target.text
    follow(driver, driver.back)
    follow(driver, driver.find_element(By.CSS_SELECTOR, "header a[hreflang=en]").click)
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert driver.current_url.startswith(f"{start}en/page/task/{PLAN}/")
    assert driver.find_element(By.TAG_NAME, "h1").text == "Nuôi sò huyết theo hướng VietGAP"


def test_the_keyboard_is_enough(driver: webdriver.Chrome, start: str) -> None:
    """Skip link, search box, hit; then a question is chosen and asked, without a mouse."""
    driver.get(start)
    skip = tab_to(driver, lambda at: (at.get_attribute("href") or "").endswith("#main"), 1)
    skip.send_keys(Keys.ENTER)
    box = tab_to(driver, lambda at: at.get_attribute("name") == "q", 4)
    follow(driver, lambda: box.send_keys("trung tam khuyen cong" + Keys.ENTER))
    found(driver, f".hits a[href$='/{CENTRE}/']")
    hit = tab_to(driver, lambda at: f"/{CENTRE}/" in (at.get_attribute("href") or ""), 20)
    follow(driver, lambda: hit.send_keys(Keys.ENTER))
    assert driver.find_element(By.TAG_NAME, "h1").text == "Trung tâm Khuyến công"
    driver.get(f"{start}questions/led-tasks/")
    ready(driver, "#ask")
    choice = tab_to(driver, lambda at: at.get_attribute("name") == "agency", 12)
    choice.send_keys("Sở Công Th")
    tab_to(driver, lambda at: at.tag_name == "button", 1).send_keys(Keys.ENTER)
    found(driver, "#answer[data-of*='so-cong-thuong-ca-mau']")


def test_an_answer_prints(driver: webdriver.Chrome, start: str) -> None:
    """On paper stand the rows and what was asked with, not the form and the menus."""
    driver.get(f"{start}questions/led-tasks/")
    ready(driver, "#ask")
    text, _ = printed(driver)
    assert "Hỏi với Cơ quan: (tất cả)" in text
    assert "VietGAP" in text
    assert "Kiểm tra dự thảo" not in text
    assert "(tất cả)" not in text.replace("Cơ quan: (tất cả)", "", 1)


def test_every_key_is_answered(driver: webdriver.Chrome, start: str) -> None:
    """What is typed is looked up at once; Enter keeps it in the address."""
    driver.get(f"{start}en/search/")
    ready(driver, "form[role=search]")
    box = driver.find_element(By.NAME, "q")
    box.send_keys("hdnd")
    assert found(driver, ".hits mark").text in ("HĐND", "Hội đồng nhân dân")
    box.send_keys(" tinh" + Keys.ENTER)
    assert found(driver, ".hits[data-of='hdnd tinh'] a").text == "Hội đồng nhân dân tỉnh"
    WebDriverWait(driver, 10).until(lambda d: d.current_url.endswith("?q=hdnd+tinh"))
    assert "agency" in found(driver, ".hits small").text.lower()


def test_a_question_stands_with_its_rows_and_quotes(driver: webdriver.Chrome, start: str) -> None:
    driver.get(f"{start}en/questions/")
    follow(driver, driver.find_element(By.CSS_SELECTOR, "a[href*='/questions/totals/']").click)
    assert len(driver.find_elements(By.CSS_SELECTOR, "main tbody tr")) == 2
    driver.find_element(By.CSS_SELECTOR, "td summary").click()
    assert "22.773" in [m.text for m in driver.find_elements(By.CSS_SELECTOR, "details[open] mark")]


def test_a_question_is_asked_with_a_value_of_ones_own(driver: webdriver.Chrome, start: str) -> None:
    """Chosen, asked in the browser over the dump: the rows and quotes that the server gives."""
    driver.get(f"{start}en/questions/led-tasks/")
    ready(driver, "#ask")
    Select(driver.find_element(By.NAME, "agency")).select_by_visible_text("Sở Công Thương")
    driver.find_element(By.CSS_SELECTOR, "#ask button").send_keys(Keys.ENTER)
    found(driver, "#answer[data-of*='so-cong-thuong-ca-mau']")
    assert len(driver.find_elements(By.CSS_SELECTOR, "#answer tbody tr")) == 3
    driver.find_element(By.CSS_SELECTOR, "#answer td summary").click()
    marks = driver.find_elements(By.CSS_SELECTOR, "#answer details[open] mark")
    assert "Sở Công Thương (Trung tâm Khuyến công)" in [mark.text for mark in marks]
    assert {*driver.execute_script(_HOSTS)} <= {start.split("/")[2]}
    if os.environ.get("SCTBV_SHOTS"):
        driver.save_screenshot(f"{os.environ['SCTBV_SHOTS']}/question.png")
    # The address holds what was asked, and asks it again.
    address = driver.current_url
    driver.get("about:blank")
    driver.get(address)
    found(driver, "#answer[data-of*='so-cong-thuong-ca-mau']")
    link = driver.find_element(By.CSS_SELECTOR, "#answer tbody td a")
    follow(driver, link.click)
    assert driver.current_url.startswith(f"{start}en/page/")


def test_an_empty_answer_says_without_what_it_is_none(driver: webdriver.Chrome, start: str) -> None:
    driver.get(f"{start}questions/led-tasks/?agency=https://w3id.org/sctbv/id/agency/{IDLE}")
    said = found(driver, "#answer .why").text
    assert "Không có dòng nào." in said
    assert "Bỏ “Cơ quan” thì có" in said


def test_a_result_is_drawn_as_a_network(driver: webdriver.Chrome, start: str) -> None:
    """Names come from the engine in the browser; a node leads to its page."""
    driver.get(f"{start}sparql/")
    ready(driver, "#editor")
    ask_in_editor(driver, LEADS)
    WebDriverWait(driver, 60).until(
        lambda d: "results" in d.find_element(By.CLASS_NAME, "yasr_response_chip").text
    )
    driver.find_element(By.CSS_SELECTOR, ".select_network").click()
    node = found(driver, f"svg.net a.node[href$='/{CENTRE}/']")
    assert "Trung tâm Khuyến công" in node.text
    assert "không vẽ" not in found(driver, ".yasr_results [role=status]").text
    follow(driver, lambda: node.send_keys(Keys.ENTER))
    assert driver.current_url == f"{start}page/agency/{CENTRE}/"


def test_sparql_runs_in_the_browser(driver: webdriver.Chrome, start: str) -> None:
    """A query of one's own is answered, one with an error is told, a question is an example."""
    driver.get(f"{start}sparql/")
    ready(driver, "#editor")
    ask_in_editor(driver, TOTAL)
    WebDriverWait(driver, 60).until(
        lambda d: "18706" in found(d, ".yasr_results").text.replace(".", "").replace(",", "")
    )
    assert driver.find_element(By.ID, "status").text.split()[0].replace(".", "").isdigit()


def test_a_question_is_taken_into_the_editor_and_downloaded(
    open_browser: Open, start: str, tmp_path: Path
) -> None:
    """From the page of a question to its query, run, and its rows as a file."""
    driver = open_browser(1300)
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    driver.get(f"{start}questions/led-tasks/")
    follow(driver, driver.find_element(By.CSS_SELECTOR, "a[href$='#question=led-tasks']").click)
    ready(driver, "#editor")
    query = "return document.querySelector('.CodeMirror').CodeMirror.getValue()"
    assert driver.execute_script(query) == find_question("led-tasks").query.strip()
    driver.find_element(By.XPATH, "//span[@id='downloads']/button[.='CSV']").click()
    file = tmp_path / "sctbv.csv"
    WebDriverWait(driver, 60).until(lambda _: file.is_file() and file.read_bytes())
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    assert any("so-cong-thuong-ca-mau" in line for line in lines)
    assert [e for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []


def test_names_are_completed_from_the_site(driver: webdriver.Chrome, start: str) -> None:
    """Typed without accents: “sctbv:nhiem” offers the class of tasks, first."""
    driver.get(f"{start}sparql/")
    ready(driver, "#editor")
    driver.execute_script(
        "const cm = document.querySelector('.CodeMirror').CodeMirror;"
        "cm.setValue('PREFIX sctbv: <https://w3id.org/sctbv/def#>\\n"
        "SELECT * {\\n ?x a sctbv:nhiem\\n}');"
        "cm.setCursor({line: 2, ch: 16}); cm.focus();"
    )
    driver.switch_to.active_element.send_keys(Keys.CONTROL, " ")
    assert found(driver, ".CodeMirror-hint").text == "sctbv:Task — nhiệm vụ"
    box = driver.find_element(By.ID, "insert-box")
    box.send_keys("trung tam khuyen cong")
    found(driver, "#insert li[aria-selected=true]")
    box.send_keys(Keys.ENTER)
    query = driver.execute_script(
        "return document.querySelector('.CodeMirror').CodeMirror.getValue()"
    )
    assert f"<https://w3id.org/sctbv/id/agency/{CENTRE}>" in query


def test_without_script_the_way_is_shown(open_browser: Open, start: str) -> None:
    """Search and SPARQL say that they need a script, and lead to what does not."""
    driver = open_browser(script=False)
    for page in ("search/", "sparql/"):
        driver.get(start + page)
        follow(driver, driver.find_element(By.CSS_SELECTOR, "main .why a").click)
        assert driver.current_url == f"{start}questions/"
    driver.get(f"{start}questions/led-tasks/")
    assert driver.find_element(By.CSS_SELECTOR, "main .why").is_displayed()
    assert not driver.find_element(By.ID, "ask").is_displayed()
    assert len(driver.find_elements(By.CSS_SELECTOR, "main tbody tr")) > 20
