"""Validation of anybody's files: `sctbv validate DATA --shapes SHAPES`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rdflib import Graph

from sctbv_graph.errors import InputError, SctbvError
from sctbv_graph.shacl.validate import load_shapes


def validate_files(data: Sequence[Path], shapes: Sequence[Path]) -> tuple[bool, str]:
    """Return whether the data conform, and the report as text.

    Raises `InputError` naming a data file that cannot be read as RDF.
    """
    import pyshacl

    graph = Graph()
    for path in data:
        try:
            graph.parse(path)
        except Exception as error:  # noqa: BLE001  rdflib's parsers raise many kinds
            raise InputError(
                f"Không đọc được dữ liệu RDF “{path}”: {error}.",
                f"The RDF data “{path}” cannot be read: {error}.",
            ) from None
    loaded = load_shapes(shapes)
    try:
        conforms, report, text = pyshacl.validate(graph, shacl_graph=loaded)
    except Exception as error:  # noqa: BLE001  pySHACL raises its own kinds and rdflib's
        raise SctbvError(
            f"Bộ kiểm tra SHACL dừng vì lỗi: {error}.", f"The SHACL engine stopped: {error}."
        ) from None
    if not isinstance(report, Graph):
        raise SctbvError(f"Bộ kiểm tra SHACL: {text}", f"The SHACL engine: {text}")
    return bool(conforms), text
