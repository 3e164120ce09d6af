"""From blocks to records: knows plans, knows no RDF."""

from sctbv_graph.extract.plan import extract

__all__ = ["extract"]
