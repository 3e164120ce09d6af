"""Curated data: every fact has its source, points at its lines, and joins what it speaks of."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, URIRef

from sctbv_graph import iris
from sctbv_graph.corpus import Built, Corpus
from sctbv_graph.curated import read_file
from sctbv_graph.curated_graph import curated_quads
from sctbv_graph.curated_tables import FILES
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.reference import load_knowledge
from sctbv_graph.registers import reference_quads
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import EmbeddedStore, select

VOCABULARY = tuple(iris.reference_graph(name) for name in ("sctbv", "concepts", "inferred"))
SOURCE = URIRef("http://purl.org/dc/terms/source")
PRIMARY = URIRef("http://www.w3.org/ns/prov#hadPrimarySource")
PREFIXES = (
    "PREFIX sctbv: <https://w3id.org/sctbv/def#> PREFIX org: <http://www.w3.org/ns/org#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)

EVENT = (
    '[[event]]\nid = "event/x"\nsource = "tờ báo"\nclass = "TerritorialChange"\n'
    'name = "x"\nname_en = "x"\n'
)


def graph_of(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> Graph:
    """Return what the files of ``data/reference/`` make, without the vocabularies."""
    triples = {
        ox.Triple(q.subject, q.predicate, q.object)
        for q in corpus.reference
        if graph_of(q).startswith(iris.GRAPH + "reference/") and graph_of(q) not in VOCABULARY
    }
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def violations(data: Graph) -> set[str]:
    """Return the shapes of ``shapes/reference.ttl`` that the data does not fulfil."""
    shapes = Graph().parse(bundle() / "shapes" / "reference.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    found = report.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?f ?s { ?r sh:focusNode ?f ; "
        "sh:sourceShape ?s }"
    )
    return {f"{row[0]} {row[1]}" for row in found}  # type: ignore[index]


def test_every_fact_has_a_source(facts: Graph) -> None:
    """No node of curated data is without its source in words and as a node."""
    assert len(set(facts.subjects(SOURCE))) > 250
    assert violations(facts) == set()


@pytest.mark.parametrize("prop", [SOURCE, PRIMARY])
@pytest.mark.parametrize(
    "node",
    [
        "agency/so-cong-thuong-ca-mau",
        "place/xa-khanh-thuan-u-minh",
        "document/889-qd-ttg-2020",
        "target/889-qd-ttg-2020/supermarket-packaging-2021-2025",
        "target/889-qd-ttg-2020/supermarket-packaging-2021-2025#scope",
        "event/ket-thuc-cap-huyen-2025",
        "claim/211-kh-ubnd-ca-mau-2024/sdg-1",
        "programme/ocop",
    ],
)
def test_a_fact_without_source_is_a_violation(facts: Graph, node: str, prop: URIRef) -> None:
    """Whatever loses its source is found by name."""
    subject = URIRef(iris.ID + node)
    lost = list(facts.triples((subject, prop, None)))
    assert lost
    small = Graph()
    for triple in facts.triples((subject, None, None)):
        if triple not in lost:
            small.add(triple)
    assert any(found.startswith(f"{subject} ") for found in violations(small))


def test_evidence_is_the_lines_of_the_file(corpus: Corpus) -> None:
    """The curated file, cut at the offsets of the graph, gives the entry that says so."""
    wanted = {"inFile", "exactQuote", "startOffset", "endOffset", "startLine", "endLine"}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in corpus.reference:
        name = quad.predicate.value.rpartition("#")[2]
        if name in wanted and "/graph/reference/" in graph_of(quad):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode | ox.Literal)
            found[quad.subject.value][name] = quad.object.value
    assert len(found) > 60
    for node, said in found.items():
        assert set(said) == wanted, node
        stem = said["inFile"].rpartition("/")[0].rpartition("reference-")[2]
        text = (bundle() / "data" / "reference" / f"{stem}.toml").read_bytes().decode()
        start, end = int(said["startOffset"]), int(said["endOffset"])
        assert text[start:end] == said["exactQuote"]
        assert text.count("\n", 0, start) + 1 == int(said["startLine"])
        assert text.count("\n", 0, end - 1) + 1 == int(said["endLine"])


def test_nothing_dangles(corpus: Corpus) -> None:
    """Whatever curated data leads to is described somewhere: a typed node with a label."""
    quads = [*corpus.reference, *(q for built in corpus.documents for q in built.quads)]
    described = {q.subject for q in quads if q.predicate.value.endswith("prefLabel")}
    linked = {
        q.object
        for q in corpus.reference
        if isinstance(q.object, ox.NamedNode)
        and q.object.value.startswith(iris.ID)
        and "#" not in q.object.value
        and not q.object.value.startswith(iris.ID + "file/")
    }
    assert linked - described == set()


def test_the_register_is_whole_for_plan_211(built: Built, corpus: Corpus) -> None:
    """Each party that the plan names stands in the register under its key, in both languages.

    Where this fails after a change of the reader, mend the key in ``data/reference/parties.toml``.
    """
    labels: dict[str, set[str]] = defaultdict(set)
    for quad in corpus.reference:
        if quad.predicate.value.endswith("prefLabel") and isinstance(quad.object, ox.Literal):
            assert isinstance(quad.subject, ox.NamedNode)
            labels[quad.subject.value].add(quad.object.language or "")
    missing = {
        f"{party.id.type}/{party.id.key}"
        for party in built.plan.parties
        if not {"vi", "en"} <= labels[iris.thing(*party.id)]
    }
    assert missing == set()


def test_a_new_unit_is_not_its_namesake(store: EmbeddedStore) -> None:
    """No label links xã U Minh of 2025 to the district, and nothing is the same as another."""
    rows = select(store, PREFIXES + "SELECT ?s { ?s <http://www.w3.org/2002/07/owl#sameAs> ?o }")
    assert rows.rows == ()
    rows = select(
        store,
        PREFIXES + "SELECT ?unit ?label { ?unit a sctbv:AdministrativeUnit ; skos:prefLabel ?label "
        "FILTER(CONTAINS(?label, 'U Minh') && LANG(?label) = 'vi') }",
    )
    names = [row["label"].value for row in rows.rows]  # type: ignore[union-attr]
    assert len(names) == len(set(names)) == 3


def test_claims_stay_out_of_the_merged_graph(corpus: Corpus, store: EmbeddedStore) -> None:
    """That a task serves SDG 12.8 is told as a claim; as a fact it stands in analysis alone."""
    analysis = [q for q in corpus.reference if graph_of(q).endswith("/analysis")]
    assert len(analysis) == 19
    ask = (
        PREFIXES
        + "SELECT ?t { ?t <http://purl.org/dc/terms/subject> <http://metadata.un.org/sdg/12.8> }"
    )
    assert select(store, ask).rows == ()
    assert len(select(store, PREFIXES + "SELECT ?c { ?c a sctbv:Claim }").rows) == 19


def test_no_single_successor_of_the_districts(store: EmbeddedStore) -> None:
    """Nine committees ended on 01/7/2025, and no transfer hands any of them over."""
    found = select(
        store,
        PREFIXES + "SELECT ?body ?taker { ?event org:originalOrganization ?body . "
        "?body sctbv:partyKind <https://w3id.org/sctbv/concept/party-kind/"
        "district-peoples-committee> "
        "OPTIONAL { ?t sctbv:transfersFrom ?body ; sctbv:transfersTo ?taker } }",
    ).rows
    assert len(found) == 9
    assert not any("taker" in row for row in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[event]]\nid = "event/x"\n', "không ghi nguồn"),
        ('[[event]]\nid = "event/x"\nsource = " "\n', "không ghi nguồn"),
        ('[[event]]\nid = "event/x"\nsource = "tờ báo"\n', "class, name, name_en"),
        (EVENT.replace("event/x", "event/ô"), "'ô'"),
        ('[[act]]\nid = "document/x"\nsource = "tờ báo"\n', "bảng không có"),
        (EVENT + 'colour = "đỏ"\n', "colour"),
        ("[[event]\n", "không đúng TOML"),
        ('event = [{ id = "event/x", source = "tờ báo" }]\n', "[[event]]"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, said: str) -> None:
    """File, line and entry are told, in both languages."""
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "events.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        curated_quads([tmp_path])
    assert "events.toml" in caught.value.vi
    assert said in caught.value.vi
    assert caught.value.vi != caught.value.en


def test_a_workspace_adds_to_the_register(tmp_path: Path) -> None:
    """A curated file of a workspace is read on top of the bundled ones."""
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "acts.toml").write_text(
        'read_in = ["page/moit-889"]\n[[act]]\nid = "document/1-qd-ubnd-x-2026"\n'
        'class = "Decision"\nname = "1/QĐ-UBND"\nstatus = "known-by-citation"\nsource = "tờ báo"\n',
        encoding="utf-8",
    )
    settings = Settings(workspace=tmp_path)
    knowledge = load_knowledge(settings.data_folders)
    subjects = {str(q.subject) for q in curated_quads(knowledge.folders)}
    assert "<https://w3id.org/sctbv/id/document/1-qd-ubnd-x-2026>" in subjects
    assert "<https://w3id.org/sctbv/id/document/889-qd-ttg-2020>" in subjects


@pytest.mark.parametrize("stem", FILES)
def test_curated_files_are_read(stem: str) -> None:
    """Each file has entries, and their spans do not run into one another."""
    entries = read_file(bundle() / "data" / "reference" / f"{stem}.toml")
    assert entries
    ends = sorted((entry.span.start, entry.span.end) for entry in entries)
    assert all(a[1] < b[0] for a, b in pairwise(ends))


def test_a_changed_register_is_read_again(tmp_path: Path) -> None:
    """A server keeps what it read only as long as the files are what they were."""
    folder = tmp_path / "reference"
    folder.mkdir()
    act = (
        'read_in = ["page/moit-889"]\n[[act]]\nid = "document/1-qd-ubnd-x-2026"\n'
        'class = "Decision"\nname = "{}"\nstatus = "known-by-citation"\nsource = "tờ báo"\n'
    )
    settings = Settings(workspace=tmp_path)
    for name in ("1/QĐ-UBND", "01/QĐ-UBND"):
        (folder / "acts.toml").write_text(act.format(name), encoding="utf-8")
        quads = reference_quads(load_knowledge(settings.data_folders), [])
        labels = {q.object.value for q in quads if "1-qd-ubnd-x-2026" in q.subject.value
                  and q.predicate.value.endswith("prefLabel")}  # fmt: skip
        assert labels == {name}
