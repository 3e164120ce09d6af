from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from sctbv_graph import iris
from sctbv_graph.ontology_check import (
    MODULES,
    check,
    declared,
    hygiene_queries,
    is_canonical,
    load,
    run_query,
    uses,
)
from sctbv_graph.profiles import profile_violations
from sctbv_graph.settings import bundle
from sctbv_graph.soundness import model_shape_files
from sctbv_graph.terms import prefixes
from sctbv_graph.turtle import NotATreeError, canonical_turtle

TURTLE = [
    *(bundle() / "ontology" / name for name in MODULES),
    bundle() / "shapes" / "terms.ttl",
    *model_shape_files(),
]
CONTROLS = Path(__file__).parent / "controls"
HEAD = """
@prefix : <https://w3id.org/sctbv/def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


# Turtle


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_turtle_is_the_fixed_point(path: Path) -> None:
    assert is_canonical(path)


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_turtle_says_the_same_whatever_blank_nodes_are_called(path: Path) -> None:
    graph = load(path)
    again = Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert isomorphic(graph, again)
    assert canonical_turtle(again, prefixes()) == canonical_turtle(graph, prefixes())


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_prefixes_are_those_of_the_context(path: Path) -> None:
    found = re.findall(r"^@prefix (\w+): <([^>]+)> \.$", path.read_text("utf-8"), re.MULTILINE)
    known = prefixes()
    assert found == [(name, known[name]) for name in known if name in dict(found)]


@pytest.mark.parametrize(
    "text",
    [
        '"a \\"quoted\\" \\\\ word"',
        '"""two\nlines ""with"" quotes\\""""',
        '"kg"@vi',
        "2.50",
        "true",
    ],
)
def test_literals_survive(text: str) -> None:
    graph = Graph().parse(data=f"<urn:s> <urn:p> {text} .", format="turtle")
    again = Graph().parse(data=canonical_turtle(graph, {}), format="turtle")
    assert isomorphic(graph, again)


@pytest.mark.parametrize(
    "text", ["<urn:a> <urn:p> _:x . <urn:b> <urn:p> _:x .", "_:x <urn:p> _:x ."]
)
def test_a_blank_node_that_has_no_place_is_refused(text: str) -> None:
    with pytest.raises(NotATreeError):
        canonical_turtle(Graph().parse(data=text, format="turtle"), {})


# Profiles


@pytest.mark.parametrize("profile", ["DL", "RL"])
@pytest.mark.parametrize("extra", [(), ("keys.ttl",), ("alignments.ttl",), MODULES[1:]])
def test_profiles_have_no_violation(
    modules: dict[str, Graph], profile: str, extra: tuple[str, ...]
) -> None:
    graph = Graph()
    for name in ("sctbv.ttl", *extra):
        graph += modules[name]
    assert profile_violations(graph, profile) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("profile", "fault"),
    [
        ("DL", ":isPartOf a owl:FunctionalProperty ."),  # it is transitive: not simple
        ("DL", ":Task a owl:DatatypeProperty . :ordinal a owl:ObjectProperty ."),
        ("RL", (":Task rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :expects ;"
         " owl:someValuesFrom :ExpectedResult ] .")),
        ("RL", ":Party owl:disjointUnionOf ( :Agency :OtherOrganization ) ."),
        ("RL", ":dateIssued rdfs:range xsd:date ."),
    ],
)  # fmt: skip
def test_profile_check_is_not_blind(modules: dict[str, Graph], profile: str, fault: str) -> None:
    graph = modules["sctbv.ttl"] + Graph().parse(data=HEAD + fault, format="turtle")
    assert profile_violations(graph, profile)  # type: ignore[arg-type]


# Hygiene


@pytest.mark.parametrize("query", hygiene_queries(), ids=lambda path: path.stem)
def test_hygiene_query_finds_nothing(ontology: Graph, query: Path) -> None:
    assert run_query(ontology, query) == []


@pytest.mark.parametrize("query", hygiene_queries(), ids=lambda path: path.stem)
def test_hygiene_query_finds_its_control(query: Path) -> None:
    rows = run_query(load(CONTROLS / f"{query.stem}.ttl"), query)
    assert rows
    assert any("at-fault" in row for row in rows)


def test_every_control_has_its_query() -> None:
    assert {p.stem for p in CONTROLS.glob("*.ttl")} == {p.stem for p in hygiene_queries()}


# What terms say


def test_every_example_is_a_slice_of_the_source(modules: dict[str, Graph]) -> None:
    path = bundle() / "data" / "sources" / "211-KH-UBND.txt"
    source = path.read_bytes().decode("utf-8")
    examples = list(modules["sctbv.ttl"].subject_objects(SKOS.example))
    assert len(examples) == len(declared(modules["sctbv.ttl"]))
    assert [s for s, text in examples if str(text) not in source] == []


def test_texts_are_composed(ontology: Graph) -> None:
    texts = {str(o) for o in ontology.objects() if isinstance(o, Literal)}
    assert [t for t in texts if not unicodedata.is_normalized("NFC", t)] == []


def test_no_inverse_and_no_import(modules: dict[str, Graph]) -> None:
    graph = modules["sctbv.ttl"]
    assert [s for s in graph.subjects(OWL.inverseOf) if isinstance(s, URIRef)] == []
    assert not any(list(g.subject_objects(OWL.imports)) for g in modules.values())


def test_no_chain_of_documents_makes_one_cite_another(modules: dict[str, Graph]) -> None:
    """What is implemented through another document need not be named: `cites` has only what is."""
    graph = modules["sctbv.ttl"]
    below = set(graph.transitive_subjects(RDFS.subPropertyOf, URIRef(iris.term("cites"))))
    assert below & set(graph.subjects(RDF.type, OWL.TransitiveProperty)) == set()
    assert URIRef(iris.term("isBasedOn")) in below


def test_alignments_are_to_the_same_kind_of_term(modules: dict[str, Graph]) -> None:
    """Close and exact matches join class to class and property to property, by case of the name."""
    graph = modules["alignments.ttl"]
    wrong = [
        (s, o)
        for match in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)
        for s, o in graph.subject_objects(match)
        if re.split("[/#]", str(s))[-1][0].isupper() != re.split("[/#]", str(o))[-1][0].isupper()
        and not str(o).startswith("urn:ISO:")  # an XML schema, whose elements are all upper case
    ]
    assert wrong == []


def test_dates_have_no_range(modules: dict[str, Graph]) -> None:
    for name in ("dateIssued", "startDate", "endDate"):
        assert modules["sctbv.ttl"].value(URIRef(iris.term(name)), RDFS.range) is None


def test_context_names_every_term(modules: dict[str, Graph]) -> None:
    text = (bundle() / "ontology" / "context.jsonld").read_text("utf-8")
    context = json.loads(text)["@context"]
    graph = modules["sctbv.ttl"]
    assert declared(graph) <= context.keys()
    for prop in graph.subjects(RDF.type, OWL.ObjectProperty):
        if str(prop).startswith(iris.DEF):
            assert context[str(prop).removeprefix(iris.DEF)]["@type"] == "@id"


def test_context_reads_json() -> None:
    context = json.loads((bundle() / "ontology" / "context.jsonld").read_text("utf-8"))
    task = {**context, "@id": "id:task/t", "@type": "Task", "isStatedIn": "id:document/d"}
    graph = Graph().parse(data=json.dumps(task), format="json-ld")
    node = URIRef(iris.thing("task", "t"))
    assert (node, URIRef(iris.term("isStatedIn")), URIRef(iris.thing("document", "d"))) in graph


def test_money_columns_are_concepts(modules: dict[str, Graph]) -> None:
    concepts = modules["concepts.ttl"]
    for name in ("local-budget", "central-budget", "other-source"):
        node = URIRef(iris.concept("money-source", name))
        assert (node, RDF.type, SKOS.Concept) in concepts
    units = {str(u).rpartition("/")[2]: int(str(f)) for u, f in concepts.subject_objects(
        URIRef(iris.term("factorVnd")))}  # fmt: skip
    assert units == {"vnd": 1, "thousand-vnd": 10**3, "million-vnd": 10**6, "billion-vnd": 10**9}


def test_data_shapes_and_queries_use_declared_terms(ontology: Graph) -> None:
    top = bundle()
    files = [*top.glob("queries/**/*.rq"), *top.glob("shapes/**/*.ttl"), *top.glob("data/plans/*")]
    undeclared = {(p.name, n) for p in files for n in uses(p) - declared(ontology)}
    assert undeclared == set()


# The command


@pytest.mark.heavy  # HermiT, both profiles, every query and shape
def test_check_of_the_project_finds_no_fault() -> None:
    report = check()
    faults = {i.id: i.problems for i in report.items if i.status != "pass"}
    assert faults == {}
    assert report.triples > 3000


def test_check_of_another_ontology_tells_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "other.ttl"
    path.write_text(
        HEAD + "<urn:o> a owl:Ontology . :A a owl:Class ; rdfs:subClassOf :B , :C ."
        " :B a owl:Class ; owl:disjointWith :C . :C a owl:Class .", encoding="utf-8",
    )  # fmt: skip
    report = check([path])
    failed = {item.id: item.problems for item in report.items if item.status == "fail"}
    assert not report.ok
    assert failed["satisfiable"] == (iris.term("A"),)
    assert "header-incomplete" in failed


def test_a_bare_term_of_another_ontology_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bare.ttl"
    path.write_text(
        HEAD + "<http://e.org/o> a owl:Ontology . <http://e.org/o#Plan> a owl:Class ."
        " <http://e.org/other> a owl:Class .", encoding="utf-8",
    )  # fmt: skip
    graph = load(path)
    for name in ("label-missing", "definition-missing"):
        found = run_query(graph, bundle() / "tests" / "ontology" / f"{name}.rq")
        assert found == ['<http://e.org/o#Plan> "en"', '<http://e.org/o#Plan> "vi"']


def test_check_refuses_what_is_no_rdf(tmp_path: Path) -> None:
    from sctbv_graph.errors import InputError

    path = tmp_path / "plan.ttl"
    path.write_text("Kế hoạch số 211", encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.ttl"):
        check([path])
    with pytest.raises(InputError, match="gone"):
        check([tmp_path / "gone.ttl"])
