"""Search without accents: names, numbers and the full source texts, each hit at its sentence."""

from sctbv_graph.search.find import Found, Hit, search
from sctbv_graph.search.index import Index, build_index, open_index

__all__ = ["Found", "Hit", "Index", "build_index", "open_index", "search"]
