"""Every form of the catalogue in Chromium: both languages, wide and narrow; asked and answered."""

from __future__ import annotations

from typing import Any

import pytest

from sctbv_graph.query import load_questions
from tests.browser.pages import follow

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
    follow(browser, browser.find_element("css selector", "main form button").click)
    assert len(browser.find_elements("css selector", "main tbody tr")) == 3
    browser.find_element("css selector", "td summary").click()
    marks = [m.text for m in browser.find_elements("css selector", "td details[open] mark")]
    assert "Sở Công Thương (Trung tâm Khuyến công)" in marks


def test_plain_words_lead_to_the_answer(browser: Any, address: str) -> None:
    """A question typed without accents leads by one link to its rows."""
    browser.get(f"{address}/questions")
    box = browser.find_element("name", "q")
    follow(browser, lambda: box.send_keys("so cong thuong chu tri nhung nhiem vu nao\n"))
    follow(browser, browser.find_element("css selector", "main h2 a").click)
    assert "/questions/led-tasks?" in browser.current_url
    assert len(browser.find_elements("css selector", "main tbody tr")) == 3
