"""SHACL by pySHACL: results as records, sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph
from rdflib.namespace import RDF, SH

from sctbv_graph.errors import ReferenceDataError, SctbvError


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result: IRIs as strings, ``value`` and ``path`` empty where there is none."""

    shape: str
    focus: str
    path: str
    value: str


def load_shapes(paths: Iterable[Path]) -> Graph:
    """Return the shapes of some files; `ReferenceDataError` names a file that does not parse."""
    shapes = Graph()
    for path in paths:
        try:
            shapes.parse(path, format="turtle")
        except Exception as error:  # noqa: BLE001  rdflib's parsers raise many kinds
            raise ReferenceDataError(
                f"Tệp shape “{path}” không đọc được: {error}.",
                f"The shapes file “{path}” cannot be read: {error}.",
            ) from None
    return shapes


def to_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    """Return the triples of some quads as an rdflib graph, graph names dropped."""
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in quads}
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    graph = Graph()
    graph.parse(data=written, format="nt")
    return graph


def validate(data: Graph, shapes: Graph, top: frozenset[str]) -> list[Result]:
    """Return the results of validating ``data``, each once, under the shape it belongs to.

    ``top`` are the shapes whose results are wanted: a result of a property or nested shape is
    told under the shape of ``top`` that holds it. An engine error is a `SctbvError`, never
    "conforms".
    """
    import pyshacl

    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, advanced=False)
    except Exception as error:  # noqa: BLE001  pySHACL raises its own kinds and rdflib's
        raise SctbvError(
            f"Bộ kiểm tra SHACL dừng vì lỗi ({error}); kết quả không dùng được.",
            f"The SHACL engine stopped with an error ({error}); there is no result.",
        ) from None
    if not isinstance(report, Graph):
        raise SctbvError(
            f"Bộ kiểm tra SHACL không chạy được một shape ({text.strip()}).",
            f"The SHACL engine cannot run a shape ({text.strip()}).",
        )
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        source = report.value(result, SH.sourceShape)
        shape = _owner(shapes, source, top)
        if shape is None:
            continue
        focus = report.value(result, SH.focusNode)
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        found.add(
            Result(
                shape,
                str(focus),
                "" if path is None else path.n3(),
                "" if value is None else str(value),
            )
        )
    return sorted(found)


def _owner(shapes: Graph, source: object, top: frozenset[str]) -> str | None:
    """Walk from a nested shape up to the one that is wanted."""
    seen, here = set(), [source]
    while here:
        node = here.pop()
        if str(node) in top:
            return str(node)
        if node in seen:
            continue
        seen.add(node)
        here += list(shapes.subjects(None, node))  # type: ignore[arg-type]
    return None
