"""The command validate: formats, exit codes, files of all kinds, broken shapes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

SHAPES = """
@prefix : <urn:test:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:PlanShape a sh:NodeShape ; sh:targetClass :Plan ;
    sh:property [ sh:path :number ; sh:minCount 1 ; sh:datatype xsd:integer ] ;
    sh:property [ sh:path :name ; sh:minLength 3 ; sh:severity sh:Warning ;
        sh:message "Tên quá ngắn"@vi , "The name is too short"@en ] .
"""
DATA = """
@prefix : <urn:test:> .
:good a :Plan ; :number 7 ; :name "Kế hoạch" .
:bad a :Plan ; :name "KH" .
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return a file of data and one of shapes."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(DATA, encoding="utf-8")
    shapes.write_text(SHAPES, encoding="utf-8")
    return data, shapes


def test_text(run: Any, files: tuple[Path, Path]) -> None:
    """The verdict comes first, then what is wrong where, in the user's language."""
    data, shapes = files
    done = run("validate", data, "--shapes", shapes)
    assert done.code == 1
    assert done.out.splitlines()[0] == "Dữ liệu chưa đạt: 2 kết quả (1 cảnh báo, 1 vi phạm)."
    assert "Tên quá ngắn" in done.out
    assert "có ít hơn 1 giá trị" in done.out
    english = run("validate", data, "--shapes", shapes, "--lang", "en").out
    assert "has fewer than 1 values" in english
    assert "urn:test:good" not in english


