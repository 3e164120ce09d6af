"""The figures on duties, tasks and tables in docs/extraction.md are the program's, and stay up."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.extract import measure, measure_duties

FLOOR = 0.95
needs_samples = pytest.mark.skipif(
    not measure.SAMPLES.is_dir(), reason="the sample plans are not here"
)


@needs_samples
def test_the_page_says_what_is_measured() -> None:
    """`python -m tests.extract.measure_duties --write` renews it."""
    text = measure.PAGE.read_text(encoding="utf-8")
    assert text == measure_duties.page(text, measure_duties.measured())


@pytest.mark.parametrize("kind", list(measure_duties.KINDS))
def test_figures_stay_above_the_aim(kind: str) -> None:
    """Duties, tasks and rows at 0.95 both ways or better; without samples, as committed."""
    text = measure.PAGE.read_text(encoding="utf-8").partition(measure_duties.BEGIN)[2]
    row = re.search(rf"^\| {kind} \|.*\| ([\d.]+) \| ([\d.]+) \|$", text, re.MULTILINE)
    assert row is not None
    assert min(float(row[1]), float(row[2])) >= FLOOR


def test_a_fact_given_twice_counts_once() -> None:
    """Precision falls where the program says a thing twice that the text says once."""
    made = measure_duties.score(Counter({("a",): 1}), Counter({("a",): 2}))
    assert (made.precision, made.recall) == (0.5, 1.0)
