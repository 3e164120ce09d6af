"""Plans of other provinces and subjects, as law sites flatten them: the head, checked by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sctbv_graph.cli import main
from sctbv_graph.corpus import Built
from sctbv_graph.coverage import coverage
from sctbv_graph.settings import bundle


@pytest.mark.parametrize(
    ("name", "number", "day"),
    [
        ("ca-mau_0204-KH-UBND_2025", "0204/KH-UBND", "2025-11-24"),
        ("can-tho_153-KH-UBND_2025", "153/KH-UBND", "2025-11-17"),
        ("dak-lak_0130-KH-UBND_2025", "0130/KH-UBND", "2025-11-21"),
        ("dong-thap_552-KH-UBND_2025", "552/KH-UBND", "2025-11-19"),
        ("ha-noi_308-KH-UBND_2025", "308/KH-UBND", "2025-11-17"),
        ("ha-noi_310-KH-UBND_2025", "310/KH-UBND", "2025-11-24"),
        ("lai-chau_7360-KH-UBND_2025", "7360/KH-UBND", "2025-11-19"),
        ("thanh-hoa_235-KH-UBND_2025", "235/KH-UBND", "2025-11-18"),
    ],
)
def test_head_of_each_sample(
    sample: Callable[[str], Built], name: str, number: str, day: str
) -> None:
    """Number and date are read, and no block is both evidence and missed."""
    built = sample(name)
    document = built.plan.document
    assert (document.number, str(document.date)) == (number, day)
    counts = coverage(built.source, built.quads).counts
    assert counts["blocks"] == sum(n for kind, n in counts.items() if kind != "blocks")
    assert counts["evidence"] > 40


def test_report_counts_every_block(capsys: pytest.CaptureFixture[str]) -> None:
    """The account of Plan 211 leaves no block without a fact, the words of the form among them."""
    path = bundle() / "data/sources/211-KH-UBND.txt"
    assert main(["extract", str(path), "--report", "--lang", "en"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in printed] == ["324", "324", "0", "0"]