def test_formats_tell_the_same(run: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    """JSON, CSV and Turtle hold both results; Turtle is the W3C's report."""
    data, shapes = files
    argv = ("validate", data, "--shapes", shapes, "--format")
    made = json.loads(run(*argv, "json").out)
    assert (made["conforms"], made["counts"]) == (False, {"Violation": 1, "Warning": 1})
    assert {r["focus"]["value"] for r in made["results"]} == {"urn:test:bad"}
    rows = list(csv.DictReader(io.StringIO(run(*argv, "csv").out)))
    assert [row["component"] for row in rows] == ["MinCount", "MinLength"]
    report = ox.Store()
    report.load(run(*argv, "ttl").out.encode(), ox.RdfFormat.TURTLE)
    asked = (
        "PREFIX sh: <http://www.w3.org/ns/shacl#> "
        "SELECT ?f { ?r a sh:ValidationReport ; sh:conforms false ; sh:result/sh:focusNode ?f }"
    )
    assert len(list(report.query(asked))) == 2
    where = tmp_path / "report.csv"
    assert run(*argv, "csv", "-o", where).out == ""
    assert where.read_text(encoding="utf-8").startswith("severity,focus")


def test_the_reference_says_the_same(run: Any, files: tuple[Path, Path]) -> None:
    """--engine pyshacl gives the same lines but for messages of its own."""
    data, shapes = files
    argv = ("validate", data, "--shapes", shapes, "--format", "csv")
    ours, theirs = (
        [row[:6] for row in csv.reader(io.StringIO(run(*argv, "--engine", e).out))]
        for e in ("compiled", "pyshacl")
    )
    assert ours == theirs


def test_other_formats_of_rdf(run: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    """Named graphs, RDF/XML and JSON-LD are read; the ending tells which."""
    data, shapes = files
    quads = list(ox.parse(path=data, format=ox.RdfFormat.TURTLE))
    for ending in ("nt", "rdf", "jsonld", "trig"):
        other = tmp_path / f"other.{ending}"
        form = ox.RdfFormat.from_extension(ending)
        graph = ox.NamedNode("urn:g") if ending == "trig" else ox.DefaultGraph()
        ox.serialize([ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads], other, form)
        assert run("validate", other, "--shapes", shapes).code == 1
    unknown = tmp_path / "data.xyz"
    unknown.write_text(DATA, encoding="utf-8")
    done = run("validate", unknown, "--shapes", shapes, "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert "data.xyz" in done.err


def test_conforming(run: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    """Data without a result exit with 0 and say so."""
    _, shapes = files
    data = tmp_path / "good.ttl"
    data.write_text(DATA[: DATA.index(":bad")], encoding="utf-8")
    done = run("validate", data, "--shapes", shapes, "--lang", "en")
    assert (done.code, done.out) == (0, "The data conform.\n")


@pytest.mark.parametrize(
    "broken",
    [
        SHAPES.replace("sh:minLength 3", "sh:minLenght 3"),
        SHAPES.replace("sh:path :name", 'sh:path "name"'),
        SHAPES + ':PlanShape sh:sparql [ sh:select "SELECT $this { $this x:y 1 }" ] .',
    ],
)
def test_broken_shapes(run: Any, files: tuple[Path, Path], broken: str) -> None:
    """A broken shape is one sentence with its name, exit code 2, nothing on standard output."""
    data, shapes = files
    shapes.write_text(broken, encoding="utf-8")
    done = run("validate", data, "--shapes", shapes, "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert "<urn:test:PlanShape>" in done.err
    assert len(done.err.splitlines()) == 1


ACROSS = """
:Unique sh:targetClass :Plan ; <urn:sctbv:across-documents> true ; sh:sparql [
    sh:message "Số {?number} đã có ở {?other}"@vi ; sh:select '''SELECT $this ?number ?other WHERE {
        $this <urn:test:number> ?number . ?other <urn:test:number> ?number .
        FILTER($this != ?other) }''' ] .
:PlanShape sh:property [ sh:path ( :issuer [ sh:zeroOrMorePath :partOf ] ) ; sh:class :Agency ] .
"""


@pytest.fixture
def many(files: tuple[Path, Path], tmp_path: Path) -> list[Any]:
    """Return the arguments that validate three documents with an agency that all lean on."""
    _, shapes = files
    shapes.write_text(SHAPES + ACROSS, encoding="utf-8")
    head = "@prefix : <urn:test:> .\n"
    texts = {
        "a": ':a a :Plan ; :number 7 ; :name "Kế hoạch" ; :issuer :health .',
        "b": ':b a :Plan ; :number 7 ; :name "KH" ; :issuer [ :partOf :health ] .',
        "c": ':c a :Plan ; :number 8 ; :name "Kế hoạch" ; :issuer :health .',
        "common": ":health a :Agency .",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.ttl").write_text(head + text, encoding="utf-8")
    data = [tmp_path / f"{name}.ttl" for name in "abc"]
    common, kept = tmp_path / "common.ttl", tmp_path / "kept.json"
    return ["validate", *data, "--each", "--shapes", shapes, "--common", common, "--kept", kept]


def test_each_document_alone(run: Any, many: list[Any], tmp_path: Path) -> None:
    """Each file has its own verdict, the marked rule runs on the whole; the ttl holds it all."""
    done = run(*many)
    assert done.code == 1
    assert "3/3 tài liệu" in done.err
    told = {Path(p).name: v for p, _, v in (x.partition(": ") for x in done.out.splitlines()) if v}
    assert told["a.ttl"].startswith("Dữ liệu đạt")
    assert told["b.ttl"].startswith("Dữ liệu chưa đạt: 2 kết quả")  # the name, the blank issuer
    assert told["các tài liệu với nhau"].startswith("Dữ liệu chưa đạt: 2 kết quả")
    assert "Số 7 đã có ở" in done.out
    rows = list(csv.DictReader(io.StringIO(run(*many, "--format", "csv").out)))
    assert [Path(row["document"]).name for row in rows][:2] == ["b.ttl", "b.ttl"]
    report = ox.Store()
    report.load(run(*many, "--format", "ttl").out.encode(), ox.RdfFormat.TURTLE)
    results = ox.NamedNode("http://www.w3.org/ns/shacl#result")
    assert len(list(report.quads_for_pattern(None, results, None))) == 4


def test_only_what_changed_is_validated(run: Any, many: list[Any], tmp_path: Path) -> None:
    """Kept reports are told again to the letter; a changed document alone is validated anew."""
    first = run(*many)
    again = run(*many)
    assert "0/3 tài liệu" in again.err
    assert (again.code, again.out) == (first.code, first.out)
    changed = tmp_path / "b.ttl"
    changed.write_text(changed.read_text("utf-8").replace('"KH"', '"Kế hoạch B"'), "utf-8")
    made = json.loads(run(*many, "--format", "json").out)
    assert [Path(name).name for name in made["validated"]] == ["b.ttl"]
    assert [len(r["results"]) for r in made["documents"].values()] == [0, 1, 0]
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(shapes.read_text("utf-8").replace("minLength 3", "minLength 2"), "utf-8")
    assert "3/3 tài liệu" in run(*many).err


def test_a_foreign_file_is_not_written_over(run: Any, many: list[Any], tmp_path: Path) -> None:
    """--kept on a file of something else is a sentence; so is --kept without --each."""
    kept = tmp_path / "kept.json"
    kept.write_text('{"mine": 1}', encoding="utf-8")
    done = run(*many, "--lang", "en")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert kept.read_text(encoding="utf-8") == '{"mine": 1}'
    alone = [arg for arg in many if arg != "--each"]
    assert run(*alone).code == 2
