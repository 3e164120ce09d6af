"""The eight plans of other provinces: every finding was read against the text by hand.

``docs/findings-samples.md`` holds each with its lines, a verdict and the reason. What is told and
not listed is new, and has to be read; what is listed and not told has gone, and has to go there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from sctbv_graph.audit import Report
from sctbv_graph.settings import bundle

PAGE = bundle() / "docs" / "findings-samples.md"
_SAMPLE = re.compile(r"^## `(?P<name>[\w-]+)`$(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(
    r"^\| (?P<rule>[A-Z]{2}-\d{2}) \| (?P<lines>\d+(?:, \d+)*) \| (?P<verdict>\S+) \| \S.*\|$",
    re.MULTILINE,
)
_LISTED = {m["name"]: m["body"] for m in _SAMPLE.finditer(PAGE.read_text(encoding="utf-8"))}


def _rows(name: str) -> Counter[tuple[str, int]]:
    return Counter(
        (row["rule"], int(line))
        for row in _ROW.finditer(_LISTED[name])
        for line in row["lines"].split(", ")
    )


def test_every_row_of_the_page_is_read() -> None:
    """Nobody's verdict is lost by a slip in the table; none says that a finding is wrong."""
    for name, body in _LISTED.items():
        rows = [line for line in body.splitlines() if re.match(r"\| [A-Z]{2}-\d", line)]
        found = [m["verdict"] for m in _ROW.finditer(body)]
        assert len(rows) == len(found), name
        assert set(found) <= {"đúng", "ngờ"}, name


@pytest.mark.parametrize("name", sorted(_LISTED))
def test_every_finding_on_a_sample_was_read_by_hand(
    sample_report: Callable[[str], Report], name: str
) -> None:
    found = Counter((f.rule.id, f.evidence[0].line) for f in sample_report(name).findings)
    rows = _rows(name)
    assert found - rows == Counter(), "told by the program, not in docs/findings-samples.md"
    assert rows - found == Counter(), "in docs/findings-samples.md, not told by the program"
