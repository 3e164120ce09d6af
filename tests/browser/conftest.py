"""What the browser tests share: the portal on a free port, Chromium, and a wait for the next page.

They run with SCTBV_BROWSER=1, where Chromium and its driver are installed; `.ci/run` does both.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from sctbv_graph.build import open_store
from sctbv_graph.publish.margin import all_findings
from sctbv_graph.settings import Settings
from sctbv_graph.web import create_app
from tests.asked_for import skip_unless_asked
from tests.web.serving import serving

Open = Callable[..., webdriver.Chrome]
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip this folder's tests where no browser is asked for."""
    skip_unless_asked("SCTBV_BROWSER", "Chromium and its driver", _HERE, items)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the portal of the bundled corpus for as long as the tests run."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "data").mkdir()
    settings = Settings(workspace=folder / "data", store=folder / "store")
    app = create_app(settings, open_store(settings, lambda *_: None))
    all_findings(app.state.site.pages)  # as `sctbv serve` does at its start
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}"
    if hasattr(app.state, "auditor"):
        app.state.auditor.stop()


@pytest.fixture(scope="module")
def open_browser() -> Iterator[Open]:
    """Give a function that starts Chromium: with a phone's or a desk's width, without scripts."""
    opened: list[webdriver.Chrome] = []

    def start(width: int | None = None, script: bool = True) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage"):
            options.add_argument(f"--{argument}")
        options.binary_location = shutil.which("chromium") or ""
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not script:
            blocked = {"profile.managed_default_content_settings.javascript": 2}
            options.add_experimental_option("prefs", blocked)
        elif width:
            size = {"width": width, "height": 900, "pixelRatio": 1.0}
            options.add_experimental_option("mobileEmulation", {"deviceMetrics": size})
        opened.append(webdriver.Chrome(options, Service(shutil.which("chromedriver"))))
        return opened[-1]

    yield start
    for one in opened:
        one.quit()


@pytest.fixture(scope="module")
def browser(open_browser: Open) -> webdriver.Chrome:
    """Give one Chromium, whose window a test may resize."""
    return open_browser()
