"""The portal in Chromium: found by typing, in both languages, by keyboard, on a phone, on paper."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import Open
from tests.browser.pages import ask_in_editor, follow, printed, tab_to

PLAN = "211-kh-ubnd-ca-mau-2024"
PAGES = [
    "/",
    f"/page/document/{PLAN}",
    f"/page/task/{PLAN}/11",
    "/page/agency/so-cong-thuong-ca-mau",
    f"/page/objective/{PLAN}/II.2",
    "/page/document/889-qd-ttg-2020",
    "/page/place/huyen-u-minh-ca-mau",
    "/concept/population-kind/supermarkets",
    f"/text/document/{PLAN}",
    "/catalog",
    "/changes",
    "/search?q=so cong thuong",
    "/def/alignments",
    "/def/keys",
    "/editor",
]
AXE = Path(__file__).parents[2] / "frontend" / "dev" / "axe.min.js"
_RUN_AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations
  .filter(v => ['serious', 'critical'].includes(v.impact))
  .map(v => v.id + ': ' + v.nodes[0].html.slice(0, 200))));
"""
_OVER = "return document.documentElement.scrollWidth - window.innerWidth"


def complaints(driver: Any) -> list[str]:
    """Return what the console has said since the last call: errors, refusals by the policy."""
    return [e["message"] for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]


def with_language(path: str, lang: str) -> str:
    return path + ("&" if "?" in path else "?") + f"lang={lang}"


@pytest.mark.parametrize("width", [1300, 360])
def test_pages_are_clean(open_browser: Open, address: str, width: int) -> None:
    """No console error, no refusal by the policy, no serious finding of axe, nothing too wide."""
    driver = open_browser(width)
    for path in PAGES:
        for lang in ("vi", "en"):
            driver.get(address + with_language(path, lang))
            assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == lang
            driver.execute_script(AXE.read_text(encoding="utf-8"))
            assert driver.execute_async_script(_RUN_AXE) == [], (path, lang)
            assert driver.execute_script(_OVER) <= 1, (path, lang)
            assert complaints(driver) == [], (path, lang)


def test_a_task_is_found_its_sentence_opened_the_language_switched(
    open_browser: Open, address: str
) -> None:
    """Typed without accents; the words of the task are marked in the text; English by one click."""
    driver = open_browser(1300)
    driver.get(address)
    box = driver.find_element(By.CSS_SELECTOR, "main input[name=q]")
    follow(driver, lambda: box.send_keys("nuoi so huyet theo huong vietgap" + Keys.ENTER))
    hit = driver.find_element(By.CSS_SELECTOR, ".hits a[href*='/page/task/']")
    follow(driver, hit.click)
    assert driver.find_element(By.TAG_NAME, "h1").text == "Nuôi sò huyết theo hướng VietGAP"
    quoted = driver.find_element(
        By.XPATH, "//blockquote[.//mark='Nuôi sò huyết theo hướng VietGAP']//a"
    )
    follow(driver, quoted.click)
    target = driver.find_element(By.CSS_SELECTOR, ".fact:target")
    assert target.text == "Nuôi sò huyết theo hướng VietGAP"
    place = "const b = arguments[0].getBoundingClientRect(); return [b.top, innerHeight]"
    top, height = driver.execute_script(place, target)
    assert 0 <= top < height
    follow(driver, driver.find_element(By.CSS_SELECTOR, "nav a[hreflang=en]").click)
    assert driver.find_element(By.TAG_NAME, "h1").text == "Source text"
    follow(driver, driver.find_element(By.CSS_SELECTOR, "main p a").click)
    assert "million VND" in driver.find_element(By.CLASS_NAME, "tiles").text
    assert complaints(driver) == []


