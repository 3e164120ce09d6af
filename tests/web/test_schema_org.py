"""What search engines read in a page: schema.org as JSON-LD, only what the graph says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sctbv_graph.publish.schema_org import block

BASE = "https://w3id.org/sctbv/"
PLAN = "211-kh-ubnd-ca-mau-2024"


def told(client: TestClient, path: str) -> dict[str, Any]:
    """Return the one block of a page."""
    html = client.get(path, headers={"Accept": "text/html"}).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1, path
    made: dict[str, Any] = json.loads(found[0])
    return made


def test_the_plan_is_legislation(client: TestClient) -> None:
    """Number, day, issuer, province, year and what it implements, under the plan's own IRI."""
    made = told(client, f"/page/document/{PLAN}")
    assert (made["@type"], made["@id"]) == ("Legislation", f"{BASE}id/document/{PLAN}")
    assert made["url"] == f"/page/document/{PLAN}"
    assert made["legislationIdentifier"] == "211/KH-UBND"
    assert made["legislationDate"] == "2024-10-02"
    assert made["temporalCoverage"] == "2025-01-01/2025-12-31"
    assert [p["name"] for p in made["legislationPassedBy"]] == ["Ủy ban nhân dân tỉnh"]
    assert [p["@id"] for p in made["legislationJurisdiction"]] == [f"{BASE}id/place/tinh-ca-mau"]
    assert f"{BASE}id/document/889-qd-ttg-2020" in [d["@id"] for d in made["isBasedOn"]]


def test_a_task_is_an_action(client: TestClient) -> None:
    """Task 1: who leads it, from when to when, which plan says so."""
    made = told(client, f"/page/task/{PLAN}/1?lang=en")
    assert made["@type"] == "Action"
    assert made["url"] == f"/page/task/{PLAN}/1?lang=en"
    assert (made["startTime"], made["endTime"]) == ("2025-06-01", "2025-06-30")
    assert made["agent"]
    assert all(agent["name"] != agent["@id"] for agent in made["agent"])
    assert [d["@id"] for d in made["subjectOf"]] == [f"{BASE}id/document/{PLAN}"]


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/page/agency/so-cong-thuong-ca-mau", "GovernmentOrganization", "Sở Công Thương"),
        ("/page/place/tinh-ca-mau", "AdministrativeArea", "Cà Mau"),
        ("/concept/basis/read", "DefinedTerm", ""),
        ("/concept/basis", "DefinedTermSet", ""),
        ("/", "Dataset", "Đồ thị tri thức"),
        ("/catalog?lang=en", "Dataset", "Knowledge graph"),
    ],
)
def test_every_kind_of_page_has_its_word(
    client: TestClient, path: str, kind: str, name: str
) -> None:
    made = told(client, path)
    assert made["@type"] == kind
    assert name in made["name"]
    assert "" not in made.values()


def test_the_data_set_is_described(client: TestClient) -> None:
    """Licence, place, years and files of the whole; the files answer."""
    made = told(client, "/catalog")
    assert made["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert made["temporalCoverage"] == "2025-01-01/2025-12-31"
    assert made["dateModified"] == "2026-11-23"
    for file in made["distribution"]:
        assert client.head(file["contentUrl"]).status_code == 200


def test_data_cannot_end_the_block() -> None:
    """Whatever a name holds, it stays data and comes back as it was."""
    name = "</script><script>alert(1)</script> <!-- & ]]>"
    text = str(block({"name": name}))
    inside = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inside
    assert json.loads(inside) == {"name": name}


def test_the_policy_for_scripts_is_as_strict_as_before(client: TestClient) -> None:
    """A data block needs no exception in the policy, so there is none."""
    policy = client.get(f"/page/document/{PLAN}").headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "script-src" not in policy
