"""The data to take away: whole, the same bytes every time, with hashes that anybody can check."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from sctbv_graph.publish import canonical
from sctbv_graph.publish.dumps import Manifest, dump_files, read_manifest
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

PLAN = "211-kh-ubnd-ca-mau-2024"
GRAPH = f"https://w3id.org/sctbv/graph/{PLAN}/"


@pytest.fixture(scope="module")
def dumps(client: TestClient) -> tuple[Manifest, dict[str, bytes]]:
    """Return the manifest and every dump, as a client takes them, unpacked."""
    manifest = read_manifest(client.get("/dumps/manifest.json").content)
    return manifest, {
        dump.name: gzip.decompress(client.get(f"/dumps/{dump.name}").content)
        for dump in manifest.dumps
    }


def normal(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Return statements as a data set that can be compared: blank nodes canonically named."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def test_all_is_all(dumps: tuple[Manifest, dict[str, bytes]], disk_store: EmbeddedStore) -> None:
    """N-Quads and TriG both parse to what the store holds, the merged graph as default graph."""
    manifest, files = dumps
    held = normal(disk_store.inner)
    assert len(held) == manifest.statements == len(disk_store)
    assert normal(ox.parse(files["all.nq.gz"], format=ox.RdfFormat.N_QUADS)) == held
    assert normal(ox.parse(files["all.trig.gz"], format=ox.RdfFormat.TRIG)) == held
    merged = list(ox.parse(files["merged.nt.gz"], format=ox.RdfFormat.N_TRIPLES))
    default = list(disk_store.inner.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert normal(merged) == normal(default)


def test_the_hash_is_that_of_rdfc_1_0(
    dumps: tuple[Manifest, dict[str, bytes]], disk_store: EmbeddedStore
) -> None:
    """The library's algorithm run over everything, sorted, gives the hash told and the file's."""
    manifest, files = dumps
    dataset = ox.Dataset(disk_store.inner)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    assert b"".join(sorted(lines)) == files["all.nq.gz"]
    assert hashlib.sha256(files["all.nq.gz"]).hexdigest() == manifest.canonical
    assert any(b"_:c14n" in line for line in lines), "blank nodes are among them"


def test_blank_nodes_are_named_by_their_hashes() -> None:
    """As RDFC-1.0 has it for nodes whose first-degree hashes differ (4.6.3): lowest hash first."""
    text = (
        b"<urn:p> <urn:q> _:x .\n<urn:p> <urn:r> _:y .\n"
        b"_:x <urn:s> <urn:u> .\n_:y <urn:t> <urn:u> .\n"
    )
    first = {
        "x": hashlib.sha256(b"<urn:p> <urn:q> _:a .\n_:a <urn:s> <urn:u> .\n").hexdigest(),
        "y": hashlib.sha256(b"<urn:p> <urn:r> _:a .\n_:a <urn:t> <urn:u> .\n").hexdigest(),
    }
    for number, name in enumerate(sorted(first, key=lambda n: first[n])):
        text = text.replace(f"_:{name} ".encode(), f"_:c14n{number} ".encode())
    store = ox.Store()
    store.load(text.replace(b"_:c14n", b"_:other"), format=ox.RdfFormat.N_QUADS)
    store.load(b'<urn:a> <urn:b> "_:x is \\n _:no node" .', format=ox.RdfFormat.N_QUADS)
    with canonical.Canonical(store) as data:
        lines = list(data.lines())
    literal = b'<urn:a> <urn:b> "_:x is \\n _:no node" .\n'
    assert lines == sorted([*text.splitlines(keepends=True), literal])


def test_pieces_on_the_disk_sort_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit in memory is merged from sorted files; doubles stand once."""
    lines = [f'<urn:{n % 97}> <urn:p> "ướ{n % 301}" .\n'.encode() for n in range(2_000)]
    monkeypatch.setattr(canonical, "PIECE", 150)
    assert list(canonical.in_order([lines[:900], lines[900:]])) == sorted(set(lines))


def test_graphs_on_the_disk_are_those_in_memory(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each graph has its statements, sorted as N-Triples, wherever they waited."""

    def graphs() -> dict[str, list[bytes]]:
        with canonical.Canonical(store.inner) as data:
            assert list(data.lines())
            return {graph: list(lines) for graph, lines in data.graphs()}

    held = graphs()
    monkeypatch.setattr(canonical, "PIECE", 5_000)
    assert graphs() == held
    assert next(iter(held)) == ""
    assert all(lines == sorted(lines) for lines in held.values())
    assert {graph for graph in held if graph} == set(store.graph_names())


def test_a_document_by_itself(dumps: tuple[Manifest, dict[str, bytes]]) -> None:
    """TriG has the plan's layers, Turtle what is believed of it; nothing of registers."""
    manifest, files = dumps
    trig, ttl = (f"documents/{PLAN}.{suffix}.gz" for suffix in ("trig", "ttl"))
    assert {dump.name for dump in manifest.of(PLAN)} == {trig, ttl}
    quads = list(ox.parse(files[trig], format=ox.RdfFormat.TRIG))
    assert {str(q.graph_name)[1:-1].removeprefix(GRAPH) for q in quads} == {
        "stated", "inferred", "computed", "audit", "analysis",
    }  # fmt: skip
    believed = {
        q.triple for q in quads
        if str(q.graph_name)[1:-1].removeprefix(GRAPH) in ("stated", "inferred", "computed")
    }  # fmt: skip
    assert {q.triple for q in ox.parse(files[ttl], format=ox.RdfFormat.TURTLE)} == believed


def test_hashes_and_licence_lie_beside(client: TestClient) -> None:
    """SHA256SUMS names every dump; the licence names the data's and each text's terms."""
    sums = dict(
        line.split("  ")[::-1] for line in client.get("/dumps/SHA256SUMS").text.splitlines()
    )
    for name, sha256 in sums.items():
        answer = client.get(f"/dumps/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == sha256
        assert answer.headers["content-type"] == "application/gzip"
        assert answer.content[4:8] == b"\0\0\0\0", "no time in the gzip header"
        assert answer.headers["etag"] == f'"{sha256}"'
        again = client.get(f"/dumps/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    licence = client.get("/dumps/LICENSE.txt").text
    assert "CC BY 4.0" in licence
    assert "211/KH-UBND (211-KH-UBND.txt): An administrative document" in licence
    for name in ("../current", "..%2Fcurrent", "documents/none.ttl.gz", "passwd"):
        assert client.get(f"/dumps/{name}").status_code == 404


def test_the_same_data_give_the_same_bytes(settings: Settings, disk_store: EmbeddedStore) -> None:
    """Another process, whose hash tables are ordered otherwise, writes the same files."""
    program = (
        "import hashlib; from pathlib import Path; from sctbv_graph.publish.dumps import "
        "dump_files; from sctbv_graph.store import EmbeddedStore; "
        f"store = EmbeddedStore.open(Path({str(disk_store.path)!r})); "
        "[print(n, hashlib.sha256(d).hexdigest()) for n, d in dump_files(store)]"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    here = [f"{n} {hashlib.sha256(d).hexdigest()}" for n, d in dump_files(disk_store)]
    assert other.decode().splitlines() == here
    assert settings.work.is_dir()
