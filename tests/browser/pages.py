"""Going from one page to the next without a race."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium import webdriver
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
