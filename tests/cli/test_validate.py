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
