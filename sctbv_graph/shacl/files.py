"""Validation of anybody's files: `sctbv validate DATA… --shapes SHAPES…`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.errors import InputError
from sctbv_graph.shacl.engine import Engine, validate
from sctbv_graph.shacl.report import Report
from sctbv_graph.shacl.triples import Triples

_MORE = {"json": ox.RdfFormat.JSON_LD, "owl": ox.RdfFormat.RDF_XML, "shacl": ox.RdfFormat.TURTLE}


def validate_files(
    data: Sequence[Path], shapes: Sequence[Path], engine: Engine = "compiled"
) -> Report:
    """Return the report on the triples of all data files together, named graphs among them.

    Raises `InputError` naming a file that cannot be read as RDF, `ShapesError` naming a shape
    that is broken.
    """
    graph = read_shapes_files(shapes)
    return validate(read_all(data, "d"), graph, engine)


def read_shapes_files(paths: Sequence[Path]) -> Triples:
    """Return the shapes graph that some files make together; `InputError` names a bad one."""
    return Triples(read_all(paths, "s"))


def read_all(paths: Sequence[Path], letter: str) -> Iterator[ox.Quad]:
    """Yield the quads of some files, their blank nodes named in the order of the text.

    Those of two files stay apart, and two runs give them the same names. ``letter`` begins them.
    """
    named: dict[tuple[int, str], ox.BlankNode] = {}

    def name(number: int, node: ox.BlankNode) -> ox.BlankNode:
        return named.setdefault((number, node.value), ox.BlankNode(f"{letter}{len(named) + 1}"))

    for number, path in enumerate(paths):
        for quad in read_rdf(path):
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.BlankNode):
                subject = name(number, subject)
            if isinstance(value, ox.BlankNode):
                value = name(number, value)
            yield ox.Quad(subject, quad.predicate, value)


def read_rdf(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a file; its ending tells the format."""
    ending = path.suffix.lower().removeprefix(".")
    form = _MORE.get(ending) or ox.RdfFormat.from_extension(ending)
    if form is None:
        raise InputError(
            f"Không biết định dạng RDF của “{path}”; dùng đuôi .ttl, .nt, .nq, .trig, .rdf, "
            ".jsonld.",
            f"The RDF format of “{path}” is not known; use .ttl, .nt, .nq, .trig, .rdf, .jsonld.",
        )
    try:
        yield from ox.parse(path=path, format=form, base_iri=path.absolute().as_uri())
    except (OSError, SyntaxError, ValueError) as error:
        said = " ".join(str(error).split())
        raise InputError(
            f"Không đọc được dữ liệu RDF “{path}”: {said}.",
            f"The RDF data “{path}” cannot be read: {said}.",
        ) from None
