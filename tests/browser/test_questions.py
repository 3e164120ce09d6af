"""Every form of the catalogue in Chromium: both languages, wide and narrow; asked as a person asks.

Runs with SCTBV_BROWSER=1, where Chromium and its driver are installed.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph.query import load_questions

pytestmark = pytest.mark.skipif(
    os.environ.get("SCTBV_BROWSER") != "1", reason="needs Chromium: SCTBV_BROWSER=1"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the portal on a free port for as long as the tests of this file run."""
    import uvicorn

    from sctbv_graph.build import open_store
    from sctbv_graph.settings import Settings
    from sctbv_graph.web import create_app

    folder = tmp_path_factory.mktemp("browser")
    (folder / "data").mkdir()
    settings = Settings(workspace=folder / "data", store=Path(folder / "store"))
    app = create_app(settings, open_store(settings, lambda *_: None))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options

    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options)
    yield driver
    driver.quit()


_LOOK = """
return [document.documentElement.scrollWidth - window.innerWidth,
  document.querySelectorAll('main form select, main form input:not([type=hidden])').length,
  document.querySelectorAll('main tbody tr').length, document.documentElement.lang]
"""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [1200, 380])
def test_every_form(browser: Any, address: str, width: int, lang: str) -> None:
    """The page fits the window, the form has a field for each parameter, and there are rows."""
    browser.set_window_size(width, 900)
    for question in load_questions().values():
        browser.get(f"{address}/questions/{question.name}?lang={lang}")
        over, fields, rows, spoken = browser.execute_script(_LOOK)
        assert over <= 1, question.name
        assert fields == len(question.parameters), question.name
        assert rows > 0, question.name
        assert spoken == lang


def test_a_form_is_filled_and_asked(browser: Any, address: str) -> None:
    """Choosing an agency and pressing the button gives its three rows, the quotes marked."""
    from selenium.webdriver.support.ui import Select

    browser.set_window_size(1200, 900)
    browser.get(f"{address}/questions/led-tasks")
    Select(browser.find_element("name", "agency")).select_by_visible_text("Sở Công Thương")
    browser.find_element("css selector", "main form button").click()
    assert len(browser.find_elements("css selector", "main tbody tr")) == 3
    browser.find_element("css selector", "td summary").click()
    marks = [m.text for m in browser.find_elements("css selector", "td details[open] mark")]
    assert "Sở Công Thương (Trung tâm Khuyến công)" in marks


def test_plain_words_lead_to_the_answer(browser: Any, address: str) -> None:
    """A question typed without accents leads by one link to its rows."""
    browser.get(f"{address}/questions")
    box = browser.find_element("name", "q")
    box.send_keys("so cong thuong chu tri nhung nhiem vu nao\n")
    browser.find_element("css selector", "main h2 a").click()
    assert "/questions/led-tasks?" in browser.current_url
    assert len(browser.find_elements("css selector", "main tbody tr")) == 3
