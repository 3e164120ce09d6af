"""The data to take away: whole, the same bytes every time, with hashes that anybody can check."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from sctbv_graph.corpus import Built, to_trig
from sctbv_graph.layers import INVALIDATED, merged
from sctbv_graph.publish import canonical
from sctbv_graph.publish.dumps import Manifest, dump_files, read_manifest
from sctbv_graph.publish.line_turtle import believed_turtle, described_trig, described_turtle
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore

PLAN = "211-kh-ubnd-ca-mau-2024"
GRAPH = f"https://w3id.org/sctbv/graph/{PLAN}/"
TERMS = "https://w3id.org/sctbv/def#"


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
        lines = b"".join(data.everything()).splitlines(keepends=True)
    literal = b'<urn:a> <urn:b> "_:x is \\n _:no node" .\n'
    assert lines == sorted([*text.splitlines(keepends=True), literal])


def test_ranges_on_the_disk_sort_alike(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit in memory is the same, and stands in the same order, as what does."""

    def made() -> tuple[list[bytes], dict[str, bytes]]:
        with canonical.Canonical(store.inner) as data:
            graphs = {name: b"".join(data.graph(name)) for name in data.graphs()}
            return list(data.everything()), graphs

    monkeypatch.setattr(canonical, "PIECE", 1 << 30)
    (whole,), graphs = made()
    monkeypatch.setattr(canonical, "PIECE", 100_000)
    many, again = made()
    assert len(many) > 30
    assert max(map(len, many)) < 1_000_000, "ranges are about as large as was asked for"
    assert b"".join(many) == whole
    assert again == graphs
    assert next(iter(graphs)) == ""
    assert {name[1:-1] for name in graphs if name} == set(store.graph_names())
    lines = [text.splitlines() for text in graphs.values()]
    assert all(some == sorted(some) for some in lines)
    assert sum(map(len, lines)) == len(store)


def test_a_graph_may_be_a_blank_node() -> None:
    """Its statements stand under its canonical name, and in no other graph."""
    store = ox.Store()
    store.load(b"<urn:a> <urn:b> <urn:c> _:g .\n<urn:a> <urn:b> <urn:d> .", ox.RdfFormat.N_QUADS)
    with canonical.Canonical(store) as data:
        assert b"".join(data.everything()) == (
            b"<urn:a> <urn:b> <urn:c> _:c14n0 .\n<urn:a> <urn:b> <urn:d> .\n"
        )
        assert {name: b"".join(data.graph(name)) for name in data.graphs()} == {
            "": b"<urn:a> <urn:b> <urn:d> .\n",
            "_:c14n0": b"<urn:a> <urn:b> <urn:c> .\n",
        }


def test_turtle_of_lines_is_that_of_statements(built: Built) -> None:
    """What is believed of a document, decisions or none: the bytes that `to_trig` makes."""
    basis, task = ox.NamedNode(TERMS + "basis"), ox.NamedNode(TERMS + "Task")
    decided = ox.NamedNode(GRAPH + "decided")
    doubted = [q.subject for q in built.quads if q.predicate == basis]
    gone = next(q.subject for q in built.quads if q.object == task)
    quads = [
        *(ox.Quad(node, basis, ox.NamedNode("urn:confirmed"), decided) for node in doubted[:9]),
        ox.Quad(gone, INVALIDATED, ox.NamedNode("urn:decision"), decided),
    ]
    for more in ([], quads):
        said = [*built.quads, *more]
        layers: dict[str, bytes] = {}
        for quad in said:
            name, line = str(quad.graph_name)[1:-1], f"{quad.triple} .\n".encode()
            layers[name] = layers.get(name, b"") + line
        kept = merged(said)
        assert believed_turtle(layers) == (to_trig(tuple(kept)), len(kept))
    told = {str(q.object) for q in kept if (q.subject, q.predicate) == (doubted[0], basis)}
    assert told == {"<urn:confirmed>"}, "a decision stands instead of the doubt"


def test_turtle_of_lines_of_every_kind() -> None:
    """Numbers with and without quotes, languages, escapes, blank nodes, names that need escapes."""
    values = (
        "1",
        "+05",
        "-1.50",
        ".5",
        "5.",
        "1e3",
        "5.E-1",
        "true",
        "TRUE",
        "",
        "x",
        "2024-10-02",
    )
    names = ("integer", "decimal", "double", "boolean", "date", "string")
    things: list[ox.Literal | ox.NamedNode | ox.BlankNode] = [
        ox.Literal(value, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}"))
        for name in names
        for value in values
    ]
    things += [
        ox.Literal('skos: "ế"\n\t\\\u0001 <urn:a> ^^<urn:b> .', language="vi"),
        ox.Literal("unit:x", datatype=ox.NamedNode("urn:é")),
        ox.NamedNode(TERMS + "Task"),
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#not/plain"),
        ox.BlankNode("c14n1"),
    ]
    by = (
        TERMS + "basis",
        TERMS + "a.b",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "urn:b",
    )
    triples = [
        ox.Triple(subject, ox.NamedNode(predicate), thing)
        for subject in (ox.NamedNode("urn:a"), ox.NamedNode("urn:aa"), ox.BlankNode("c14n0"))
        for predicate in by
        for thing in things
    ]
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    quads = tuple(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    assert believed_turtle({GRAPH + "stated": lines}) == (to_trig(quads), len(triples))
    assert described_turtle(lines) == to_trig(quads)
    graphs = [ox.NamedNode(GRAPH + name) for name in ("stated", "inferred")]
    some = [
        ox.Quad(t.subject, t.predicate, t.object, name) for name in graphs for t in triples[:90]
    ]
    part = b"".join(lines.splitlines(keepends=True)[:90])
    layers = {"": lines, **{name.value: part for name in graphs}}
    assert described_trig(layers) == to_trig((*quads, *some))


def test_gzip_files_are_one_member_each(client: TestClient) -> None:
    """Put together of parts, and yet what a browser unpacks, which takes one member alone."""
    manifest = read_manifest(client.get("/dumps/manifest.json").content)
    for dump in manifest.dumps:
        unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        body = client.get(f"/dumps/{dump.name}").content
        assert unpacker.decompress(body)
        assert (unpacker.eof, unpacker.unused_data) == (True, b"")
        if gzip_command := shutil.which("gzip"):
            subprocess.run([gzip_command, "-t"], input=body, check=True)


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
