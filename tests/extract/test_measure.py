"""The figures of docs/extraction.md are those of the program, and do not fall."""

from __future__ import annotations

import re

import pytest

from tests.extract import measure

FLOOR = 0.97
needs_samples = pytest.mark.skipif(
    not measure.SAMPLES.is_dir(), reason="the sample plans are not here"
)


@needs_samples
def test_the_page_says_what_is_measured() -> None:
    """`python -m tests.extract.measure --write` renews it."""
    text = measure.PAGE.read_text(encoding="utf-8")
    assert text == measure.page(text, measure.measured())


@pytest.mark.parametrize("kind", ["header", "grounds", "citations", "documents", "sections"])
def test_figures_stay_above_the_aim(kind: str) -> None:
    """Header, citations and parts are read at 0.97 both ways; without samples, as committed."""
    row = re.search(
        rf"^\| {kind} \|.*\| ([\d.]+) \| ([\d.]+) \|$",
        measure.PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert row is not None
    assert float(row[1]) >= FLOOR
    assert float(row[2]) >= FLOOR


def test_a_lost_fact_is_seen() -> None:
    """What the truth wants and the program does not give lowers recall, and the other way."""
    made = measure.score({("1", "a"), ("2", "b")}, {("1", "a"), ("3", "c"), ("4", "d")})
    assert (made.right, made.found, made.wanted) == (1, 3, 2)
    assert (made.recall, made.precision) == (0.5, 1 / 3)