def test_the_keyboard_is_enough(open_browser: Open, address: str) -> None:
    """Skip link, search box, result and its first value are reached and opened without a mouse."""
    driver = open_browser(1300)
    driver.get(address)

    skip = tab_to(driver, lambda at: (at.get_attribute("href") or "").endswith("#main"), 1)
    skip.send_keys(Keys.ENTER)
    box = tab_to(driver, lambda at: at.get_attribute("name") == "q", 4)
    follow(driver, lambda: box.send_keys("trung tam khuyen cong" + Keys.ENTER))
    wanted = "/page/agency/trung-tam-khuyen-cong"
    at = tab_to(driver, lambda at: wanted in (at.get_attribute("href") or ""), 20)
    follow(driver, lambda: at.send_keys(Keys.ENTER))
    assert driver.find_element(By.TAG_NAME, "h1").text == "Trung tâm Khuyến công"


def test_a_plan_prints(open_browser: Open, address: str) -> None:
    """On paper stand tasks, money and findings with their bars, not the menus."""
    driver = open_browser(1300)
    driver.get(f"{address}/page/document/{PLAN}")
    text, drawn = printed(driver)
    assert "Nuôi sò huyết theo hướng VietGAP" in text
    assert "22.773" in text
    assert "Kiểm tra dự thảo" not in text
    assert drawn > 20


NUMBERS = """PREFIX sctbv: <https://w3id.org/sctbv/def#>
SELECT ?e ?start ?end WHERE { ?e sctbv:startOffset ?start ; sctbv:endOffset ?end }
ORDER BY ?start ?end LIMIT 300"""
NETWORK = f"""PREFIX sctbv: <https://w3id.org/sctbv/def#>
CONSTRUCT {{ ?task sctbv:isLedBy ?lead ; sctbv:ordinal ?ordinal }} WHERE {{
  ?task a sctbv:Task ; sctbv:isStatedIn <https://w3id.org/sctbv/id/document/{PLAN}> ;
    sctbv:isLedBy ?lead ; sctbv:ordinal ?ordinal . FILTER(?ordinal < 5)
}}"""


@pytest.mark.parametrize("width", [1300, 360])
def test_a_result_is_drawn_as_a_network(open_browser: Open, address: str, width: int) -> None:
    """What a CONSTRUCT gives: named nodes and links; by keyboard to a node and to its page."""
    driver = open_browser(width)
    driver.get(f"{address}/editor?lang=en")
    wait = WebDriverWait(driver, 60)
    wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "#editor[data-ready=yes]"))
    ask_in_editor(driver, NETWORK)
    wait.until(lambda d: "results" in d.find_element(By.CLASS_NAME, "yasr_response_chip").text)
    driver.find_element(By.CSS_SELECTOR, ".select_network").click()
    nodes = wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "svg.net a.node"))
    names = [node.find_element(By.TAG_NAME, "title").get_attribute("textContent") for node in nodes]
    assert names[0].startswith("Xây dựng mô hình về lối sống bền vững, hướng dẫn")
    assert any(name.startswith("Industrial Promotion Centre (agency)\n") for name in names)
    assert len(driver.find_elements(By.CSS_SELECTOR, "svg.net .link")) >= 4
    told = driver.find_element(By.CSS_SELECTOR, ".yasr_results [role=status]").text
    assert f"{len(nodes)} nodes" in told
    assert "4 values are words or numbers" in told
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    assert driver.execute_async_script(_RUN_AXE) == []
    assert driver.execute_script(_OVER) <= 1
    before = int(driver.find_element(By.CSS_SELECTOR, "svg.net").get_attribute("width"))
    larger = driver.find_element(By.CSS_SELECTOR, ".net-tools button")
    larger.send_keys(Keys.ENTER)
    assert int(driver.find_element(By.CSS_SELECTOR, "svg.net").get_attribute("width")) > before
    for _ in range(5):  # smaller, the scrolling box, the first node
        driver.switch_to.active_element.send_keys(Keys.TAB)
        if "node" in (driver.switch_to.active_element.get_attribute("class") or ""):
            break
    at = driver.switch_to.active_element
    assert at.get_attribute("data-node") == "0"
    assert driver.find_elements(By.CSS_SELECTOR, "svg.net .link.near")
    if os.environ.get("SCTBV_SHOTS"):
        driver.save_screenshot(f"{os.environ['SCTBV_SHOTS']}/network-{width}.png")
    follow(driver, lambda: at.send_keys(Keys.ENTER))
    assert "/page/" in driver.current_url
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert complaints(driver) == []


