"""Search without accents: names, numbers and the full source texts, each hit at its sentence."""

from sctbv_graph.search.find import Found, Hit, search
from sctbv_graph.search.index import Index, build_index, open_index
from sctbv_graph.search.nearest import Near, nearest

__all__ = ["Found", "Hit", "Index", "Near", "build_index", "nearest", "open_index", "search"]
