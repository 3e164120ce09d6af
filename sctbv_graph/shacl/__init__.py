"""Validation of a document's graph against shapes."""

from sctbv_graph.shacl.validate import Result, load_shapes, validate

__all__ = ["Result", "load_shapes", "validate"]
