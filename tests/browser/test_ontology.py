"""The ontology's page in a real browser: addresses land on their places, nothing overflows."""

from __future__ import annotations

import os
from typing import Any

import pytest


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
