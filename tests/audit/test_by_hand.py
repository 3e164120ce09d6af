"""``docs/findings-211.md``, checked by hand, is what the program finds on Plan 211."""

from __future__ import annotations

import re
from collections import Counter

from sctbv_graph.audit import Report
from sctbv_graph.settings import bundle

_ROW = re.compile(r"^\| ([A-Z]{2}-\d{2}) \| (\d+) \| \S.*\|$", re.MULTILINE)


def test_every_finding_was_checked_by_hand(report: Report) -> None:
    """Each finding has its row with its line and reason, and each row its finding."""
    text = (bundle() / "docs" / "findings-211.md").read_text(encoding="utf-8")
    rows = Counter((rule, int(line)) for rule, line in _ROW.findall(text))
    found = Counter((f.rule.id, f.evidence[0].line) for f in report.findings)
    assert found - rows == Counter(), "told by the program, not in docs/findings-211.md"
    assert rows - found == Counter(), "in docs/findings-211.md, not told by the program"
