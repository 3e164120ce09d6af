"""Plan 211 as flattened text."""

from __future__ import annotations

import pytest

from sctbv_graph.extract import extract
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.read import read
from sctbv_graph.settings import bundle


@pytest.fixture(scope="session")
def flat(knowledge: Knowledge) -> Plan:
    """Return the records of the flattened text."""
    return extract(read(bundle() / "data/sources/211-KH-UBND.txt"), knowledge)
