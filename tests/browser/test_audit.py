"""The audit in Chromium: with and without JavaScript, wide and as narrow as a phone."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from sctbv_graph.build import open_store
from sctbv_graph.settings import Settings
from sctbv_graph.web import create_app
from tests.rebuild import word

pytestmark = pytest.mark.skipif(
    "SCTBV_BROWSER" not in os.environ, reason="needs Chromium and its driver: SCTBV_BROWSER=1"
)
Open = Callable[..., webdriver.Chrome]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "data").mkdir()
    settings = Settings(workspace=folder / "data", store=folder / "store")
    app = create_app(settings, open_store(settings, lambda *_: None))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    if hasattr(app.state, "auditor"):
        app.state.auditor.stop()


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draft") / "ke-hoach.docx"
    path.write_bytes(word.build())
    return path


@pytest.fixture
def browser() -> Iterator[Open]:
    opened: list[webdriver.Chrome] = []

    def start(width: int, script: bool = True) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage"):
            options.add_argument(f"--{argument}")
        options.binary_location = shutil.which("chromium") or ""
        if script:
            size = {"width": width, "height": 900, "pixelRatio": 1.0}
            options.add_experimental_option("mobileEmulation", {"deviceMetrics": size})
        else:
            blocked = {"profile.managed_default_content_settings.javascript": 2}
            options.add_experimental_option("prefs", blocked)
        opened.append(webdriver.Chrome(options, Service(shutil.which("chromedriver"))))
        return opened[-1]

    yield start
    for one in opened:
        one.quit()


def _send(driver: webdriver.Chrome, page: str, draft: Path) -> None:
    driver.get(page)
    driver.find_element(By.NAME, "file").send_keys(str(draft))
    driver.find_element(By.CSS_SELECTOR, "form.audit button").click()
    WebDriverWait(driver, 60).until(lambda d: d.find_elements(By.CLASS_NAME, "verdict"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [1400, 360])
def test_form_and_report_fit_the_screen(
    browser: Open, address: str, draft: Path, lang: str, width: int
) -> None:
    driver = browser(width)
    page = f"{address}/audit?lang={lang}"
    driver.get(page)
    wide = "return document.documentElement.scrollWidth"
    assert driver.execute_script(wide) <= width
    _send(driver, page, draft)
    assert driver.execute_script(wide) <= width
    verdict = driver.find_element(By.CLASS_NAME, "verdict").text
    assert verdict == ("FAIL" if lang == "en" else "CHƯA ĐẠT")


def test_a_click_leads_to_the_words_and_filters_hide(
    browser: Open, address: str, draft: Path
) -> None:
    driver = browser(1400)
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


def test_it_works_without_javascript(browser: Open, address: str, draft: Path) -> None:
    driver = browser(1000, script=False)
    driver.get(f"{address}/audit")
    driver.find_element(By.NAME, "file").send_keys(str(draft))
    driver.find_element(By.CSS_SELECTOR, "form.audit button").click()
    end = time.monotonic() + 60
    while not driver.find_elements(By.CLASS_NAME, "verdict") and time.monotonic() < end:
        time.sleep(0.2)
    assert "CHƯA ĐẠT" in driver.page_source
    assert driver.find_elements(By.CSS_SELECTOR, "a[download]")
