"""The ontology's page in a real browser: each term's address lands on its place, nothing overflows.

Runs with SCTBV_BROWSER=1 and needs Chromium with its driver; CI installs both.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    os.environ.get("SCTBV_BROWSER") != "1", reason="the browser tests run with SCTBV_BROWSER=1"
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
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options)
    yield driver
    driver.quit()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 400])
def test_a_terms_address_lands_on_its_place(
    browser: Any, address: str, lang: str, width: int
) -> None:
    driver = browser
    driver.set_window_size(width, 900)
    driver.get("about:blank")
    driver.get(f"{address}/def?lang={lang}#BudgetLine")
    run = driver.execute_script
    assert run("return document.documentElement.lang") == lang
    top = run("return document.getElementById('BudgetLine').getBoundingClientRect().top")
    assert 0 <= top < 60
    assert run("return document.querySelector(':target').id") == "BudgetLine"
    if os.environ.get("SCTBV_SHOTS"):
        driver.save_screenshot(f"{os.environ['SCTBV_SHOTS']}/def-{lang}-{width}.png")
    # Nothing but the drawings, which scroll in their own boxes, is wider than the window.
    assert run("return document.documentElement.scrollWidth <= window.innerWidth")
    severe = [e for e in driver.get_log("browser") if e["level"] == "SEVERE"]
    assert [e["message"] for e in severe if "favicon" not in e["message"]] == []


def test_a_box_of_a_drawing_leads_to_its_term(browser: Any, address: str) -> None:
    driver = browser
    driver.set_window_size(1280, 900)
    driver.get(f"{address}/def")
    link = driver.find_element("css selector", "svg a[href='#Target']")
    link.click()
    assert driver.execute_script("return location.hash") == "#Target"
