"""Going from page to page without a race, by the keyboard alone; a page on paper; a query asked."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pdfplumber
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait


def follow(driver: webdriver.Chrome, act: Callable[[], Any]) -> None:
    """Do what leads to another page, and wait until that page stands.

    A click returns before the answer has come: what is looked for next would be found in the page
    that is being left.

    Raises:
        selenium.common.exceptions.TimeoutException: no other page came within 60 seconds.

    """
    left = driver.find_element("css selector", "html")
    act()
    wait = WebDriverWait(driver, 60)
    wait.until(expected_conditions.staleness_of(left))
    wait.until(lambda d: d.execute_script("return document.readyState") == "complete")


def tab_to(driver: webdriver.Chrome, fits: Callable[[Any], bool], most: int) -> Any:
    """Press Tab until what has the focus fits, at most so often; return it.

    Raises:
        AssertionError: nothing fitted, or its focus cannot be seen.

    """
    for _ in range(most):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        at = driver.switch_to.active_element
        if fits(at):
            seen = driver.execute_script("return getComputedStyle(arguments[0]).outlineStyle", at)
            assert seen != "none"
            return at
    raise AssertionError(f"not reached by {most} tabs")


def printed(driver: webdriver.Chrome) -> tuple[str, int]:
    """Return the words of the page on paper, and how many boxes are drawn."""
    with pdfplumber.open(io.BytesIO(base64.b64decode(driver.print_page()))) as paper:
        text = "\n".join(page.extract_text() for page in paper.pages)
        return text, sum(len(page.rects) for page in paper.pages)


def ask_in_editor(driver: webdriver.Chrome, query: str) -> None:
    """Put a query into the editor of the page, and have it asked."""
    put = "document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])"
    driver.execute_script(put, query)
    driver.find_element("class name", "yasqe_queryButton").click()