def test_pages_read_without_a_script(open_browser: Open, address: str) -> None:
    driver = open_browser(script=False)
    driver.get(f"{address}/page/objective/{PLAN}/II.2")
    assert "55% 174/KH-UBND" in driver.page_source
    driver.get(f"{address}/editor")
    assert driver.find_element(By.CSS_SELECTOR, "noscript a").is_displayed()


def test_the_editor_completes_runs_draws_and_downloads(
    open_browser: Open, address: str, tmp_path: Path
) -> None:
    """Typed “sctbv:nhiem” gives the class; a question of the catalogue runs, is drawn, is saved."""
    driver = open_browser(1300)
    behave = {"behavior": "allow", "downloadPath": str(tmp_path)}
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", behave)
    driver.get(f"{address}/editor")
    wait = WebDriverWait(driver, 60)
    wait.until(lambda d: d.execute_script("return document.getElementById('editor').dataset.ready"))
    driver.execute_script(
        "const cm = document.querySelector('.CodeMirror').CodeMirror;"
        "cm.setValue('PREFIX sctbv: <https://w3id.org/sctbv/def#>\\n"
        "SELECT * {\\n ?x a sctbv:nhiem\\n}');"
        "cm.setCursor({line: 2, ch: 16}); cm.focus();"
    )
    driver.switch_to.active_element.send_keys(Keys.CONTROL, " ")
    hints = wait.until(lambda d: d.find_elements(By.CLASS_NAME, "CodeMirror-hint"))
    assert hints[0].text == "sctbv:Task — nhiệm vụ"
    hints[0].click()
    value = "return document.querySelector('.CodeMirror').CodeMirror.getValue()"
    assert "?x a sctbv:Task" in driver.execute_script(value)
    box = driver.find_element(By.ID, "insert-box")
    box.send_keys("so cong thuong")
    wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "#insert li[aria-selected=true]"))
    first = driver.find_element(By.CSS_SELECTOR, "#insert li[aria-selected=true]")
    assert first.text.startswith("Sở Công Thương")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    box.send_keys(Keys.ENTER)
    put = "<https://w3id.org/sctbv/id/agency/so-cong-thuong-ca-mau>"
    assert put in driver.execute_script(value)
    driver.find_element(By.CSS_SELECTOR, "#examples option[value=money-by-source]").click()
    wait.until(lambda d: "BudgetLine" in d.execute_script(value))
    driver.find_element(By.CLASS_NAME, "yasqe_queryButton").click()
    wait.until(lambda d: "4 results" in d.find_element(By.CLASS_NAME, "yasr_response_chip").text)
    driver.find_element(By.CSS_SELECTOR, ".select_bars").click()
    bars = wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "#editor table.bars rect"))
    assert len(bars) == 4
    ask_in_editor(driver, NUMBERS)
    said = ".yasr_results [role=status]"
    wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, said))
    assert "chỉ vẽ 100 dòng đầu" in driver.find_element(By.CSS_SELECTOR, said).text
    assert len(driver.find_elements(By.CSS_SELECTOR, "#editor table.bars rect")) == 100
    column = Select(driver.find_element(By.CSS_SELECTOR, ".yasr_results select"))
    assert [o.text for o in column.options] == ["start", "end"]
    assert column.first_selected_option.text == "end"
    end = int(driver.find_element(By.CSS_SELECTOR, "#editor table.bars td.number").text)
    column.select_by_visible_text("start")
    start = int(driver.find_element(By.CSS_SELECTOR, "#editor table.bars td.number").text)
    assert start < end
    driver.find_element(By.CSS_SELECTOR, "#examples option[value=totals]").click()
    driver.find_element(By.CSS_SELECTOR, "#examples option[value=money-by-source]").click()
    wait.until(lambda d: "BudgetLine" in d.execute_script(value))
    driver.find_element(By.XPATH, "//span[@id='downloads']/button[.='CSV']").click()
    wait.until(lambda _: list(tmp_path.glob("*.csv")))
    assert len(next(tmp_path.glob("*.csv")).read_text(encoding="utf-8").splitlines()) == 5
    assert complaints(driver) == []
