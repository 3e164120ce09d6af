"""SHACL at the speed of the store: shapes compiled to SPARQL, pySHACL as the reference."""

from sctbv_graph.shacl.engine import Engine, validate
from sctbv_graph.shacl.records import Result
from sctbv_graph.shacl.report import Report
from sctbv_graph.shacl.triples import Triples

__all__ = ["Engine", "Report", "Result", "Triples", "validate"]
