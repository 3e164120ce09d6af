"""Every released term lives on or is migrated, and every migration does what it says."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, Graph, URIRef

from sctbv_graph import iris
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.migrations import Migration, lost_terms, migrate, migrations
from sctbv_graph.ontology_check import declared
from sctbv_graph.settings import bundle

PREFIX = f"PREFIX : <{iris.DEF}>\n"
RENAME = (
    PREFIX
    + """
DELETE { ?s :hasLead ?o } INSERT { ?s :isLedBy ?o } WHERE { ?s :hasLead ?o } ;
DELETE { GRAPH ?g { ?s :hasLead ?o } } INSERT { GRAPH ?g { ?s :isLedBy ?o } }
WHERE { GRAPH ?g { ?s :hasLead ?o } }
"""
)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A release that renames a term, as a real one would be laid out."""
    for version in ("0.1.0", "1.0.0"):
        (tmp_path / version).mkdir()
    (tmp_path / "0.1.0" / "terms.txt").write_text("hasLead\nTask\n", encoding="utf-8")
    (tmp_path / "1.0.0" / "01-lead.ru").write_text(RENAME, encoding="utf-8")
    (tmp_path / "1.0.0" / "01-lead.before.ttl").write_text(
        PREFIX + "<urn:t> a :Task ; :hasLead <urn:a> .", encoding="utf-8"
    )
    (tmp_path / "1.0.0" / "01-lead.after.ttl").write_text(
        PREFIX + "<urn:t> a :Task ; :isLedBy <urn:a> .", encoding="utf-8"
    )
    return tmp_path


def run(migration: Migration) -> None:
    """A migration makes its `after` of its `before`, and a second run changes nothing."""
    stem = migration.path.with_suffix("")
    before, after = (
        ox.parse(path=f"{stem}.{side}.ttl", format=ox.RdfFormat.TURTLE)
        for side in ("before", "after")
    )
    store, wanted = ox.Store(), ox.Dataset(after)
    store.extend(before)
    for _ in range(2):
        migration.apply(store)
        found = ox.Dataset(store)
        for dataset in (found, wanted):
            dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        assert found == wanted


def test_every_migration_does_what_it_says() -> None:
    for migration in migrations():
        run(migration)


def test_no_released_term_is_lost(modules: dict[str, Graph]) -> None:
    assert lost_terms(declared(modules["sctbv.ttl"])) == set()


def test_the_habit_on_an_example(example: Path) -> None:
    """The checks above see a migration, and see when it is missing or wrong."""
    [migration] = migrations(example)
    run(migration)
    assert lost_terms({"Task", "isLedBy"}, example) == set()
    store = ox.Store()
    store.load(PREFIX + "GRAPH <urn:g> { <urn:t> :hasLead <urn:a> }", format=ox.RdfFormat.TRIG)
    assert [m.name for m in migrate(store, "0.1.0", example)] == ["01-lead"]
    assert [q.predicate.value for q in store] == [iris.term("isLedBy")]
    assert migrate(store, "1.0.0", example) == []

    migration.path.write_text(PREFIX + "DELETE WHERE { ?s :isLedBy ?o }", encoding="utf-8")
    with pytest.raises(AssertionError):
        run(migration)
    migration.path.unlink()
    assert lost_terms({"Task", "isLedBy"}, example) == {"hasLead"}


def test_a_version_is_three_numbers(example: Path) -> None:
    with pytest.raises(ReferenceDataError, match="một"):
        migrate(ox.Store(), "một", example)


def test_the_header_and_the_changelog_name_the_same_version(modules: dict[str, Graph]) -> None:
    graph = modules["sctbv.ttl"]
    ontology = URIRef(iris.DEF.rstrip("#"))
    version = str(graph.value(ontology, OWL.versionInfo))
    assert graph.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{version}")
    text = (bundle() / "ontology" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {version}" in text.partition("\n## ")[1] + text.partition("\n## ")[2]
