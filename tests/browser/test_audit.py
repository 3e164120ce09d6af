"""The audit in Chromium: with and without JavaScript, wide and as narrow as a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import Open
from tests.rebuild import word


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draft") / "ke-hoach.docx"
    path.write_bytes(word.build())
    return path


def _send(driver: webdriver.Chrome, page: str, draft: Path) -> None:
    driver.get(page)
    driver.find_element(By.NAME, "file").send_keys(str(draft))
    driver.find_element(By.CSS_SELECTOR, "form.audit button").click()
    WebDriverWait(driver, 60).until(lambda d: d.find_elements(By.CLASS_NAME, "verdict"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [1400, 360])
def test_form_and_report_fit_the_screen(
    open_browser: Open, address: str, draft: Path, lang: str, width: int
) -> None:
    driver = open_browser(width)
    page = f"{address}/audit?lang={lang}"
    driver.get(page)
    wide = "return document.documentElement.scrollWidth"
    assert driver.execute_script(wide) <= width
    _send(driver, page, draft)
    assert driver.execute_script(wide) <= width
    verdict = driver.find_element(By.CLASS_NAME, "verdict").text
    assert verdict == ("FAIL" if lang == "en" else "CHƯA ĐẠT")


def test_a_click_leads_to_the_words_and_filters_hide(
    open_browser: Open, address: str, draft: Path
) -> None:
    driver = open_browser(1400)
    _send(driver, f"{address}/audit", draft)
    driver.find_element(By.CSS_SELECTOR, ".finding li a").click()
    mark = driver.find_element(By.CSS_SELECTOR, ".at:target + mark")
    assert mark.text == "22.773"
    box = "const b = arguments[0].getBoundingClientRect(); return [b.top, innerHeight]"
    top, height = driver.execute_script(box, mark)
    assert 0 <= top < height
    shown = driver.find_elements(By.CSS_SELECTOR, "section.rule.g-KP")
    assert all(section.is_displayed() for section in shown)
    driver.find_element(By.ID, "show-KP").click()
    assert not any(section.is_displayed() for section in shown)
    driver.find_element(By.ID, "show-error").click()
    errors = driver.find_elements(By.CSS_SELECTOR, "section.rule.s-error")
    assert errors
    assert not any(section.is_displayed() for section in errors)


def test_it_works_without_javascript(open_browser: Open, address: str, draft: Path) -> None:
    driver = open_browser(1000, script=False)
    driver.get(f"{address}/audit")
    driver.find_element(By.NAME, "file").send_keys(str(draft))
    driver.find_element(By.CSS_SELECTOR, "form.audit button").click()
    WebDriverWait(driver, 60).until(lambda d: d.find_elements(By.CLASS_NAME, "verdict"))
    assert "CHƯA ĐẠT" in driver.page_source
    assert driver.find_elements(By.CSS_SELECTOR, "a[download]")
