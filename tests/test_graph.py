"""The graph as it is committed, and the store as it is built."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from sctbv_graph import build as building
from sctbv_graph import rules
from sctbv_graph.corpus import Built, Corpus, to_trig
from sctbv_graph.errors import SctbvError
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import EmbeddedStore, select


def test_committed_graph_is_reproduced(built: Built) -> None:
    """A build gives the committed file byte for byte, and it parses."""
    committed = (bundle() / f"data/plans/{built.key}.trig").read_bytes()
    assert to_trig(built.quads) == committed
    quads = list(ox.parse(committed, format=ox.RdfFormat.TRIG))
    assert set(quads) == set(built.quads)


def test_the_committed_graph_reads_everywhere(built: Built) -> None:
    """No name needs a backslash (PN_LOCAL_ESC, which some stores refuse); rdflib agrees on it."""
    text = to_trig(built.quads).decode()
    assert not re.search(r"\b[a-z]*:\S*\\[/#]", text)
    read = Dataset()
    read.parse(data=text, format="trig")
    assert len(list(read.quads())) == len(set(built.quads))


def test_rules_need_no_more_than_what_they_name(
    built: Built, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no rule names is left out of what the rules are asked of: nothing changes."""
    stated = [q for q in built.quads if q.graph_name.value.endswith("/stated")]
    reference = list(corpus.reference)  # a list is not remembered: it is looked through each time
    few = rules.Ground(reference)
    derived = set(few.derive(built.key, rules.lines_named(stated)))

    class Everything(frozenset[str]):
        def __contains__(self, _iri: object) -> bool:
            return True

    monkeypatch.setattr(rules, "_nodes", Everything)
    many = rules.Ground(reference)
    assert set(many.derive(built.key, rules.lines_named(stated))) == derived
    assert set(many.saturated) == set(few.saturated)
    assert len(derived) > 500


def test_layers_stay_apart(built: Built) -> None:
    """Shortcuts and computed totals never stand in the stated graph."""
    layers = {
        (q.graph_name.value.rsplit("/", 1)[1], q.predicate.value.rpartition("#")[2])
        for q in built.quads
        if isinstance(q.graph_name, ox.NamedNode)
    }
    assert ("inferred", "isLedBy") in layers
    assert ("stated", "isLedBy") not in layers
    assert ("computed", "amountVnd") in layers
    types = {
        (q.graph_name.value.rsplit("/", 1)[1], q.object.value.rpartition("#")[2])
        for q in built.quads
        if isinstance(q.graph_name, ox.NamedNode) and isinstance(q.object, ox.NamedNode)
    }
    assert ("stated", "StatedTotal") in types
    assert ("stated", "ComputedTotal") not in types


def test_undeclared_terms(built: Built, corpus: object) -> None:
    """Every term of ours in the data is declared in the ontology."""
    prefix = "https://w3id.org/sctbv/def#"
    declared = {
        t.subject.value
        for t in ox.parse(path=str(bundle() / "ontology/sctbv.ttl"), format=ox.RdfFormat.TURTLE)
        if isinstance(t.subject, ox.NamedNode)
    }
    used = {
        term.value
        for q in built.quads
        for term in (q.predicate, q.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(prefix)
    }
    assert len(used) > 50
    assert used - declared == set()


@pytest.mark.parametrize("fails", ["lines", "store"])
def test_a_failed_build_leaves_the_old_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """A build that dies half way loses nothing: the store of before still answers."""
    workspace = tmp_path / "data"
    shutil.copytree(bundle() / "data/plans", workspace / "plans")
    settings = Settings(workspace=workspace, store=tmp_path / "store")
    building.build(settings)
    before = building.current(settings)
    assert before is not None

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    def opened(path: Path, mode: str = "r", **how: Any) -> Any:
        return fail() if mode == "ab" else open(path, mode, **how)  # noqa: PTH123  this is it

    if fails == "lines":  # while they are laid down
        monkeypatch.setattr(Path, "open", opened)
    else:
        monkeypatch.setattr(ox.Store, "bulk_load", fail)
    with pytest.raises(SctbvError, match="no space left"):
        building.build(settings)
    monkeypatch.undo()
    assert building.current(settings) == before
    found = select(
        EmbeddedStore.open(before[0]),
        "SELECT ?t WHERE { ?t a <https://w3id.org/sctbv/def#Task> }",
    )
    assert len(found.rows) == 21
