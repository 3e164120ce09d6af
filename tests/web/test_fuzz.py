"""The API fuzzed from its own OpenAPI document: no 5xx, every status, header and type as told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sctbv_graph.build import open_store
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web import create_app
from sctbv_graph.workers import Limits
from tests.web.serving import serving

HEAVY = os.environ.get("SCTBV_HEAVY") == "1"
EXAMPLES = 25 if HEAVY else 6
_ONE = "/questions/tasks."
"""The questions' addresses are all made alike: one stands for them where time is short."""
_METHODS = ("get", "put", "post", "delete")
OPERATIONS = [
    (method, path)
    for path, item in create_app(Settings(), EmbeddedStore.in_memory([])).openapi()["paths"].items()
    for method in _METHODS
    if method in item and (HEAVY or not path.startswith("/questions/") or path.startswith(_ONE))
]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the API as a running server describes it, with room for any number of requests."""
    import schemathesis  # takes two seconds, and most processes of the tests need it not

    here = Settings(store=tmp_path_factory.mktemp("fuzz"))
    limits = Limits(each=100, rate=1e6, burst=10**6)
    app = create_app(here, open_store(here, lambda *_: None), limits)
    app.state.asking.warm()
    with serving(app) as port:
        yield schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/openapi.json")


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_its_word(schema: Any, method: str, path: str) -> None:
    """Whatever is sent, right or wrong, is answered as the document says."""
    operation = schema[path][method.upper()]

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def fuzzed(case: Any) -> None:
        case.call_and_validate()

    fuzzed()
