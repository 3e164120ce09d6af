"""The W3C SHACL test suite as data: its entries, and what a report must be isomorphic to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from tests.beside import CONFORMANCE

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")


def suite() -> Path:
    """Return the suite's folder, which may not be there."""
    return CONFORMANCE / "shacl"


@dataclass(frozen=True)
class Entry:
    """One test: two graphs and the report they must give, or a failure."""

    name: str
    data: Path
    shapes: Path
    expected: Graph | None


def _path(node: Node | None) -> Path:
    return Path(unquote(urlparse(str(node)).path))


def _files(manifest: Path) -> Iterator[Path]:
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    included = [_path(o) for o in graph.objects(None, MF.include)]
    if not included:
        yield manifest
    for path in included:
        yield from _files(path)


def entries(manifest: Path) -> Iterator[Entry]:
    """Yield the tests of a manifest and of all that it includes."""
    for path in _files(manifest):
        graph = Graph().parse(path, publicID=path.as_uri())
        for head in graph.objects(None, MF.entries):
            for test in Collection(graph, head):
                action, result = graph.value(test, MF.action), graph.value(test, MF.result)
                yield Entry(
                    path.relative_to(suite()).with_suffix("").as_posix(),
                    _path(graph.value(action, SHT.dataGraph)),
                    _path(graph.value(action, SHT.shapesGraph)),
                    None if result == SHT.Failure else normalised(graph, result),
                )


def quads(path: Path) -> list[ox.Quad]:
    """Read a file of the suite as the program reads files."""
    return list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))


def as_rdflib(triples: list[ox.Triple]) -> Graph:
    """Return triples as an rdflib graph."""
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


# What the suite's protocol compares; messages only where the expected report has some.
_KEPT = (
    SH.focusNode, SH.resultPath, SH.resultSeverity, SH.sourceConstraint,
    SH.sourceConstraintComponent, SH.sourceShape, SH.value,
)  # fmt: skip


def normalised(graph: Graph, report: Node | None, messages: set[Node] | None = None) -> Graph:
    """Return a report with what is compared and nothing else."""
    made = Graph()
    made += [(BNode("report"), SH.conforms, o) for o in graph.objects(report, SH.conforms)]
    for result in graph.objects(report, SH.result):
        made.add((BNode("report"), SH.result, result))
        made += [t for p in _KEPT for t in graph.triples((result, p, None))]
        for message in graph.objects(result, SH.resultMessage):
            if messages is None or message in messages:
                made.add((result, SH.resultMessage, message))
        for path in graph.objects(result, SH.resultPath):
            made += list(_description(graph, path))
    return made


def _description(graph: Graph, node: Node) -> Iterator[tuple[Node, Node, Node]]:
    if isinstance(node, URIRef):
        return
    for triple in graph.triples((node, None, None)):
        yield triple
        yield from _description(graph, triple[2])


def same_report(triples: list[ox.Triple], expected: Graph) -> bool:
    """Tell whether a report is isomorphic to the expected one."""
    graph = as_rdflib(triples)
    report = graph.value(None, RDF.type, SH.ValidationReport)
    messages = set(expected.objects(None, SH.resultMessage))
    return isomorphic(normalised(graph, report, messages), expected)
