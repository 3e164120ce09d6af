"""What the editor is served with: its policy, its completion, its examples."""

from __future__ import annotations

import unicodedata

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.query import load_questions
from sctbv_graph.store import EmbeddedStore, select


def offered(client: TestClient, **asked: str) -> list[str]:
    return [term["prefixed"] for term in client.get("/api/terms", params=asked).json()]


@pytest.mark.parametrize("typed", ["nhiem vu", "Nhiệm vụ", unicodedata.normalize("NFD", "nhiệm vụ"),
                                   "task", "Task"])  # fmt: skip
def test_classes_are_found_by_name(client: TestClient, typed: str) -> None:
    """In either language, with or without accents, the class comes first."""
    assert offered(client, q=typed, kind="class")[0] == "sctbv:Task"


def test_properties_of_the_class_come_alone(client: TestClient) -> None:
    """Behind a budget line stand the properties of its shape, those it must have first."""
    own = client.get("/api/terms?kind=property&subjectClass=BudgetLine").json()
    names = [term["prefixed"] for term in own]
    assert "sctbv:amountVnd" in names
    assert "sctbv:isLedBy" in offered(client, q="led", kind="property")
    assert "sctbv:isLedBy" not in names
    mandatory = [term["mandatory"] for term in own]
    assert True in mandatory
    assert mandatory == sorted(mandatory, reverse=True)
    assert offered(client, q="so tien", kind="property")
    assert offered(client, q="khong co gi nhu the", kind="property") == []


def test_things_are_found_by_name(client: TestClient) -> None:
    found = client.get("/api/terms?kind=individual&q=so cong thuong").json()
    assert "https://w3id.org/sctbv/id/agency/so-cong-thuong-ca-mau" in [t["iri"] for t in found]
    assert client.get("/api/terms?kind=nothing").status_code == 400


def test_every_example_runs(client: TestClient, disk_store: EmbeddedStore) -> None:
    """The queries of the catalogue give rows as they stand in the editor."""
    queries = client.get("/editor/examples.json").json()
    assert set(queries) == {q.name for q in load_questions().values() if not q.layers}
    assert len(queries) > 40
    for name in list(queries)[::5]:
        assert select(disk_store, queries[name]).columns, name


def test_the_policy_has_no_holes(client: TestClient) -> None:
    """Scripts only from here, no inline code, no eval; the page asks nothing of another host."""
    answer = client.get("/editor?query=SELECT * { ?s ?p ?o } LIMIT 3")
    policy = answer.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "SELECT * { ?s ?p ?o } LIMIT 3" in answer.text
    assert "<noscript>" in answer.text
    assert 'href="/sparql"' in answer.text
