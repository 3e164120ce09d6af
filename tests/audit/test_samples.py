"""The eight plans of other provinces: every finding was read against the text by hand.

``docs/findings-samples.md`` holds each with its lines, a verdict and the reason. What is told and
not listed is new, and has to be read; what is listed and not told has gone, and has to go there.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import pytest

from sctbv_graph.audit import audit_document
from sctbv_graph.corpus import build_document
from sctbv_graph.model import Knowledge
from sctbv_graph.read import read
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.settings import Settings, bundle
from tests.extract.sample import SAMPLES

PAGE = bundle() / "docs" / "findings-samples.md"
_SAMPLE = re.compile(r"^## `(?P<name>[\w-]+)`$(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(
    r"^\| (?P<rule>[A-Z]{2}-\d{2}) \| (?P<lines>\d+(?:, \d+)*) \| (?P<verdict>\S+) \| \S.*\|$",
    re.MULTILINE,
)
_LISTED = {m["name"]: m["body"] for m in _SAMPLE.finditer(PAGE.read_text(encoding="utf-8"))}


@lru_cache(maxsize=1)
def _knowledge() -> Knowledge:
    return load_knowledge(Settings().data_folders)


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
def test_every_finding_on_a_sample_was_read_by_hand(name: str) -> None:
    file = SAMPLES / f"{name}.md"
    if not file.is_file():
        pytest.skip(f"the sample plans are not part of the project, and not at {SAMPLES}")
    built = build_document(read(file), _knowledge())
    reference = tuple(reference_quads(_knowledge(), [built.plan]))
    report = audit_document(built, reference, "submission")
    found = Counter((f.rule.id, f.evidence[0].line) for f in report.findings)
    rows = _rows(name)
    assert found - rows == Counter(), "told by the program, not in docs/findings-samples.md"
    assert rows - found == Counter(), "in docs/findings-samples.md, not told by the program"
